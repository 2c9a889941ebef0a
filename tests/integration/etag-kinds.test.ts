/** What “stored” rests on where an ETag is no MD5: encrypted buckets, and objects joined by another rule than S3's. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { EtagKind, ObjectInfo, ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { ConnectionConfig } from '../../src-shared/domain/connection';
import { openTestCore, type TestCore } from '../support/test-core';

const MIB = 1024 * 1024;
const md5 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const photo = (sizeBytes: number, fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(sizeBytes - 4, fill)]);

let test: TestCore;
/** How often the object was read to tell whose it is. */
let readBack = 0;
afterEach(() => test.close());

/** Called after the store did what it was asked, before it says so; may throw. */
type Losing = (operation: 'put' | 'complete') => void;

/** ETags that look like MD5s and are none, as of a bucket encrypted under a key of its own. */
function encrypted(lose: Losing): ObjectStore {
  const memory = createMemoryStore();
  const hidden = (etag: string): string => md5(`encrypted ${etag}`);
  const opaque = <T extends { etag: string }>(facts: T): T & { etagKind: EtagKind } => ({
    ...facts,
    etag: hidden(facts.etag),
    etagKind: 'opaque',
  });
  // The memory store knows its parts by their plain ETags.
  const plain = new Map<string, string>();
  return {
    ...memory,
    head: async (...call) => orNull(await memory.head(...call), opaque),
    get: async (...call) => {
      const { info, body } = await memory.get(...call);
      return { info: opaque(info), body };
    },
    put: async (...call) => {
      const held = opaque(await memory.put(...call));
      if (!call[1].startsWith('.caos/')) lose('put');
      return held;
    },
    multipart: {
      ...memory.multipart,
      putPart: async (...call) => {
        const part = await memory.multipart.putPart(...call);
        plain.set(hidden(part.etag), part.etag);
        return opaque(part);
      },
      listParts: async (...call) => (await memory.multipart.listParts(...call)).map(opaque),
      complete: async (upload, parts, options) => {
        const known = parts.map((part) => ({ ...part, etag: plain.get(part.etag) ?? part.etag }));
        const joined = opaque(await memory.multipart.complete(upload, known, options));
        lose('complete');
        return joined;
      },
    },
  };
}

/** Objects joined as Swift joins them: the ETag is the MD5 of the parts' ETags in hex, and looks like any other. */
function joinedLikeSwift(lose: Losing): ObjectStore {
  const memory = createMemoryStore();
  const etagOf = (etags: readonly string[]): string => md5(etags.join(''));
  const joinedAs = new Map<string, string>();
  const asSwift = <T extends { etag: string }>(facts: T): T => {
    const etag = joinedAs.get(facts.etag);
    return etag ? { ...facts, etag, etagKind: 'parts' } : facts;
  };
  return {
    ...memory,
    head: async (...call) => orNull(await memory.head(...call), asSwift),
    multipart: {
      ...memory.multipart,
      etagOf,
      complete: async (upload, parts, options) => {
        const joined = await memory.multipart.complete(upload, parts, options);
        joinedAs.set(joined.etag, etagOf(parts.map(({ etag }) => etag)));
        lose('complete');
        return asSwift(joined);
      },
    },
  };
}
const orNull = (info: ObjectInfo | null, change: (info: ObjectInfo) => ObjectInfo): ObjectInfo | null =>
  info && change(info);

/** Loses the answer to the first one of these. */
function losing(operation: 'put' | 'complete'): Losing {
  let left = 1;
  return (done) => {
    if (done !== operation || left === 0) return;
    left -= 1;
    throw new AppError('unreachable', 'The answer was lost.');
  };
}
const never: Losing = () => undefined;

async function importOne(store: ObjectStore, bytes: Buffer): Promise<object> {
  readBack = 0;
  const { get } = store;
  store.get = (...call) => {
    if (call[1] === 'a.jpg') readBack += 1;
    return get(...call);
  };
  test = await openTestCore(store);
  writeFileSync(join(test.source, 'a.jpg'), bytes);
  return imported(store);
}
async function imported(store: ObjectStore): Promise<object> {
  const off = test.core.changes.listen(() => test.advance(120_000));
  const { state, storedCount, skippedCount, failedCount } = await test.importAll();
  off();
  const keys: string[] = [];
  for await (const { key } of store.list(test.bucket)) if (!key.startsWith('.caos/')) keys.push(key);
  return { state, storedCount, skippedCount, failedCount, keys, readBack };
}
const once = { state: 'done', storedCount: 1, skippedCount: 0, failedCount: 0, keys: ['a.jpg'], readBack: 0 };

describe('in an encrypted bucket a file is stored once', () => {
  it('whole', async () => {
    expect(await importOne(encrypted(never), photo(1000, 1))).toEqual(once);
  });
  it('in parts', async () => {
    expect(await importOne(encrypted(never), photo(20 * MIB, 1))).toEqual(once);
  });
  it('when the answer to it was lost: its bytes are read back', async () => {
    expect(await importOne(encrypted(losing('put')), photo(1000, 1))).toEqual({ ...once, readBack: 1 });
  });
  it('when the answer to its joining was lost', async () => {
    const outcome = await importOne(encrypted(losing('complete')), photo(20 * MIB, 1));
    expect(outcome).toEqual({ ...once, readBack: 1 });
  });
  it('beside a stranger of the same name and size', async () => {
    readBack = 0;
    const store = encrypted(never);
    test = await openTestCore(store);
    await store.put(test.bucket, 'a.jpg', photo(1000, 9));
    writeFileSync(join(test.source, 'a.jpg'), photo(1000, 1));
    expect(await imported(store)).toEqual({ ...once, keys: ['a (2).jpg', 'a.jpg'] });
  });
});

it('a file whose parts have MD5s is stored where the joined object has none', async () => {
  const memory = createMemoryStore();
  const sealed = md5('something else');
  const opaque = <T extends { etag: string }>(facts: T): T =>
    /-/.test(facts.etag) ? { ...facts, etag: sealed, etagKind: 'opaque' } : facts;
  const store: ObjectStore = {
    ...memory,
    head: async (...call) => orNull(await memory.head(...call), opaque),
    multipart: {
      ...memory.multipart,
      complete: async (...call) => opaque(await memory.multipart.complete(...call)),
    },
  };
  expect(await importOne(store, photo(20 * MIB, 1))).toEqual(once);
});

it('many files are stored where a listing does not tell that their ETags are no MD5s', async () => {
  const store = encrypted(never);
  const { list } = store;
  store.list = async function* (...call) {
    for await (const info of list(...call)) yield { ...info, etag: md5(`encrypted ${info.etag}`) };
  };
  test = await openTestCore(store);
  for (let n = 0; n < 12; n += 1) writeFileSync(join(test.source, `${n}.jpg`), photo(1000, n));
  const { storedCount } = await test.importAll();
  const rows = test.core.catalogue.transfers.list({ offset: 0, limit: 100 }).items;
  const tries = rows.map(
    ({ id }) => test.core.catalogue.transfers.events(id).filter(({ state }) => state === 'uploading').length,
  );
  expect({ storedCount, tries }).toEqual({ storedCount: 12, tries: rows.map(() => 1) });
});

describe('joined as Swift does it, a file is stored once', () => {
  it('and known again', async () => {
    const store = joinedLikeSwift(never);
    const first = await importOne(store, photo(20 * MIB, 1));
    writeFileSync(join(test.source, 'copy.jpg'), photo(20 * MIB, 1));
    expect([first, await imported(store)]).toEqual([once, { ...once, storedCount: 0, skippedCount: 2 }]);
  });
  it('when the answer to its joining was lost', async () => {
    expect(await importOne(joinedLikeSwift(losing('complete')), photo(20 * MIB, 1))).toEqual(once);
  });
});

it('the tier of the connection is asked for, whole or in parts', async () => {
  const config = { kind: 's3', endpoint: '', region: 'r', accessKey: 'k', pathStyle: false, tier: 'archive' };
  const store = createMemoryStore();
  test = await openTestCore(store, { config: ConnectionConfig.parse(config) });
  writeFileSync(join(test.source, 'a.jpg'), photo(1000, 1));
  writeFileSync(join(test.source, 'b.jpg'), photo(20 * MIB, 2));
  await imported(store);
  const heads = await Promise.all(['a.jpg', 'b.jpg'].map((key) => store.head(test.bucket, key)));
  expect(heads.map((head) => head?.tier)).toEqual(['archive', 'archive']);
});
