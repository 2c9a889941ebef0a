/** When a failed transfer goes on by itself, and when it waits for a person. */
import type { AppError } from '../../src-shared/app-error';

/** Offline is normal: these never use up attempts. */
const offlineCodes = new Set(['unreachable', 'host-unknown', 'throttled', 'store-busy']);
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;

export type RetryPlan = { type: 'wait'; retryAtMs: number; attempts: number } | { type: 'fail' };

/** Exponential back-off with half jitter; offline errors are retried without end, others five times. */
export function planRetry(error: AppError, attempts: number, nowMs: number, random: () => number): RetryPlan {
  if (error.retry !== 'later') return { type: 'fail' };
  const made = attempts + 1;
  if (!offlineCodes.has(error.code) && made >= MAX_ATTEMPTS) return { type: 'fail' };
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, 10));
  return { type: 'wait', retryAtMs: Math.round(nowMs + delayMs * (0.5 + random() / 2)), attempts: made };
}

/** The whole connection is out of reach, not only this file. */
export const isOffline = (error: AppError): boolean =>
  error.code === 'unreachable' || error.code === 'host-unknown';
