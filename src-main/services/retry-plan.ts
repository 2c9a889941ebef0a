/** When a failed transfer goes on by itself, and when it waits for a person. */
import type { AppError } from '../../src-shared/app-error';

/** Offline is normal: these never use up attempts. */
const offlineCodes = new Set(['unreachable', 'host-unknown', 'throttled', 'store-busy']);
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;

export type RetryPlan = { type: 'wait'; retryAtMs: number; attempts: number } | { type: 'fail' };

/**
 * Exponential back-off with half jitter; others than offline errors are tried five times. Offline errors are retried without end and use up
 * none of those five: their delay grows with `offlineWaits`, how often the connection was waited for already.
 */
export function planRetry(
  error: AppError,
  attempts: number,
  offlineWaits: number,
  nowMs: number,
  random: () => number,
): RetryPlan {
  if (error.retry !== 'later') return { type: 'fail' };
  const offline = offlineCodes.has(error.code);
  const made = offline ? attempts : attempts + 1;
  if (made >= MAX_ATTEMPTS) return { type: 'fail' };
  const waits = offline ? offlineWaits : attempts;
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(waits, 10));
  return { type: 'wait', retryAtMs: Math.round(nowMs + delayMs * (0.5 + random() / 2)), attempts: made };
}

/** The whole connection is out of reach, not only this file. */
export const isOffline = (error: AppError): boolean =>
  error.code === 'unreachable' || error.code === 'host-unknown';

/** Nothing waits longer than a minute: what seems to was counted by a clock that has been set back since, and is over. */
export const waitIsOver = (untilMs: number, nowMs: number): boolean =>
  untilMs <= nowMs || untilMs - nowMs > 2 * LONGEST_DELAY_MS;
