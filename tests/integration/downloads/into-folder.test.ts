/** Downloads into a folder: every byte proven, nothing overwritten unasked, nothing left over. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlbum } from '../../../src-main/services/albums';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { Download } from '../../../src-shared/domain/download';
import {
  type DownloadFixture,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
} from '../../support/download-fixture';
import { type WatchedStore, watchStore } from '../../support/watched-store';

let watched: WatchedStore;
let fixture: DownloadFixture;
beforeEach(async () => {
  watched = watchStore(createMemoryStore());
  fixture = await openDownloadFixture(watched.store);
});
afterEach(() => fixture.close());

const counts = (download: Download) => ({
  state: download.state,
  done: download.doneCount,
  there: download.alreadyThereCount,
  conflicts: download.conflictCount,
  failed: download.failedCount,
});

const small = { 'a.jpg': noise(5000, 1), 'day/b.jpg': noise(5000, 2), 'c.jpg': noise(5000, 3) };

describe('into a folder', () => {
  it('brings an album with its folders, small and large, and keeps the time of each photo', async () => {
    const objects = {
      'a.jpg': noise(5000, 1),
      'day 1/b ü 결혼식.jpg': noise(70_001, 2),
      'day 1/empty.jpg': Buffer.alloc(0),
      'film.mp4': noise(21 * 1024 * 1024 + 5, 3),
    };
    await fixture.give(objects);
    const ended = await fixture.until(await fixture.start());
    expect(counts(ended)).toEqual({ state: 'done', done: 4, there: 0, conflicts: 0, failed: 0 });
    expect(ended.doneBytes).toBe(ended.totalBytes);
    expect(filesBelow(fixture.to)).toEqual(sumsOf(objects));
    expect(statSync(join(fixture.to, 'a.jpg')).mtimeMs).toBe(Date.UTC(2024, 4, 1, 10, 11, 12));
    expect(statSync(join(fixture.to, 'film.mp4')).mtimeMs).toBe(Date.UTC(2024, 4, 1, 10, 11, 12));
    expect(Object.fromEntries(watched.handedOut)).toMatchObject({ 'film.mp4': 21 * 1024 * 1024 + 5 });
  });

  it('puts photos of several albums into a folder for each', async () => {
    const other = await createAlbum(fixture.test.core, { title: 'Kim: Test' });
    const [one] = await fixture.give({ 'x/a.jpg': noise(100, 1) });
    const [two] = await fixture.give({ 'x/a.jpg': noise(100, 2), 'left.jpg': noise(100, 3) }, other.id);
    const id = await fixture.start({ assetIds: [two, one].flatMap((asset) => asset ?? []) });
    expect(counts(await fixture.until(id))).toMatchObject({ state: 'done', done: 2 });
    expect(filesBelow(fixture.to)).toEqual(
      sumsOf({ 'Test/x/a.jpg': noise(100, 1), 'Kim%3A Test/x/a.jpg': noise(100, 2) }),
    );
  });

  it('never leaves the folder, whatever the keys say', async () => {
    const inside = join(fixture.to, 'in', 'here');
    await fixture.give({
      '../../up.jpg': noise(100, 1),
      '..': noise(100, 2),
      'a/../../../up.jpg': noise(100, 3),
      '..\\..\\up.jpg': noise(100, 4),
    });
    expect(counts(await fixture.until(await fixture.start({ to: inside })))).toMatchObject({
      state: 'done',
      done: 4,
    });
    expect([readdirSync(fixture.to), readdirSync(join(fixture.to, 'in'))]).toEqual([['in'], ['here']]);
    expect(Object.keys(filesBelow(inside)).sort()).toEqual(
      ['%2E%2E (2)', '..%5C..%5Cup.jpg', '%2E%2E/%2E%2E/up.jpg', 'a/%2E%2E/%2E%2E/%2E%2E/up.jpg'].sort(),
    );
  });
});

describe('names that are taken', () => {
  beforeEach(async () => {
    await fixture.give(small);
    mkdirSync(join(fixture.to, 'day'));
    writeFileSync(join(fixture.to, 'day/b.jpg'), noise(5000, 2));
    writeFileSync(join(fixture.to, 'c.jpg'), 'something else');
  });
  const other = Buffer.from('something else');

  it('asks about different files, when everything else is done, and takes equal ones for its own', async () => {
    const ended = await fixture.until(await fixture.start());
    expect(counts(ended)).toEqual({ state: 'asking', done: 1, there: 1, conflicts: 1, failed: 0 });
    expect(filesBelow(fixture.to)).toEqual(sumsOf({ ...small, 'c.jpg': other }));
    expect(watched.handedOut.get('day/b.jpg')).toBe(undefined);
  });

  it.each([
    ['replace', small, { state: 'done', done: 2, there: 1, conflicts: 0, failed: 0 }],
    [
      'leave-out',
      { ...small, 'c.jpg': other },
      { state: 'done', done: 1, there: 1, conflicts: 0, failed: 0 },
    ],
    [
      'keep-both',
      { ...small, 'c.jpg': other, 'c (2).jpg': noise(5000, 3) },
      { state: 'done', done: 2, there: 1, conflicts: 0, failed: 0 },
    ],
  ] as const)('does what the person says: %s', async (choice, files, expected) => {
    const id = await fixture.start();
    await fixture.until(id);
    await fixture.downloads.resolve(id, choice);
    expect(counts(await fixture.until(id))).toEqual(expected);
    expect(filesBelow(fixture.to)).toEqual(sumsOf(files));
  });

  it('makes no third copy when the same is asked for again', async () => {
    await fixture.until(await fixture.start({ conflicts: 'keep-both' }));
    const again = await fixture.until(await fixture.start({ conflicts: 'keep-both' }));
    expect(counts(again)).toEqual({ state: 'done', done: 0, there: 3, conflicts: 0, failed: 0 });
    expect(Object.keys(filesBelow(fixture.to)).sort()).toEqual(['a.jpg', 'c (2).jpg', 'c.jpg', 'day/b.jpg']);
  });

  it('goes on with the open question when the same is asked for again, and the name is free by now', async () => {
    const id = await fixture.start();
    await fixture.until(id);
    rmSync(join(fixture.to, 'c.jpg'));
    expect(await fixture.start()).toBe(id);
    expect(counts(await fixture.until(id, ['done']))).toEqual({
      state: 'done',
      done: 2,
      there: 1,
      conflicts: 0,
      failed: 0,
    });
  });

  it('leaves a folder that has the name of a photo, also when it may replace', async () => {
    rmSync(join(fixture.to, 'c.jpg'));
    mkdirSync(join(fixture.to, 'c.jpg'));
    const id = await fixture.start({ conflicts: 'replace' });
    expect(counts(await fixture.until(id))).toMatchObject({ state: 'failed', done: 1, there: 1, failed: 1 });
    const { items } = fixture.test.core.catalogue.downloads.files(id, {
      states: ['failed'],
      offset: 0,
      limit: 9,
    });
    expect(items[0]?.error?.code).toBe('already-exists');
    expect(filesBelow(fixture.to)).toEqual(sumsOf({ 'a.jpg': noise(5000, 1), 'day/b.jpg': noise(5000, 2) }));
  });
});

describe('a folder that goes away', () => {
  it('waits for a person with one sentence, makes no folder in its place, and goes on where it was', async () => {
    const stick = join(fixture.to, 'stick');
    await fixture.give({ ...small, 'film.mp4': noise(40 * 1024 * 1024, 9) });
    let pulled = false;
    watched.alter = (key, chunk, position) => {
      if (key === 'film.mp4' && position > 1024 * 1024 && !pulled) {
        pulled = true;
        renameSync(stick, join(fixture.to, 'elsewhere'));
      }
      return chunk;
    };
    const id = await fixture.start({ to: stick });
    const stopped = await fixture.until(id);
    expect([stopped.state, stopped.error?.code, stopped.error?.message]).toEqual([
      'paused',
      'file-missing',
      `The folder “${stick}” is not there any more. Plug in its disk, then go on with the download.`,
    ]);
    expect(readdirSync(fixture.to)).toEqual(['elsewhere']);
    renameSync(join(fixture.to, 'elsewhere'), stick);
    await fixture.downloads.resume(id);
    expect(counts(await fixture.until(id))).toMatchObject({ state: 'done', failed: 0 });
    expect(filesBelow(stick)).toEqual(sumsOf({ ...small, 'film.mp4': noise(40 * 1024 * 1024, 9) }));
  });
});
