/** Opens the store of a connection: its driver, and the layers around it, composed here and nowhere else. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionConfig, ReceivedConfig } from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import { cancelledError } from './cancellation';
import { createLocalStore } from './drivers/local/local-store';
import { createReceivedStore } from './drivers/received/received-store';
import { createS3Store } from './drivers/s3/s3-store';
import { createSwiftSessions } from './drivers/swift/sessions';
import { createSwiftStore } from './drivers/swift/swift-store';
import { createHttpClient } from './http-client';
import { type WriteGuard, withGuard } from './layers/guard';
import { withLimit } from './layers/limit';
import { type StoreLogEntry, withLog } from './layers/log';
import { withRetry } from './layers/retry';
import type { ObjectStore } from './object-store';
import type { RetryRules } from './patience';
import type { ReceivedAccess } from './received-share';
import type { GetSession, LinkSigner } from './session';

export type { StoreLogEntry } from './layers/log';

/** What a store is opened with. */
export interface StoreSecrets {
  config: ConnectionConfig | ReceivedConfig;
  /** S3 secret key, Swift password or application credential secret; null for stores that need none, or that get their session. */
  secret: string | null;
  sessionToken?: string | undefined;
  /** What a probe saw this store do; null: only what its protocol promises. */
  known?: Capabilities | null | undefined;
}

export interface OpenStoreOptions {
  /** Where sessions come from; default: the store asks for one of its own. */
  getSession?: GetSession | undefined;
  /** Who signs links to local objects; without it a local store has none. */
  links?: LinkSigner | undefined;
  log?: (entry: StoreLogEntry) => void;
  /** Asked before every write. */
  guard?: WriteGuard | undefined;
  /** [0, 1) */
  random?: () => number;
  /** Rejects with `cancelled` when the signal fires. */
  wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Enough for every worker's parts at once; above it a home link only queues longer. */
const MAX_REQUESTS_IN_FLIGHT = 32;

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (error) {
    throw cancelledError(error);
  }
}

/** Opens without a request: what is wrong with an address or a key shows at the first call. Whoever opens it closes it. */
export function openObjectStore(access: StoreSecrets, options: OpenStoreOptions = {}): ObjectStore {
  const retry: RetryRules = {
    maxAttempts: 4,
    firstDelayMs: 250,
    longestDelayMs: 8000,
    random: options.random ?? Math.random,
    wait: options.wait ?? waitFor,
  };
  const driver = openDriver(access, options, retry);
  const logged = options.log ? withLog(driver, options.log, () => performance.now()) : driver;
  const limited = withLimit(logged, MAX_REQUESTS_IN_FLIGHT);
  const retried = withRetry(limited, retry);
  return options.guard ? withGuard(retried, options.guard) : retried;
}

function openDriver(access: StoreSecrets, options: OpenStoreOptions, retry: RetryRules): ObjectStore {
  const { config } = access;
  const known = access.known ?? undefined;
  switch (config.kind) {
    case 'local':
      return createLocalStore(config, { links: options.links });
    case 's3':
      return createS3Store(config, access.secret ?? '', { known, sessionToken: access.sessionToken });
    case 'swift':
      return createSwiftStore(config, {
        known,
        retry,
        getSession: options.getSession ?? createSwiftSessions(config, access.secret ?? ''),
      });
    case 'received':
      return createReceivedStore(
        JSON.parse(access.secret ?? '') as ReceivedAccess,
        createHttpClient(undefined),
      );
  }
}

/** The session source that main keeps for a connection and shares with its threads; null for stores without sessions. */
export function openSessions(access: StoreSecrets): GetSession | null {
  return access.config.kind === 'swift' ? createSwiftSessions(access.config, access.secret ?? '') : null;
}
