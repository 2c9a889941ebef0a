/** What of a sender's words reaches this computer: names without paths, words without control characters, and never an older page. */
import { expect, it } from 'vitest';
import { nameNew, plainLine, plainText } from '../../../src-main/services/received/name-photos';
import { objectsOf } from '../../../src-main/services/received/objects-of';
import type { Item, Manifest } from '../../../src-main/services/received/page-schemas';
import { dataIn } from '../../../src-main/services/received/read-page';
import { judgeRevision } from '../../../src-shared/domain/received';
import { jsonForHtml } from '../../../src-shared/sealing/fill-guest-page';

const place = { object: 0, offset: 0, sizeBytes: 10, type: 'image/jpeg' };
const item = (id: string, fileName: string, more: Partial<Item> = {}): Item => ({
  ...{ id, kind: 'photo', title: '', caption: '', fileName, width: 3, height: 2 },
  ...{ takenAtMs: null, durationMs: null, thumbHash: '', thumb: null, poster: null, original: null },
  web: place,
  ...more,
});
const named = (items: Item[], known = new Map<string, string>()) => [...nameNew(items, true, known).values()];

it('gives every photo a name of its own that is no path, and keeps it', () => {
  const original = { ...place, type: 'application/octet-stream' };
  expect(
    named([
      item('a', '../../.ssh/authorized_keys'),
      item('b', 'IMG_1.CR3'),
      item('c', 'IMG_1.CR3', { original }),
      item('d', 'img_1.JPG'),
      item('e', 'evil\u202egpj.exe', { original }),
      item('f', 'C:\\con\u0000.jpg'),
      item('g', ''),
      item('h', '.caos'),
      item('i', 'film.mov', { kind: 'video', web: { ...place, type: 'video/mp4' } }),
      item('j', 'nothing.jpg', { web: null }),
    ]),
  ).toEqual([
    '_.._.ssh_authorized_keys.jpg',
    'IMG_1.jpg',
    'IMG_1.CR3',
    'img_1 (2).jpg',
    'evilgpj.jpg',
    'C__con.jpg',
    'photo-007.jpg',
    'caos.jpg',
    'film.mp4',
  ]);
  const known = new Map([['b', 'IMG_1.jpg']]);
  expect(named([item('x', 'IMG_1.jpg'), item('b', 'IMG_1.CR3')], known)).toEqual(['IMG_1 (2).jpg']);
});

it('keeps words as words', () => {
  expect(plainLine('  A\u0000\u001b[31m\n title\u202e ', 8)).toBe('A [31m t');
  expect(plainText('one\r\ntwo\u0007\u200f', 100)).toBe('one\ntwo');
});

it('takes a newer page, knows the same one, and refuses an older one', () => {
  const known = { page: 4, manifest: 2 };
  expect(judgeRevision(null, known)).toBe('newer');
  expect(judgeRevision(known, known)).toBe('same');
  expect(judgeRevision(known, { page: 5, manifest: 2 })).toBe('newer');
  expect(judgeRevision(known, { page: 3, manifest: 2 })).toBe('older');
  expect(judgeRevision(known, { page: 5, manifest: 1 })).toBe('older');
});

it('reads the data of a page without running it, and nothing else as a page', () => {
  const kdf = { name: 'argon2id', salt: 'AAAAAAAAAAAAAAAAAAAAAA', memoryKiB: 65_536, passes: 3, lanes: 1 };
  const header = {
    format: 'caos-share',
    version: 1,
    shareId: 'share',
    recipientId: 'anna',
    revision: 1,
    kdf,
  };
  const page = (data: unknown) =>
    `<!doctype html><script>throw 1</script><script type="application/json" id="share">${jsonForHtml(data)}</script>`;
  const data = { header, greeting: 'AA', sealed: '</script><script>alert(1)</script>' };
  expect(dataIn(page(data))).toEqual(data);
  const codeOf = (html: string) => {
    try {
      dataIn(html);
      return 'taken';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf('<h1>Sign in to Wi-Fi</h1>')).toBe('share-link');
  expect(codeOf(page({ header, sealed: 'AA' }))).toBe('share-link');
  expect(codeOf(page({ ...data, header: { ...header, version: 2 } }))).toBe('share-newer');
  expect(codeOf(page({ ...data, header: { ...header, shareId: 'a|b' } }))).toBe('share-link');
  expect(codeOf(page({ ...data, header: { ...header, kdf: { ...kdf, memoryKiB: 8 } } }))).toBe('share-newer');
  expect(codeOf(page({ ...data, header: { ...header, kdf: { ...kdf, memoryKiB: 2 ** 30 } } }))).toBe(
    'share-newer',
  );
});

it('shows a manifest as the objects of a store: files, what is looked at instead of originals, and packs of thumbnails', () => {
  const [pack, web, original, film, poster] = [
    { id: 'pack', revision: 1, sizeBytes: 900 },
    { id: 'web', revision: 1, sizeBytes: 2000 },
    { id: 'original', revision: 1, sizeBytes: 90_000 },
    { id: 'film', revision: 1, sizeBytes: 70_000 },
    { id: 'poster', revision: 1, sizeBytes: 1000 },
  ];
  const at = (object: number, sizeBytes: number, offset = 0, type = 'image/jpeg') => ({
    object,
    offset,
    sizeBytes,
    type,
  });
  const manifest: Manifest = {
    ...{ format: 'caos-share-manifest', version: 1, shareId: 's', revision: 2, title: 'T', message: '' },
    photographer: { name: 'Kim', email: '', colour: null },
    allow: { web: true, original: true, pick: true, comment: true },
    showFileNames: true,
    objects: [pack, web, original, film, poster],
    items: [
      item('a', 'A.jpg', { thumb: at(0, 500), web: at(1, 2000), original: at(2, 90_000) }),
      item('b', 'B.mov', {
        kind: 'video',
        thumb: at(0, 400, 500),
        web: at(3, 70_000, 0, 'video/mp4'),
        poster: at(4, 1000),
      }),
    ],
  };
  const names = nameNew(manifest.items, true, new Map());
  const objects = objectsOf(manifest, names, 1000);
  const partsOf = (key: string) =>
    objects
      .find((object) => object.key === key)
      ?.parts.map((part) => ('object' in part ? [part.object.id, part.offset, part.sizeBytes] : 'head'));
  expect(objects.map(({ key }) => key.replace(/\d{8}T\d{9}Z-[0-9a-f]{8}/, 'NAME'))).toEqual([
    'A.jpg',
    'B.mp4',
    '.caos/looks/A.jpg',
    '.caos/looks/B.mp4',
    '.caos/derivatives/NAME-2.pack',
  ]);
  expect(partsOf('A.jpg')).toEqual([['original', 0, 90_000]]);
  expect(partsOf('.caos/looks/A.jpg')).toEqual([['web', 0, 2000]]);
  expect(partsOf('.caos/looks/B.mp4')).toEqual([['poster', 0, 1000]]);
  expect(partsOf(objects.at(-1)?.key ?? '')).toEqual(['head', ['pack', 0, 500], ['pack', 500, 400]]);
  // The same manifest makes the same objects; other words make another photo.
  expect(objectsOf(manifest, names, 1000)).toEqual(objects);
  const renamed = {
    ...manifest,
    items: [{ ...manifest.items[0], title: 'New' } as Item, ...manifest.items.slice(1)],
  };
  const etags = objectsOf(renamed, names, 1000).map(({ etag }) => etag);
  expect(etags.map((etag, index) => etag === objects[index]?.etag)).toEqual([
    false,
    true,
    false,
    true,
    false,
  ]);
});

it('is not held up by a page that was made to', () => {
  const begunMs = performance.now();
  expect(() => dataIn('<script '.repeat(40_000))).toThrow('no share');
  expect(() => dataIn(`<script ${' id="share"'.repeat(30_000)}`)).toThrow('no share');
  const names = named(Array.from({ length: 20_000 }, (_, at) => item(String(at), 'a.jpg')));
  expect([names.length, new Set(names).size, names.at(-1)]).toEqual([20_000, 20_000, 'a (20000).jpg']);
  // Milliseconds, where it was a minute.
  expect(performance.now() - begunMs).toBeLessThan(3000);
});
