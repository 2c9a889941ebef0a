/** The order of a share's photos, and the preview's share made of them. */
import { expect, it } from 'vitest';
import { picturedBy, shareOf } from '../../../src-renderer/guest/preview/preview-share';
import { coverIdOf, inShareOrder } from '../../../src-shared/domain/share-order';
import type { PreviewPhoto, PreviewWords } from '../../../src-shared/domain/share-preview';

const photos = [
  { fileName: 'IMG_10.jpg', sortAtMs: 2 },
  { fileName: 'img_9.jpg', sortAtMs: 3 },
  { fileName: 'IMG_2.jpg', sortAtMs: 2 },
];
const names = (order?: 'chosen' | 'taken' | 'name') =>
  inShareOrder(photos, order).map(({ fileName }) => fileName);

it('is as chosen, by time or by name, and one moment keeps the order of the choice', () => {
  expect(names()).toEqual(['IMG_10.jpg', 'img_9.jpg', 'IMG_2.jpg']);
  expect(names('chosen')).toEqual(names());
  expect(names('taken')).toEqual(['IMG_10.jpg', 'IMG_2.jpg', 'img_9.jpg']);
  expect(names('name')).toEqual(['IMG_2.jpg', 'img_9.jpg', 'IMG_10.jpg']);
});

it('the cover is the chosen one while it is there, else the first that is no video, else the first', () => {
  const film = { id: 7, kind: 'video' as const };
  const mixed = [film, { id: 8, kind: 'photo' as const }, { id: 9, kind: 'photo' as const }];
  const covers = [undefined, null, 7, 9, 70].map((chosen) => coverIdOf(mixed, chosen));
  expect(covers).toEqual([8, 8, 7, 9, 8]);
  expect([coverIdOf([film], null), coverIdOf([], 7)]).toEqual([7, null]);
});

const photo = (id: number, more: Partial<PreviewPhoto> = {}): PreviewPhoto => ({
  ...{ id, kind: 'photo', title: '', caption: '', fileName: `${id}.jpg`, width: 3, height: 2 },
  ...{ takenAtMs: null, durationMs: null, thumbHash: '', hasPicture: true, webBytes: 9, originalBytes: 99 },
  ...more,
});
const words = (more: Partial<PreviewWords> = {}): PreviewWords => ({
  ...{ language: 'ko', title: 'Jeju', message: '', recipientName: '', logo: null, endsAtMs: 5 },
  photographer: { name: 'Lee', email: '', colour: null },
  allow: { web: true, original: false, pick: true, comment: true },
  ...{ showFileNames: true, watermark: null, cover: null, desktop: false },
  ...more,
});

it('a preview names its pictures by places that lead back to them', () => {
  const shown = [photo(7, { kind: 'video' }), photo(8), photo(9, { hasPicture: false })];
  const { manifest } = shareOf(words({ logo: 'data:image/png;base64,AA==' }), shown);
  const led = (place: (typeof manifest)['cover']) => place && picturedBy(place, shown);
  expect(manifest.items.map((item) => [led(item.thumb), led(item.web)])).toEqual([
    [
      { photo: shown[0], size: 'thumb' },
      { photo: shown[0], size: 'web' },
    ],
    [
      { photo: shown[1], size: 'thumb' },
      { photo: shown[1], size: 'web' },
    ],
    [null, null],
  ]);
  expect(led(manifest.logo)).toBe('logo');
  // The first photo that is none of the videos, unless another was chosen; one that is gone is none.
  expect(led(manifest.cover)).toEqual({ photo: shown[1], size: 'web' });
  expect(led(shareOf(words({ cover: 7 }), shown).manifest.cover)).toEqual({ photo: shown[0], size: 'web' });
  expect(led(shareOf(words({ cover: 70 }), shown).manifest.cover)).toEqual({ photo: shown[1], size: 'web' });
});

it('a preview hides names and originals as the page would', () => {
  const hidden = shareOf(words({ showFileNames: false }), [photo(1)]).manifest.items[0];
  expect([hidden?.fileName, hidden?.original]).toEqual(['', null]);
  const all = { web: true, original: true, pick: true, comment: true };
  const [open] = shareOf(words({ allow: all }), [photo(1)]).manifest.items;
  expect([open?.fileName, open?.original?.sizeBytes]).toEqual(['1.jpg', 99]);
});
