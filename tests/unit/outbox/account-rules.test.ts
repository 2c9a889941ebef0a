/** The form of the mail account: the address knows its service, what is missing is told, a stored password goes nowhere else. */
import { describe, expect, it } from 'vitest';
import {
  accountLacks,
  draftFrom,
  keepsPassword,
  settingsOf,
  withAddress,
  withEncryption,
  withPreset,
} from '../../../src-renderer/features/outbox/account-rules';

const nothing = { settings: null, hasPassword: false };
const typed = (from: string) => withAddress(draftFrom(null, ''), from);
const byHand = { ...typed('me@studio.example'), host: 'mail.studio.example', password: 'secret' };

describe('the address', () => {
  it('brings server, port, encryption and user of its service', () => {
    expect(settingsOf(typed('jiyoon@naver.com'))).toEqual({
      provider: 'naver',
      host: 'smtp.naver.com',
      port: 465,
      encryption: 'tls',
      plainAccepted: false,
      user: 'jiyoon',
      from: 'jiyoon@naver.com',
    });
  });
  it('takes the service along when it changes, but not one that was typed', () => {
    expect(withAddress(typed('a@gmail.com'), 'a@icloud.com').provider).toBe('icloud');
    expect(withAddress(byHand, 'a@gmail.com')).toMatchObject({
      provider: '',
      host: 'mail.studio.example',
      user: 'a@gmail.com',
    });
  });
  it('is the user, until somebody writes another', () => {
    expect(withAddress({ ...byHand, user: 'smtp-42', userTyped: true }, 'you@studio.example').user).toBe(
      'smtp-42',
    );
  });
  it('may be at a service that its ending does not tell', () => {
    expect(withPreset(typed('me@studio.example'), 'microsoft365')).toMatchObject({
      provider: 'microsoft365',
      host: 'smtp.office365.com',
      port: '587',
      encryption: 'starttls',
      user: 'me@studio.example',
    });
  });
});

it('changes the port with the encryption, unless it is one of its own', () => {
  expect(withEncryption(byHand, 'tls').port).toBe('465');
  expect(withEncryption({ ...byHand, port: '2525' }, 'tls').port).toBe('2525');
});

describe('what is missing', () => {
  it.each([
    ['nothing', byHand, []],
    ['an address', { ...byHand, from: 'me' }, ['from']],
    ['server and port', { ...byHand, host: 'a b', port: '0' }, ['host', 'port']],
    ['a password', { ...byHand, password: '' }, ['password']],
    ['no password where nobody signs in', { ...byHand, user: '', password: '' }, []],
    ['the word that it may be read on its way', { ...byHand, encryption: 'none' as const }, ['plain']],
    ['no word on this computer', { ...byHand, host: '127.0.0.1', encryption: 'none' as const }, []],
  ])('%s', (_name, draft, lacks) => {
    expect(accountLacks(draft, nothing)).toEqual(lacks);
  });

  it('is no password while the stored one goes to the same server and user', () => {
    const settings = settingsOf(byHand);
    const stored = { settings, hasPassword: true };
    expect(accountLacks({ ...byHand, password: '', from: 'other@studio.example' }, stored)).toEqual([]);
    expect(accountLacks({ ...byHand, password: '', host: 'mail.evil.example' }, stored)).toEqual([
      'password',
    ]);
    expect(keepsPassword(settings, { settings, hasPassword: false })).toBe(false);
  });
});
