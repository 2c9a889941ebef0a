/** Groups of duplicates: what the fast search finds is exactly what comparing every photo with every other finds. */
import { expect, it } from 'vitest';
import {
  ALIKE_BITS,
  bitsApart,
  findTwins,
  rowsOfIds,
  SERIES_BITS,
  SERIES_MS,
  SERIES_NEIGHBOURS,
} from '../../../src-main/library/find-twins';
import { createPhotoColumns, type PhotoColumns, putPhoto } from '../../../src-main/library/photo-columns';
import type { PhotoRow } from '../../../src-main/library/row-facts';
import { packCull } from '../../../src-shared/domain/cull';
import { seededRandom } from '../../support/fault-proxy';

const plain: PhotoRow = {
  id: 1,
  albumNumber: 1,
  sortAtMs: 0,
  aspect: 1.5,
  state: 'stored',
  flags: 0,
  thumbRevision: 1,
  cull: 0,
  stackTop: 0,
  kind: 'photo',
  sizeBytes: 1000,
  key: 'a.jpg',
  metadata: '{}',
  edits: null,
  content: null,
  trashedAtMs: 0,
  addedAtMs: 0,
};
function columnsOf(
  photos: Array<Partial<PhotoRow> & { dhash?: string; burstId?: string; sharpness?: number }>,
): PhotoColumns {
  const columns = createPhotoColumns();
  photos.forEach(({ dhash, burstId, sharpness, ...photo }, at) => {
    const metadata = JSON.stringify({ dhash, burstId, sharpness });
    putPhoto(columns, { ...plain, id: at + 1, metadata, ...photo });
  });
  return columns;
}
const all = (columns: PhotoColumns): number[] => rowsOfIds(columns, columns.at.id.subarray(0, columns.count));
const idsOf = (columns: PhotoColumns, kind: 'same' | 'similar'): number[][] =>
  findTwins(columns, all(columns), kind).map(({ ids }) => [...ids].sort((a, b) => a - b));

/** Every pair is looked at. */
function bruteForce(columns: PhotoColumns): number[][] {
  const { at, count } = columns;
  const group = Array.from({ length: count }, (_, row) => row);
  const join = (one: number, other: number): void => {
    const [from, to] = [group[one], group[other]];
    group.forEach((known, row) => {
      if (known === from) group[row] = to as number;
    });
  };
  const byTime = [...group].filter((row) => at.hashed[row] === 1);
  byTime.sort((a, b) => (at.sortAtMs[a] as number) - (at.sortAtMs[b] as number) || a - b);
  const place = new Map(byTime.map((row, n) => [row, n]));
  for (let one = 0; one < count; one += 1)
    for (let other = one + 1; other < count; other += 1) {
      if (at.burst[one] !== 0 && at.burst[one] === at.burst[other]) join(one, other);
      if (at.hashed[one] !== 1 || at.hashed[other] !== 1) continue;
      const bits = bitsApart(at, one, other);
      const near =
        Math.abs((at.sortAtMs[one] as number) - (at.sortAtMs[other] as number)) <= SERIES_MS &&
        Math.abs((place.get(one) as number) - (place.get(other) as number)) <= SERIES_NEIGHBOURS;
      if (bits <= ALIKE_BITS || (near && bits <= SERIES_BITS)) join(one, other);
    }
  const groups = new Map<number, number[]>();
  for (const [row, root] of group.entries())
    groups.set(root, [...(groups.get(root) ?? []), at.id[row] as number]);
  return [...groups.values()]
    .filter((ids) => ids.length > 1)
    .sort((a, b) => (a[0] as number) - (b[0] as number));
}

const hex = (bits: bigint): string => bits.toString(16).padStart(16, '0');

for (const seed of [1, 2, 3, 4, 5]) {
  it(`finds exactly what looking at every pair finds (seed ${seed})`, () => {
    const random = seededRandom(seed);
    const pick = (below: number): number => Math.floor(random() * below);
    const word = (): bigint => BigInt(pick(2 ** 32)) * 2n ** 32n + BigInt(pick(2 ** 32));
    const seen: bigint[] = [];
    const columns = columnsOf(
      Array.from({ length: 400 }, () => {
        let bits = seen.length > 0 && random() < 0.6 ? (seen[pick(seen.length)] as bigint) : word();
        for (let flips = pick(9); flips > 0; flips -= 1) bits ^= 1n << BigInt(pick(64));
        seen.push(bits);
        return {
          sortAtMs: pick(40) * 30_000,
          ...(random() < 0.9 && { dhash: hex(bits) }),
          ...(random() < 0.1 && { burstId: String(pick(10)) }),
        };
      }),
    );
    const sorted = (groups: number[][]) => groups.map((ids) => ids.join()).sort();
    const found = idsOf(columns, 'similar');
    expect(found.length).toBeGreaterThan(3);
    expect(sorted(found)).toEqual(sorted(bruteForce(columns)));
  });
}

it('the same bytes are one group, whatever they are called; what is not known is in none', () => {
  const columns = columnsOf([
    { content: 'aa', key: 'x/IMG_1.jpg' },
    { content: null },
    { content: 'bb' },
    { content: 'AA', key: 'y/IMG_1 (2).jpg', sizeBytes: 1000 },
    { content: null },
    { content: 'bb', trashedAtMs: 5 },
  ]);
  expect(findTwins(columns, all(columns), 'same')).toEqual([
    { ids: [1, 4], along: [[], []], why: 'same', distance: 0, best: 1 },
  ]);
});

it('the best is what a person rated, then the sharpest, then the largest, then the original', () => {
  const dhash = '00000000000000ff';
  const bestOf = (photos: Parameters<typeof columnsOf>[0]): number | undefined => {
    const columns = columnsOf(photos.map((photo) => ({ dhash, ...photo })));
    return findTwins(columns, all(columns), 'similar')[0]?.best;
  };
  const stars = (rating: number) => packCull({ rating, flag: 'none', colour: 'none' });
  const flagged = (flag: 'pick' | 'reject') => packCull({ rating: 0, flag, colour: 'none' });
  expect(bestOf([{ sharpness: 900 }, { cull: stars(2) }, { cull: stars(1) }])).toBe(2);
  expect(
    bestOf([{ cull: flagged('reject'), sharpness: 9 }, { sharpness: 1 }, { cull: flagged('pick') }]),
  ).toBe(3);
  expect(bestOf([{ sharpness: 10 }, { sharpness: 40, sizeBytes: 1 }, { sharpness: 12 }])).toBe(2);
  expect(bestOf([{ sizeBytes: 10 }, { sizeBytes: 30 }, { sizeBytes: 20 }])).toBe(2);
  expect(bestOf([{ key: 'IMG_1 (2).jpg' }, { key: 'IMG_1 copy.jpg' }, { key: 'IMG_1.jpg' }])).toBe(3);
});

it('a RAW goes along with the JPEG of its name instead of being its duplicate', () => {
  const dhash = '0123456789abcdef';
  const columns = columnsOf([
    { key: 'a/IMG_1.jpg', stackTop: 1, dhash },
    { key: 'a/IMG_1.CR3', stackTop: 1, dhash, kind: 'photo' },
  ]);
  expect(findTwins(columns, all(columns), 'similar')).toEqual([]);
  const more = columnsOf([
    { key: 'a/IMG_1.jpg', stackTop: 1, dhash },
    { key: 'a/IMG_1.CR3', stackTop: 1, dhash },
    { key: 'b/other.jpg', dhash },
  ]);
  expect(findTwins(more, all(more), 'similar')).toMatchObject([{ ids: [1, 3], along: [[2], []] }]);
});

it('a burst is called one', () => {
  const columns = columnsOf([
    { burstId: '7' },
    { burstId: '7' },
    { burstId: '8' },
    { burstId: '7', dhash: 'ffffffffffffffff' },
  ]);
  expect(findTwins(columns, all(columns), 'similar')).toMatchObject([{ ids: [1, 2, 4], why: 'burst' }]);
});
