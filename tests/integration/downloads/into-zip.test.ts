/** Downloads into one ZIP: read by the system's own programs, the same bytes every time, valid whatever could not be had. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../../src-shared/app-error';
import {
  type DownloadFixture,
  entriesFromTheFront,
  noise,
  openDownloadFixture,
  sumsOf,
  unzipped,
} from '../../support/download-fixture';
import { type WatchedStore, watchStore } from '../../support/watched-store';

let watched: WatchedStore;
let fixture: DownloadFixture;
let zip: string;
beforeEach(async () => {
  watched = watchStore(createMemoryStore());
  fixture = await openDownloadFixture(watched.store);
  zip = join(fixture.to, 'all 사진.zip');
});
afterEach(() => fixture.close());

const objects = {
  'a.jpg': noise(5000, 1),
  'day 1/b ü 결혼식.jpg': noise(70_001, 2),
  'day 1/empty.jpg': Buffer.alloc(0),
  'film.mp4': noise(21 * 1024 * 1024 + 5, 3),
};
const intoZip = (to = zip, conflicts: 'ask' | 'replace' | 'keep-both' = 'ask') =>
  fixture.start({ form: 'zip', to, conflicts });

/** Programs that read ZIPs, where they are installed, each with the words that make it check one. */
const readers = (
  [
    ['unzip', '-tqq'],
    ['7z', 't'],
    ['bsdtar', '-tf'],
    ['python3', '-m', 'zipfile', '-t'],
  ] as const
).filter(([program]) => spawnSync(program, ['--help']).error === undefined);
const refusals = (path: string): string[] =>
  readers.flatMap(([program, ...words]) => {
    const { status, stdout, stderr } = spawnSync(program, [...words, path], { encoding: 'utf8' });
    return status === 0 && !/warning/i.test(stdout + stderr) ? [] : [`${program}: ${stdout}${stderr}`];
  });

describe('into a ZIP', () => {
  it('holds every photo, byte for byte, read by every program at hand, and nothing else is left', async () => {
    await fixture.give(objects);
    const ended = await fixture.until(await intoZip());
    expect([ended.state, ended.doneCount, ended.error]).toEqual(['done', 4, null]);
    expect(readdirSync(fixture.to)).toEqual(['all 사진.zip']);
    expect(readers.length).toBeGreaterThan(0);
    expect(refusals(zip)).toEqual([]);
    expect(unzipped(zip)).toEqual(sumsOf(objects));
  });

  it('is the same byte for byte when it is made again', async () => {
    await fixture.give(objects);
    await fixture.until(await intoZip());
    const again = join(fixture.to, 'again.zip');
    await fixture.until(await intoZip(again));
    expect(readFileSync(again).equals(readFileSync(zip))).toBe(true);
  });

  it('is valid without a photo that could not be had, and a retry puts in that one alone', async () => {
    await fixture.give(objects);
    let gone = true;
    watched.refuse = (key) => {
      if (gone && key === 'day 1/b ü 결혼식.jpg')
        throw new AppError('access-denied', 'This photo may not be read.');
    };
    const id = await intoZip();
    const ended = await fixture.until(id);
    expect([ended.state, ended.doneCount, ended.failedCount]).toEqual(['failed', 3, 1]);
    expect(readdirSync(fixture.to)).toEqual(['all 사진.zip']);
    expect(refusals(zip)).toEqual([]);
    const { 'day 1/b ü 결혼식.jpg': missing, ...others } = objects;
    expect(unzipped(zip)).toEqual(sumsOf(others));
    expect(entriesFromTheFront(zip)).toEqual(['a.jpg', '.caos-gap', 'day 1/empty.jpg', 'film.mp4']);

    gone = false;
    watched.handedOut.clear();
    await fixture.downloads.retry(id);
    expect((await fixture.until(id, ['done', 'failed', 'asking', 'paused'])).state).toBe('done');
    expect(unzipped(zip)).toEqual(sumsOf(objects));
    expect([...watched.handedOut]).toEqual([['day 1/b ü 결혼식.jpg', missing.length]]);
    const again = join(fixture.to, 'again.zip');
    await fixture.until(await intoZip(again));
    expect(readFileSync(again).equals(readFileSync(zip))).toBe(true);
  });

  it.each([
    ['a.jpg', ['.caos-gap', 'day 1/b ü 결혼식.jpg', 'day 1/empty.jpg', 'film.mp4']],
    ['day 1/empty.jpg', ['a.jpg', 'day 1/b ü 결혼식.jpg', '.caos-gap', 'film.mp4']],
    ['film.mp4', ['a.jpg', 'day 1/b ü 결혼식.jpg', 'day 1/empty.jpg']],
  ])('is read from its front, too, when %s broke off in the middle', async (key, entries) => {
    await fixture.give(objects);
    let seen = 0;
    watched.alter = (name, chunk) => {
      if (name !== key) return chunk;
      seen += chunk.length;
      if (seen > 1000) throw new AppError('access-denied', 'No more of it.');
      return chunk;
    };
    watched.refuse = (name) => {
      if (name === key && (objects[key as keyof typeof objects].length === 0 || seen > 0))
        throw new AppError('access-denied', 'No more of it.');
    };
    const ended = await fixture.until(await intoZip());
    expect([ended.state, ended.failedCount]).toEqual(['failed', 1]);
    expect(entriesFromTheFront(zip)).toEqual(entries);
    expect(refusals(zip)).toEqual([]);
    expect(Object.keys(unzipped(zip)).sort()).toEqual(entries.filter((name) => name !== '.caos-gap').sort());
  });

  it('is not there when no photo could be had', async () => {
    await fixture.give(objects);
    watched.refuse = () => {
      throw new AppError('access-denied', 'Nothing may be read.');
    };
    expect((await fixture.until(await intoZip())).state).toBe('failed');
    expect(readdirSync(fixture.to)).toEqual([]);
  });
});

describe('a ZIP whose name is taken', () => {
  const other = Buffer.from('another file');
  beforeEach(() => fixture.give({ 'a.jpg': noise(5000, 1) }));

  it('is refused before anything is fetched, unless the person said what to do', async () => {
    writeFileSync(zip, other);
    await expect(intoZip()).rejects.toMatchObject({ code: 'already-exists' });
    expect((await fixture.until(await intoZip(zip, 'keep-both'))).state).toBe('done');
    expect(readdirSync(fixture.to).sort()).toEqual(['all 사진 (2).zip', 'all 사진.zip']);
    expect(readFileSync(zip).equals(other)).toBe(true);
    expect((await fixture.until(await intoZip(zip, 'replace'))).state).toBe('done');
    expect(unzipped(zip)).toEqual(sumsOf({ 'a.jpg': noise(5000, 1) }));
  });

  it('meanwhile, asks at the end', async () => {
    watched.alter = (_key, chunk) => {
      writeFileSync(zip, other);
      return chunk;
    };
    const id = await intoZip();
    const asking = await fixture.until(id);
    expect([asking.state, asking.error?.code]).toEqual(['asking', 'already-exists']);
    expect(readFileSync(zip).equals(other)).toBe(true);
    await fixture.downloads.resolve(id, 'keep-both');
    const { state, to } = await fixture.until(id, ['done', 'failed']);
    expect([state, to]).toEqual(['done', join(fixture.to, 'all 사진 (2).zip')]);
    expect(readdirSync(fixture.to).sort()).toEqual(['all 사진 (2).zip', 'all 사진.zip']);
    expect(watched.handedOut.get('a.jpg')).toBe(5000);
  });
});
