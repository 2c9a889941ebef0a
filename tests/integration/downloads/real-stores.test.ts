/** Downloads from real servers over a network that fails: whole objects, and those that the store joined of segments or parts. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConnectionConfig,
  S3ConnectionConfig,
  SwiftConnectionConfig,
} from '../../../src-shared/domain/connection';
import { buildUploadWorker } from '../../support/build-worker';
import {
  type DownloadFixture,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
  unzipped,
} from '../../support/download-fixture';
import { type Fault, startFaultProxy } from '../../support/fault-proxy';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';

const MiB = 1024 * 1024;
const unavailable = swiftUnavailableReason();
const faults: Fault[] = ['reset-before', 'error-500', 'busy-503', 'truncated', 'slow'];

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
if (unavailable === undefined) {
  beforeAll(async () => {
    worker = await buildUploadWorker();
  }, 120_000);
}
afterAll(() => worker?.dispose());

function configOf(kind: 'swift' | 's3', origin: string, swift: SwiftAddresses): ConnectionConfig {
  if (kind === 'swift')
    return SwiftConnectionConfig.parse({
      kind,
      authUrl: origin + new URL(swift.authUrl).pathname,
      authVersion: '1',
      user: swift.user,
    });
  return S3ConnectionConfig.parse({
    kind,
    endpoint: origin,
    region: swift.region,
    accessKey: swift.accessKey,
    pathStyle: true,
  });
}

const objects = {
  'a.jpg': noise(5000, 1),
  'day 1/결혼식 #2%.jpg': noise(900_000, 2),
  'day 1/large.tif': noise(19 * MiB + 3, 3),
  ...Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`many/${index}.jpg`, noise(20_000 + index, 10 + index)]),
  ),
};
const parts = [...[100, 101, 102, 103].map((seed) => noise(5 * MiB, seed)), noise(1234, 104)];
const all = { ...objects, 'film.mp4': Buffer.concat(parts) };

/** As another client sends large files: joined by the store. */
async function giveJoined({ test }: DownloadFixture, key: string): Promise<void> {
  const album = test.core.catalogue.albums.get(test.albumId);
  const store = await test.core.stores.open(album?.connectionId as never);
  const uploadId = await store.multipart.begin(test.bucket, key);
  const upload = { bucket: test.bucket, key, uploadId };
  const sent = [];
  for (const [index, body] of parts.entries())
    sent.push(
      await store.multipart.putPart(upload, {
        number: index + 1,
        body,
        md5Hex: createHash('md5').update(body).digest('hex'),
      }),
    );
  await store.multipart.complete(upload, sent);
  const info = await store.head(test.bucket, key);
  test.core.catalogue.assets.addListed(
    test.albumId,
    [
      {
        key,
        kind: 'video',
        contentType: 'video/mp4',
        sizeBytes: info?.sizeBytes ?? 0,
        etag: info?.etag ?? '',
        modifiedAtMs: 0,
      },
    ],
    0,
  );
}

describe.skipIf(unavailable !== undefined)(`real stores${unavailable ? ` (${unavailable})` : ''}`, () => {
  it.each(['swift', 's3'] as const)(
    '%s: every byte comes through resets, errors and broken answers',
    { timeout: 240_000 },
    async (kind) => {
      const swift = sharedSwift() as SwiftAddresses;
      const proxy = await startFaultProxy({
        target: swift.s3Endpoint,
        faults: kind === 'swift' ? [...faults, 'unauthorized-401'] : faults,
        seed: 7,
        rate: 0.4,
        gap: 2,
      });
      const fixture = await openDownloadFixture(null, {
        bucket: `caos-down-${randomBytes(6).toString('hex')}`,
        config: configOf(kind, proxy.origin, swift),
        real: { secret: kind === 'swift' ? swift.key : swift.secretKey, workerPath: worker.workerPath },
      });
      const logged: string[] = [];
      fixture.test.core.log.info = (event) => void logged.push(event);
      try {
        await proxy.undisturbed(async () => {
          await fixture.give(objects);
          await giveJoined(fixture, 'film.mp4');
        });
        for (const form of ['folder', 'zip'] as const) {
          const to = join(fixture.to, form === 'zip' ? 'all.zip' : 'folder');
          const id = await fixture.start({ form, to });
          let seen = await fixture.until(id);
          while (seen.state === 'waiting') {
            fixture.test.advance(60_000);
            fixture.downloads.wake();
            await fixture.until(id, ['running', 'done', 'failed', 'paused']);
            seen = await fixture.until(id);
          }
          expect([seen.state, seen.error]).toEqual(['done', null]);
          expect(form === 'zip' ? unzipped(to) : filesBelow(to)).toEqual(sumsOf(all));
        }
        expect([...proxy.made.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
        // Every one of them was compared with a checksum of the store.
        expect(logged.filter((event) => event === 'download-unproven')).toEqual([]);
      } finally {
        await fixture.close();
        await proxy.close();
      }
    },
  );
});
