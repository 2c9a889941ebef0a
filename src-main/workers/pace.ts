/**
 * One bandwidth limit for all threads: a schedule in shared memory, in which every piece of a body takes the next free place.
 *
 * The places follow each other as the rate says (bytes × 1 s / rate), in the order in which they were taken, whichever thread took them:
 * so no thread starves another. What nobody took in the last quarter of a second is lost; a burst is never larger than that.
 */
import { AppError } from '../../src-shared/app-error';
import type { Pace } from '../storage/object-store';

/** What was not used for so long may be made up for at once. */
const BURST_US = 250_000n;
/** A waiting piece looks so often whether the rate changed. */
const LOOK_AGAIN_MS = 100;
const US_PER_SECOND = 1_000_000n;

/** Places in the shared memory: when the next piece is due (µs), bytes per second (0: no limit), how often that was set. */
const NEXT = 0;
const RATE = 1;
const TURN = 2;

/** No limit at first. Pass it to the threads; all of them see the same. */
export const createPaceState = (): SharedArrayBuffer =>
  new SharedArrayBuffer(3 * BigInt64Array.BYTES_PER_ELEMENT);

/** One clock for all threads of the process, which no setting of the time turns back: milliseconds since some moment. */
export const sharedClockMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

const usOf = (ms: number): bigint => BigInt(Math.round(ms * 1000));

/** For main. `bytesPerSecond`: 0 or null takes the limit away. What waits goes on by the new rate within `LOOK_AGAIN_MS`. */
export function setPaceRate(shared: SharedArrayBuffer, bytesPerSecond: number | null, nowMs: number): void {
  const state = new BigInt64Array(shared);
  const rate = BigInt(Math.max(0, Math.round(bytesPerSecond ?? 0)));
  if (Atomics.load(state, RATE) === rate) return;
  Atomics.store(state, RATE, rate);
  Atomics.store(state, NEXT, usOf(nowMs));
  Atomics.add(state, TURN, 1n);
}

/** Whether there is a limit now: without one a body goes out in one piece. */
export const isPaced = (shared: SharedArrayBuffer): boolean =>
  Atomics.load(new BigInt64Array(shared), RATE) !== 0n;

/**
 * `now`: milliseconds of a clock that all threads share and that never goes back (`sharedClockMs`). `wait` rejects with `cancelled` when
 * the signal fires.
 */
export function createPace(
  shared: SharedArrayBuffer,
  now: () => number,
  wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>,
): Pace {
  const state = new BigInt64Array(shared);

  /** When a piece of that size may go; null: at once, there is no limit. */
  function takePlace(bytes: number): { dueUs: bigint; costUs: bigint; turn: bigint } | null {
    for (;;) {
      const turn = Atomics.load(state, TURN);
      const rate = Atomics.load(state, RATE);
      if (rate === 0n) return null;
      const costUs = (BigInt(bytes) * US_PER_SECOND) / rate;
      const next = Atomics.load(state, NEXT);
      const earliest = usOf(now()) - BURST_US;
      const dueUs = (next > earliest ? next : earliest) + costUs;
      if (Atomics.compareExchange(state, NEXT, next, dueUs) === next) return { dueUs, costUs, turn };
    }
  }

  return async (bytes, signal) => {
    if (signal?.aborted) throw new AppError('cancelled', 'It was cancelled.', { cause: signal.reason });
    for (let place = takePlace(bytes); place; place = takePlace(bytes)) {
      const { dueUs, costUs, turn } = place;
      const isOld = (): boolean => Atomics.load(state, TURN) !== turn;
      for (;;) {
        const restMs = Number(dueUs - usOf(now())) / 1000;
        if (restMs <= 0) return;
        try {
          await wait(Math.min(restMs, LOOK_AGAIN_MS), signal);
        } catch (error) {
          // Those that come later may have it.
          if (!isOld()) Atomics.sub(state, NEXT, costUs);
          throw error;
        }
        if (isOld()) break; // the places are counted anew
      }
    }
  };
}
