/**
 * An import through the real queue and real upload threads, over a network that fails in one way at a time: everything ends stored, byte for
 * byte, exactly once. Where a person has to act, the sentence says so and it goes on afterwards.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeftoverSweeper } from '../../src-main/services/sweep-leftovers';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { ConnectionConfig } from '../../src-shared/domain/connection';
import { S3ConnectionConfig, SwiftConnectionConfig } from '../../src-shared/domain/connection';
import type { ImportRun } from '../../src-shared/domain/transfer';
import type { ConnectionId, ImportId } from '../../src-shared/units';
import { collect, read } from '../contract/suite/setting';
import { buildUploadWorker } from '../support/build-worker';
import { openCrashDoor } from '../support/crash-door';
import { nativeSwift, s3 as s3At } from '../support/crash-stores';
import { noise, sumOf, sumsOf } from '../support/download-fixture';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const MiB = 1024 * 1024;
const SEED = 20_261_121;
const kinds = ['swift', 's3'] as const;
type Kind = (typeof kinds)[number];
const unavailable = swiftUnavailableReason();

/** Small ones, and two that go in parts. */
const files: Record<string, Buffer> = {
  ...Object.fromEntries(
    Array.from({ length: 24 }, (_, n) => [`day ${n % 3}/IMG_${n}.jpg`, noise(20_000 + n * 3000, n + 1)]),
  ),
  'día/한강 #2%.jpg': noise(300_000, 50),
  'large.jpg': noise(18 * MiB + 77, 60),
  'film.jpg': noise(25 * MiB + 1, 61),
};
for (const bytes of Object.values(files)) bytes.set([0xff, 0xd8, 0xff, 0xe0]);

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
if (unavailable === undefined)
  beforeAll(async () => {
    worker = await buildUploadWorker();
  }, 120_000);
afterAll(() => worker?.dispose());

function configOf(kind: Kind, origin: string): ConnectionConfig {
  const swift = sharedSwift() as SwiftAddresses;
  if (kind === 's3')
    return S3ConnectionConfig.parse({
      ...{ kind, endpoint: origin, region: swift.region, accessKey: swift.accessKey },
      pathStyle: true,
    });
  return SwiftConnectionConfig.parse({
    ...{ kind, authUrl: origin + new URL(swift.authUrl).pathname, authVersion: '1', user: swift.user },
  });
}

interface Scene {
  kind: Kind;
  test: TestCore;
  /** Past whatever stands between. */
  behind: ObjectStore;
  connectionId: ConnectionId;
}

async function inScene(kind: Kind, origin: string, work: (scene: Scene) => Promise<void>): Promise<void> {
  const swift = sharedSwift() as SwiftAddresses;
  const real = kind === 'swift' ? nativeSwift(swift) : s3At('s3', { ...swift, endpoint: swift.s3Endpoint });
  const bucket = `caos-faults-${randomBytes(6).toString('hex')}`;
  const behind = real.open();
  await behind.createBucket(bucket);
  await behind.deleteBucket(bucket);
  const test = await openTestCore(null, {
    bucket,
    config: configOf(kind, swift.s3Endpoint),
    real: { secret: real.secret, workerPath: worker.workerPath },
  });
  const connectionId = test.core.catalogue.connections.list()[0]?.id as ConnectionId;
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(test.source, name)), { recursive: true });
    writeFileSync(join(test.source, name), bytes);
  }
  const scene: Scene = { kind, test, behind, connectionId };
  try {
    leadThrough(scene, origin);
    await work(scene);
  } finally {
    await test.close();
    await empty(behind, bucket);
    behind.close();
  }
}

/** As a person changes the address of a connection. */
function leadThrough({ kind, test, connectionId }: Scene, origin: string): void {
  test.core.catalogue.connections.update(connectionId, { config: configOf(kind, origin) });
  test.core.stores.forget(connectionId);
}

async function empty(store: ObjectStore, bucket: string): Promise<void> {
  if (!(await store.bucketExists(bucket))) return;
  for (const { key, uploadId } of await collect(store.multipart.list(bucket, '')))
    await store.multipart.abort({ bucket, key, uploadId });
  await store.deleteMany(
    bucket,
    (await collect(store.list(bucket))).map(({ key }) => key),
  );
  await store.deleteBucket(bucket);
}

/** Lets the time pass that waiting takes, without waiting for it. */
async function importAll({ test }: Scene): Promise<ImportRun> {
  return patiently(test, await test.imports.start(test.albumId, [test.source]));
}
async function patiently(test: TestCore, id: ImportId): Promise<ImportRun> {
  for (;;) {
    const run = await test.ended(id, (now) => isOver(now) || onlyWaits(test));
    if (isOver(run)) return run;
    test.advance(60_000);
    // The queue looks in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const isOver = ({ state }: ImportRun): boolean => !['scanning', 'running'].includes(state);
function onlyWaits({ core }: TestCore): boolean {
  const { waiting, discovered, preparing, queued, uploading, verifying } =
    core.catalogue.transfers.countByState();
  return waiting > 0 && discovered + preparing + queued + uploading + verifying === 0;
}

/** Past every fault: each file once, under its own name, and after the next run's sweep nothing half. */
async function expectStoredOnce({ test, behind }: Scene, wanted = files): Promise<void> {
  const held: Record<string, string> = {};
  for (const { key } of await collect(behind.list(test.bucket)))
    if (!key.startsWith('.caos/')) held[key.normalize('NFC')] = sumOf(await read(behind, test.bucket, key));
  expect(held).toEqual(sumsOf(wanted));
  test.advance(60_000);
  const sweeper = createLeftoverSweeper(test.core);
  await sweeper.sweep();
  await sweeper.stop();
  expect((await collect(behind.multipart.list(test.bucket, ''))).map(({ key }) => key)).toEqual([]);
}

async function through(
  kind: Kind,
  faults: Fault[],
  work: (scene: Scene, proxy: FaultProxy) => Promise<void>,
  rate = 0.4,
): Promise<void> {
  const swift = sharedSwift() as SwiftAddresses;
  const proxy = await startFaultProxy({
    target: swift.s3Endpoint,
    faults,
    seed: SEED,
    rate,
    gap: 2,
    tokens: kind === 'swift',
  });
  try {
    await inScene(kind, proxy.origin, (scene) => work(scene, proxy));
  } finally {
    await proxy.close();
  }
}

const weathers: Record<string, Fault[]> = {
  'connections that are reset, before and after': ['reset-before', 'answer-lost'],
  'errors of the server, before and after': ['error-500', 'error-500-after'],
  '503 and 429 with Retry-After': ['busy-503', 'throttled-429'],
  'answers that never come, and come letter by letter': ['stall', 'slow-loris', 'slow'],
  'answers cut in the middle, and ETags of other bytes': ['truncated', 'wrong-etag'],
};

/** Every fault in front of one store at least; in front of all of them only in `npm run test:long`. */
const isDrawn = (kind: (typeof kinds)[number], place: number): boolean =>
  process.env.CAOS_LONG === '1' || place % kinds.length === kinds.indexOf(kind);

describe.skipIf(unavailable !== undefined)(
  `an import through faults${unavailable ? ` (${unavailable})` : ''}`,
  { timeout: 180_000 },
  () => {
    describe.each(kinds)('%s', (kind) => {
      const drawn = Object.entries(weathers).filter((_, place) => isDrawn(kind, place));
      it.each(drawn)('%s', async (_name, faults) => {
        await through(kind, faults, async (scene, proxy) => {
          const run = await importAll(scene);
          expect(run).toMatchObject({ state: 'done', storedCount: 27, failedCount: 0 });
          await proxy.undisturbed(() => expectStoredOnce(scene));
          const made = [...proxy.made.values()].reduce((sum, count) => sum + count, 0);
          expect(made).toBeGreaterThan(3);
        });
      });

      if (isDrawn(kind, 5))
        it('a burst of 503 that lasts longer than any patience of one request', async () => {
          await through(kind, [], async (scene, proxy) => {
            proxy.burst('error-500', 120);
            expect(await importAll(scene)).toMatchObject({ state: 'done', storedCount: 27, failedCount: 0 });
            expect(proxy.made.get('error-500')).toBe(120);
            await expectStoredOnce(scene);
          });
        });

      if (isDrawn(kind, 6))
        it('a server that is stopped in the middle and started again', async () => {
          const swift = sharedSwift() as SwiftAddresses;
          const door = await openCrashDoor(swift.s3Endpoint);
          try {
            await inScene(kind, door.origin, async (scene) => {
              door.when({ acts: ['part'], phase: 'half', nth: 2 }, () => door.shut());
              const id = await scene.test.imports.start(scene.test.albumId, [scene.test.source]);
              await scene.test.ended(id, () => onlyWaits(scene.test));
              const waiting = scene.test.core.changes.summary().waitingCount;
              door.open();
              scene.test.advance(60_000);
              const run = await patiently(scene.test, id);
              expect({ run: run.state, stored: run.storedCount, failed: run.failedCount }).toEqual({
                run: 'done',
                stored: 27,
                failed: 0,
              });
              expect(waiting).toBeGreaterThan(0);
              await expectStoredOnce(scene);
            });
          } finally {
            await door.close();
          }
        });

      if (isDrawn(kind, 7))
        it('a name that is not found any more, until it is', async () => {
          const swift = sharedSwift() as SwiftAddresses;
          await inScene(kind, 'http://no-such-store.invalid:8080', async (scene) => {
            const { test } = scene;
            const id = await test.imports.start(test.albumId, [test.source]);
            await test.ended(id, () => onlyWaits(test));
            const [row] = test.core.catalogue.transfers.list({ offset: 0, limit: 1 }).items;
            expect(row).toMatchObject({ state: 'waiting', error: { code: 'host-unknown' } });
            leadThrough(scene, swift.s3Endpoint);
            test.advance(60_000);
            expect(await patiently(test, id)).toMatchObject({
              state: 'done',
              storedCount: 27,
              failedCount: 0,
            });
            await expectStoredOnce(scene);
          });
        });

      if (isDrawn(kind, 8))
        it('a bucket that is deleted in the middle: said plainly, and all is stored once it is back', async () => {
          const swift = sharedSwift() as SwiftAddresses;
          const door = await openCrashDoor(swift.s3Endpoint);
          try {
            await inScene(kind, door.origin, async (scene) => {
              const { test, behind } = scene;
              const deleted = new Promise<void>((resolve, reject) => {
                door.when({ acts: ['whole'], phase: 'told', nth: 6 }, () => {
                  door.shut();
                  empty(behind, test.bucket).then(resolve, reject);
                });
              });
              const id = await test.imports.start(test.albumId, [test.source]);
              await deleted;
              door.open();
              const run = await patiently(test, id);
              expect(run.failedCount).toBeGreaterThan(0);
              const failed = test.core.catalogue.transfers
                .list({ offset: 0, limit: 100 })
                .items.filter(({ state }) => state === 'failed');
              expect(new Set(failed.map(({ error }) => error?.code))).toEqual(new Set(['bucket-missing']));
              expect(failed[0]?.error?.message).toMatch(
                new RegExp(`${test.bucket}.*(Create|Make|Choose|Check)`, 's'),
              );
              await behind.createBucket(test.bucket);
              await test.queue.retry();
              await patiently(test, id);
              // What was stored before the bucket went is missing there: the card is looked through again, and asked for one by one.
              expect(await importAll(scene)).toMatchObject({ state: 'done', failedCount: 0 });
              await expectStoredOnce(scene);
            });
          } finally {
            await door.close();
          }
        });
    });

    it('swift: a token that ends while everything is under way, twice', async () => {
      await through('swift', [], async (scene, proxy) => {
        const { test } = scene;
        const id = await test.imports.start(test.albumId, [test.source]);
        for (const count of [5, 12]) {
          await test.ended(id, (run) => run.storedCount >= count);
          proxy.expireTokens();
        }
        expect(await patiently(test, id)).toMatchObject({ state: 'done', storedCount: 27, failedCount: 0 });
        await expectStoredOnce(scene);
      });
    });
  },
);
