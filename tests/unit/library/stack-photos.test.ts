/** RAW with JPEG, and bursts: what becomes one stack. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BURST_GAP_MS,
  LEAST_FRAMES,
  type StackPhoto,
  stackPhotos,
} from '../../../src-main/library/stack-photos';

let lastId = 0;
function photo(key: string, change: Partial<StackPhoto> = {}): StackPhoto {
  lastId += 1;
  return {
    id: lastId,
    key,
    isVideo: false,
    takenAtMs: null,
    camera: null,
    serial: null,
    burstId: null,
    sequence: null,
    ...change,
  };
}
/** Keys of each stack, the one that stands for it first. */
function stacksOf(photos: StackPhoto[]): string[][] {
  const byTop = new Map<number, StackPhoto[]>();
  const tops = stackPhotos(photos);
  for (const one of photos) {
    const top = tops.get(one.id);
    if (top !== undefined) byTop.set(top, [...(byTop.get(top) ?? []), one]);
  }
  return [...byTop].map(([top, members]) =>
    members.sort((a, b) => Number(b.id === top) - Number(a.id === top)).map(({ key }) => key),
  );
}

describe('a RAW and its JPEG', () => {
  it('are one when folder and name are the same, whatever the case; the RAW stands for them', () => {
    expect(stacksOf([photo('day 1/IMG_1.JPG'), photo('day 1/img_1.cr3'), photo('day 1/IMG_1.HEIC')])).toEqual(
      [['day 1/img_1.cr3', 'day 1/IMG_1.JPG', 'day 1/IMG_1.HEIC']],
    );
  });

  it('are not one in two folders, from two cameras, with a video, or without a RAW', () => {
    expect(
      stacksOf([
        photo('a/IMG_1.CR3'),
        photo('b/IMG_1.JPG'),
        photo('IMG_2.CR3', { camera: 'Canon EOS R5' }),
        photo('IMG_2.JPG', { camera: 'Canon EOS R6' }),
        photo('IMG_3.CR3'),
        photo('IMG_3.MP4', { isVideo: true }),
        photo('IMG_4.JPG'),
        photo('IMG_4.HEIC'),
        photo('.JPG'),
        photo('.CR3'),
      ]),
    ).toEqual([]);
  });
});

describe('a burst', () => {
  const at = (ms: number, change: Partial<StackPhoto> = {}): StackPhoto =>
    photo(`IMG_${String(ms).padStart(6, '0')}.JPG`, { takenAtMs: ms, camera: 'Z 9', ...change });

  it('is three or more of one camera that follow within a second, the first stands for it', () => {
    expect(stacksOf([at(0), at(1000), at(2000), at(3001), at(3500)])).toEqual([
      ['IMG_000000.JPG', 'IMG_001000.JPG', 'IMG_002000.JPG'],
    ]);
  });

  it('is not made of two cameras, of unknown ones, or of photos that tell no time', () => {
    expect(
      stacksOf([
        at(0),
        at(100, { camera: 'R5' }),
        at(200),
        at(300, { camera: 'R5' }),
        at(9000, { camera: null }),
        at(9100, { camera: null }),
        at(9200, { camera: null }),
        at(20_000, { serial: '1' }),
        at(20_100, { serial: '2' }),
        at(20_200, { serial: '1' }),
        at(1, { takenAtMs: null }),
        at(2, { takenAtMs: null }),
      ]),
    ).toEqual([]);
  });

  it('is what the camera says where it says something: two bursts at once, or one with a pause', () => {
    const stacks = stacksOf([
      ...[0, 100, 200].map((ms) => at(ms, { burstId: 'one' })),
      ...[300, 400, 500].map((ms) => at(ms, { burstId: 'two' })),
      ...[20_000, 22_500, 25_000].map((ms) => at(ms, { burstId: 'slow' })),
      // The same number a day later is another burst.
      ...[90_000_000, 90_000_100].map((ms) => at(ms, { burstId: 'slow' })),
    ]);
    expect(stacks.map((keys) => keys.length)).toEqual([3, 3, 3]);
  });

  it('within one second goes by the camera, then by name, and takes each frame with its JPEG', () => {
    const raw = (n: number): StackPhoto[] => [
      photo(`DSC_${n}.NEF`, { takenAtMs: 5000, camera: 'Z 9', sequence: 4 - n }),
      photo(`DSC_${n}.JPG`, { takenAtMs: 5000, camera: 'Z 9', sequence: 4 - n }),
    ];
    const [keys = []] = stacksOf([...raw(1), ...raw(2), ...raw(3)]);
    expect(keys[0]).toBe('DSC_3.NEF');
    expect(keys).toHaveLength(6);
  });
});

describe('any photos', () => {
  const photos = fc
    .array(
      fc.record({
        name: fc.integer({ min: 1, max: 12 }),
        folder: fc.constantFrom('', 'a/', 'b/'),
        ending: fc.constantFrom('JPG', 'jpg', 'CR3', 'NEF', 'HEIC', 'MP4'),
        takenAtMs: fc.option(fc.integer({ min: 0, max: 20_000 })),
        camera: fc.option(fc.constantFrom('R5', 'Z 9')),
        serial: fc.option(fc.constantFrom('1', '2')),
        burstId: fc.option(fc.constantFrom('x', 'y'), { freq: 2 }),
      }),
      { maxLength: 60 },
    )
    .map((given) =>
      given.map(
        ({ name, folder, ending, ...rest }, n): StackPhoto => ({
          id: n + 1,
          key: `${folder}IMG_${name}.${ending}`,
          isVideo: ending === 'MP4',
          sequence: null,
          ...rest,
        }),
      ),
    );

  it('lie in one stack at most, whose top is one of it, never alone, never a video', () => {
    fc.assert(
      fc.property(photos, (given) => {
        const tops = stackPhotos(given);
        const sizes = new Map<number, number>();
        for (const [id, top] of tops) {
          expect(given[id - 1]?.isVideo).toBe(false);
          expect(tops.get(top)).toBe(top);
          sizes.set(top, (sizes.get(top) ?? 0) + 1);
        }
        for (const size of sizes.values()) expect(size).toBeGreaterThan(1);
      }),
    );
  });

  it('come to the same stacks in whatever order they are read', () => {
    fc.assert(
      fc.property(photos, fc.infiniteStream(fc.integer()), (given, chance) => {
        const shuffled = given
          .map((one) => ({ one, by: chance.next().value as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        expect(new Map([...stackPhotos(shuffled)].sort())).toEqual(new Map([...stackPhotos(given)].sort()));
      }),
    );
  });

  it('of one camera by the clock: exactly the longest runs without a longer gap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }), (times) => {
        const given = times.map((takenAtMs, n) => ({
          ...photo(`P${n}.JPG`, { takenAtMs, camera: 'R5' }),
          id: n + 1,
        }));
        const tops = stackPhotos(given);
        const sorted = [...given].sort((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0));
        let run: StackPhoto[] = [];
        const check = (): void => {
          const found = new Set(run.map(({ id }) => tops.get(id)));
          if (run.length >= LEAST_FRAMES) expect([found.size, found.has(undefined)]).toEqual([1, false]);
          else for (const top of found) expect(top).toBeUndefined();
        };
        for (const one of sorted) {
          const last = run.at(-1);
          if (last && (one.takenAtMs ?? 0) - (last.takenAtMs ?? 0) > BURST_GAP_MS) {
            check();
            run = [];
          }
          run.push(one);
        }
        check();
      }),
    );
  });
});
