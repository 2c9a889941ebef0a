import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disambiguate, objectKeyFor } from '../../../src-main/media/object-key';

const limits = { maxKeyBytes: 1024 };
const bytesOf = (text: string) => Buffer.byteLength(text);

describe('objectKeyFor', () => {
  test.each([
    ['Wedding/Église/IMG_0001.jpg', 'Wedding/Église/IMG_0001.jpg'],
    ['E\u0301glise.jpg', '\u00c9glise.jpg'], // NFD as macOS gives it
    ['한글/사진 1.jpg', '한글/사진 1.jpg'],
    ['100% done.jpg', '100% done.jpg'],
    ['a//b/./c.jpg', 'a/b/%2E/c.jpg'],
    ['../../etc/passwd.jpg', '%2E%2E/%2E%2E/etc/passwd.jpg'],
    ['new\nline\u0007.jpg', 'new%0Aline%07.jpg'],
    ['back\\slash.jpg', 'back%5Cslash.jpg'],
    ['half \ud83d.jpg', 'half %D83D.jpg'],
    ['whole 😀.jpg', 'whole 😀.jpg'],
    ['.caos/album.json', '%2Ecaos/album.json'],
    ['sub/.caos/x.jpg', 'sub/.caos/x.jpg'],
    ['', 'unnamed'],
    ['/', 'unnamed'],
  ])('%j -> %j', (given, expected) => {
    expect(objectKeyFor(given, limits)).toBe(expected);
  });

  test('cuts a name that is too long, keeps its extension, and keeps two of them apart', () => {
    const first = objectKeyFor(`${'x'.repeat(300)}1.jpeg`, limits);
    const second = objectKeyFor(`${'x'.repeat(300)}2.jpeg`, limits);
    expect([bytesOf(first), bytesOf(second)]).toEqual([255, 255]);
    expect(first).toMatch(/^x+~[0-9a-f]{8}\.jpeg$/);
    expect(first).not.toBe(second);
  });

  test('folds a path so deep that short names do not help', () => {
    const key = objectKeyFor(`${'folder/'.repeat(400)}name.jpg`, limits);
    expect(key).toMatch(/^folder\/~[0-9a-f]{8}\/name\.jpg$/);
  });

  test('is always legal, within the limits, and stable', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(
        fc.array(anyText, { maxLength: 40 }),
        fc.integer({ min: 100, max: 1024 }),
        (segments, maxKeyBytes) => {
          const key = objectKeyFor(segments.join('/'), { maxKeyBytes });
          expect(bytesOf(key)).toBeLessThanOrEqual(maxKeyBytes);
          expect(key).toBe(key.normalize('NFC'));
          expect(Buffer.from(key).toString()).toBe(key); // no half of a surrogate pair
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
          expect(key).not.toMatch(/[\u0000-\u001f\u007f-\u009f\\\ufffe\uffff]/);
          for (const segment of key.split('/')) {
            expect(bytesOf(segment)).toBeLessThanOrEqual(255);
            expect(['', '.', '..']).not.toContain(segment);
          }
          expect(key.startsWith('.caos/')).toBe(false);
          expect(objectKeyFor(key, { maxKeyBytes })).toBe(key);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('disambiguate', () => {
  test.each([
    ['a/name.jpg', 2, 'a/name (2).jpg'],
    ['name', 3, 'name (3)'],
    ['.hidden', 2, '.hidden (2)'],
    ['a.b/c.tar.gz', 12, 'a.b/c.tar (12).gz'],
  ])('%s, %i -> %s', (key, n, expected) => {
    expect(disambiguate(key, n, limits)).toBe(expected);
  });

  test('stays within the limits', () => {
    const key = objectKeyFor(`${'é'.repeat(200)}.jpg`, limits);
    const second = disambiguate(key, 2, limits);
    expect(bytesOf(second)).toBeLessThanOrEqual(255);
    expect(second).toMatch(/ \(2\)\.jpg$/);
  });
});
