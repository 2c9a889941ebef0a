import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { withGuard } from '../../../src-main/storage/layers/guard';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';

const upload = { bucket: 'b', key: 'a/film', uploadId: 'u' };
const part = { number: 1, body: Buffer.from('x'), md5Hex: '' };
/** Each verb that changes what is there, or lets somebody change it; and what of the bucket it names. */
const writes: Array<[string, (store: ObjectStore) => Promise<unknown>, readonly string[] | null]> = [
  ['put', (store) => store.put('b', 'a/1', Buffer.from('x')), ['a/1']],
  ['put a stream', (store) => store.put('b', 'a/1', Readable.from(['x'])), ['a/1']],
  ['copy', (store) => store.copy({ bucket: 'c', key: '1' }, { bucket: 'b', key: 'a/1' }), ['a/1']],
  ['delete', (store) => store.delete('b', 'a/1'), ['a/1']],
  ['deleteMany', (store) => store.deleteMany('b', ['a/1', 'a/2']), ['a/1', 'a/2']],
  ['deleteBucket', (store) => store.deleteBucket('b'), null],
  ['presignPut', (store) => store.presignPut('b', 'a/1', 60), ['a/1']],
  [
    'presignSlots',
    (store) => store.presignSlots('b', 'a/', ['s-1', 's-2'], { sizeBytes: 1, expiresInS: 60 }),
    ['a/', 'a/s-1', 'a/s-2'],
  ],
  ['updateBucket', (store) => store.admin.updateBucket('b', { versioning: 'on' }), null],
  ['updateObject', (store) => store.admin.updateObject('b', 'a/1', { contentType: 'x/y' }), ['a/1']],
  ['deleteVersion', (store) => store.admin.deleteVersion('b', 'a/1', 'v'), ['a/1']],
  ['begin', (store) => store.multipart.begin('b', 'a/film'), ['a/film']],
  ['putPart', (store) => store.multipart.putPart(upload, part), ['a/film']],
  ['complete', (store) => store.multipart.complete(upload, []), ['a/film']],
  ['abort', (store) => store.multipart.abort(upload), ['a/film']],
];

it.each(writes)('%s asks before anything reaches the store', async (_name, run, named) => {
  const asked: Array<[string, readonly string[] | null]> = [];
  const reached: string[] = [];
  const memory = createMemoryStore({
    beforeCall: ({ operation }) => {
      reached.push(operation);
    },
  });
  const store = withGuard(memory, (bucket, keys) => {
    asked.push([bucket, keys]);
    throw new AppError('not-owner', 'No.');
  });
  await expect(run(store)).rejects.toMatchObject({ code: 'not-owner' });
  expect({ asked, reached }).toEqual({ asked: [['b', named]], reached: [] });
});

it('reading is not asked for', async () => {
  const memory = createMemoryStore();
  await memory.createBucket('b');
  await memory.put('b', 'a/1', Buffer.from('x'));
  const store = withGuard(memory, () => {
    throw new Error('asked');
  });
  expect([
    (await store.head('b', 'a/1'))?.sizeBytes,
    (await store.listFolder('b')).folders,
    (await store.admin.bucketFacts('b')).name,
  ]).toEqual([1, ['a/'], 'b']);
});
