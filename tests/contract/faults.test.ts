/** The contract again, while requests fail as they do on real networks: the layers have to make up for it. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { withRetry } from '../../src-main/storage/layers/retry';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { AppError } from '../../src-shared/app-error';
import { S3ConnectionConfig, SwiftConnectionConfig } from '../../src-shared/domain/connection';
import { type Fault, type FaultProxy, seededRandom, startFaultProxy } from '../support/fault-proxy';
import {
  type SwiftAddresses,
  sharedSwift,
  startSwift,
  swiftUnavailableReason,
} from '../support/swift-server';
import { describeObjectStore } from './object-store-contract';

/** No call of a test needs more requests: the attempt after one that failed gets through. */
const GAP = 24;
/** Of the requests after that. */
const RATE = 0.5;
const SEED = 20_261_121;
const isLong = process.env.CAOS_LONG === '1';

const patient = {
  maxAttempts: 4,
  firstDelayMs: 0,
  longestDelayMs: 0,
  random: () => 0,
  wait: async () => undefined,
};

describe('in memory', () => {
  const counted = { before: 0, after: 0 };

  describeObjectStore('memory, calls fail before and after they did their work', async () => {
    const random = seededRandom(SEED);
    let calm = 0;
    /** How often each call failed since it last got through: never as often as it is tried. */
    const failed = new Map<string, number>();
    const fails = (
      call: { operation: string; bucket: string | null; key: string | null },
      isLast: boolean,
    ): boolean => {
      const name = `${call.operation} ${call.bucket} ${call.key}`;
      const times = failed.get(name) ?? 0;
      const fail = calm === 0 && times < patient.maxAttempts - 1 && random() < 0.3;
      if (fail) failed.set(name, times + 1);
      else if (isLast) failed.delete(name);
      return fail;
    };
    const memory = createMemoryStore({
      beforeCall: (call) => {
        if (!fails(call, false)) return;
        counted.before += 1;
        throw new AppError('unreachable', 'The connection was reset.');
      },
      beforeAnswer: (call) => {
        // An upload whose id was lost stays behind: nobody can know of it but the next cleaning up.
        if (call.operation === 'multipart.begin' || !fails(call, true)) return;
        counted.after += 1;
        throw new AppError('store-busy', 'The store has a problem.');
      },
    });
    const store = withRetry(memory, patient);
    let made = 0;
    return {
      open: () => store,
      meansVersions: true,
      freshBucket: () => {
        made += 1;
        return `bucket-${made}`;
      },
      illegalBucket: 'No/Slash',
      manyObjects: 1001,
      bucketMetadata: true,
      undisturbed: async (run) => {
        calm += 1;
        try {
          return await run();
        } finally {
          calm -= 1;
        }
      },
    };
  });

  describeObjectStore('memory, far away', async () => {
    const random = seededRandom(SEED);
    const turns = async (): Promise<void> => {
      for (let left = Math.floor(random() * 8); left > 0; left -= 1)
        await new Promise((resolve) => setImmediate(resolve));
    };
    const store = createMemoryStore({ beforeCall: turns, beforeAnswer: turns });
    let made = 0;
    return {
      open: () => store,
      meansVersions: true,
      freshBucket: () => {
        made += 1;
        return `bucket-${made}`;
      },
      illegalBucket: 'No/Slash',
      manyObjects: 300,
      bucketMetadata: true,
    };
  });

  it('both kinds were made', () => {
    expect([counted.before > 100, counted.after > 100]).toEqual([true, true]);
  });
});

const unavailable = swiftUnavailableReason();
describe.skipIf(unavailable !== undefined)('on a real server', () => {
  let swift: SwiftAddresses;
  let stop: (() => Promise<void>) | undefined;
  const proxies: FaultProxy[] = [];
  beforeAll(async () => {
    const shared = sharedSwift();
    const own = shared ? undefined : await startSwift();
    stop = own?.stop;
    swift = (shared ?? own) as SwiftAddresses;
  }, 180_000);
  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
    await stop?.();
  });
  const freshBucket = (): string => `caos-${randomBytes(6).toString('hex')}`;

  async function between(faults: readonly Fault[]): Promise<FaultProxy> {
    const proxy = await startFaultProxy({
      target: swift.s3Endpoint,
      faults,
      seed: SEED,
      rate: RATE,
      gap: GAP,
      // An upload whose id was lost stays behind, as above.
      spares: (fault, { method, url }) =>
        (fault === 'answer-lost' || fault === 'error-500-after') &&
        method === 'POST' &&
        url.searchParams.has('uploads'),
    });
    proxies.push(proxy);
    return proxy;
  }
  const everyKind: Fault[] = [
    'reset-before',
    'answer-lost',
    'error-500',
    'error-500-after',
    'busy-503',
    'truncated',
    'slow',
  ];
  /** Named in the failure, so that a kind that never came shows. */
  const neverMade = (proxy: FaultProxy | undefined, kinds: readonly Fault[]): Fault[] =>
    kinds.filter((kind) => (proxy?.made.get(kind) ?? 0) === 0);

  // Over S3 the transfers meet every fault in each run (../integration/transfer-faults); the whole contract does in the long one.
  const overS3 = (): void => {
    let proxy: FaultProxy;
    describeObjectStore('s3 (OpenStack Swift), with faults', async () => {
      proxy = await between(everyKind);
      const config = S3ConnectionConfig.parse({
        kind: 's3',
        endpoint: proxy.origin,
        region: swift.region,
        accessKey: swift.accessKey,
        pathStyle: true,
      });
      return {
        open: () => openObjectStore({ config, secret: swift.secretKey }, { wait: patient.wait }),
        freshBucket,
        illegalBucket: 'No_Such.Bucket Name',
        manyObjects: isLong ? 120 : 40,
        partsTold: 'nothing',
        undisturbed: proxy.undisturbed,
      };
    });
    it('every kind was made', () => {
      expect(neverMade(proxy, everyKind)).toEqual([]);
    });
  };
  if (isLong) describe('s3', () => overS3());

  describe('swift', () => {
    let proxy: FaultProxy;
    // S3 has verified the bytes by the MD5 they came with; what it then calls them is its own affair (../integration/transfer-faults).
    const kinds: Fault[] = [...everyKind, 'wrong-etag', 'unauthorized-401'];
    describeObjectStore('swift (OpenStack Swift, auth v1), with faults', async () => {
      proxy = await between(kinds);
      const config = SwiftConnectionConfig.parse({
        kind: 'swift',
        authUrl: `${proxy.origin}${new URL(swift.authUrl).pathname}`,
        authVersion: '1',
        user: swift.user,
      });
      return {
        open: () => openObjectStore({ config, secret: swift.key }, { wait: patient.wait }),
        freshBucket,
        illegalBucket: 'with/slash',
        manyObjects: isLong ? 120 : 40,
        bucketMetadata: true,
        undisturbed: proxy.undisturbed,
      };
    });
    it('every kind was made', () => {
      expect(neverMade(proxy, kinds)).toEqual([]);
    });
  });
});
