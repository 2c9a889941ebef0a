/** What mails say, word for word where it matters: until when, how a code is shown, and colours that everybody can read. */
import { describe, expect, it } from 'vitest';
import { type MessageFacts, subjectOf, writeMessage } from '../../../src-main/mail/messages/write-message';

const facts = (change: Partial<MessageFacts> = {}): MessageFacts => ({
  kind: 'share-link',
  language: 'en',
  params: { title: 'Jeju', untilMs: Date.UTC(2026, 11, 6, 9), codeWay: 'mail' },
  sender: { name: 'Kim', email: 'kim@studio.test', colour: '#2f6fed', signature: '' },
  recipientName: 'Mina',
  link: 'https://store.test/p#k',
  code: null,
  logoSource: null,
  timeZone: 'Asia/Seoul',
  ...change,
});

it.each([
  ['en', 'The link opens until 6 December 2026 at 18:00 GMT+9.'],
  ['ko', '링크는 2026년 12월 6일 오후 6:00 GMT+9까지 열립니다.'],
] as const)('until when, with the zone, since guests may live elsewhere: %s', (language, sentence) => {
  expect(writeMessage(facts({ language })).text).toContain(sentence);
});

it('a share opens in CAOS too, a request for photos in a browser only', () => {
  const ofKind = (kind: MessageFacts['kind']) => writeMessage(facts({ kind })).html.includes('caos://open?');
  expect([ofKind('share-link'), ofKind('request-link')]).toEqual([true, false]);
});

it('the code for signing in stands in two halves, that of a share as it is', () => {
  const signIn = facts({ kind: 'sign-in', params: { minutes: 10 }, link: null, code: '01234567' });
  expect(writeMessage(signIn).text).toContain('    0123 4567\n');
  expect(writeMessage(facts({ kind: 'share-code', link: null, code: 'K7QZM-3XW9D' })).html).toContain(
    '>K7QZM-3XW9D</p>',
  );
});

describe('contrast of 4.5 to 1, whatever the colour', () => {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string): number => {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  it.each([
    '#2f6fed',
    '#ffe08a',
    '#000000',
    '#ffffff',
    '#ff0000',
    '#00ff00',
    '#777777',
    '#7a7a7a',
    '#0a84ff',
  ])('%s', (colour) => {
    const sender = { ...facts().sender, colour };
    const button = /background:(#\w{6});border-radius:6px;color:(#\w{6})/.exec(
      writeMessage(facts({ sender })).html,
    );
    expect(contrast(button?.[1] ?? '', button?.[2] ?? '')).toBeGreaterThanOrEqual(4.5);
    const code = /letter-spacing:3px;color:(#\w{6})/.exec(
      writeMessage(facts({ kind: 'share-code', code: 'X', link: null, sender })).html,
    );
    expect(contrast(code?.[1] ?? '', '#f3f4f6')).toBeGreaterThanOrEqual(4.5);
  });
});

it('a colour that is none, or more, never reaches the HTML', () => {
  const sender = { ...facts().sender, colour: 'red;background:url(x)' };
  expect(writeMessage(facts({ sender })).html).not.toContain('url(');
});

it('a subject is one line of at most 250 characters', () => {
  const subject = subjectOf(facts({ params: { title: `a\nb${'x'.repeat(400)}` } }));
  expect([subject.length, subject.includes('\n'), subject.startsWith('a b')]).toEqual([250, false, true]);
});

it('without a name the address speaks', () => {
  const { subject, text } = writeMessage(facts({ sender: { ...facts().sender, name: ' \n ' } }));
  expect([subject, text.endsWith('-- \nkim@studio.test\n')]).toEqual([
    'Jeju: photos from kim@studio.test',
    true,
  ]);
});
