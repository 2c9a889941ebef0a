/** An interrupted download goes on: what is on the disk is not fetched again, and what is not proven is. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../../src-shared/app-error';
import {
  type DownloadFixture,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
  unzipped,
} from '../../support/download-fixture';
import { type WatchedStore, watchStore } from '../../support/watched-store';

const MiB = 1024 * 1024;
const objects = { 'film.mp4': noise(50 * MiB + 7, 1), 'a.jpg': noise(300_000, 2), 'b.jpg': noise(5000, 3) };
const allBytes = Object.values(objects).reduce((sum, bytes) => sum + bytes.length, 0);

let watched: WatchedStore;
let fixture: DownloadFixture;
beforeEach(async () => {
  watched = watchStore(createMemoryStore());
  fixture = await openDownloadFixture(watched.store);
  await fixture.give(objects);
});
afterEach(() => fixture.close());

const handedOut = (): number => [...watched.handedOut.values()].reduce((sum, bytes) => sum + bytes, 0);
const partial = (): string => {
  const name = readdirSync(fixture.to).find((one) => one.endsWith('.part'));
  return join(fixture.to, name ?? 'none');
};

/** Holds every answer about the film once so many bytes of it went out; resolves then. */
function holdFilmAfter(bytes: number): { reached: Promise<void>; open(): void } {
  let [reach, open] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  watched.alter = async (key, chunk) => {
    if (key === 'film.mp4' && (watched.handedOut.get(key) ?? 0) >= bytes) {
      reach();
      await opened;
    }
    return chunk;
  };
  return { reached, open };
}

/** Stops in the middle of the film, with the rest here. */
async function halfWay(
  form: 'folder' | 'zip',
  how: (id: Awaited<ReturnType<typeof fixture.start>>) => Promise<void>,
) {
  const hold = holdFilmAfter(20 * MiB);
  const to = form === 'zip' ? join(fixture.to, 'all.zip') : fixture.to;
  const id = await fixture.start({ form, to });
  await hold.reached;
  const stopping = how(id);
  hold.open();
  await stopping;
  watched.alter = (_key, chunk) => chunk;
  return id;
}

describe.each(['folder', 'zip'] as const)('a download into a %s', (form) => {
  const check = async (id: Awaited<ReturnType<typeof fixture.start>>): Promise<void> => {
    // What was damaged is tried again a moment later.
    while ((await fixture.until(id)).state === 'waiting') {
      fixture.test.advance(1000);
      fixture.downloads.wake();
      await fixture.until(id, ['running', 'done', 'failed']);
    }
    expect((await fixture.until(id)).state).toBe('done');
    if (form === 'folder') expect(filesBelow(fixture.to)).toEqual(sumsOf(objects));
    else {
      expect(readdirSync(fixture.to)).toEqual(['all.zip']);
      expect(unzipped(join(fixture.to, 'all.zip'))).toEqual(sumsOf(objects));
    }
  };

  it('paused in the middle fetches nothing twice that is on the disk', async () => {
    const id = await halfWay(form, (download) => fixture.downloads.pause(download));
    expect(fixture.test.core.catalogue.downloads.get(id)?.state).toBe('paused');
    const before = handedOut();
    const had = fixture.test.core.catalogue.downloads.get(id)?.doneBytes ?? 0;
    await fixture.downloads.resume(id);
    await check(id);
    expect(handedOut() - before).toBe(allBytes - had);
    // Each of its pieces had at most the half megabyte that is written at once under way.
    expect(handedOut() - allBytes).toBeLessThanOrEqual(7 * 600 * 1024);
  });

  it('goes on by itself when the app is started again', async () => {
    const id = await halfWay(form, () => fixture.restart());
    await check(id);
    expect(handedOut() - allBytes).toBeLessThanOrEqual(7 * 600 * 1024);
  });

  it('cancelled leaves nothing half', async () => {
    const id = await halfWay(form, (download) => fixture.downloads.cancel(download));
    expect(fixture.test.core.catalogue.downloads.get(id)?.state).toBe('cancelled');
    const whole = form === 'zip' ? {} : { 'a.jpg': objects['a.jpg'], 'b.jpg': objects['b.jpg'] };
    expect(filesBelow(fixture.to)).toEqual(sumsOf(whole));
  });

  it('cancelled after a restart leaves nothing half either', async () => {
    const id = await halfWay(form, (download) => fixture.downloads.pause(download));
    await fixture.restart();
    await fixture.downloads.cancel(id);
    expect(readdirSync(fixture.to).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('after a power cut fetches again what did not reach the disk', async () => {
    const id = await halfWay(form, (download) => fixture.downloads.pause(download));
    const bytes = readFileSync(partial());
    // Blocks that were never written, in each file.
    for (let at = 4096; at < bytes.length; at += 5 * MiB) bytes.fill(0, at, at + 4096);
    writeFileSync(partial(), bytes);
    await fixture.restart('after the power cut');
    await fixture.downloads.resume(id);
    await check(id);
  });

  it('fetches anew what was taken away meanwhile', async () => {
    const id = await halfWay(form, (download) => fixture.downloads.pause(download));
    truncateSync(partial(), 1000);
    await fixture.downloads.resume(id);
    await check(id);
  });
});

describe('a store that cannot be reached', () => {
  it('is waited for, and goes on where it was', async () => {
    let offline = true;
    watched.alter = (key, chunk, position) => {
      if (offline && (key !== 'film.mp4' || position >= 12 * MiB))
        throw new AppError('unreachable', 'The store does not answer.');
      return chunk;
    };
    watched.refuse = () => {
      if (offline && handedOut() > 8 * MiB) throw new AppError('unreachable', 'The store does not answer.');
    };
    const id = await fixture.start();
    const waiting = await fixture.until(id);
    expect([waiting.state, waiting.error?.code, waiting.retryAtMs]).toEqual([
      'waiting',
      'unreachable',
      fixture.test.core.now() + 750,
    ]);
    const had = waiting.doneBytes;
    const before = handedOut();
    offline = false;
    fixture.test.advance(1000);
    fixture.downloads.wake();
    expect((await fixture.until(id, ['done', 'failed'])).state).toBe('done');
    expect(filesBelow(fixture.to)).toEqual(sumsOf(objects));
    expect(handedOut() - before).toBe(allBytes - had);
  });
});
