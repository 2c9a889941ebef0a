import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import {
  CHUNK_BYTES,
  objectSeal,
  openStream,
  sealedRangeOf,
  sealedSizeBytes,
  sealStream,
} from '../../../src-shared/sealing/sealed-object';
import { otherPrimitives } from '../../support/other-primitives';

const contentKey = new Uint8Array(32).fill(3);
const sealedChunk = CHUNK_BYTES + 28;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

async function sealed(sizeBytes: number, change: { id?: string; revision?: number; shareId?: string } = {}) {
  const object = { id: change.id ?? 'object-1', revision: change.revision ?? 1, sizeBytes };
  const shareId = change.shareId ?? 'share-1';
  const seal = await objectSeal(sealingPrimitives, { contentKey, shareId, object });
  const plain = randomBytes(sizeBytes);
  return { seal, object, plain, bytes: await whole(sealStream(seal, pieces(plain, 300_000))) };
}

describe('sealing and opening', () => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5])(
    '%i bytes come back through another implementation',
    async (sizeBytes) => {
      const { object, plain, bytes } = await sealed(sizeBytes);
      expect(bytes.length).toBe(sealedSizeBytes(sizeBytes));
      const reader = await objectSeal(otherPrimitives, { contentKey, shareId: 'share-1', object });
      expect((await whole(openStream(reader, pieces(bytes, 70_001)))).equals(plain)).toBe(true);
    },
    60_000,
  );

  test('any range opens from its own chunks', async () => {
    const sizeBytes = 3 * CHUNK_BYTES + 5;
    const { seal, plain, bytes } = await sealed(sizeBytes);
    for (const [start, end] of [
      [0, 1],
      [CHUNK_BYTES - 1, CHUNK_BYTES + 1],
      [CHUNK_BYTES, 2 * CHUNK_BYTES],
      [sizeBytes - 5, sizeBytes],
      [0, sizeBytes],
      [7, 7],
    ] as const) {
      const range = sealedRangeOf(sizeBytes, start, end);
      const opened = await whole(
        openStream(seal, pieces(bytes.subarray(range.start, range.end), 9_999), range),
      );
      const from = range.firstChunk * CHUNK_BYTES;
      expect(opened.subarray(start - from, end - from).equals(plain.subarray(start, end))).toBe(true);
    }
    expect(() => sealedRangeOf(sizeBytes, 0, sizeBytes + 1)).toThrow();
  });

  test('a stream that is not as long as it was said is refused', async () => {
    const object = { id: 'object-1', revision: 1, sizeBytes: CHUNK_BYTES + 10 };
    const seal = await objectSeal(sealingPrimitives, { contentKey, shareId: 'share-1', object });
    for (const sizeBytes of [CHUNK_BYTES, CHUNK_BYTES + 9, CHUNK_BYTES + 11, 3 * CHUNK_BYTES]) {
      await expect(whole(sealStream(seal, pieces(new Uint8Array(sizeBytes), 50_000)))).rejects.toMatchObject({
        fault: 'malformed',
      });
    }
  });
});

describe('what was done to a stored object is seen', () => {
  const sizeBytes = 3 * CHUNK_BYTES + 50;
  const attacks: Array<[string, (bytes: Buffer) => Buffer]> = [
    [
      'a changed bit',
      (bytes) => Buffer.from(bytes.map((byte, at) => (at === sealedChunk + 100 ? byte ^ 1 : byte))),
    ],
    ['cut inside a chunk', (bytes) => bytes.subarray(0, -1)],
    ['cut at the edge of a chunk', (bytes) => bytes.subarray(0, 3 * sealedChunk)],
    ['its head cut off', (bytes) => bytes.subarray(sealedChunk)],
    ['nothing left', (bytes) => bytes.subarray(0, 0)],
    [
      'two chunks changed places',
      (bytes) =>
        Buffer.concat([
          bytes.subarray(sealedChunk, 2 * sealedChunk),
          bytes.subarray(0, sealedChunk),
          bytes.subarray(2 * sealedChunk),
        ]),
    ],
    [
      'a chunk repeated',
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, sealedChunk),
          bytes.subarray(0, sealedChunk),
          bytes.subarray(2 * sealedChunk),
        ]),
    ],
    ['more behind it', (bytes) => Buffer.concat([bytes, bytes.subarray(3 * sealedChunk)])],
  ];
  test.each(attacks)('%s', async (_what, attack) => {
    const { seal, bytes } = await sealed(sizeBytes);
    await expect(whole(openStream(seal, pieces(attack(bytes), 100_000)))).rejects.toMatchObject({
      fault: 'not-authentic',
    });
  });

  test.each([
    ['another object of the share', { id: 'object-2' }],
    ['an older revision of the same object', { revision: 0 }],
    ['the same object of another share', { shareId: 'share-2' }],
  ])('%s in its place', async (_what, other) => {
    const { seal } = await sealed(100);
    const { bytes } = await sealed(100, other);
    await expect(whole(openStream(seal, pieces(bytes, 100)))).rejects.toMatchObject({
      fault: 'not-authentic',
    });
  });

  test('the last chunk of a longer object cannot end a shorter one', async () => {
    const { bytes } = await sealed(2 * CHUNK_BYTES);
    const shorter = { id: 'object-1', revision: 1, sizeBytes: CHUNK_BYTES };
    const seal = await objectSeal(sealingPrimitives, { contentKey, shareId: 'share-1', object: shorter });
    await expect(
      whole(openStream(seal, pieces(bytes.subarray(0, sealedChunk), sealedChunk))),
    ).rejects.toMatchObject({
      fault: 'not-authentic',
    });
  });
});
