/** Known mail services: each gives a whole, encrypted account for an address, and a sentence on its password in both languages. */
import { describe, expect, it } from 'vitest';
import { MailSettings, oneLine, passwordAudience } from '../../../src-shared/domain/mail';
import {
  mailPresetById,
  mailPresetFor,
  mailPresets,
  presetAccount,
} from '../../../src-shared/domain/mail-presets';

describe.each(mailPresets)('$name', (preset) => {
  it('makes an account that is encrypted and whole', () => {
    const address = `kim.minsu@${preset.domains[0] ?? 'studio.example'}`;
    const settings = MailSettings.parse(presetAccount(preset, address));
    expect(settings).toMatchObject({ provider: preset.id, from: address, plainAccepted: false });
    expect([465, 587]).toContain(settings.port);
    expect(settings.encryption).toBe(settings.port === 465 ? 'tls' : 'starttls');
  });

  it('says where its password is made, in both languages', () => {
    expect(preset.password.en).toMatch(/\.$/);
    expect(preset.password.ko).toMatch(/[\p{Script=Hangul}].*(요|다)\.$/u);
  });
});

it('is told from the address, whatever its case, and no domain has two', () => {
  expect(mailPresetFor('Kim@GMail.com')?.id).toBe('gmail');
  expect(mailPresetFor('kim@hanmail.net')?.id).toBe('daum');
  expect(mailPresetFor('kim@gmail.com.evil.example')).toBeNull();
  expect(mailPresetById('naver') && presetAccount(mailPresets[5] as never, 'kim@naver.com')).toMatchObject({
    host: 'smtp.naver.com',
    user: 'kim',
  });
  const domains = mailPresets.flatMap((preset) => preset.domains);
  expect(new Set(domains).size).toBe(domains.length);
  expect(mailPresetById(null)).toBeNull();
});

describe('one line', () => {
  it.each([
    ['a\r\nBcc: b', 'a Bcc: b'],
    ['  a\tb\u0000\u0085\u2028c  ', 'a b c'],
    ['결혼식 – 김', '결혼식 – 김'],
  ])('%j', (typed, line) => {
    expect(oneLine(typed)).toBe(line);
  });
});

it('a password belongs to server, port, user, way and trust, and to nothing else', () => {
  const base = MailSettings.parse({
    host: 'Mail.Studio.example',
    port: 587,
    encryption: 'starttls',
    user: 'kim',
    from: 'kim@studio.example',
  });
  const same = (change: Partial<MailSettings>) =>
    passwordAudience({ ...base, ...change }) === passwordAudience(base);
  expect([
    same({ host: 'mail.studio.example' }),
    same({ from: 'hello@studio.example' }),
    same({ encryption: 'tls' }),
    same({ host: 'evil.example' }),
    same({ port: 25 }),
    same({ user: 'lee' }),
    same({ encryption: 'none' }),
    same({ caPem: 'x' }),
  ]).toEqual([true, true, true, false, false, false, false, false]);
});

it('a server’s name is no address, no user and no path', () => {
  const wrong = ['user@mail.example', 'mail.example/x', 'mail example', ''];
  for (const host of wrong)
    expect(
      MailSettings.safeParse({ host, port: 465, encryption: 'tls', from: 'kim@studio.example' }).success,
    ).toBe(false);
});
