/** The end of a large file: what its parts are when they are joined, who has its name by then, and a cancel that was a slip of the finger. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLocalStore } from '../../src-main/storage/drivers/local/local-store';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openTestCore, type TestCore } from '../support/test-core';
import { MIB, makeReceipt, photo, putOnCard, told } from './receipts/receipt-fixture';

const large = photo(3, 20 * MIB);
let test: TestCore;
let root: string | null = null;
afterEach(async () => {
  await test.close();
  if (root) rmSync(root, { recursive: true, force: true });
  root = null;
});

describe('in a folder on this computer', () => {
  /** `meanwhile` runs once between the last part and the join, with the folder of the upload and of the album. */
  async function importWith(meanwhile: (upload: string, album: string) => void): Promise<string> {
    root = mkdtempSync(join(tmpdir(), 'caos-store-'));
    const folder = root;
    const real = createLocalStore({ kind: 'local', root });
    let once = true;
    const complete: ObjectStore['multipart']['complete'] = (upload, ...others) => {
      const album = join(folder, upload.bucket);
      if (once) meanwhile(join(album, '.caos/.store/uploads', upload.uploadId), album);
      once = false;
      return real.multipart.complete(upload, ...others);
    };
    const store = { ...real, multipart: { ...real.multipart, complete } };
    test = await openTestCore(store, { config: { kind: 'local', root } });
    putOnCard(test, 'large.jpg', large);
    const ended = test.importAll();
    // What failed once is tried again after a while.
    const clock = setInterval(() => test.advance(60_000), 20);
    expect(await ended.finally(() => clearInterval(clock))).toMatchObject({ state: 'done', storedCount: 1 });
    return join(root, test.bucket);
  }

  it('a part that changed on the disk is sent anew before it is joined', async () => {
    const album = await importWith((upload) => {
      const names = readdirSync(upload).filter((name) => name.endsWith('.part'));
      const part = join(upload, names.sort()[1] as string);
      const bytes = readFileSync(part);
      bytes[100] = 0x7f;
      writeFileSync(part, bytes);
    });
    expect(readFileSync(join(album, 'large.jpg')).equals(large)).toBe(true);
    expect(told(test, await makeReceipt(test, { albumId: test.albumId }, 'read-back'))).toMatchObject({
      safe: true,
    });
  });

  it('a file that somebody put under the name meanwhile stays, and ours takes another one', async () => {
    const album = await importWith((_, folder) =>
      writeFileSync(join(folder, 'large.jpg'), 'somebody else’s'),
    );
    expect({
      theirs: readFileSync(join(album, 'large.jpg'), 'utf8'),
      ours: readFileSync(join(album, 'large (2).jpg')).equals(large),
      uploads: readdirSync(join(album, '.caos/.store/uploads')),
    }).toEqual({ theirs: 'somebody else’s', ours: true, uploads: [] });
  });

  it('the very bytes that somebody put there meanwhile are taken, and stay theirs', async () => {
    const album = await importWith((_, folder) => writeFileSync(join(folder, 'large.jpg'), large));
    const asset = test.core.catalogue.assets.findByKey(test.albumId, 'large.jpg');
    expect({
      files: readdirSync(album).filter((name) => name !== '.caos'),
      origin: asset?.origin,
    }).toEqual({ files: ['large.jpg'], origin: 'found' });
  });
});

it('cancelled and tried again before the last word was said, it goes on with the parts that are there', async () => {
  const calls: string[] = [];
  let began = (): void => undefined;
  const joining = new Promise<void>((resolve) => {
    began = resolve;
  });
  let hangs = true;
  const store = createMemoryStore({
    beforeCall: async ({ operation, signal }) => {
      if (operation.startsWith('multipart.')) calls.push(operation.slice('multipart.'.length));
      if (operation !== 'multipart.complete' || !hangs) return;
      began();
      // A join is not told to stop at once: it may get through.
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      signal?.throwIfAborted();
    },
  });
  test = await openTestCore(store);
  putOnCard(test, 'large.jpg', large);
  const id = await test.imports.start(test.albumId, [test.source]);
  await joining;
  const ids = test.core.catalogue.transfers.ids({ states: ['uploading', 'verifying'] });
  calls.length = 0;
  const cancelled = test.queue.cancel(ids);
  await test.ended(id, () => test.core.catalogue.transfers.job(ids[0] as never)?.state === 'cancelled');
  hangs = false;
  await test.queue.retry(ids);
  await cancelled;
  expect(await test.ended(id)).toMatchObject({ state: 'done', storedCount: 1 });
  expect(calls).toEqual(['listParts', 'complete']);
});
