/** What the S3 driver makes of the answers about single parts of an object: AWS tells sizes, others ignore the question. */
import { afterEach, describe, expect, it } from 'vitest';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { JoinedPart } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import { errorAnswer, type Played, playS3 } from '../../support/recorded-s3';

const HEX = 'd41d8cd98f00b204e9800998ecf8427e';
const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** `number`: of the part that is asked for; null: the whole. */
async function partsWhere(
  answer: (number: number | null) => Played,
): Promise<{ parts: JoinedPart[] | null | string; asked: string[] }> {
  const server = await playS3(({ what }) => {
    if (what.startsWith('GET ')) return { body: '<ListBucketResult/>' };
    return answer(Number(/partNumber=(\d+)/.exec(what)?.[1] ?? 0) || null);
  });
  const store = createS3Store(
    { kind: 's3', endpoint: server.endpoint, region: 'us-east-1', accessKey: 'AKEY', pathStyle: true },
    'SECRET',
  );
  closing.push(() => {
    store.close();
    server.stop();
  });
  const parts = await store.multipart.partsOf('b', 'k').catch((error: AppError) => error.code);
  return { parts, asked: server.asked.map(({ what }) => what).filter((what) => what.startsWith('HEAD')) };
}
const whole = (sizeBytes: number, etag: string, headers = {}): Played => ({
  headers: { 'content-length': `${sizeBytes}`, etag: `"${etag}"`, ...headers },
});
/** As AWS answers: the size of that part, and how many there are. */
const ofParts =
  (sizes: number[]) =>
  (number: number | null): Played => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (number === null) return whole(total, `${HEX}-${sizes.length}`);
    return {
      status: 206,
      headers: {
        'content-length': `${sizes[number - 1]}`,
        'content-range': `bytes 0-1/${total}`,
        'x-amz-mp-parts-count': `${sizes.length}`,
        etag: `"${HEX}-${sizes.length}"`,
      },
    };
  };
const told = (sizes: number[]): JoinedPart[] => sizes.map((sizeBytes) => ({ sizeBytes, md5Hex: null }));
const heads = (...numbers: Array<number | null>): string[] =>
  numbers.map((number) => (number === null ? 'HEAD /b/k' : `HEAD /b/k?partNumber=${number}`));

describe('the parts of an object', () => {
  it('of even size take four questions, however many they are', async () => {
    const sizes = [...Array.from({ length: 999 }, () => 100), 7];
    const { parts, asked } = await partsWhere(ofParts(sizes));
    expect({ parts, asked: asked.sort() }).toEqual({
      parts: told(sizes),
      asked: heads(null, 1, 1000, 501).sort(),
    });
  });

  it.each([
    ['in the middle', [100, 100, 90, 100, 50]],
    ['at the end', [100, 100, 100, 100, 150]],
    ['at first', [5, 100, 100]],
    ['everywhere', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ])('of uneven size %s are asked for one by one', async (_where, sizes) => {
    expect((await partsWhere(ofParts(sizes))).parts).toEqual(told(sizes));
  });

  it('are asked for within bounds', async () => {
    const sizes = Array.from({ length: 5000 }, (_, index) => (index === 2499 || index === 2500 ? 50 : 100));
    const { parts, asked } = await partsWhere(ofParts(sizes));
    expect({ parts, asked: asked.length }).toEqual({ parts: null, asked: 4 });
  });

  it('are one where there is but one, and none where it was sent at once', async () => {
    expect([
      await partsWhere(() => whole(123, `${HEX}-1`)),
      await partsWhere(() => whole(123, HEX)),
      await partsWhere(() => whole(123, `${HEX}-3`, { 'x-amz-server-side-encryption': 'aws:kms' })),
    ]).toEqual([
      { parts: told([123]), asked: heads(null) },
      { parts: null, asked: heads(null) },
      { parts: null, asked: heads(null) },
    ]);
  });

  it.each<[string, (number: number | null) => Played]>([
    ['passes over the number', () => whole(300, `${HEX}-3`)],
    ['calls it wrong', (number) => (number ? errorAnswer(400, 'InvalidArgument') : whole(300, `${HEX}-3`))],
    ['cannot do that', (number) => (number ? errorAnswer(501, 'NotImplemented') : whole(300, `${HEX}-3`))],
    [
      'calls it out of range',
      (number) => (number ? errorAnswer(416, 'InvalidRange') : whole(300, `${HEX}-3`)),
    ],
    [
      'tells sizes that do not add up',
      (number) => ({ ...ofParts([100, 100, 100])(number), ...(number === null && whole(999, `${HEX}-3`)) }),
    ],
    [
      'counts other parts than the ETag',
      (number) => (number ? ofParts([100, 100])(number) : whole(300, `${HEX}-3`)),
    ],
  ])('are not known where a store %s', async (_what, answer) => {
    expect((await partsWhere(answer)).parts).toBe(null);
  });

  it('fail as any question does', async () => {
    expect([
      (await partsWhere(() => errorAnswer(404, 'NoSuchKey'))).parts,
      (await partsWhere((number) => (number ? errorAnswer(503, 'SlowDown') : whole(300, `${HEX}-3`)))).parts,
    ]).toEqual(['not-found', expect.stringMatching(/^(store-busy|throttled)$/)]);
  });
});
