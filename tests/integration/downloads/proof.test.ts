/** No file gets its name before its bytes are those that the store promised. */

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { Download } from '../../../src-shared/domain/download';
import {
  type DownloadFixture,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
} from '../../support/download-fixture';
import { type WatchedStore, watchStore } from '../../support/watched-store';

const MiB = 1024 * 1024;
let memory: ObjectStore;
let watched: WatchedStore;
let fixture: DownloadFixture;
beforeEach(async () => {
  memory = createMemoryStore();
  watched = watchStore(memory);
  fixture = await openDownloadFixture(watched.store);
});
afterEach(() => fixture.close());

/** Retries come a moment later by the clock of the test. */
async function end(id: Awaited<ReturnType<typeof fixture.start>>): Promise<Download> {
  for (;;) {
    const seen = await fixture.until(id);
    if (seen.state !== 'waiting') return seen;
    fixture.test.advance(60_000);
    fixture.downloads.wake();
    await fixture.until(id, ['running', 'done', 'failed', 'paused']);
  }
}
const failures = (id: Awaited<ReturnType<typeof fixture.start>>) =>
  fixture.test.core.catalogue.downloads
    .files(id, { states: ['failed'], offset: 0, limit: 10 })
    .items.map(({ key, error, doneBytes }) => [key, error?.code, doneBytes]);
const flipped = (chunk: Buffer): Buffer =>
  Buffer.from(chunk.map((byte, at) => (at === 100 ? byte ^ 1 : byte)));

/** Joined of parts, as clients send large files. */
async function joined(key: string, parts: Buffer[]): Promise<void> {
  const { bucket, albumId, core } = fixture.test;
  const uploadId = await memory.multipart.begin(bucket, key);
  const upload = { bucket, key, uploadId };
  const sent = [];
  for (const [index, body] of parts.entries()) {
    const md5Hex = createHash('md5').update(body).digest('hex');
    sent.push(await memory.multipart.putPart(upload, { number: index + 1, body, md5Hex }));
  }
  const { etag } = await memory.multipart.complete(upload, sent);
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0);
  core.catalogue.assets.addListed(
    albumId,
    [{ key, kind: 'video', contentType: 'video/mp4', sizeBytes, etag, modifiedAtMs: 0 }],
    0,
  );
}

describe('a byte that is wrong', () => {
  it('in a small photo has it fetched again', async () => {
    await fixture.give({ 'a.jpg': noise(300_000, 1) });
    let lies = 2;
    watched.alter = (_key, chunk) => (lies-- > 0 ? flipped(chunk) : chunk);
    const id = await fixture.start();
    expect((await end(id)).state).toBe('done');
    expect(filesBelow(fixture.to)).toEqual(sumsOf({ 'a.jpg': noise(300_000, 1) }));
  });

  it('every time ends with a sentence, and without a file', async () => {
    await fixture.give({
      'a.jpg': noise(300_000, 1),
      'film.mp4': noise(20 * MiB, 2),
      'good.jpg': noise(10, 3),
    });
    watched.alter = (key, chunk) => (key === 'good.jpg' ? chunk : flipped(chunk));
    const id = await fixture.start();
    const ended = await end(id);
    expect([ended.state, ended.doneCount, ended.failedCount]).toEqual(['failed', 1, 2]);
    expect(failures(id)).toEqual([
      ['a.jpg', 'integrity', 0],
      ['film.mp4', 'integrity', 0],
    ]);
    expect(readdirSync(fixture.to)).toEqual(['good.jpg']);
    // Five times each, and no more.
    expect(watched.handedOut.get('a.jpg')).toBe(5 * 300_000);
  });

  it('in a large one of a single checksum is found although its pieces come in any order', async () => {
    await fixture.give({ 'film.mp4': noise(40 * MiB, 2) });
    let lied = false;
    watched.alter = (_key, chunk, position) => {
      if (lied || position < 17 * MiB) return chunk;
      lied = true;
      return flipped(chunk);
    };
    expect((await end(await fixture.start())).state).toBe('done');
    expect([lied, filesBelow(fixture.to)]).toEqual([true, sumsOf({ 'film.mp4': noise(40 * MiB, 2) })]);
  });

  it('in one that was joined of parts is found by the checksum of them all', async () => {
    const parts = [noise(6 * MiB, 1), noise(6 * MiB, 2), noise(40 * MiB, 3), noise(5, 4)];
    await joined('film.mp4', parts);
    let lied = false;
    watched.alter = (_key, chunk, position) => {
      if (lied || position < 20 * MiB) return chunk;
      lied = true;
      return flipped(chunk);
    };
    expect((await end(await fixture.start())).state).toBe('done');
    expect([lied, filesBelow(fixture.to)]).toEqual([true, sumsOf({ 'film.mp4': Buffer.concat(parts) })]);
  });

  it('in a part that this computer sent has only that part fetched again', async () => {
    const parts = [noise(8 * MiB, 1), noise(8 * MiB, 2), noise(8 * MiB, 3), noise(5, 4)];
    await joined('film.mp4', parts);
    fixture.test.core.catalogue.transaction(() => undefined);
    const rows = fixture.test.core.catalogue.downloads;
    // As an upload from here leaves it: the MD5 of each part with the asset.
    const knownParts = {
      partBytes: 8 * MiB,
      md5Hex: parts.map((part) => createHash('md5').update(part).digest('hex')),
    };
    const job = rows.job.bind(rows);
    const next = rows.next.bind(rows);
    rows.job = (...args) => {
      const found = job(...args);
      return found && { ...found, parts: knownParts };
    };
    rows.next = (...args) => next(...args).map((found) => ({ ...found, parts: knownParts }));
    let lied = false;
    watched.alter = (_key, chunk, position) => {
      if (lied || position < 9 * MiB || position >= 16 * MiB) return chunk;
      lied = true;
      return flipped(chunk);
    };
    expect((await end(await fixture.start())).state).toBe('done');
    expect(filesBelow(fixture.to)).toEqual(sumsOf({ 'film.mp4': Buffer.concat(parts) }));
    expect([lied, watched.handedOut.get('film.mp4')]).toEqual([true, 32 * MiB + 5]);
  });
});

describe('an object that is another one by now', () => {
  it('is not passed off as the one that was listed', async () => {
    await fixture.give({
      'a.jpg': noise(5000, 1),
      'film.mp4': noise(30 * MiB, 2),
      'gone.jpg': noise(5000, 3),
    });
    await memory.put(fixture.test.bucket, 'a.jpg', noise(5000, 8));
    await memory.delete(fixture.test.bucket, 'gone.jpg');
    let changed = false;
    watched.alter = async (key, chunk, position) => {
      if (key === 'film.mp4' && position > 9 * MiB && !changed) {
        changed = true;
        await memory.put(fixture.test.bucket, 'film.mp4', noise(30 * MiB, 9));
      }
      return chunk;
    };
    const id = await fixture.start();
    expect((await end(id)).state).toBe('failed');
    expect(failures(id).slice(0, 1)).toEqual([['a.jpg', 'file-changed', 0]]);
    expect(failures(id).at(-1)).toEqual(['gone.jpg', 'not-found', 0]);
    expect(readdirSync(fixture.to).filter((name) => name !== 'film.mp4')).toEqual([]);
  });
});
