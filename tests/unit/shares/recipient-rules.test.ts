/** Addresses as they are typed and pasted become people; what is none stays to be mended. */
import { describe, expect, it } from 'vitest';
import {
  addressesIn,
  knownPeople,
  proposedPeople,
} from '../../../src-renderer/features/shares/recipient-rules';
import type { Share } from '../../../src-shared/domain/share';

describe('addresses', () => {
  it.each([
    ['mina@kim.kr', [['mina@kim.kr', '']], ''],
    [
      'Mina Kim <mina@kim.kr>, lee@example.com',
      [
        ['mina@kim.kr', 'Mina Kim'],
        ['lee@example.com', ''],
      ],
      '',
    ],
    [
      '"Kim, Mina" <mina@kim.kr>; lee@example.com',
      [
        ['mina@kim.kr', 'Kim, Mina'],
        ['lee@example.com', ''],
      ],
      '',
    ],
    [
      'a@b.kr\nb@b.kr\r\n c@b.kr',
      [
        ['a@b.kr', ''],
        ['b@b.kr', ''],
        ['c@b.kr', ''],
      ],
      '',
    ],
    [
      'a@b.kr b@b.kr',
      [
        ['a@b.kr', ''],
        ['b@b.kr', ''],
      ],
      '',
    ],
    ['A@B.kr, a@b.KR', [['A@B.kr', '']], ''],
    ['mina@, lee@example.com', [['lee@example.com', '']], 'mina@'],
    ['no address at all', [], 'no address at all'],
    ['mina@kim..kr', [], 'mina@kim..kr'],
    [' , ;; ', [], ''],
  ] as const)('%s', (text, people, rest) => {
    expect(addressesIn(text, [])).toEqual({
      found: people.map(([email, name]) => ({ email, name })),
      rest,
      tooMany: false,
    });
  });

  it('leaves out who is there already, in whatever case', () => {
    expect(addressesIn('MINA@kim.kr, lee@kim.kr', [{ email: 'mina@kim.kr' }])).toEqual({
      found: [{ email: 'lee@kim.kr', name: '' }],
      rest: '',
      tooMany: false,
    });
  });

  it('takes no more than a share may have', () => {
    const many = Array.from({ length: 230 }, (_, n) => `p${n}@kim.kr`);
    for (const between of [',', ' ', '\n']) {
      const { found, rest, tooMany } = addressesIn(many.join(between), []);
      expect([found.length, rest, tooMany]).toEqual([200, '', true]);
    }
  });
});

describe('people known from before', () => {
  const shareWith = (...recipients: Array<[email: string, name: string]>): Share =>
    ({ recipients: recipients.map(([email, name]) => ({ email, name })) }) as Share;
  const shares = [
    shareWith(['mina@kim.kr', ''], ['lab@print.example', 'Print lab']),
    shareWith(['Mina@Kim.kr', 'Mina Kim'], ['지윤@example.com', '이지윤']),
  ];

  it('is each one once, with the name that any share knows', () => {
    expect(knownPeople(shares)).toEqual([
      { email: 'mina@kim.kr', name: 'Mina Kim' },
      { email: 'lab@print.example', name: 'Print lab' },
      { email: '지윤@example.com', name: '이지윤' },
    ]);
  });

  it.each([
    ['ki', ['mina@kim.kr']],
    ['LAB', ['lab@print.example']],
    ['이지', ['지윤@example.com']],
    ['exa', ['lab@print.example', '지윤@example.com']],
    ['in', []],
    ['', []],
  ])('proposes for “%s” %j', (text, emails) => {
    expect(proposedPeople(text, knownPeople(shares), []).map(({ email }) => email)).toEqual(emails);
  });

  it('proposes nobody who is on the list', () => {
    expect(proposedPeople('mina', knownPeople(shares), [{ email: 'MINA@kim.kr' }])).toEqual([]);
  });
});
