/** A film's table: hostile ones are refused by the page and by the app, and moments are found in a good one. */
import { expect, it } from 'vitest';
import { Manifest } from '../../../src-main/services/received/page-schemas';
import { tableOf } from '../../../src-renderer/guest/film-table';
import { readManifest } from '../../../src-renderer/guest/worker/read-manifest';
import { areFilmFragments, type FilmFragments } from '../../../src-shared/domain/film-fragments';

const good: FilmFragments = {
  codecs: 'avc1.64001f,mp4a.40.2',
  headBytes: 100,
  durationsMs: [2000, 2000, 500],
  sizesBytes: [300, 200, 50],
};
const place = { object: 0, offset: 0, sizeBytes: 700, type: 'video/mp4' };

const hostile: Array<[why: string, film: unknown]> = [
  ['more than there is', { ...good, sizesBytes: [300, 200, 101] }],
  ['a head beyond the end', { ...good, headBytes: 701 }],
  ['no head', { ...good, headBytes: 0 }],
  ['a fragment that goes back over the one before', { ...good, sizesBytes: [300, -200, 50] }],
  ['a fragment of nothing', { ...good, sizesBytes: [300, 0, 50] }],
  ['parts of bytes', { ...good, sizesBytes: [300, 0.5, 50] }],
  [
    'sums that no number holds',
    { ...good, sizesBytes: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1] },
  ],
  ['time that stands still', { ...good, durationsMs: [2000, 0, 500] }],
  ['years', { ...good, durationsMs: [2000, 2000, 1e12] }],
  ['fewer times than sizes', { ...good, durationsMs: [2000, 2000] }],
  ['nothing', { ...good, durationsMs: [], sizesBytes: [] }],
  ['a table as large as the film', { ...good, ...endless(200_000) }],
  ['another codec', { ...good, codecs: 'avc1.64001f"; x="' }],
  ['words for numbers', { ...good, sizesBytes: ['300', '200', '50'] }],
  ['no lists', { ...good, sizesBytes: { length: 3 } }],
];

function endless(count: number) {
  return { durationsMs: new Array(count).fill(1), sizesBytes: new Array(count).fill(1) };
}

const manifestWith = (film: unknown, web: unknown = place) => ({
  format: 'caos-share-manifest',
  version: 1,
  shareId: 'share',
  revision: 1,
  title: '',
  message: '',
  photographer: { name: '', email: '', colour: null },
  language: 'en',
  cover: null,
  logo: null,
  allow: { web: true, original: false, pick: true, comment: true },
  showFileNames: true,
  objects: [{ id: 'film', revision: 1, sizeBytes: 1_000_000 }],
  items: [
    {
      id: 'p1',
      kind: 'video',
      title: '',
      caption: '',
      fileName: '',
      width: 3,
      height: 2,
      takenAtMs: null,
      durationMs: 4500,
      thumbHash: '',
      thumb: null,
      web,
      poster: null,
      original: null,
      ...(film !== undefined && { film }),
    },
  ],
});
const readByPage = (manifest: object) =>
  readManifest(
    JSON.stringify(manifest),
    { shareId: 'share' } as never,
    { manifest: { revision: 1 } } as never,
  );

it('a good one is taken by both, and one that is not there is nothing', () => {
  for (const film of [good, undefined]) {
    expect(readByPage(manifestWith(film)).items[0]?.film).toEqual(film);
    expect(Manifest.parse(manifestWith(film)).items[0]?.film).toEqual(film);
  }
  expect(areFilmFragments({ ...good, codecs: 'avc1.4d401e' }, place)).toBe(true);
});

it.each(hostile)('%s is refused', (_, film) => {
  expect(areFilmFragments(film, place)).toBe(false);
  expect(() => readByPage(manifestWith(film))).toThrow('not what it says');
  expect(Manifest.safeParse(manifestWith(film)).success).toBe(false);
});

it('a table without a film is refused', () => {
  expect(() => readByPage(manifestWith(good, null))).toThrow('not what it says');
  expect(Manifest.safeParse(manifestWith(good, null)).success).toBe(false);
});

it('finds the fragment of each moment and byte', () => {
  const table = tableOf(good);
  expect([table.atBytes, table.atS]).toEqual([
    [100, 400, 600, 650],
    [0, 2, 4, 4.5],
  ]);
  expect([-1, 0, 1.999, 2, 4.4, 4.5, 99].map(table.fragmentAtS)).toEqual([0, 0, 0, 1, 2, 2, 2]);
  expect([0, 100, 399, 400, 649, 650].map(table.fragmentAtByte)).toEqual([0, 0, 0, 1, 2, 2]);
});
