import { describe, expect, it } from 'vitest';
import { count, fieldLines, formatBytes, formatDuration, tableLines } from '../../../src-main/cli/format';
import { clip, printable, textWidth } from '../../../src-main/cli/text-width';

describe('text in a terminal', () => {
  it('counts the columns that are really taken', () => {
    const words = [
      'abc',
      '결혼식',
      '결혼식'.normalize('NFD'),
      'é'.normalize('NFD'),
      '写真',
      'カメラ',
      'ｶﾒﾗ',
      '📷',
      '👩‍👩‍👧',
      'Ａ',
      '​',
      '',
    ];
    expect(words.map((word) => [word.normalize('NFC'), textWidth(word)])).toEqual([
      ['abc', 3],
      ['결혼식', 6],
      ['결혼식', 6],
      ['é', 1],
      ['写真', 4],
      ['カメラ', 6],
      ['ｶﾒﾗ', 3],
      ['📷', 2],
      ['👩‍👩‍👧', 2],
      ['Ａ', 2],
      ['​', 0],
      ['', 0],
    ]);
  });

  it('never cuts a wide character in half', () => {
    expect([clip('결혼식 사진', 11), clip('결혼식 사진', 6), clip('결혼식', 4), clip('plain', 5)]).toEqual([
      '결혼식 사진',
      '결혼…',
      '결…',
      'plain',
    ]);
  });

  it('lets no file name control the terminal', () => {
    expect(printable('a\x1b[2Jb\nc\u202egpj.exe')).toBe('a�[2Jb�c�gpj.exe');
  });

  it('aligns tables by width, numbers to the right', () => {
    const rows = [
      { name: '결혼식', size: 5 },
      { name: 'Trip', size: 1234 },
    ];
    const lines = tableLines(
      [
        { title: 'NAME', value: (row) => row.name },
        { title: 'SIZE', value: (row) => String(row.size), align: 'right' },
        { title: 'END', value: () => 'x' },
      ],
      rows,
    );
    expect(lines).toEqual(['NAME    SIZE  END', '결혼식     5  x', 'Trip    1234  x']);
  });

  it('lines up fields', () => {
    expect(
      fieldLines([
        ['제목', 'a'],
        ['Title!', 'b'],
      ]),
    ).toEqual(['제목    a', 'Title!  b']);
  });
});

describe('numbers', () => {
  it('counts bytes as disks do', () => {
    expect([0, 999, 1000, 1500, 9_949_999, 9_950_000, 999_499, 999_500, 24e9].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.5 kB',
      '9.9 MB',
      '10 MB',
      '999 kB',
      '1.0 MB',
      '24 GB',
    ]);
  });

  it('tells durations and counts in words', () => {
    expect([0, 89_000, 90_000, 5_399_000, 7_500_000].map(formatDuration)).toEqual([
      '0 s',
      '89 s',
      '2 min',
      '1 h 30 min',
      '2 h 5 min',
    ]);
    expect([count(1, 'photo'), count(2, 'photo'), count(12_345, 'photo')]).toEqual([
      '1 photo',
      '2 photos',
      '12,345 photos',
    ]);
  });
});
