/** Opens the store of a connection: its driver, and the layers around it, composed here and nowhere else. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionConfig } from '../../src-shared/domain/connection';
import { cancelledError } from './cancellation';
import { createLocalStore } from './drivers/local/local-store';
import { createS3Store } from './drivers/s3/s3-store';
import { withLimit } from './layers/limit';
import { type StoreLogEntry, withLog } from './layers/log';
import { withRetry } from './layers/retry';
import type { ObjectStore } from './object-store';

export type { StoreLogEntry } from './layers/log';

export interface OpenStoreOptions {
  log?: (entry: StoreLogEntry) => void;
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

/**
 * Opens without a request: what is wrong with an address or a key shows at the first call. `secret` is the S3 secret key, null for
 * stores that need none. Whoever opens it closes it.
 */
export function openObjectStore(
  access: { config: ConnectionConfig; secret: string | null },
  options: OpenStoreOptions = {},
): ObjectStore {
  const { config, secret } = access;
  const driver = config.kind === 'local' ? createLocalStore(config) : createS3Store(config, secret ?? '');
  const logged = options.log ? withLog(driver, options.log, () => performance.now()) : driver;
  const limited = withLimit(logged, MAX_REQUESTS_IN_FLIGHT);
  return withRetry(limited, {
    maxAttempts: 4,
    firstDelayMs: 250,
    longestDelayMs: 8000,
    random: options.random ?? Math.random,
    wait: options.wait ?? waitFor,
  });
}
