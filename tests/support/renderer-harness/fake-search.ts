/** Made-up searches for the harness: what there is to filter by, smart albums (`?smart=3`), fewer photos for every word. */
import type { PhotoFacets, PhotoList, SmartAlbum } from '../../../src-shared/domain/photo-list';
import type { SmartAlbumId } from '../../../src-shared/units';

const names = [
  'Five stars this year',
  '제주도 인물 사진',
  'Everything the second shooter took with the long lens at night, not yet looked through',
];

export function fakeSearch(query: URLSearchParams) {
  const albums: SmartAlbum[] = Array.from({ length: Number(query.get('smart') ?? 0) }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(900 + n).padStart(12, '0')}` as SmartAlbumId,
    name: names[n % names.length] as string,
    list: {
      scope: { kind: 'everything' },
      query: { ratings: [5], cameras: ['Canon EOS R5'] },
      sort: { by: 'rating', descending: true },
      stacks: 'closed',
    },
    createdAtMs: n,
  }));
  const facets: PhotoFacets = {
    cameras: [
      { name: 'Canon EOS R5', count: 812 },
      { name: 'SONY ILCE-7M4', count: 391 },
      { name: 'Apple iPhone 15 Pro', count: 64 },
      { name: 'FUJIFILM X-T5', count: 17 },
      { name: 'NIKON CORPORATION NIKON Z 9', count: 1 },
      { name: 'RICOH GR III', count: 1 },
    ],
    lenses: [
      { name: 'RF24-70mm F2.8 L IS USM', count: 640 },
      { name: 'FE 35mm F1.4 GM', count: 200 },
    ],
    keywords: [
      { name: 'certificate', count: 12 },
      { name: 'celebration of the second day', count: 3 },
    ],
    takenAtMs: { from: Date.UTC(2024, 4, 1), to: Date.UTC(2024, 4, 3) },
    iso: { from: 100, to: 12_800 },
    focalLengthMm: { from: 24, to: 200 },
    ratings: [1020, 3, 21, 112, 90, 38],
    flags: { none: 1100, pick: 120, reject: 64 },
    colours: { none: 1240, red: 20, yellow: 0, green: 24, blue: 0, purple: 0 },
    kinds: { photo: 700, raw: 560, video: 24 },
    notStored: 12,
    photoCount: 1284,
  };
  return {
    /** How many of so many photos the list is left with. */
    fitting(list: PhotoList, count: number): number {
      if (list.query.text?.startsWith('nothing')) return 0;
      return Object.keys(list.query).length === 0 ? count : Math.ceil(count / 7);
    },
    answers: {
      'assets.facets': () => facets,
      'smart.list': () => albums,
      'smart.save': ({ name, list }: { name: string; list: PhotoList }): SmartAlbum => ({
        id: '00000000-0000-4000-8000-000000000999' as SmartAlbumId,
        name,
        list,
        createdAtMs: 9,
      }),
      'smart.remove': () => ({ ok: true }),
    },
  };
}
