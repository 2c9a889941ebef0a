/** How the page's worker reads sealed objects over real http: ranges, packs, streams that break, people who stop. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SealedStore } from '../../../src-renderer/guest/worker/sealed-store';
import type { Place, SealedObjectInfo } from '../../../src-shared/domain/share-page';
import { CHUNK_BYTES, objectSeal, sealStream } from '../../../src-shared/sealing/sealed-object';
import { otherPrimitives } from '../../support/other-primitives';
import { type ShareServer, startShareServer } from '../../support/share-server';

const contentKey = new Uint8Array(32).fill(6);
const sealedChunk = CHUNK_BYTES + 28;
let server: ShareServer;

beforeAll(async () => {
  server = await startShareServer();
});
beforeEach(() => {
  server.requests.length = 0;
  server.ignoresRanges = false;
});
afterAll(() => server.close());

async function stored(id: string, sizeBytes: number) {
  const object: SealedObjectInfo = { id, revision: 1, sizeBytes };
  const plain = randomBytes(sizeBytes);
  const seal = await objectSeal(otherPrimitives, { contentKey, shareId: 'share', object });
  const chunks: Uint8Array[] = [];
  const source = (async function* () {
    yield plain;
  })();
  for await (const chunk of sealStream(seal, source)) chunks.push(chunk);
  server.objects.set(`/o/${id}`, { bytes: Buffer.concat(chunks), type: 'application/octet-stream' });
  const store = new SealedStore({
    primitives: otherPrimitives,
    contentKey,
    shareId: 'share',
    addresses: { kind: 'prefix', before: '/o/', after: '?sig=ok' },
  });
  return { object, plain, store };
}

const access = (signal = new AbortController().signal) => ({ pageAddress: `${server.origin}/page`, signal });
const place = (offset: number, sizeBytes: number): Place => ({
  object: 0,
  offset,
  sizeBytes,
  type: 'image/jpeg',
});

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

test.each([false, true])(
  'a part of a large object needs its own chunks only (store without ranges: %s)',
  async (ignores) => {
    const { object, plain, store } = await stored(`large-${ignores}`, 6 * CHUNK_BYTES + 10);
    server.ignoresRanges = ignores;
    for (const [offset, sizeBytes] of [
      [CHUNK_BYTES - 5, 10],
      [2 * CHUNK_BYTES, CHUNK_BYTES],
      [6 * CHUNK_BYTES, 10],
      [3, 5 * CHUNK_BYTES],
    ] as const) {
      const bytes = await store.bytesAt(place(offset, sizeBytes), object, access());
      expect(Buffer.from(bytes).equals(plain.subarray(offset, offset + sizeBytes))).toBe(true);
    }
    expect(server.requests.every(({ status }) => status === (ignores ? 200 : 206))).toBe(true);
  },
);

test('a pack is fetched once, however many of its pictures are asked for at once', async () => {
  const { object, plain, store } = await stored('pack', 400_000);
  const offsets = [0, 100_000, 200_000, 300_000];
  const read = await Promise.all(
    offsets.map((offset) => store.bytesAt(place(offset, 100_000), object, access())),
  );
  expect(Buffer.concat(read).equals(plain)).toBe(true);
  expect(server.requests).toHaveLength(1);
});

test('a stream that breaks goes on at its last whole chunk', async () => {
  const { object, plain, store } = await stored('broken', 3 * CHUNK_BYTES + 7);
  server.breaks.set('/o/broken', [sealedChunk + 5000, 100]);
  const read = await whole(store.stream(object, 0, object.sizeBytes, access()));
  expect(read.equals(plain)).toBe(true);
  expect(server.requests.map(({ status }) => status)).toEqual([0, 0, 206]);
});

test('one that never gets on is given up, and a person who stops is heard', async () => {
  const { object, store } = await stored('hopeless', CHUNK_BYTES + 7);
  server.breaks.set(
    '/o/hopeless',
    Array.from({ length: 20 }, () => 10),
  );
  await expect(whole(store.stream(object, 0, object.sizeBytes, access()))).rejects.toMatchObject({
    fault: 'offline',
  });
  expect(server.requests).toHaveLength(5);
  server.breaks.clear();
  const controller = new AbortController();
  const reading = store.stream(object, 0, object.sizeBytes, access(controller.signal));
  await reading.next();
  controller.abort();
  await expect(whole(reading)).rejects.toMatchObject({ fault: 'cancelled' });
});

test('damage is told as damage and not asked for again', async () => {
  const { object, store } = await stored('damaged', 1000);
  const held = server.objects.get('/o/damaged');
  held?.bytes.set([1, 2, 3, 4], 500);
  await expect(whole(store.stream(object, 0, 1000, access()))).rejects.toMatchObject({ fault: 'damaged' });
  expect(server.requests).toHaveLength(1);
});
