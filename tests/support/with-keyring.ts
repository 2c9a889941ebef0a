/** A private D-Bus session with an unlocked, throw-away GNOME keyring around a command: nothing of the person's own keyring is touched. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const needed = ['dbus-run-session', 'gnome-keyring-daemon'];

/** What is missing to run one here; empty when all is there. */
export function missingForKeyring(): string[] {
  if (process.platform !== 'linux') return ['Linux'];
  return needed.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
}

export interface KeyringSession extends Disposable {
  /** Prefix of a command that runs with an unlocked keyring; each run is a session of its own over the same stored keyring. */
  unlocked: string[];
  /** The same keyring, but nobody has unlocked it and nobody can answer its prompt. */
  locked: string[];
}

export function keyringSession(): KeyringSession {
  const folder = mkdtempSync(join(tmpdir(), 'caos-keyring-'));
  const [data, runtime] = [join(folder, 'data'), join(folder, 'runtime')];
  for (const path of [data, runtime]) mkdirSync(path, { mode: 0o700 });
  const session = (start: string): string[] => [
    'env',
    '-u',
    'DISPLAY',
    '-u',
    'WAYLAND_DISPLAY',
    `XDG_DATA_HOME=${data}`,
    `XDG_RUNTIME_DIR=${runtime}`,
    'CAOS_KEYRING=',
    'dbus-run-session',
    '--',
    'sh',
    '-c',
    `${start} >/dev/null 2>&1; exec "$@"`,
    'sh',
  ];
  return {
    unlocked: [
      ...session('printf "password\\n" | gnome-keyring-daemon --unlock --components=secrets'),
      process.execPath,
    ],
    locked: [...session('gnome-keyring-daemon --start --components=secrets'), process.execPath],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
