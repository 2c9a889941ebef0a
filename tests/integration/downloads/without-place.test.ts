/** Downloads without the place: what came is proven before it is changed, only clean copies get a name, and what cannot be cleaned is named. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { DownloadId } from '../../../src-shared/units';
import { type DownloadFixture, openDownloadFixture } from '../../support/download-fixture';
import { createInlineMediaPool } from '../../support/inline-media-pool';
import { cameraJpeg } from '../../support/make-camera-files';
import { placedFilm, placedJpeg, tellingBytes } from '../../support/make-placed-files';
import { type WatchedStore, watchStore } from '../../support/watched-store';

let watched: WatchedStore;
let fixture: DownloadFixture;
let jobs: string[];
beforeEach(async () => {
  watched = watchStore(createMemoryStore());
  jobs = [];
  fixture = await openDownloadFixture(watched.store, {
    media: createInlineMediaPool((type) => void jobs.push(type)),
  });
});
afterEach(() => fixture.close());

const names = (): string[] =>
  readdirSync(fixture.to, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(fixture.to, name)).isFile())
    .sort();
const bytesOf = (name: string): Buffer => readFileSync(join(fixture.to, name));
const tells = (name: string): boolean => tellingBytes.some((bytes) => bytesOf(name).includes(bytes));
const failures = (id: DownloadId) =>
  fixture.test.core.catalogue.downloads
    .files(id, { states: ['failed'], offset: 0, limit: 10 })
    .items.map(({ key, error }) => [key, error?.code, error?.params?.place]);

describe('a download without the place', () => {
  it('writes clean copies with their times, and names those that cannot be cleaned with the reason', async () => {
    const plain = await cameraJpeg({ width: 300, height: 200 });
    await fixture.give({
      'a.jpg': await placedJpeg(),
      'day/b.mov': placedFilm(),
      'c.jpg': plain,
      'notes.cr3': Buffer.from('....ftypcrx and what follows'),
      'way.mov': placedFilm({ handler: 'meta' }),
    });
    const id = await fixture.start({ stripLocation: true });
    const ended = await fixture.until(id);
    expect([ended.state, ended.doneCount, ended.failedCount]).toEqual(['failed', 3, 2]);
    expect(failures(id)).toEqual([
      ['notes.cr3', 'unsupported', 'kind'],
      ['way.mov', 'unsupported', 'track'],
    ]);
    expect(names()).toEqual(['a.jpg', 'c.jpg', 'day/b.mov']);
    expect(names().filter(tells)).toEqual([]);
    expect(bytesOf('c.jpg').equals(plain)).toBe(true);
    expect(statSync(join(fixture.to, 'a.jpg')).mtimeMs).toBe(Date.UTC(2024, 4, 1, 10, 11, 12));
  });

  it('leaves the place alone where nobody asked', async () => {
    await fixture.give({ 'a.jpg': await placedJpeg() });
    await fixture.until(await fixture.start());
    expect([tells('a.jpg'), jobs]).toEqual([true, []]);
  });

  it('does not take the photo with its place for one that is there already, and a clean one it does', async () => {
    const photo = await placedJpeg();
    await fixture.give({ 'a.jpg': photo });
    writeFileSync(join(fixture.to, 'a.jpg'), photo);
    const id = await fixture.start({ stripLocation: true });
    expect(await fixture.until(id)).toMatchObject({
      state: 'asking',
      conflictCount: 1,
      alreadyThereCount: 0,
    });
    expect(bytesOf('a.jpg').equals(photo)).toBe(true);
    await fixture.downloads.resolve(id, 'replace');
    expect(await fixture.until(id, ['done'])).toMatchObject({ doneCount: 1 });
    expect([names(), tells('a.jpg')]).toEqual([['a.jpg'], false]);
    const again = await fixture.until(await fixture.start({ stripLocation: true }));
    expect([again.state, again.alreadyThereCount, names()]).toEqual(['done', 1, ['a.jpg']]);
  });

  it('still proves what came from the store before it changes anything', async () => {
    const photo = await placedJpeg();
    await fixture.give({ 'a.jpg': photo });
    // One byte of the picture is wrong the first time: as a photo it would still be readable.
    let garbled = 0;
    watched.alter = (_key, chunk, position) => {
      if (position > 0 || garbled > 0) return chunk;
      garbled += 1;
      const wrong = Buffer.from(chunk);
      wrong[chunk.length - 1000] = (wrong[chunk.length - 1000] as number) ^ 1;
      return wrong;
    };
    const ended = await fixture.until(await fixture.start({ stripLocation: true }));
    expect([ended.state, garbled, jobs, names()]).toEqual([
      'waiting',
      1,
      [],
      expect.not.arrayContaining(['a.jpg']),
    ]);
    await fixture.downloads.retry(ended.id);
    await fixture.until(ended.id, ['done']);
    expect([jobs, names(), tells('a.jpg')]).toEqual([['strip'], ['a.jpg'], false]);
  });

  it('goes on after a kill as it was asked: nothing that tells the place ever gets a name', async () => {
    await fixture.give({ 'a.jpg': await placedJpeg(), 'b.jpg': await placedJpeg() });
    const id = await fixture.start({ stripLocation: true });
    await fixture.restart('after a power cut');
    await fixture.until(id, ['done']);
    expect([names(), names().filter(tells)]).toEqual([['a.jpg', 'b.jpg'], []]);
  });

  it('never names the half of a photo whose copy was lost by a power cut', async () => {
    await fixture.give({ 'a.jpg': await placedJpeg() });
    const id = await fixture.start({ stripLocation: true });
    await fixture.until(id, ['done']);
    // Its row says done, its name is gone, and the half with the place is there again.
    const { downloads } = fixture.test.core.catalogue;
    const token = (JSON.parse(downloads.value(id) ?? '{}') as { token: string }).token;
    const job = downloads.job(id, 1) ?? downloads.job(id, 0);
    writeFileSync(join(fixture.to, `.caos-${token}-${job?.number}.part`), await placedJpeg());
    rmSync(join(fixture.to, 'a.jpg'));
    downloads.setState(id, 'running', 0);
    await fixture.restart('after a power cut');
    await fixture.until(id, ['done']);
    expect([names(), tells('a.jpg')]).toEqual([['a.jpg'], false]);
  });

  it('is another download than the one with places to the same folder', async () => {
    await fixture.give({ 'a.jpg': await placedJpeg() });
    const [first, second] = [await fixture.start(), await fixture.start({ stripLocation: true })];
    expect(second).not.toBe(first);
    await fixture.until(first);
    await fixture.until(second);
  });

  it('is refused for a ZIP', async () => {
    await fixture.give({ 'a.jpg': await placedJpeg() });
    await expect(
      fixture.start({ form: 'zip', to: join(fixture.to, 'a.zip'), stripLocation: true }),
    ).rejects.toMatchObject({ code: 'bad-input' });
    expect(names()).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    await fixture.give({ 'a.jpg': await placedJpeg() });
    const id = await fixture.start({ stripLocation: true });
    await fixture.downloads.cancel(id);
    expect(names().filter((name) => name.includes('.part'))).toEqual([]);
  });
});
