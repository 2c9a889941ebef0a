/** Parts of a photo request: their format against another implementation, and all that must not open. */
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import { type ArrivalRange, LARGE_PART_BYTES } from '../../../src-shared/domain/request-page';
import { draftPart, openPart, PART_CHUNK_BYTES, sealPart } from '../../../src-shared/sealing/arrival-part';
import { withRange } from '../../../src-shared/sealing/byte-ranges';
import { deriveArrivalsKey } from '../../../src-shared/sealing/share-keys';
import { otherPrimitives } from '../../support/other-primitives';

const ids = { shareId: 'share-1', recipientId: 'person-1' };
const kek = new Uint8Array(32).fill(7);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const range = (change: Partial<ArrivalRange> = {}): ArrivalRange => ({
  id: 'file-1',
  name: '바다 <b>.jpg',
  sizeBytes: 100,
  modifiedAtMs: 1_700_000_000_000,
  offset: 0,
  length: 100,
  sha256: '0'.repeat(64),
  ...change,
});
const context = async (change: object = {}) => ({
  ...ids,
  slot: 'l-00001',
  arrivalsKey: await deriveArrivalsKey(sealingPrimitives, kek, ids),
  ...change,
});
async function sealedPart(ranges: ArrivalRange[] = [range()], words = '') {
  const draft = draftPart({ atMs: 5, words });
  for (const one of ranges) draft.add(one, new Uint8Array(one.length).fill(9));
  return sealPart(sealingPrimitives, await context(), draft.plain(draft.sizeBytes));
}

test('the key is HKDF of the KEK, by node:crypto and by another implementation', async () => {
  const expected = hex(
    new Uint8Array(hkdfSync('sha256', kek, '', 'caos/share/v1/arrivals|share-1|person-1', 32)),
  );
  expect(expected).toBe('82324aa5d64da9105916b3d8811a990c81e23e708e790ba18bda52e8d3f48ffd');
  for (const primitives of [sealingPrimitives, otherPrimitives])
    expect(hex(await deriveArrivalsKey(primitives, kek, ids))).toBe(expected);
});

test('a part opens by the documented format alone', async () => {
  const sealed = await sealedPart();
  expect(sealed.length).toBe(PART_CHUNK_BYTES);
  const { arrivalsKey } = await context();
  const key = Buffer.from(
    hkdfSync('sha256', arrivalsKey, '', 'caos/share/v1/part|share-1|person-1|l-00001', 32),
  );
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  };
  const words = ['caos/share/v1/part', 'share-1', 'person-1', 'l-00001'].map((text) =>
    field(Buffer.from(text)),
  );
  const opener = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
    .setAAD(Buffer.concat([...words, field(number(0)), field(number(1))]))
    .setAuthTag(sealed.subarray(sealed.length - 16));
  const plain = Buffer.concat([opener.update(sealed.subarray(12, sealed.length - 16)), opener.final()]);
  const headerBytes = plain.readUInt32BE(0);
  expect(JSON.parse(plain.subarray(4, 4 + headerBytes).toString('utf8'))).toEqual({
    version: 1,
    atMs: 5,
    words: '',
    ranges: [range()],
  });
  expect(plain.subarray(4 + headerBytes, 104 + headerBytes)).toEqual(Buffer.alloc(100, 9));
  expect(plain.subarray(104 + headerBytes).every((byte) => byte === 0)).toBe(true);
});

describe('what was sealed is what opens', () => {
  test('over several chunks, by another implementation', async () => {
    const length = 2 * PART_CHUNK_BYTES;
    const sealed = await sealedPart([range({ sizeBytes: length, length }), range({ id: 'b' })], 'hello');
    expect(sealed.length).toBe(3 * PART_CHUNK_BYTES);
    const opened = await openPart(otherPrimitives, await context(), sealed);
    expect(opened.header.words).toBe('hello');
    expect(opened.bytesOf(0).length).toBe(length);
    expect(opened.bytesOf(1)).toEqual(new Uint8Array(100).fill(9));
  });
  test.each([
    ['another slot', { slot: 'l-00002' }],
    ['another person', { recipientId: 'person-2' }],
    ['another share', { shareId: 'share-2' }],
    ['another key', { arrivalsKey: new Uint8Array(32) }],
  ])('not as %s', async (_, change) => {
    const opening = openPart(sealingPrimitives, await context(change), await sealedPart());
    await expect(opening).rejects.toMatchObject({ fault: 'not-authentic' });
  });
  test('not cut, longer, in another order, or changed', async () => {
    const length = 2 * PART_CHUNK_BYTES;
    const sealed = await sealedPart([range({ sizeBytes: length, length })]);
    const [one, two, three] = [0, 1, 2].map((at) =>
      sealed.slice(at * PART_CHUNK_BYTES, (at + 1) * PART_CHUNK_BYTES),
    );
    const joined = (...parts: Array<Uint8Array | undefined>) =>
      new Uint8Array(Buffer.concat(parts.map((part) => part ?? new Uint8Array(0))));
    const changed = sealed.slice();
    changed[PART_CHUNK_BYTES + 50] = (changed[PART_CHUNK_BYTES + 50] ?? 0) ^ 1;
    for (const bytes of [joined(one, two), joined(one, two, three, three), joined(two, one, three), changed])
      await expect(openPart(sealingPrimitives, await context(), bytes)).rejects.toMatchObject({
        fault: 'not-authentic',
      });
    for (const bytes of [
      sealed.slice(1),
      new Uint8Array(0),
      new Uint8Array(LARGE_PART_BYTES + PART_CHUNK_BYTES),
    ])
      await expect(openPart(sealingPrimitives, await context(), bytes)).rejects.toMatchObject({
        fault: 'malformed',
      });
  });
});

describe('a header is a stranger’s writing', () => {
  test.each([
    ['a path of nothing', { name: '' }],
    ['a name without end', { name: 'x'.repeat(256) }],
    ['an id with a path', { id: '../x' }],
    ['no bytes', { length: 0, offset: 100 }],
    ['more than the file has', { offset: 50 }],
    ['a negative place', { offset: -1, length: 100 }],
    ['a fraction', { sizeBytes: 100.5 }],
    ['an end without its sum', { sha256: null }],
    ['a sum that is none', { sha256: 'x'.repeat(64) }],
    ['a sum in the middle', { sizeBytes: 200 }],
    ['a file of a petabyte', { sizeBytes: 1e15, sha256: null }],
  ])('%s is refused', async (_, change) => {
    const bad = { ...range(), ...change } as ArrivalRange;
    const header = { version: 1, atMs: 5, words: '', ranges: [bad] };
    const text = Buffer.from(JSON.stringify(header));
    const plain = new Uint8Array(PART_CHUNK_BYTES - 28);
    new DataView(plain.buffer).setUint32(0, text.length);
    plain.set(text, 4);
    const sealed = await sealPart(sealingPrimitives, await context(), plain);
    await expect(openPart(sealingPrimitives, await context(), sealed)).rejects.toMatchObject({
      fault: 'malformed',
    });
  });
});

test('a draft takes what fits, to the byte, and no more', () => {
  const draft = draftPart({ atMs: Date.now() });
  const room = draft.roomFor(range());
  draft.add(range({ sizeBytes: room, length: room }), new Uint8Array(room));
  expect(draft.sizeBytes).toBe(LARGE_PART_BYTES);
  expect(draft.roomFor(range())).toBe(0);
  expect(draft.plain(LARGE_PART_BYTES).length).toBe(8 * (PART_CHUNK_BYTES - 28));
});

test('ranges join whatever order they come in', () => {
  const order: Array<[number, number]> = [
    [20, 30],
    [0, 10],
    [5, 20],
    [40, 50],
    [30, 40],
  ];
  const joined = order.map((_, at) =>
    order.slice(0, at + 1).reduce<Array<[number, number]>>((all, [a, b]) => withRange(all, a, b), []),
  );
  expect(joined).toEqual([
    [[20, 30]],
    [
      [0, 10],
      [20, 30],
    ],
    [[0, 30]],
    [
      [0, 30],
      [40, 50],
    ],
    [[0, 50]],
  ]);
});
