/** Uploads that kills left behind in real stores: found and given up; those in use, of others, or in their albums never. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLeftoverSweeper, type LeftoverSweeper } from '../../src-main/services/sweep-leftovers';
import { cleanUnfinished, listUnfinished } from '../../src-main/services/unfinished-uploads';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { withRetry } from '../../src-main/storage/layers/retry';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import {
  type ConnectionConfig,
  S3ConnectionConfig,
  SwiftConnectionConfig,
} from '../../src-shared/domain/connection';
import { AlbumId, type ConnectionId } from '../../src-shared/units';
import { collect, md5 } from '../contract/suite/setting';
import { buildUploadWorker } from '../support/build-worker';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const unavailable = swiftUnavailableReason();

let test: TestCore;
let store: ObjectStore;
const sweepers: LeftoverSweeper[] = [];
const stopped = async (): Promise<void> => {
  for (const sweeper of sweepers.splice(0)) await sweeper.stop();
};
/** As the next run of the app has it. */
const nextRun = (): LeftoverSweeper => {
  test.advance(1000);
  const sweeper = createLeftoverSweeper(test.core);
  sweepers.push(sweeper);
  return sweeper;
};
const connectionId = (): ConnectionId => test.core.catalogue.connections.list()[0]?.id as ConnectionId;
const open = async (bucket = test.bucket) =>
  (await collect(store.multipart.list(bucket, ''))).map(({ key }) => key).sort();
const begin = async (key: string, bucket = test.bucket) => {
  const upload = { bucket, key, uploadId: await store.multipart.begin(bucket, key) };
  const body = randomBytes(1000);
  await store.multipart.putPart(upload, { number: 1, body, md5Hex: md5(body) });
  return upload;
};
const intend = (key: string, bucket = test.bucket): number =>
  test.core.catalogue.uploadIntents.add(
    { connectionId: connectionId(), bucket, key, transferId: null },
    test.core.now(),
  );
const intents = () => test.core.catalogue.uploadIntents.list().map(({ key }) => key);
const journal = () =>
  test.core.catalogue.journal
    .list({ limit: 10 })
    .filter(({ type }) => type === 'leftovers-swept')
    .map(({ params, title }) => [title, params]);
const openAlbum = (bucket: string, prefix: string): void =>
  test.core.catalogue.albums.insert({
    id: AlbumId.parse(randomUUID()),
    title: `Opened ${prefix}`,
    note: '',
    connectionId: connectionId(),
    bucket,
    prefix,
    createdAtMs: test.core.now(),
    origin: 'opened',
  });
/** Some transfer of ours goes on with this upload. */
const use = async (uploadId: string): Promise<void> => {
  writeFileSync(
    join(test.source, 'one.jpg'),
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(50)]),
  );
  const run = await test.importAll();
  const [transfer] = test.core.catalogue.transfers.list({ importId: run.id, offset: 0, limit: 1 }).items;
  if (!transfer) throw new Error('there is no transfer');
  test.core.catalogue.transfers.setUpload(transfer.id, uploadId, 5_000_000);
};

describe('in memory', () => {
  let failing: AppError | null;
  let listings: number;
  beforeEach(async () => {
    failing = null;
    listings = 0;
    let clock = (): number => 0;
    store = createMemoryStore({
      now: () => clock(),
      beforeCall: ({ operation }) => {
        if (operation === 'multipart.begin') return;
        if (failing) throw failing;
      },
    });
    const { list } = store.multipart;
    store.multipart.list = (bucket, prefix, options) => {
      listings += 1;
      if (failing) throw failing;
      return list(bucket, prefix, options);
    };
    test = await openTestCore(store);
    clock = () => test.core.now();
  });
  afterEach(async () => {
    await stopped();
    await test.close();
  });

  it('what was begun and cut off goes; what a run of now begins does not', async () => {
    intend('cut off.mov');
    await begin('cut off.mov');
    const sweeper = nextRun();
    intend('beginning.mov');
    await begin('beginning.mov');
    const freed = await sweeper.sweep();
    expect({ freed, open: await open(), intents: intents(), journal: journal() }).toEqual({
      freed: 1,
      open: ['beginning.mov'],
      intents: ['beginning.mov'],
      journal: [['Test', { count: 1 }]],
    });
    // Its id never came, and an hour is over.
    test.advance(HOUR_MS + 1);
    expect([await sweeper.sweep(), await open(), intents()]).toEqual([1, [], []]);
  });

  it('a beginning whose answer was lost, and that was tried again, goes; what the file was sent by does not', async () => {
    let lost = 1;
    const beginning = store.multipart.begin;
    store.multipart.begin = async (bucket, key, options) => {
      const uploadId = await beginning(bucket, key, options);
      lost -= 1;
      if (lost >= 0) throw new AppError('unreachable', 'The answer was lost.');
      return uploadId;
    };
    const patient = withRetry(store, {
      maxAttempts: 4,
      firstDelayMs: 0,
      longestDelayMs: 0,
      random: () => 0,
      wait: async () => undefined,
    });
    test.core.stores.open = async () => patient;
    writeFileSync(
      join(test.source, 'film.mov'),
      Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypqt  '), Buffer.alloc(17 << 20, 1)]),
    );
    const run = await test.importAll();
    expect({ stored: run.storedCount, open: await open(), intents: intents() }).toEqual({
      stored: 1,
      open: ['film.mov'],
      intents: ['film.mov'],
    });
    expect([await nextRun().sweep(), await open(), intents()]).toEqual([1, [], []]);
    expect((await store.head(test.bucket, 'film.mov'))?.sizeBytes).toBe((17 << 20) + 12);
  });

  it('what was cancelled while its store was away goes, also in an album of somebody else; what may go on does not', async () => {
    const { transfers } = test.core.catalogue;
    const upload = await begin('one.jpg');
    await test.queue.pause();
    writeFileSync(join(test.source, 'one.jpg'), Buffer.from([0xff, 0xd8, 0xff, 1]));
    await test.imports.start(test.albumId, [test.source]);
    await test.imports.idle();
    const [id] = transfers.ids({ states: ['discovered'] });
    if (id === undefined) throw new Error('there is no transfer');
    transfers.setUpload(id, upload.uploadId, 5_000_000);
    const left: unknown[] = [];
    for (const state of ['failed', 'cancelled'] as const) {
      transfers.setState([id], state, test.core.now());
      left.push([await nextRun().sweep(), await open(), transfers.job(id)?.uploadId]);
    }
    expect(left).toEqual([
      [0, ['one.jpg'], upload.uploadId],
      [1, [], null],
    ]);
  });

  it('what begins anew under the same name just now is no leftover', async () => {
    intend('film.mov');
    await begin('film.mov');
    const sweeper = nextRun();
    intend('film.mov');
    await begin('film.mov');
    // Which of the two it is cannot be told: both stay for the time being.
    expect([await sweeper.sweep(), await open(), intents()]).toEqual([
      0,
      ['film.mov', 'film.mov'],
      ['film.mov'],
    ]);
  });

  it('what somebody else begins under that name, before or much later, is not ours', async () => {
    await begin('film.mov');
    test.advance(HOUR_MS);
    intend('film.mov');
    test.advance(HOUR_MS);
    await begin('film.mov');
    expect([await nextRun().sweep(), await open(), intents()]).toEqual([0, ['film.mov', 'film.mov'], []]);
  });

  it('what a store that is away may hold is looked for again; one that cannot tell is not asked for ever', async () => {
    intend('film.mov');
    await begin('film.mov');
    failing = new AppError('unreachable', 'It does not answer.');
    const sweeper = nextRun();
    const away = [await sweeper.sweep(), intents(), listings];
    failing = new AppError('unsupported', 'It cannot.');
    const never = [await sweeper.sweep(), intents()];
    expect({ away, never }).toEqual({ away: [0, ['film.mov'], 1], never: [0, []] });
  });

  it('an album is looked through once a day', async () => {
    const sweeper = nextRun();
    await sweeper.sweep();
    await sweeper.sweep();
    const first = listings;
    const again = nextRun();
    await again.sweep();
    test.advance(DAY_MS);
    await again.sweep();
    expect([first, listings]).toEqual([1, 2]);
  });

  it('stands back while files are sent, and ends at once when the app does', async () => {
    await begin('old.mov');
    test.advance(8 * DAY_MS);
    const sweeper = nextRun();
    const { transfers } = test.core.catalogue;
    const calm = transfers.countByState;
    transfers.countByState = () => ({ ...calm.call(transfers), uploading: 1 });
    const sweeping = sweeper.sweep();
    await new Promise((resolve) => setImmediate(resolve));
    const before = listings;
    await sweeper.stop();
    transfers.countByState = calm;
    expect([before, await sweeping, await open()]).toEqual([0, 0, ['old.mov']]);
  });
});

const stores: Array<[string, () => Promise<{ config: ConnectionConfig; secret: string; other: string }>]> = [
  [
    'a folder',
    async () => {
      const root = mkdtempSync(join(tmpdir(), 'caos-sweep-'));
      folders.push(root);
      return { config: { kind: 'local', root }, secret: '', other: 'others' };
    },
  ],
  [
    's3 (OpenStack Swift)',
    async () => {
      const swift = sharedSwift() as SwiftAddresses;
      const config = S3ConnectionConfig.parse({
        kind: 's3',
        endpoint: swift.s3Endpoint,
        region: swift.region,
        accessKey: swift.accessKey,
        pathStyle: true,
      });
      return { config, secret: swift.secretKey, other: `caos-${randomBytes(6).toString('hex')}` };
    },
  ],
  [
    'swift (OpenStack Swift)',
    async () => {
      const swift = sharedSwift() as SwiftAddresses;
      const config = SwiftConnectionConfig.parse({
        kind: 'swift',
        authUrl: swift.authUrl,
        authVersion: '1',
        user: swift.user,
      });
      return { config, secret: swift.key, other: `caos-${randomBytes(6).toString('hex')}` };
    },
  ],
];
const folders: string[] = [];

describe.each(stores)('in %s', (name, prepare) => {
  const skipped = name !== 'a folder' && unavailable !== undefined;
  let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
  let other: string;
  beforeAll(async () => {
    worker = await buildUploadWorker();
  }, 120_000);
  afterAll(async () => {
    await worker.dispose();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    if (skipped) return;
    const given = await prepare();
    other = given.other;
    test = await openTestCore(null, {
      bucket: `caos-sweep-${randomBytes(6).toString('hex')}`,
      config: given.config,
      real: { secret: given.secret, workerPath: worker.workerPath },
    });
    test.advance(Date.now() - test.core.now());
    store = await test.core.stores.open(connectionId());
  });
  afterEach(async () => {
    if (skipped) return;
    await stopped();
    for (const bucket of [test.bucket, other]) {
      if (!(await store.bucketExists(bucket))) continue;
      for (const upload of await collect(store.multipart.list(bucket, '')))
        await store.multipart.abort({ bucket, ...upload });
      const keys = (await collect(store.list(bucket))).map(({ key }) => key);
      await store.deleteMany(bucket, keys);
      await store.deleteBucket(bucket);
    }
    await test.close();
  });

  it.skipIf(skipped)(
    'an upload whose beginning was cut off goes at once, and nothing beside it',
    async () => {
      intend('day 1/größe.mov');
      await begin('day 1/größe.mov'); // killed here: nobody wrote its id down
      intend('day 2/second.mov');
      await begin('day 2/second.mov');
      await begin('day 2/of another program.mov');
      intend('day 3/never begun.mov');
      const freed = await nextRun().sweep();
      expect({ freed, open: await open(), intents: intents(), journal: journal() }).toEqual({
        freed: 2,
        open: ['day 2/of another program.mov'],
        intents: [],
        journal: [['Test', { count: 2 }]],
      });
    },
  );

  it.skipIf(skipped)(
    'what nobody finished in seven days goes from albums of CAOS, from no other',
    async () => {
      await store.createBucket(other);
      openAlbum(other, '');
      openAlbum(test.bucket, 'theirs/');
      await begin('ours/old.mov');
      await begin('theirs/old.mov');
      await begin('old.mov', other);
      const used = await begin('ours/in use.mov');
      await use(used.uploadId);
      const young = await nextRun().sweep();
      test.advance(8 * DAY_MS);
      const old = await nextRun().sweep();
      expect({ young, old, here: await open(), other: await open(other) }).toEqual({
        young: 0,
        old: 1,
        here: ['ours/in use.mov', 'theirs/old.mov'],
        other: ['old.mov'],
      });
    },
  );

  it.skipIf(skipped)('a person sees them all, and gives up what is not in use here', async () => {
    const signal = new AbortController().signal;
    const used = await begin('in use.mov');
    await use(used.uploadId);
    await begin('of whom.mov');
    intend('cut off.mov');
    await begin('cut off.mov');
    test.advance(HOUR_MS);
    const listed = await listUnfinished(test.core, connectionId(), { signal });
    const owners = listed.map(({ key, owner, bucket }) => [key, owner, bucket === test.bucket]).sort();
    const given = listed.map(({ bucket, key, uploadId }) => ({ bucket, key, uploadId }));
    const stranger = { bucket: test.bucket, key: 'of whom.mov', uploadId: used.uploadId };
    const { cleaned, failed } = await cleanUnfinished(
      test.core,
      connectionId(),
      [...given, stranger],
      signal,
    );
    const again = await cleanUnfinished(test.core, connectionId(), given.slice(1), signal);
    expect({
      owners,
      cleaned,
      failed: failed.map(({ key, error }) => [key, error.code]),
      again: again.cleaned,
      open: await open(),
      missing: await listUnfinished(test.core, connectionId(), { bucket: 'no-such-bucket', signal }).catch(
        (error: AppError) => error.code,
      ),
    }).toEqual({
      owners: [
        ['cut off.mov', 'left', true],
        ['in use.mov', 'in-use', true],
        ['of whom.mov', 'unknown', true],
      ],
      cleaned: 2,
      failed: [['in use.mov', 'bad-input']],
      again: 0,
      open: ['in use.mov'],
      missing: 'bucket-missing',
    });
  });
});
