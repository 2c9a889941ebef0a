/** What a stranger's file is called here, what it is by its bytes, and what a page lets through before anything is sent. */
import { expect, test } from 'vitest';
import { mediaTypeByName } from '../../../src-main/media/media-type';
import { arrivedType, cleanName, nameOfType } from '../../../src-main/services/request/arrival-type';
import { refusalOf } from '../../../src-renderer/guest/request/file-verdict';
import {
  arrivalKindByName,
  photoExtensions,
  videoExtensions,
} from '../../../src-shared/domain/arrival-kinds';
import { slotCounts } from '../../../src-shared/domain/request-page';

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.jpg', 'evil.jpg'],
  ['.bashrc', 'bashrc'],
  ['..', 'photo'],
  ['con.jpg', '_con.jpg'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['a\u0000b\n.jpg', 'a%00b%0A.jpg'],
  ['<img src=x onerror=1>.jpg', '_img src=x onerror=1_.jpg'],
  ['휴가 "제주".heic', '휴가 _제주_.heic'],
  ['x'.repeat(300).concat('.jpg').slice(-255), expect.stringMatching(/^x{100,190}~[0-9a-f]{8}\.jpg$/)],
])('%j is called %j', (sent, expected) => {
  expect(cleanName(sent)).toEqual(expected);
});

test('its bytes say what it is, and its extension follows', () => {
  const head = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.padEnd(32, '\0'), 'latin1'));
  const jpeg = head('\xff\xd8\xff\xe0');
  const named = (name: string, bytes: Uint8Array): string | null => {
    const type = arrivedType(name, bytes);
    return type && nameOfType(name, type);
  };
  expect([
    named('a.jpg', jpeg),
    named('a.exe', jpeg),
    named('a.mp4', jpeg),
    named('a.nef', head('II*\0')),
    named('a.orf', head('IIRO')),
    named('a.mov', head('\0\0\0\x14ftypisom')),
    named('a.html', head('<html>')),
    named('a.jpg', head('MZ')),
  ]).toEqual(['a.jpg', 'a.exe.jpg', 'a.mp4.jpg', 'a.nef', 'a.orf', 'a.mov', null, null]);
});

test('the page knows the kinds that the app takes', () => {
  for (const one of [...photoExtensions, ...videoExtensions]) {
    const type = mediaTypeByName(`a.${one}`);
    expect([one, arrivalKindByName(`a.${one}`)]).toEqual([one, type?.kind === 'video' ? 'videos' : 'photos']);
  }
  expect(['a.nef', 'a.txt', 'jpg', '.jpg'].map(arrivalKindByName)).toEqual(['raw', null, null, null]);
});

test('limits are told before anything is read', () => {
  const limits = { maxFiles: 2, maxBytes: 1000, kinds: ['photos' as const] };
  const verdict = (name: string, sizeBytes: number, files = 0, bytes = 0) =>
    refusalOf({ name, sizeBytes }, limits, { files, bytes });
  expect([
    verdict('a.jpg', 1000),
    verdict('a.jpg', 0),
    verdict('a.txt', 5),
    verdict('a.mp4', 5),
    verdict('a.jpg', 5, 2),
    verdict('a.jpg', 501, 1, 500),
    verdict(`${'a'.repeat(300)}.jpg`, 5),
  ]).toEqual([null, 'empty', 'type', 'not-asked', 'too-many', 'too-big', 'name']);
});

test('slots are enough for the limit, and bounded', () => {
  const { large } = slotCounts({ maxBytes: 10e9 });
  expect(large * (8 * 1024 * 1024 - 250_000)).toBeGreaterThan(10e9 * 1.15);
  expect(slotCounts({ maxBytes: 200e9 }).large).toBeLessThan(32_000);
});
