import { expect, it } from 'vitest';
import { isMetered } from '../../../src-main/host/network-cost';
import { runProgram } from '../../../src-main/host/run-program';

it.each([
  ['linux', 'u 1\n', true],
  ['linux', 'u 2\n', false],
  ['linux', 'u 3\n', true],
  ['linux', 'u 4\n', false],
  ['linux', 'u 0\n', null],
  ['win32', 'Unrestricted\r\n', false],
  ['win32', 'Fixed\r\n', true],
  ['win32', 'Variable\r\n', true],
  ['win32', 'Unknown\r\n', null],
  ['win32', null, null],
  ['darwin', 'u 1\n', null],
] as const)('%s that says %j', async (platform, answer, expected) => {
  expect(await isMetered({ platform, run: async () => answer })).toBe(expected);
});

it('asks by gdbus where busctl is not there', async () => {
  const asked: string[] = [];
  const answer = await isMetered({
    platform: 'linux',
    async run(file, args) {
      asked.push(`${file} ${args[0]}`);
      return file === 'gdbus' ? '(<uint32 1>,)\n' : null;
    },
  });
  expect([answer, asked]).toEqual([true, ['busctl --system', 'gdbus call']]);
});

it('a program that is not there answers nothing', async () => {
  expect(await runProgram('caos-no-such-program', [])).toBe(null);
  expect(await runProgram(process.execPath, ['-e', 'process.exit(1)'])).toBe(null);
  expect(await runProgram(process.execPath, ['-e', 'console.log(process.argv[1])', '$(x); "'])).toBe(
    '$(x); "\n',
  );
});
