/** Tells of every request of a store: what, where, how long, how it ended. Never secrets, never signed addresses. */
import { type ErrorCode, toWire } from '../../../src-shared/app-error';
import type { ObjectStore } from '../object-store';
import { wrapStore } from './wrap-store';

export interface StoreLogEntry {
  operation: string;
  bucket: string | null;
  key: string | null;
  durationMs: number;
  outcome: 'ok' | ErrorCode;
  /** Foreign code, status and request id, when it failed. */
  details?: string;
}

/** A step of a listing that only hands out the next name of a page is not worth a line. */
const LISTING_STEP_MS = 1;

/** `now`: any clock in milliseconds that never runs backwards. */
export function withLog(
  store: ObjectStore,
  log: (entry: StoreLogEntry) => void,
  now: () => number,
): ObjectStore {
  return wrapStore(store, async (call, run) => {
    const startedAt = now();
    const entry = (outcome: StoreLogEntry['outcome'], details?: string): StoreLogEntry => ({
      operation: call.operation,
      bucket: call.bucket,
      key: call.key,
      durationMs: Math.round(now() - startedAt),
      outcome,
      ...(details && { details }),
    });
    try {
      const result = await run();
      const listingStep = ['list', 'multipart.list', 'admin.versions'].includes(call.operation);
      if (!listingStep || now() - startedAt > LISTING_STEP_MS) log(entry('ok'));
      return result;
    } catch (error) {
      const { code, details } = toWire(error);
      log(entry(code, details));
      throw error;
    }
  });
}
