/** Stacks over a real catalogue: made by themselves once an album rests, by hand, taken apart, taken back; and originals for a drag. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOriginals } from '../../src-main/services/library/originals';
import { createPhotoStacker, type PhotoStacker } from '../../src-main/services/library/stack-photos';
import { makeStack, openStacks } from '../../src-main/services/library/stack-photos-by-hand';
import { createUndoHistory, type UndoHistory } from '../../src-main/services/library/undo';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import type { AppEvent } from '../../src-shared/ipc-contract';
import type { AssetId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

let test: TestCore;
let stacker: PhotoStacker;
let undo: UndoHistory;
beforeEach(async () => {
  test = await openTestCore(createMemoryStore());
  stacker = createPhotoStacker(test.core, { restMs: 60_000 });
  undo = createUndoHistory(() => undefined);
});
afterEach(async () => {
  await stacker.stop();
  await test.close();
});

let added = 0;
function add(key: string, metadata: AssetMetadata = {}): AssetId {
  added += 1;
  const { addedIds } = test.core.catalogue.assets.addListed(
    test.albumId,
    [
      {
        key,
        kind: 'photo',
        contentType: 'image/jpeg',
        sizeBytes: added,
        etag: `e${added}`,
        modifiedAtMs: added,
      },
    ],
    1,
  );
  const id = addedIds[0] as AssetId;
  test.core.catalogue.assets.setPrepared(id, {
    metadata,
    thumbhash: null,
    hasThumb: false,
    mediaError: null,
  });
  return id;
}
const burst = (second: number): AssetMetadata => ({
  takenAtLocal: `2026-05-01T10:00:${String(second).padStart(2, '0')}`,
  cameraMake: 'NIKON CORPORATION',
  cameraModel: 'NIKON Z 9',
});
const topsOf = (...ids: AssetId[]): Array<AssetId | null> =>
  test.core.catalogue.assets.get(ids).map((asset) => asset.stackTop);

describe('by themselves', () => {
  it('a RAW with its JPEG and a burst are stacked, and the screen is told of these photos only', async () => {
    const raw = add('IMG_1.CR3');
    const jpeg = add('IMG_1.JPG');
    const frames = [add('A.JPG', burst(1)), add('B.JPG', burst(2)), add('C.JPG', burst(3))];
    const alone = add('D.JPG', burst(9));
    const patched: AppEvent[] = [];
    test.core.changes.flush();
    test.core.changes.listen((event) => patched.push(event), ['assets.patched']);
    await stacker.look();
    test.core.changes.flush();
    expect(topsOf(raw, jpeg, ...frames, alone)).toEqual([raw, raw, frames[0], frames[0], frames[0], null]);
    const told = patched.flatMap((event) => (event.name === 'assets.patched' ? event.payload.patches : []));
    expect(new Map(told.map(({ id, stackTop }) => [id, stackTop]))).toEqual(
      new Map([
        [raw, raw],
        [jpeg, raw],
        ...frames.map((id): [AssetId, AssetId] => [id, frames[0] as AssetId]),
      ]),
    );
  });

  it('an album is looked through only while something changed in it', async () => {
    add('IMG_1.CR3');
    await stacker.look();
    expect(test.core.catalogue.stacks.pending()).toEqual([]);
    const jpeg = add('IMG_1.JPG');
    expect(test.core.catalogue.stacks.pending()).toEqual([{ albumId: test.albumId, changes: 1 }]);
    await stacker.look();
    expect(topsOf(jpeg)[0]).not.toBeNull();
    // Stars change nothing about stacks.
    test.core.catalogue.assets.setEdits([{ id: jpeg, edits: { rating: 3 } }], 1);
    expect(test.core.catalogue.stacks.pending()).toEqual([]);
  });

  it('what changes while it looks is looked at again', async () => {
    add('IMG_1.CR3');
    const { stacks } = test.core.catalogue;
    const read = stacks.candidates;
    let jpeg: AssetId | undefined;
    stacks.candidates = (...asked) => {
      const page = read(...asked);
      jpeg ??= add('IMG_1.JPG');
      return page;
    };
    await stacker.look();
    expect(test.core.catalogue.stacks.pending()).toHaveLength(1);
    await stacker.look();
    expect(topsOf(jpeg as unknown as AssetId)[0]).not.toBeNull();
  });

  it('a stack whose other photo went into the trash is none any more', async () => {
    const raw = add('IMG_1.CR3');
    const jpeg = add('IMG_1.JPG');
    await stacker.look();
    test.core.catalogue.trash.throwAway([{ id: jpeg, target: null }], 5);
    await stacker.look();
    expect(topsOf(raw)).toEqual([null]);
  });

  it('thousands of photos are stacked in slices, pairs across them, too', async () => {
    const ids: AssetId[] = [];
    test.core.catalogue.transaction(() => {
      for (let n = 0; n < 900; n += 1) ids.push(add(`${n}.NEF`), add(`${n}.JPG`));
    });
    await stacker.look();
    const tops = topsOf(...ids);
    expect(tops.every((top, n) => top === ids[n - (n % 2)])).toBe(true);
  });
});

describe('by hand', () => {
  it('photos become one stack under the first; taken back and done again; the background leaves it', async () => {
    const [one, two, three] = [add('1.JPG'), add('2.JPG'), add('3.JPG')];
    expect(makeStack(test.core, undo, [two, one, three])).toBe(3);
    expect(topsOf(one, two, three)).toEqual([two, two, two]);
    expect(undo.state().back).toEqual({ what: 'stack', count: 3, change: null });
    await stacker.look();
    expect(topsOf(one, two, three)).toEqual([two, two, two]);
    await undo.back();
    expect(topsOf(one, two, three)).toEqual([null, null, null]);
    await undo.again();
    expect(topsOf(one, two, three)).toEqual([two, two, two]);
  });

  it('what was taken apart is not stacked again by itself; taken back, it is as it was', async () => {
    const raw = add('IMG_1.CR3');
    const jpeg = add('IMG_1.JPG');
    await stacker.look();
    expect(openStacks(test.core, undo, [jpeg])).toBe(2);
    add('more.JPG');
    await stacker.look();
    expect(topsOf(raw, jpeg)).toEqual([null, null]);
    await undo.back();
    expect(topsOf(raw, jpeg)).toEqual([raw, raw]);
    expect(test.core.catalogue.stacks.get([raw]).map(({ chosen }) => chosen)).toEqual([false]);
  });

  it('a stack that loses its top gets another; one photo that is left alone is no stack', () => {
    const ids = [add('1.JPG'), add('2.JPG'), add('3.JPG'), add('4.JPG'), add('5.JPG')];
    const [one, two, three, four, five] = ids as [AssetId, AssetId, AssetId, AssetId, AssetId];
    makeStack(test.core, undo, [one, two, three]);
    makeStack(test.core, undo, [one, four]);
    expect(topsOf(...ids)).toEqual([one, two, two, one, null]);
    makeStack(test.core, undo, [five, two]);
    expect(topsOf(...ids)).toEqual([one, five, null, one, five]);
  });

  it('one photo is no stack, and neither are photos of two albums', () => {
    const one = add('1.JPG');
    expect(() => makeStack(test.core, undo, [one, one])).toThrow(/at least two/);
    expect(openStacks(test.core, undo, [one])).toBe(0);
    expect(undo.state().back).toBeNull();
  });
});

describe('originals for a drag out of the window', () => {
  it('are the imported files while they are there, else fetched under their own names', async () => {
    for (const name of ['a.jpg', 'b.jpg']) writeFileSync(join(test.source, name), `original ${name}`);
    const run = await test.importAll();
    expect(run.state).toBe('done');
    const ids = [...test.core.catalogue.assets.index(test.albumId).ids] as AssetId[];
    const originals = createOriginals(test.core, { clones: false });
    const found = await originals.find(ids);
    expect(found.map(({ path }) => path && basename(path)).sort()).toEqual(['a.jpg', 'b.jpg']);
    expect(await originals.files(ids)).toEqual(found.map(({ path }) => path));

    rmSync(join(test.source, 'a.jpg'));
    const gone = (await originals.find(ids)).filter(({ path }) => path === null).map(({ id }) => id);
    expect(gone).toHaveLength(1);
    await expect(originals.files(ids)).rejects.toThrow(/not on this computer/);
    await originals.fetch(ids, AbortSignal.timeout(20_000));
    const [path = ''] = await originals.files(gone);
    expect([basename(path), readFileSync(path, 'utf8')]).toEqual(['a.jpg', 'original a.jpg']);
  });

  it('on a Mac are copies: a drop there may move the file', async () => {
    writeFileSync(join(test.source, 'a.jpg'), 'original');
    await test.importAll();
    const ids = [...test.core.catalogue.assets.index(test.albumId).ids] as AssetId[];
    const [path = ''] = await createOriginals(test.core, { clones: true }).files(ids);
    expect(path.startsWith(test.source)).toBe(false);
    expect([basename(path), readFileSync(path, 'utf8')]).toEqual(['a.jpg', 'original']);
  });
});
