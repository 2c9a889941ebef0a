/** Whether this computer runs on its battery now. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunProgram } from './run-program';

export interface PowerSources {
  platform: NodeJS.Platform;
  run: RunProgram;
  /** Where Linux tells of its power supplies: `/sys/class/power_supply` (Documentation/ABI/testing/sysfs-class-power). */
  supplyFolder?: string;
}

/** null: it cannot be told here. A computer without any battery is plugged in. */
export async function isOnBattery({ platform, run, supplyFolder }: PowerSources): Promise<boolean | null> {
  switch (platform) {
    case 'linux':
      return fromSupplies(supplyFolder ?? '/sys/class/power_supply');
    case 'darwin':
      // Its first line is: Now drawing from 'AC Power' | 'Battery Power' | 'UPS Power'.
      return fromPmset(await run('/usr/bin/pmset', ['-g', 'batt']));
    case 'win32':
      return fromPowerLine(
        await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', powerLine]),
      );
    default:
      return null;
  }
}

/** SystemInformation.PowerStatus.PowerLineStatus: Offline, Online or Unknown. */
const powerLine =
  'Add-Type -AssemblyName System.Windows.Forms; [System.Windows.Forms.SystemInformation]::PowerStatus.PowerLineStatus.ToString()';

interface Supply {
  type: string;
  online: string | null;
  status: string | null;
  /** `Device`: the battery of a mouse or a headset. */
  scope: string | null;
}

async function fromSupplies(folder: string): Promise<boolean | null> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return null;
  const supplies = await Promise.all(names.map((name) => readSupply(join(folder, name))));
  const ofComputer = supplies.filter((supply) => supply !== null && supply.scope !== 'Device') as Supply[];
  const mains = ofComputer.filter(({ type, online }) => type !== 'Battery' && online !== null);
  if (mains.some(({ online }) => online !== '0')) return false;
  const batteries = ofComputer.filter(({ type }) => type === 'Battery');
  if (batteries.some(({ status }) => status === 'Discharging')) return true;
  return mains.length > 0 && batteries.length > 0;
}

async function readSupply(folder: string): Promise<Supply | null> {
  const read = (name: string): Promise<string | null> =>
    readFile(join(folder, name), 'utf8').then(
      (text) => text.trim(),
      () => null,
    );
  const [type, online, status, scope] = await Promise.all(['type', 'online', 'status', 'scope'].map(read));
  return type ? { type, online: online ?? null, status: status ?? null, scope: scope ?? null } : null;
}

function fromPmset(answer: string | null): boolean | null {
  const source = /Now drawing from '([^']+)'/.exec(answer ?? '')?.[1];
  if (source === undefined) return null;
  // On a UPS the mains are gone just as well.
  return source !== 'AC Power';
}

function fromPowerLine(answer: string | null): boolean | null {
  const word = answer?.trim();
  if (word === 'Offline') return true;
  return word === 'Online' ? false : null;
}
