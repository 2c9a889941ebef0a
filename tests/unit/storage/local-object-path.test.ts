import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketPath,
  decodeSegment,
  encodeSegment,
  keySegments,
  maxKeyBytes,
  namesOnDisk,
  requirePortableBucketName,
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

  it('are names that every system takes, and that lead out of no folder', () => {
    const segments = keySegments('a\\..\\..\\b/C:/CON.jpg/aux/ends. /50%41.jpg/line\nbreak', linux);
    expect(segments.map(encodeSegment)).toEqual([
      'a%5C..%5C..%5Cb',
      'C%3A',
      '%43ON.jpg',
      '%61ux',
      'ends.%20',
      '50%2541.jpg',
      'line%0Abreak',
    ]);
  });

  it('may be called otherwise where a person did so, but never as Windows would misread', () => {
    expect({
      linux: namesOnDisk('12:30 é.jpg', 'linux'),
      windows: namesOnDisk('12:30 é.jpg', 'win32'),
      device: namesOnDisk('CON', 'win32'),
      path: namesOnDisk('..\\..\\x', 'win32'),
      percent: namesOnDisk('100%AB', 'win32'),
      plain: namesOnDisk('plain.jpg', 'linux'),
    }).toEqual({
      linux: ['12%3A30 é.jpg', '12%3A30 e\u0301.jpg', '12:30 é.jpg', '12:30 e\u0301.jpg'],
      windows: ['12%3A30 é.jpg', '12%3A30 e\u0301.jpg'],
      device: ['%43ON'],
      path: ['..%5C..%5Cx'],
      percent: ['100%25AB', '100%AB'],
      plain: ['plain.jpg'],
    });
  });

  it('come back from their names on disk as they were', () => {
    const segment = fc
      .string({
        unit: fc.constantFrom(...'abcCON.LPT1%0123456789AF<>:"\\|?* ü日'),
        minLength: 1,
        maxLength: 12,
      })
      .filter((text) => text !== '.' && text !== '..');
    fc.assert(fc.property(segment, (text) => decodeSegment(encodeSegment(text)) === text));
    fc.assert(
      fc.property(segment, (text) => !/[<>:"\\|?*]|[. ]$|^(con|lpt1)(\.|$)/i.test(encodeSegment(text))),
    );
  });

  it('that only look encoded stay as they are', () => {
    expect(decodeSegment('100%AB.jpg')).toBe('100%AB.jpg');
  });

  it('fit the longest path of the system', () => {
    expect([
      maxKeyBytes('/home/me/Pictures', 'linux'),
      maxKeyBytes('/Users/me/Pictures', 'darwin'),
      maxKeyBytes('C:\\Photos', 'win32'),
    ]).toEqual([1024, 1024 - 18 - 66, 1024]);
  });

  it.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'nul\0', 'x'.repeat(256)])('%j is no bucket', (name) => {
    expect(codeOf(() => bucketPath('/root', name))).toBe('bucket-name');
  });
  it.each(['CON', 'a:b', 'ends.', ' spaced', 'spaced ', '100%AB'])(
    '%j may be there as a folder, but is not made',
    (name) => {
      expect([
        codeOf(() => bucketPath('/root', name)),
        codeOf(() => requirePortableBucketName(name)),
      ]).toEqual(['accepted', 'bucket-name']);
    },
  );
  it.each(['Hochzeit Müller 1', 'Best of (2026)!', 'a.b', 'com'])(
    '%j is a folder that moves everywhere',
    (name) => {
      expect(codeOf(() => requirePortableBucketName(name))).toBe('accepted');
    },
  );
});
