/** Deleting a share in a bucket that keeps versions, on a store whose listings lag and that mixes up two deletions of one object. */
import { expect, it } from 'vitest';
import { deleteBelow } from '../../../src-main/services/share/delete-below';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore, ObjectVersion } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';

const folder = `.caos/shares/${'a'.repeat(32)}/`;
const { signal } = new AbortController();
const bytes = new TextEncoder().encode('sealed');

async function filledStore(): Promise<ObjectStore> {
  const store = createMemoryStore();
  await store.createBucket('b');
  // A page from before versions were kept, then written anew twice.
  await store.put('b', `${folder}pages/p`, bytes, {});
  await store.admin.updateBucket('b', { versioning: 'on' });
  for (const key of ['pages/p', 'pages/p', 'objects/x/1', 'objects/x/2', 'objects/x/2'])
    await store.put('b', folder + key, bytes, {});
  await store.put('b', 'another', bytes, {});
  return store;
}
const heldBy = async (store: ObjectStore): Promise<string[]> => {
  const keys = [];
  for await (const { key } of store.admin.versions('b')) keys.push(key);
  return keys;
};

it('takes the mark of deletion last, so that nothing is an object again meanwhile, and one version of an object at a time', async () => {
  const store = await filledStore();
  const under = new Set<string>();
  const seen: string[] = [];
  const { deleteVersion } = store.admin;
  store.admin.deleteVersion = async (bucket, key, versionId, options) => {
    if (under.has(key)) throw new Error(`two at once: ${key}`);
    under.add(key);
    await deleteVersion(bucket, key, versionId, options);
    await Promise.resolve();
    under.delete(key);
    for (const name of ['pages/p', 'objects/x/1', 'objects/x/2'])
      if (await store.head('b', folder + name)) seen.push(name);
  };
  await deleteBelow(store, 'b', folder, [], signal);
  expect([seen, await heldBy(store)]).toEqual([[], ['another']]);
});

it('believes the answers to deletions, not a listing that still names what is gone', async () => {
  const store = await filledStore();
  const { versions } = store.admin;
  const once: ObjectVersion[] = [];
  store.admin.versions = async function* (bucket, options) {
    if (once.length === 0) for await (const version of versions(bucket, options)) once.push(version);
    yield* once;
  };
  await deleteBelow(store, 'b', folder, [], signal);
  store.admin.versions = versions;
  expect(await heldBy(store)).toEqual(['another']);
});

it('deletes what was put and is not listed yet, and nothing elsewhere; what never was there gets no mark', async () => {
  const store = await filledStore();
  // Neither list knows of it yet.
  const isLate = ({ key }: { key: string }): boolean => key.endsWith('x/1');
  const { list, admin } = store;
  const { versions } = admin;
  store.list = async function* (...given) {
    for await (const object of list(...given)) if (!isLate(object)) yield object;
  };
  admin.versions = async function* (...given) {
    for await (const version of versions(...given)) if (!isLate(version)) yield version;
  };
  const known = ['objects/x/1', 'objects/x/2', 'objects/x/3'].map((name) => folder + name);
  await deleteBelow(store, 'b', folder, [...known, 'another'], signal);
  admin.versions = versions;
  expect(await Promise.all([...known, 'another'].map((key) => store.head('b', key)))).toEqual([
    null,
    null,
    null,
    expect.objectContaining({ key: 'another' }),
  ]);
  // Its older version is found when the list has come after; no guest has an address of versions.
  expect((await heldBy(store)).sort()).toEqual([`${folder}objects/x/1`, `${folder}objects/x/1`, 'another']);
});

it('says so while a version that was never deleted is left', async () => {
  const store = await filledStore();
  store.admin.deleteVersion = async (_bucket, key) => {
    await store.put('b', key, bytes, {});
  };
  await expect(deleteBelow(store, 'b', folder, [], signal)).rejects.toMatchObject({ code: 'store-busy' });
});

it('believes that the bucket is gone only when the bucket itself says so', async () => {
  const store = await filledStore();
  const missing = (): never => {
    throw new AppError('bucket-missing', 'There is no bucket “b”.');
  };
  const { deleteMany } = store;
  store.deleteMany = missing;
  await expect(deleteBelow(store, 'b', folder, [], signal)).rejects.toMatchObject({ code: 'store-busy' });
  store.deleteMany = deleteMany;
  await deleteBelow(store, 'b', folder, [], signal);
  expect(await heldBy(store)).toEqual(['another']);
  // biome-ignore lint/correctness/useYield: nothing is listed of what is not there
  store.list = async function* () {
    missing();
  };
  store.listFolder = async () => missing();
  await expect(deleteBelow(store, 'b', folder, [], signal)).resolves.toBeUndefined();
});
