import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketPath,
  decodeSegment,
  encodeSegment,
  keySegments,
  maxKeyBytes,
} from '../../../src-main/storage/drivers/local/object-path';
import type { AppError } from '../../../src-shared/app-error';

const linux = { platform: 'linux' as const, maxKeyBytes: 1024 };
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'accepted';
  } catch (error) {
    return (error as AppError).code;
  }
};

describe('keys as paths', () => {
  it.each([
    ['', 'bad-input'],
    ['/absolute.jpg', 'bad-input'],
    ['..', 'bad-input'],
    ['../outside.jpg', 'bad-input'],
    ['a/../../outside.jpg', 'bad-input'],
    ['a/./b.jpg', 'bad-input'],
    ['a//b.jpg', 'bad-input'],
    ['folder/', 'bad-input'],
    ['nul\0.jpg', 'bad-input'],
    ['.caos/.store', 'bad-input'],
    ['.caos/.store/tmp/x', 'bad-input'],
    ['x'.repeat(256), 'bad-input'],
    [`${'é'.repeat(127)}.jpg`, 'bad-input'], // 258 bytes
    [`${'x'.repeat(250)}/`.repeat(5), 'bad-input'],
    ['.caos/album.json', 'accepted'],
    ['...', 'accepted'],
    ['..a/b..', 'accepted'],
    ['x'.repeat(255), 'accepted'],
    ['back\\slash.jpg', 'accepted'],
  ])('%j is %s', (key, expected) => {
    expect(codeOf(() => keySegments(key, linux))).toBe(expected);
  });

  it('are NFC on disk', () => {
    expect(keySegments('Mu\u0308ller/e\u0301.jpg', linux)).toEqual(['Müller', 'é.jpg']);
  });

  it('never leave the bucket on Windows either', () => {
    const windows = { platform: 'win32' as const, maxKeyBytes: 1024 };
    expect(keySegments('a\\..\\..\\b/C:/CON.jpg/aux/ends. /50%41.jpg', windows)).toEqual([
      'a%5C..%5C..%5Cb',
      'C%3A',
      '%43ON.jpg',
      '%61ux',
      'ends.%20',
      '50%2541.jpg',
    ]);
  });

  it('come back from Windows names as they were', () => {
    const segment = fc
      .string({
        unit: fc.constantFrom(...'abcCON.LPT1%0123456789AF<>:"\\|?* ü日'),
        minLength: 1,
        maxLength: 12,
      })
      .filter((text) => text !== '.' && text !== '..');
    fc.assert(fc.property(segment, (text) => decodeSegment(encodeSegment(text, 'win32'), 'win32') === text));
    fc.assert(
      fc.property(
        segment,
        (text) => !/[<>:"\\|?*]|[. ]$|^(con|lpt1)(\.|$)/i.test(encodeSegment(text, 'win32')),
      ),
    );
  });

  it('that a person gave a file on Windows stay as they are', () => {
    expect(decodeSegment('100%AB.jpg', 'win32')).toBe('100%AB.jpg');
  });

  it('fit the longest path of the system', () => {
    expect([
      maxKeyBytes('/home/me/Pictures', 'linux'),
      maxKeyBytes('/Users/me/Pictures', 'darwin'),
      maxKeyBytes('C:\\Photos', 'win32'),
    ]).toEqual([1024, 1024 - 18 - 66, 1024]);
  });

  it.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'nul\0', 'x'.repeat(256)])('%j is no bucket', (name) => {
    expect(codeOf(() => bucketPath('/root', name, 'linux'))).toBe('bucket-name');
  });
  it.each(['CON', 'a:b', 'ends.'])('%j is no bucket on Windows', (name) => {
    expect([
      codeOf(() => bucketPath('/root', name, 'linux')),
      codeOf(() => bucketPath('/root', name, 'win32')),
    ]).toEqual(['accepted', 'bucket-name']);
  });
});
