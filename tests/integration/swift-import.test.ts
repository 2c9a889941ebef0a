/** An import to a real OpenStack Swift, through the queue and real upload threads: whole files, files in parts, and one token for all. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TransferJob } from '../../src-main/catalogue/catalogue';
import { SwiftConnectionConfig } from '../../src-shared/domain/connection';
import type { ConnectionId, TransferId } from '../../src-shared/units';
import { buildUploadWorker } from '../support/build-worker';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const MIB = 1024 * 1024;
const unavailable = swiftUnavailableReason();
const photo = (sizeBytes: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(sizeBytes - 4)]);

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
let gate: Server;
let signIns = 0;
let config: SwiftConnectionConfig;
let swift: SwiftAddresses;

async function reachServers(): Promise<void> {
  worker = await buildUploadWorker();
  swift = sharedSwift() as SwiftAddresses;
  const service = new URL(swift.authUrl);
  // Stands where people sign in and counts them. The store's address is made of the host that was asked: the store's own.
  gate = createServer((incoming, outgoing) => {
    signIns += 1;
    const headers = { ...incoming.headers, host: service.host };
    httpRequest(service, { headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  config = SwiftConnectionConfig.parse({
    kind: 'swift',
    authUrl: `http://127.0.0.1:${(gate.address() as AddressInfo).port}${service.pathname}`,
    authVersion: '1',
    user: swift.user,
  });
}
if (unavailable === undefined) beforeAll(reachServers, 120_000);
afterAll(async () => {
  gate?.close();
  await worker?.dispose();
});

async function withCore(work: (test: TestCore) => Promise<void>): Promise<void> {
  const { workerPath } = worker;
  const test = await openTestCore(null, {
    bucket: `caos-import-${randomBytes(6).toString('hex')}`,
    config,
    real: { secret: swift.key, workerPath },
  });
  try {
    await work(test);
  } finally {
    await test.close();
  }
}
const give = (test: TestCore, name: string, bytes: Buffer): void => {
  const path = join(test.source, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};
const storeOf = async ({ core }: TestCore) =>
  core.stores.open(core.catalogue.connections.list()[0]?.id as ConnectionId);

describe.skipIf(unavailable !== undefined)('an import to Swift', () => {
  it('signs in once for main and all threads, and stores every file', async () => {
    signIns = 0;
    await withCore(async (test) => {
      for (let i = 0; i < 60; i++) give(test, `day ${i % 3}/${i}.jpg`, photo(30_000 + i));
      const { state, storedCount, failedCount } = await test.importAll();
      expect({ state, storedCount, failedCount, signIns }).toEqual({
        state: 'done',
        storedCount: 60,
        failedCount: 0,
        signIns: 1,
      });
    });
  });

  it('takes files in parts byte for byte, and knows them again', async () => {
    await withCore(async (test) => {
      const film = photo(40 * MIB + 123);
      give(test, 'film.jpg', film);
      const first = await test.importAll();
      const store = await storeOf(test);
      const held = await store.head(test.bucket, 'film.jpg');
      const bytes = await buffer((await store.get(test.bucket, 'film.jpg')).body);
      give(test, 'copy of the film.jpg', film);
      const second = await test.importAll();
      expect({
        first: [first.state, first.storedCount],
        held: [held?.sizeBytes, held?.etagKind],
        same: bytes.equals(film),
        second: [second.state, second.storedCount, second.skippedCount],
        copy: await store.head(test.bucket, 'copy of the film.jpg'),
      }).toEqual({
        first: ['done', 1],
        held: [film.length, 'parts'],
        same: true,
        second: ['done', 0, 2],
        copy: null,
      });
    });
  });

  it('goes on with the parts that the store has', async () => {
    await withCore(async (test) => {
      const film = photo(80 * MIB);
      give(test, 'film.jpg', film);
      const transfers = () => test.core.catalogue.transfers;
      const only = () => transfers().list({ offset: 0, limit: 1 }).items[0] as { id: TransferId };
      const partsKept = (): number => transfers().parts(only().id).length;
      const { id } = await test.importAll(({ foundCount }) => foundCount > 0 && partsKept() > 0);
      await test.restart();
      const kept = partsKept();
      const { uploadId, partBytes } = transfers().job(only().id) as TransferJob;
      const { state, storedCount } = await test.ended(id);
      const store = await storeOf(test);
      const bytes = await buffer((await store.get(test.bucket, 'film.jpg')).body);
      expect({
        interrupted: kept > 0 && kept < film.length / (partBytes ?? 0) && uploadId !== null,
        run: [state, storedCount],
        same: bytes.equals(film),
      }).toEqual({ interrupted: true, run: ['done', 1], same: true });
    });
  });
});
