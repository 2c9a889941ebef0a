import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOnBattery } from '../../../src-main/host/power';
import type { RunProgram } from '../../../src-main/host/run-program';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-power-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const supply = (name: string, facts: Record<string, string>): void => {
  mkdirSync(join(folder, name));
  for (const [fact, value] of Object.entries(facts)) writeFileSync(join(folder, name, fact), `${value}\n`);
};
const never: RunProgram = () => Promise.reject(new Error('nothing is to be run'));
const onLinux = () => isOnBattery({ platform: 'linux', run: never, supplyFolder: folder });
const saying =
  (answer: string | null): RunProgram =>
  async () =>
    answer;

describe('on Linux', () => {
  it('a laptop on its battery', async () => {
    supply('AC', { type: 'Mains', online: '0' });
    supply('BAT0', { type: 'Battery', status: 'Discharging' });
    expect(await onLinux()).toBe(true);
  });

  it('a laptop that is plugged in, by any of its sockets', async () => {
    supply('AC', { type: 'Mains', online: '0' });
    supply('ucsi', { type: 'USB', online: '1' });
    supply('BAT0', { type: 'Battery', status: 'Charging' });
    expect(await onLinux()).toBe(false);
  });

  it('a battery that says nothing beside a socket that says it is empty', async () => {
    supply('AC', { type: 'Mains', online: '0' });
    supply('BAT0', { type: 'Battery', status: 'Unknown' });
    expect(await onLinux()).toBe(true);
  });

  it('a desktop whose mouse has a battery is plugged in', async () => {
    supply('hid-mouse', { type: 'Battery', status: 'Discharging', scope: 'Device' });
    expect(await onLinux()).toBe(false);
  });

  it('without any supply it is plugged in; without the folder nobody knows', async () => {
    expect(await onLinux()).toBe(false);
    expect(await isOnBattery({ platform: 'linux', run: never, supplyFolder: join(folder, 'none') })).toBe(
      null,
    );
  });
});

it.each([
  ['darwin', "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t80%; charging", false],
  ['darwin', "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t80%; discharging", true],
  ['darwin', 'what?', null],
  ['darwin', null, null],
  ['win32', 'Offline\r\n', true],
  ['win32', 'Online\r\n', false],
  ['win32', 'Unknown\r\n', null],
  ['win32', null, null],
  ['freebsd', 'x', null],
] as const)('%s that says %j', async (platform, answer, expected) => {
  expect(await isOnBattery({ platform, run: saying(answer) })).toBe(expected);
});
