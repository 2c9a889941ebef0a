/** What may be tried again, and after how long: exponential back-off with full jitter, Retry-After honoured, attempts bounded. */
import { AppError } from '../../src-shared/app-error';
import { throwIfCancelled } from './cancellation';

export interface RetryRules {
  /** First try included. */
  maxAttempts: number;
  firstDelayMs: number;
  longestDelayMs: number;
  /** [0, 1) */
  random: () => number;
  /** Rejects when the signal fires. */
  wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** A store that asks for more patience than this fails the call; the transfer queue, which shows its waiting, goes on from there. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/** Trying the same call again cannot bring back a multipart upload: its owner has to begin a new one. */
const mayTryAgain = (error: unknown): error is AppError =>
  error instanceof AppError && error.retry === 'later' && error.code !== 'upload-gone';

/** Milliseconds until the next try; null: give up. `made` counts attempts made so far. */
export function delayMs(rules: RetryRules, error: unknown, made: number): number | null {
  if (!mayTryAgain(error) || made >= rules.maxAttempts) return null;
  const ceiling = Math.min(rules.longestDelayMs, rules.firstDelayMs * 2 ** (made - 1));
  const retryAfterMs = Number(error.params?.retryAfterS ?? 0) * 1000;
  if (retryAfterMs > LONGEST_RETRY_AFTER_MS) return null;
  return Math.max(retryAfterMs, Math.round(rules.random() * ceiling));
}

/** Runs it until it succeeds or nothing speaks for another try; then its last error is thrown. */
export async function patiently<T>(
  rules: RetryRules,
  run: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let made = 1; ; made += 1) {
    throwIfCancelled(signal);
    try {
      return await run();
    } catch (error) {
      const delay = delayMs(rules, error, made);
      if (delay === null) throw error;
      await rules.wait(delay, signal);
    }
  }
}
