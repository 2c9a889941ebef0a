import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatCode, generateCode, parseCode, readCode } from '../../../src-shared/sealing/share-code';

const random = { randomBytes: (sizeBytes: number) => new Uint8Array(randomBytes(sizeBytes)) };

test('a code is ten characters of Crockford’s base32, shown in two fives', () => {
  expect(generateCode({ randomBytes: () => new Uint8Array([0, 31, 32, 9, 10, 17, 18, 22, 255, 224]) })).toBe(
    '0Z09AHJPZ0',
  );
  expect(formatCode('0Z09AHJPZ0')).toBe('0Z09A-HJPZ0');
});

test('every character is equally likely at every place', () => {
  const rounds = 64_000;
  const counts = Array.from({ length: 10 }, () => new Map<string, number>());
  for (let round = 0; round < rounds; round++) {
    [...generateCode(random)].forEach((character, place) => {
      counts[place]?.set(character, (counts[place]?.get(character) ?? 0) + 1);
    });
  }
  const expected = rounds / 32;
  for (const place of counts) {
    expect(place.size).toBe(32);
    const chiSquare = [...place.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 31 degrees of freedom: a fair generator is above this once in 10 million times.
    expect(chiSquare).toBeLessThan(95);
  }
});

test.each([
  ['as it was sent', '7K2QF-M9XB0', '7K2QFM9XB0'],
  ['small letters', '7k2qf-m9xb0', '7K2QFM9XB0'],
  ['O for 0, I and l for 1', 'OoIiL-lK2QF', '001111K2QF'],
  ['spaces, dots and long dashes', ' 7K2 QF — M9.XB 0\n', '7K2QFM9XB0'],
  ['full width, as Korean and Japanese keyboards have it', '７Ｋ２ＱＦ－Ｍ９ＸＢ０', '7K2QFM9XB0'],
  ['the Korean keyboard left on', '7ㅏ2ㅂㄹ-ㅡ9ㅌㅠ0', '7K2QFM9XB0'],
  ['Korean letters that joined into a syllable', '가2ㅂㄹ-ㅡ9ㅌㅠ0', 'RK2QFM9XB0'],
])('reads a code %s', (_what, typed, code) => {
  expect(parseCode(typed)).toBe(code);
});

test('what can be no code is refused, and what is foreign in it is told', () => {
  expect(parseCode('7K2QF-M9XB')).toBeNull();
  expect(parseCode('7K2QF-M9XB00')).toBeNull();
  expect(parseCode('')).toBeNull();
  expect(readCode('7K2?F-U9XB0')).toEqual({ code: '7K2F9XB0', foreign: ['?', 'U'] });
});
