/** Ejects a card: asks the operating system to write what it still holds back, and to let go of the volume. */
import { execFile } from 'node:child_process';
import { AppError } from '../../src-shared/app-error';
import type { Volume } from './volumes';

/** How a program ended. `missing`: it is not on this computer. */
export interface Ran {
  outcome: 'ok' | 'failed' | 'missing' | 'too-slow';
  /** What it printed, both ways. */
  output: string;
}
export type Ask = (program: string, args: string[]) => Promise<Ran>;

/** A slow card may have minutes of writing before it; nothing was written to it by us, so half a minute is plenty. */
const TIME_LIMIT_MS = 30_000;
const MAX_OUTPUT_BYTES = 64 * 1024;

/** Programs by name and arguments, never through a shell. */
const askProgram: Ask = (program, args) =>
  new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        timeout: TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        windowsHide: true,
        encoding: 'utf8',
        // Their sentences are looked at.
        env: { ...process.env, LC_ALL: 'C' },
      },
      (error, stdout, stderr) => {
        const output = `${stdout}\n${stderr}`.trim();
        if (!error) return resolve({ outcome: 'ok', output });
        if (error.code === 'ENOENT' || error.code === 'EACCES')
          return resolve({ outcome: 'missing', output });
        resolve({ outcome: error.killed ? 'too-slow' : 'failed', output });
      },
    );
  });

/** Rejects with `unsupported` where the volume is none that can be ejected, `io` when a program still uses it or the system fails. */
export async function ejectVolume(
  volume: Volume,
  { platform = process.platform, run = askProgram }: { platform?: NodeJS.Platform; run?: Ask } = {},
): Promise<void> {
  if (!volume.ejectable) throw cannotEject(volume.name);
  if (platform === 'darwin') return must(await run('diskutil', ['eject', volume.path]), volume);
  if (platform === 'win32') return ejectOnWindows(volume, run);
  return ejectOnLinux(volume, run);
}

/** The desktops' own ways first: they also switch the reader off, and need no privilege. */
async function ejectOnLinux(volume: Volume, run: Ask): Promise<void> {
  if (volume.device !== null) {
    const unmounted = await run('udisksctl', ['unmount', '--no-user-interaction', '-b', volume.device]);
    if (unmounted.outcome !== 'missing') {
      must(unmounted, volume);
      // Readers inside a laptop cannot be switched off; the card is unmounted all the same.
      await run('udisksctl', ['power-off', '--no-user-interaction', '-b', volume.device]);
      return;
    }
  }
  const byDesktop = await run('gio', ['mount', '-e', volume.path]);
  if (byDesktop.outcome === 'ok' || isBusy(byDesktop)) return must(byDesktop, volume);
  must(await run('umount', ['--', volume.path]), volume);
}

/** Ejecting is an act of the Explorer; it answers before it is done, so the script waits until the letter is gone. */
async function ejectOnWindows(volume: Volume, run: Ask): Promise<void> {
  const letter = /^([A-Z]:)[\\/]?$/i.exec(volume.path)?.[1];
  if (letter === undefined) throw cannotEject(volume.name);
  const script = [
    `$drive = (New-Object -ComObject Shell.Application).Namespace(17).ParseName('${letter}')`,
    "if ($null -eq $drive) { Write-Output 'not found'; exit 2 }",
    "$drive.InvokeVerb('Eject')",
    `foreach ($i in 1..40) { if (-not (Test-Path '${letter}\\')) { exit 0 }; Start-Sleep -Milliseconds 250 }`,
    "Write-Output 'in use'; exit 1",
  ].join('; ');
  must(await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]), volume);
}

const isBusy = ({ output }: Ran): boolean =>
  /\bbusy\b|in use|couldn.t be unmounted|dissent|outstanding/i.test(output);

function must(ran: Ran, { name }: Volume): void {
  if (ran.outcome === 'ok') return;
  const init = { params: { name }, details: ran.output.slice(0, 1000), retry: 'after-user' as const };
  if (isBusy(ran)) {
    throw new AppError(
      'io',
      `“${name}” is still in use by a program. Close windows and programs that show it, then eject it again.`,
      init,
    );
  }
  if (ran.outcome === 'missing')
    throw new AppError(
      'unsupported',
      `CAOS found no program that can eject “${name}”. Eject it in the file manager.`,
      init,
    );
  throw new AppError(
    'io',
    `The system could not eject “${name}”. Eject it in the file manager, and take it out only then.`,
    init,
  );
}

const cannotEject = (name: string): AppError =>
  new AppError('unsupported', `“${name}” is no card or stick that can be ejected.`, { params: { name } });
