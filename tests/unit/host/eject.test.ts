/** Ejecting: which programs are asked in which order, and what is said when they refuse. */
import { describe, expect, it } from 'vitest';
import { type Ask, ejectVolume, type Ran } from '../../../src-main/host/eject';
import type { Volume } from '../../../src-main/host/volumes';

const card: Volume = { path: '/media/kim/EOS', name: 'EOS', device: '/dev/sdb1', ejectable: true };
const ok: Ran = { outcome: 'ok', output: '' };
const missing: Ran = { outcome: 'missing', output: '' };

/** Answers by program and first word, and remembers what was asked. */
function asking(answers: Record<string, Ran>): { run: Ask; asked: string[] } {
  const asked: string[] = [];
  const run: Ask = async (program, args) => {
    asked.push([program, ...args].join(' '));
    return answers[`${program} ${args[0]}`] ?? answers[program] ?? missing;
  };
  return { run, asked };
}

describe('on Linux', () => {
  it('unmounts and switches the reader off; one that cannot be switched off is ejected all the same', async () => {
    const { run, asked } = asking({
      'udisksctl unmount': ok,
      'udisksctl power-off': { outcome: 'failed', output: 'No usable driver' },
    });
    await ejectVolume(card, { platform: 'linux', run });
    expect(asked).toEqual([
      'udisksctl unmount --no-user-interaction -b /dev/sdb1',
      'udisksctl power-off --no-user-interaction -b /dev/sdb1',
    ]);
  });

  it('asks the desktop, then the system, where that program is not there', async () => {
    const { run, asked } = asking({ umount: ok });
    await ejectVolume(card, { platform: 'linux', run });
    expect(asked.slice(1)).toEqual(['gio mount -e /media/kim/EOS', 'umount -- /media/kim/EOS']);
  });

  it.each([
    ['udisksctl', 'Error unmounting /dev/sdb1: target is busy', 'io', 'still in use by a program'],
    ['udisksctl', 'Not authorized to perform operation', 'io', 'could not eject “EOS”'],
    ['gio', 'mount is in use by one or more applications', 'io', 'still in use by a program'],
    ['none', '', 'unsupported', 'no program that can eject'],
  ])('%s: %s', async (program, output, code, sentence) => {
    const { run } = asking({ [program]: { outcome: 'failed', output } });
    await expect(ejectVolume(card, { platform: 'linux', run })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
      params: { name: 'EOS' },
    });
  });
});

describe('elsewhere', () => {
  it('macOS ejects by diskutil', async () => {
    const { run, asked } = asking({ diskutil: ok });
    await ejectVolume({ ...card, path: '/Volumes/EOS' }, { platform: 'darwin', run });
    expect(asked).toEqual(['diskutil eject /Volumes/EOS']);
    const dissented = asking({ diskutil: { outcome: 'failed', output: 'dissented by PID 501 (Preview)' } });
    await expect(ejectVolume(card, { platform: 'darwin', run: dissented.run })).rejects.toMatchObject({
      message: expect.stringContaining('still in use'),
    });
  });

  it('Windows ejects a drive letter, and nothing else gets into the script', async () => {
    const { run, asked } = asking({ 'powershell.exe': ok });
    await ejectVolume({ ...card, path: 'E:\\' }, { platform: 'win32', run });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain("ParseName('E:')");
    await expect(
      ejectVolume({ ...card, path: "E:'; Remove-Item C:\\" }, { platform: 'win32', run }),
    ).rejects.toMatchObject({ code: 'unsupported' });
    expect(asked).toHaveLength(1);
  });

  it('refuses what cannot be ejected', async () => {
    await expect(ejectVolume({ ...card, ejectable: false })).rejects.toMatchObject({ code: 'unsupported' });
  });
});
