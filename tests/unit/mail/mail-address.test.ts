/** Which addresses are taken, and what of them goes over the wire. */
import { expect, it } from 'vitest';
import { needsUtf8, wireAddress } from '../../../src-main/mail/wire-address';
import { MailAddress } from '../../../src-shared/domain/mail';

const isTaken = (text: string): boolean => MailAddress.safeParse(text).success;

it('takes addresses as people write them, in any script', () => {
  const taken = [
    'mina@example.com',
    "o'neill+photos_2@mail.example.co.uk",
    'kim@한국.kr',
    'kim@예시.한국',
    'info@xn--3e0b707e.xn--3e0b707e',
    '지윤@lee.photo',
    'josé@müller.de',
    'δοκιμή@παράδειγμα.δοκιμή',
    'a@b.co',
  ];
  expect(taken.filter((text) => !isTaken(text))).toEqual([]);
});

it('takes nothing else', () => {
  const others = [
    'mina',
    'mina@',
    '@example.com',
    'mina@example',
    'mina@example.c',
    'mina@exa mple.com',
    'mi na@example.com',
    '.mina@example.com',
    'mina.@example.com',
    'mi..na@example.com',
    'mina@-example.com',
    'mina@example-.com',
    'mina@example..com',
    'mina@127.0.0.1',
    'mina@example.com\r\nBcc: x@example.com',
    'mina@example.com, x@example.com',
    '<mina@example.com>',
    'mina@한국.kr>',
    'mi\u202ena@example.com',
    `${'a'.repeat(250)}@b.com`,
  ];
  expect(others.filter(isTaken)).toEqual([]);
});

it('composed and decomposed letters are one address', () => {
  expect(MailAddress.parse('jose\u0301@example.com')).toBe('jos\u00e9@example.com');
});

it('a domain goes in the letters of DNS, the rest as it is', () => {
  expect(wireAddress('Kim@한국.kr')).toBe('Kim@xn--3e0b707e.kr');
  expect(wireAddress('지윤@Lee.Photo')).toBe('지윤@lee.photo');
  expect(wireAddress('mina@example.com')).toBe('mina@example.com');
  expect(['Kim@한국.kr', '지윤@lee.photo', "o'neill@x.ie"].map(needsUtf8)).toEqual([false, true, false]);
});
