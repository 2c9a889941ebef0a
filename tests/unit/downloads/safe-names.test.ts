/** Names of files that come from a store: never out of the folder, never two alike, the same in whatever order they come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbered, safeName, safePaths } from '../../../src-main/services/downloads/safe-names';

const one = (key: string): string => safePaths([key])[0] ?? '';

describe('a path for a key', () => {
  it.each([
    ['day 1/결혼식 é.jpg', 'day 1/결혼식 é.jpg'],
    ['../../etc/passwd', '%2E%2E/%2E%2E/etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['a//./b/..', 'a/%2E/b/%2E%2E'],
    ['C:\\Windows\\a.jpg', 'C%3A%5CWindows%5Ca.jpg'],
    ['a\0b\n.jpg', 'a%00b%0A.jpg'],
    ['CON.jpg', '_CON.jpg'],
    ['x/lpt¹', 'x/_lpt¹'],
    ['console.jpg', 'console.jpg'],
    ['end. .', 'end%2E%20%2E'],
    ['.hidden', '.hidden'],
    ['photo\u202egpj.exe', 'photo%E2%80%AEgpj.exe'],
    ['e\u0301.jpg', 'é.jpg'],
    ['///', 'unnamed'],
    ['', 'unnamed'],
    ['half \ud800.jpg', 'half %D800.jpg'],
  ])('%j becomes %j', (key, path) => {
    expect(one(key)).toBe(path);
  });

  it('keeps names that are too long apart, with their extension', () => {
    const [a, b] = safePaths([`${'사'.repeat(120)}1.jpeg`, `${'사'.repeat(120)}2.jpeg`]);
    expect([a?.endsWith('.jpeg'), b?.endsWith('.jpeg'), a === b]).toEqual([true, true, false]);
    expect(Buffer.byteLength(a ?? '')).toBeLessThanOrEqual(255);
  });

  it('keeps apart what a disk without letter case, or with another Unicode, would take for one', () => {
    expect(safePaths(['A/x.JPG', 'a/X.jpg', 'e\u0301.jpg', 'é.jpg', 'd', 'D/a.jpg'])).toEqual([
      'A/x.JPG',
      'a/X (2).jpg',
      'é (2).jpg',
      'é.jpg',
      'd (2)',
      'D/a.jpg',
    ]);
  });

  it('lets nobody take the name of another by guessing what it becomes', () => {
    expect(safePaths(['a:b.jpg', 'a%3Ab.jpg'])).toEqual(['a%3Ab (2).jpg', 'a%3Ab.jpg']);
  });

  it('counts on without trying every number again', () => {
    // Every way to write twelve letters large or small: one name for many a disk.
    const cased = (index: number): string =>
      [...'photographer'].map((letter, at) => ((index >> at) & 1 ? letter.toUpperCase() : letter)).join('');
    const paths = safePaths(Array.from({ length: 4096 }, (_, index) => cased(index)));
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(4096);
  });

  it('is legal everywhere, unlike every other, and the same in any order', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('..', '.', '', 'con', 'A', 'a', 'é', 'e\u0301', 'x. ', 'ß', 'SS'),
    );
    const keys = fc.uniqueArray(
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(keys, fc.integer(), (given, seed) => {
        const paths = safePaths(given);
        for (const segment of paths.flatMap((path) => path.split('/'))) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
          expect(segment).toMatch(/^[^\u0000-\u001f<>:"|?*\\/]+$/);
          expect(segment).not.toMatch(/[. ]$/);
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
        }
        const folded = paths.map((path) => path.normalize('NFC').toUpperCase());
        expect(new Set(folded).size).toBe(folded.length);
        // No file has the name of a folder that another needs.
        expect(folded.filter((path) => folded.some((other) => other.startsWith(`${path}/`)))).toEqual([]);
        const order = given.map((_, index) => index).sort((a, b) => ((a * seed) % 7) - ((b * seed) % 7));
        expect(safePaths(order.map((index) => given[index] ?? ''))).toEqual(
          order.map((index) => paths[index]),
        );
      }),
      { numRuns: 300 },
    );
  });
});

it('numbers before the extension and within what a disk takes', () => {
  expect(numbered('a/b.tar.gz', 2)).toBe('a/b.tar (2).gz');
  expect(numbered('.hidden', 3)).toBe('.hidden (3)');
  expect(Buffer.byteLength(numbered(`${'x'.repeat(251)}.jpg`, 12))).toBe(255);
});

it('makes one name of a title', () => {
  expect([safeName('Kim / Lee: 2024'), safeName('..'), safeName('')]).toEqual([
    'Kim %2F Lee%3A 2024',
    '%2E%2E',
    'unnamed',
  ]);
});
