/** Lists of photos against a plain reading of the same rules, over random libraries that change under way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLibrary, type LibrarySource } from '../../../src-main/library/load-library';
import { facetsOf, fitsOf, listIds, listIndex } from '../../../src-main/library/photo-answers';
import type { PhotoRow } from '../../../src-main/library/row-facts';
import { AssetState } from '../../../src-shared/domain/asset';
import { packCull, unpackCull } from '../../../src-shared/domain/cull';
import {
  cameraName,
  PhotoList,
  type PhotoQuery,
  rowsDigest,
  wholeOf,
} from '../../../src-shared/domain/photo-list';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const albums = [1, 2, 3].map((number) => ({ number, id: uuid(number), isCopy: number === 3 }));
const SELECTION = uuid(50);
const OTHER = uuid(51);

const photoOf = (change: Partial<PhotoRow> & { id: number }): PhotoRow => ({
  albumNumber: 1,
  sortAtMs: 1000 * change.id,
  aspect: 1.5,
  state: 'stored',
  flags: 4,
  thumbRevision: 1,
  cull: 0,
  stackTop: 0,
  kind: 'photo',
  sizeBytes: 10,
  key: `IMG_${change.id}.jpg`,
  metadata: '{}',
  edits: null,
  content: null,
  trashedAtMs: 0,
  addedAtMs: change.id,
  ...change,
});

function sourceOf(photos: Map<number, PhotoRow>, selections: Record<string, number[]> = {}): LibrarySource {
  const ordered = (): PhotoRow[] => [...photos.values()].sort((a, b) => a.id - b.id);
  return {
    slice: (after, limit) =>
      ordered()
        .filter(({ id }) => id > after)
        .slice(0, limit),
    rows: (ids) => ids.flatMap((id) => photos.get(id) ?? []),
    albums: () => albums,
    matching: (expression) =>
      Uint32Array.from(
        ordered().filter(({ key }) => expression.includes(key.slice(0, 3).toLowerCase())),
        ({ id }) => id,
      ),
    selected: (id) => Uint32Array.from(selections[id] ?? []),
  };
}
const libraryOf = (photos: PhotoRow[], selections: Record<string, number[]> = {}) =>
  createLibrary(sourceOf(new Map(photos.map((photo) => [photo.id, photo])), selections));
const list = (given: unknown): PhotoList => PhotoList.parse(given);
const idsOf = (library: ReturnType<typeof libraryOf>, given: unknown): number[] => [
  ...listIds(library, list(given)),
];

const cullArbitrary = fc
  .record({
    rating: fc.integer({ min: 0, max: 5 }),
    flag: fc.constantFrom('none', 'pick', 'reject'),
    colour: fc.constantFrom('none', 'red', 'purple'),
  })
  .map((cull) => packCull(cull as Parameters<typeof packCull>[0]));
const photoArbitrary = fc.record({
  albumNumber: fc.integer({ min: 1, max: 3 }),
  sortAtMs: fc.integer({ min: -5, max: 5 }),
  aspect: fc.constantFrom(1.5, 0.66, 1, 1.01),
  state: fc.constantFrom(...AssetState.options),
  cull: cullArbitrary,
  stackTop: fc.integer({ min: 0, max: 6 }),
  kind: fc.constantFrom('photo' as const, 'video' as const),
  sizeBytes: fc.integer({ min: 0, max: 3 }),
  key: fc.constantFrom('IMG_9.jpg', 'img_10.CR3', 'B/가.jpg', 'a.mp4'),
  metadata: fc
    .record(
      {
        cameraMake: fc.constantFrom('Canon', 'Nikon'),
        cameraModel: fc.constantFrom('Canon R5', 'Z 9'),
        lens: fc.constantFrom('50mm', '85mm'),
        iso: fc.constantFrom(100, 800),
        focalLengthMm: fc.constantFrom(50, 85),
        sharpness: fc.constantFrom(0, 10, 500),
        city: fc.constant('Seoul'),
      },
      { requiredKeys: [] },
    )
    .map((metadata) => JSON.stringify(metadata)),
  trashedAtMs: fc.constantFrom(0, 0, 0, 7, 8),
  addedAtMs: fc.integer({ min: 0, max: 4 }),
});
const photosArbitrary = fc
  .array(photoArbitrary, { maxLength: 30 })
  .map((rows) => rows.map((row, place) => photoOf({ ...row, id: 1 + place * 2 })));
const range = (...values: number[]) =>
  fc.record({ from: fc.constantFrom(...values), to: fc.constantFrom(...values) }, { requiredKeys: [] });
const some = <T>(...values: T[]) => fc.subarray(values);
const fieldArbitraries = {
  takenAtMs: range(-2, 3),
  ratings: some(0, 3, 5),
  flags: some('none', 'pick', 'reject'),
  colours: some('none', 'red'),
  cameras: some('Canon R5', 'Nikon Z 9', 'Leica'),
  lenses: some('50mm', 'none'),
  iso: range(100, 400),
  focalLengthMm: range(50, 60),
  orientation: some('landscape', 'portrait', 'square'),
  kinds: some('photo', 'video', 'raw'),
  stored: fc.boolean(),
  albumIds: some(uuid(1), uuid(3), uuid(9)),
  sharpness: range(5, 600),
  hasPlace: fc.boolean(),
};
/** Few fields at once: else nothing would ever fit. */
const queryArbitrary: fc.Arbitrary<PhotoQuery> = fc
  .subarray(Object.keys(fieldArbitraries) as Array<keyof typeof fieldArbitraries>, { maxLength: 2 })
  .chain(
    (names) =>
      fc.record(
        Object.fromEntries(names.map((name) => [name, fieldArbitraries[name]])),
      ) as fc.Arbitrary<unknown> as fc.Arbitrary<PhotoQuery>,
  );
const sortArbitrary = fc.record({
  by: fc.constantFrom('own', 'time', 'name', 'rating', 'added', 'size', 'sharpness'),
  descending: fc.boolean(),
});
const scopeArbitrary = fc.constantFrom(
  { kind: 'album', albumId: uuid(1) },
  { kind: 'album', albumId: uuid(3) },
  { kind: 'everything' },
  { kind: 'trash' },
  { kind: 'selection', selectionId: SELECTION },
  { kind: 'comparison', selectionId: SELECTION, otherId: OTHER, show: 'both' },
  { kind: 'comparison', selectionId: SELECTION, otherId: OTHER, show: 'only-here' },
);

/** The same rules, read plainly: one photo at a time. */
function fits(photo: PhotoRow, query: PhotoQuery): boolean {
  const metadata = JSON.parse(photo.metadata);
  const cull = unpackCull(photo.cull);
  const any = (values: readonly unknown[] | undefined, value: unknown): boolean =>
    values === undefined || values.length === 0 || values.includes(value);
  const within = (bounds: { from?: number; to?: number } | undefined, value: number | undefined): boolean =>
    bounds === undefined ||
    (bounds.from === undefined && bounds.to === undefined) ||
    (value !== undefined && value >= (bounds.from ?? -Infinity) && value <= (bounds.to ?? Infinity));
  const shape = Math.abs(photo.aspect - 1) <= 0.02 ? 'square' : photo.aspect > 1 ? 'landscape' : 'portrait';
  const kind = photo.kind === 'video' ? 'video' : /\.cr3$/i.test(photo.key) ? 'raw' : 'photo';
  return (
    within(query.takenAtMs as never, photo.sortAtMs) &&
    any(query.ratings, cull.rating) &&
    any(query.flags, cull.flag) &&
    any(query.colours, cull.colour) &&
    any(query.cameras, cameraName(metadata.cameraMake, metadata.cameraModel)) &&
    any(query.lenses, metadata.lens) &&
    within(query.iso as never, metadata.iso) &&
    within(query.focalLengthMm as never, metadata.focalLengthMm) &&
    any(query.orientation, shape) &&
    any(query.kinds, kind) &&
    (query.stored === undefined || query.stored === (photo.state === 'stored')) &&
    any(query.albumIds, uuid(photo.albumNumber)) &&
    within(query.sharpness as never, metadata.sharpness) &&
    (query.hasPlace === undefined || query.hasPlace === (metadata.city !== undefined))
  );
}

function expected(
  photos: PhotoRow[],
  { scope, query, sort, stacks }: PhotoList,
  selections: Record<string, number[]>,
): number[] {
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  const chosen = (ids: number[]): PhotoRow[] => ids.flatMap((id) => byId.get(id) ?? []);
  const here = photos.filter(({ trashedAtMs }) => (trashedAtMs !== 0) === (scope.kind === 'trash'));
  const inScope = ((): PhotoRow[] => {
    switch (scope.kind) {
      case 'album':
        return here.filter(({ albumNumber }) => uuid(albumNumber) === scope.albumId);
      case 'everything':
        return here.filter(({ albumNumber }) => albumNumber !== 3);
      case 'trash':
        return here;
      case 'selection':
        return chosen(selections[SELECTION] ?? []).filter((photo) => here.includes(photo));
      case 'comparison': {
        const both = scope.show === 'both';
        return chosen(
          (selections[SELECTION] ?? []).filter((id) => selections[OTHER]?.includes(id) === both),
        ).filter((photo) => here.includes(photo));
      }
    }
  })();
  const number = (text: string): string =>
    text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(20, '0'));
  const name = ({ key }: PhotoRow): string => number(key.slice(key.lastIndexOf('/') + 1));
  const time = (a: PhotoRow, b: PhotoRow): number => a.sortAtMs - b.sortAtMs || a.id - b.id;
  const sharp = ({ metadata }: PhotoRow): number => JSON.parse(metadata).sharpness ?? -1;
  const compare = {
    time,
    name: (a: PhotoRow, b: PhotoRow) => (name(a) === name(b) ? time(a, b) : name(a) < name(b) ? -1 : 1),
    rating: (a: PhotoRow, b: PhotoRow) => (a.cull & 7) - (b.cull & 7) || time(a, b),
    added: (a: PhotoRow, b: PhotoRow) => a.addedAtMs - b.addedAtMs || a.id - b.id,
    size: (a: PhotoRow, b: PhotoRow) => a.sizeBytes - b.sizeBytes || time(a, b),
    sharpness: (a: PhotoRow, b: PhotoRow) => sharp(a) - sharp(b) || time(a, b),
  };
  const keepsOwn = sort.by === 'own' && (scope.kind === 'selection' || scope.kind === 'comparison');
  const own = (a: PhotoRow, b: PhotoRow): number =>
    scope.kind === 'trash' ? b.trashedAtMs - a.trashedAtMs || b.id - a.id : time(a, b);
  const fitting = inScope.filter((photo) => fits(photo, query));
  if (!keepsOwn) fitting.sort(sort.by === 'own' ? own : compare[sort.by]);
  if (sort.descending) fitting.reverse();
  if (stacks === 'open') return fitting.map(({ id }) => id);
  const shown: number[] = [];
  const stacksShown = new Set<number>();
  for (const { id, stackTop } of fitting) {
    const top =
      stackTop !== 0 && fitting.some((photo) => photo.id === stackTop && photo.stackTop === stackTop);
    if (stackTop === 0 || stackTop === id || (!top && !stacksShown.has(stackTop))) shown.push(id);
    if (stackTop !== id) stacksShown.add(stackTop);
  }
  return shown;
}

/** As a window reads it that has all rows of the scope: from a bit for each. */
function throughBits(library: ReturnType<typeof libraryOf>, asked: PhotoList): number[] | null {
  const ids = listIds(library, wholeOf(asked));
  const fits = fitsOf(library, asked, { count: ids.length, digest: rowsDigest(ids) });
  return fits && [...ids.filter((_, row) => ((fits[row >> 3] as number) >> (row & 7)) & 1)];
}

describe('a list', () => {
  it('answers no bits about other rows than its own', () => {
    const library = libraryOf([1, 2, 3].map((id) => photoOf({ id })));
    const narrowed = list({ scope: { kind: 'everything' }, query: { ratings: [0] } });
    const fitsFor = (...ids: number[]) =>
      fitsOf(library, narrowed, { count: ids.length, digest: rowsDigest(Uint32Array.from(ids)) });
    expect(fitsFor(1, 2, 3)).toEqual(Uint8Array.of(7));
    expect(fitsFor(1, 2)).toBeNull();
    expect(fitsFor(1, 3, 2)).toBeNull();
    expect(fitsFor(1, 2, 4)).toBeNull();
  });

  it('shows what a plain reading of its rules shows, also after changes', () => {
    const change = fc.record({ place: fc.nat(29), photo: fc.option(photoArbitrary, { nil: null }) });
    fc.assert(
      fc.property(
        photosArbitrary,
        fc.array(change, { maxLength: 8 }),
        fc.record({
          scope: scopeArbitrary,
          query: queryArbitrary,
          sort: sortArbitrary,
          stacks: fc.constantFrom('open', 'closed'),
        }),
        fc.uniqueArray(
          fc.nat(29).map((n) => 1 + n * 2),
          { maxLength: 12 },
        ),
        fc.uniqueArray(
          fc.nat(29).map((n) => 1 + n * 2),
          { maxLength: 12 },
        ),
        (photos, changes, given, selected, other) => {
          const known = new Map(photos.map((photo) => [photo.id, photo]));
          const selections = { [SELECTION]: selected, [OTHER]: other };
          const library = createLibrary(sourceOf(known, selections));
          const asked = list(given);
          expect([...listIds(library, asked)]).toEqual(expected([...known.values()], asked, selections));
          const changed = new Set<number>();
          for (const { place, photo } of changes) {
            const id = 1 + place * 2;
            // An id of a photo that is gone never comes back.
            if (
              !known.has(id) &&
              (photos.some((old) => old.id === id) || changed.has(id) || id <= photos.length * 2)
            )
              continue;
            if (photo) known.set(id, photoOf({ ...photo, id }));
            else known.delete(id);
            changed.add(id);
          }
          library.apply({ ids: Uint32Array.from(changed).sort(), albums: false });
          const now = [...known.values()].sort((a, b) => a.id - b.id);
          expect([...listIds(library, asked)]).toEqual(expected(now, asked, selections));
          const open: PhotoList = { ...asked, stacks: 'open' };
          expect(throughBits(library, open)).toEqual(expected(now, open, selections));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is told as columns of what the photos are', () => {
    const library = libraryOf([
      photoOf({
        id: 4,
        sortAtMs: 9,
        aspect: 2,
        state: 'failed',
        flags: 3,
        thumbRevision: 5,
        cull: 35,
        stackTop: 8,
      }),
      photoOf({ id: 8, sortAtMs: 3, thumbRevision: 65_536 + 7, stackTop: 8 }),
    ]);
    const given = list({ scope: { kind: 'everything' } });
    expect(listIndex(library, given)).toEqual({
      list: given,
      revision: 0,
      ids: Uint32Array.of(8, 4),
      sortAtMs: Float64Array.of(3, 9),
      aspect: Float32Array.of(1.5, 2),
      state: Uint8Array.of(4, 5),
      flags: Uint8Array.of(4, 3),
      thumbRevision: Uint16Array.of(7, 0),
      cull: Uint8Array.of(0, 35),
      stackTop: Uint32Array.of(8, 8),
    });
  });

  it('takes names with numbers in the order of the numbers', () => {
    const keys = ['IMG_10.jpg', 'img_9.jpg', 'IMG_0010b.jpg', 'IMG_2.jpg'];
    const library = libraryOf(keys.map((key, place) => photoOf({ id: place + 1, key })));
    expect(
      idsOf(library, { scope: { kind: 'everything' }, sort: { by: 'name', descending: false } }),
    ).toEqual([4, 2, 1, 3]);
  });

  it('narrows by words and leaves words out', () => {
    const library = libraryOf([photoOf({ id: 1, key: 'IMG_1.jpg' }), photoOf({ id: 2, key: 'dsc_2.jpg' })]);
    const everything = { kind: 'everything' };
    expect(idsOf(library, { scope: everything, query: { text: 'img' } })).toEqual([1]);
    expect(idsOf(library, { scope: everything, query: { text: '-img' } })).toEqual([2]);
    expect(idsOf(library, { scope: everything, query: { text: ' "' } })).toEqual([1, 2]);
  });
});

describe('duplicates', () => {
  const twice = [
    photoOf({ id: 1, content: 'ab' }),
    photoOf({ id: 2, content: 'AB', albumNumber: 2 }),
    photoOf({ id: 3, content: 'cd' }),
    photoOf({ id: 4, content: 'cd', albumNumber: 3 }),
    photoOf({ id: 5, content: 'ef' }),
    photoOf({ id: 6, content: 'ef', trashedAtMs: 5 }),
    photoOf({ id: 7 }),
    photoOf({ id: 8 }),
  ];

  it('of the very bytes are those that are there twice, copies of albums and the trash left out', () => {
    const library = libraryOf(twice);
    expect(idsOf(library, { scope: { kind: 'everything' }, query: { duplicates: 'same' } })).toEqual([1, 2]);
    expect(
      idsOf(library, { scope: { kind: 'album', albumId: uuid(2) }, query: { duplicates: 'same' } }),
    ).toEqual([2]);
  });

  it('that look alike differ in few bits of their hash or belong to one burst', () => {
    const hashed = (id: number, dhash: string, more: object = {}) =>
      photoOf({ id, metadata: JSON.stringify({ dhash, ...more }) });
    const library = libraryOf([
      hashed(1, '00000000ffffffff'),
      hashed(2, '00000000fffffff8'),
      hashed(3, '0f0f0f0f0f0f0f0f'),
      hashed(4, '0f0f0f0f0f0f0ff0'),
      hashed(5, 'aaaaaaaa55555555'),
      hashed(6, 'aaaaaaaa55555555'),
      hashed(7, 'ffffffff00000000', { burstId: 'b' }),
      hashed(8, '1234567812345678', { burstId: 'b' }),
      photoOf({ id: 9 }),
      photoOf({ id: 10 }),
    ]);
    expect(idsOf(library, { scope: { kind: 'everything' }, query: { duplicates: 'similar' } })).toEqual([
      1, 2, 5, 6, 7, 8,
    ]);
  });

  it('are looked for again once photos change', () => {
    const known = new Map(twice.map((photo) => [photo.id, photo]));
    const library = createLibrary(sourceOf(known));
    const asked = { scope: { kind: 'everything' }, query: { duplicates: 'same' } };
    expect(idsOf(library, asked)).toEqual([1, 2]);
    known.delete(2);
    library.apply({ ids: Uint32Array.of(2), albums: false });
    expect(idsOf(library, asked)).toEqual([]);
  });
});

it('facets count what fits, most first', () => {
  const camera = (model: string, more: object = {}): string =>
    JSON.stringify({ cameraModel: model, ...more });
  const library = libraryOf([
    photoOf({
      id: 1,
      sortAtMs: 5,
      metadata: camera('R5', { iso: 100, keywords: ['a', 'b'] }),
      cull: packCull({ rating: 3, flag: 'pick', colour: 'red' }),
    }),
    photoOf({
      id: 2,
      sortAtMs: 9,
      metadata: camera('R5', { lens: '50mm', focalLengthMm: 50, keywords: ['b'] }),
      kind: 'video',
    }),
    photoOf({
      id: 3,
      sortAtMs: 7,
      metadata: camera('Z9', { keywords: ['x'] }),
      edits: JSON.stringify({ keywords: [] }),
      key: 'a.NEF',
      state: 'queued',
    }),
    photoOf({ id: 4, metadata: camera('Z9'), trashedAtMs: 1 }),
  ]);
  expect(facetsOf(library, { kind: 'everything' }, {})).toEqual({
    cameras: [
      { name: 'R5', count: 2 },
      { name: 'Z9', count: 1 },
    ],
    lenses: [{ name: '50mm', count: 1 }],
    keywords: [
      { name: 'b', count: 2 },
      { name: 'a', count: 1 },
    ],
    takenAtMs: { from: 5, to: 9 },
    iso: { from: 100, to: 100 },
    focalLengthMm: { from: 50, to: 50 },
    ratings: [2, 0, 0, 1, 0, 0],
    flags: { none: 2, pick: 1, reject: 0 },
    colours: { none: 2, red: 1, yellow: 0, green: 0, blue: 0, purple: 0 },
    kinds: { photo: 1, raw: 1, video: 1 },
    notStored: 1,
    photoCount: 3,
  });
  expect(facetsOf(library, { kind: 'everything' }, { cameras: ['R5'] }).photoCount).toBe(2);
});

it('albums that go take their photos along', () => {
  const known = new Map(
    [photoOf({ id: 1 }), photoOf({ id: 2, albumNumber: 2 })].map((photo) => [photo.id, photo]),
  );
  let here = albums;
  const library = createLibrary({ ...sourceOf(known), albums: () => here });
  here = albums.filter(({ number }) => number !== 2);
  known.delete(2);
  library.apply({ ids: new Uint32Array(0), albums: true });
  expect(idsOf(library, { scope: { kind: 'everything' } })).toEqual([1]);
});
