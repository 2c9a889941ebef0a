/**
 * How many requests that carry bytes may be under way at once, adapted to what the link gives.
 *
 * It climbs: while a wider window makes more get through, it grows by half; when it does not, it steps back to the last one that did and
 * tries again later. A wider window that moves no more only makes every request wait longer (Little's law), so rising latency and missing
 * gain are the same sign. Errors of an overloaded store or link halve it. The bytes under way are bounded as well, so that memory does
 * not grow with the size of the files.
 */
import { AppError, type ErrorCode } from '../../src-shared/app-error';
import type { ConnectionId } from '../../src-shared/units';

/** How one request that carried bytes went. */
export interface FlowOutcome {
  /** 0: nothing was sent after all, which says nothing of the link. */
  sentBytes: number;
  /** Absent when it went well. */
  error?: ErrorCode;
}

export interface FlowLimits {
  /** null: adapted. */
  maxParallel: number | null;
  /** Of single connections; those not named have none. */
  ofConnection: ReadonlyMap<ConnectionId, number>;
}

export interface FlowControl {
  /** No window is ever wider. */
  readonly widest: number;
  /** Requests that may be under way now, over all connections: how far ahead files are worth taking up. */
  window(): number;
  /**
   * Waits for its turn, in order; `bytes` is what the request will hold in memory. The answer is called once with how it went. Rejects
   * with `cancelled` when the signal fires.
   */
  enter(
    connectionId: ConnectionId,
    bytes: number,
    signal: AbortSignal,
  ): Promise<(outcome: FlowOutcome) => void>;
  setLimits(limits: FlowLimits): void;
}

/** Enough for a home link at once; the widest is reached in four steps. */
const FIRST_WINDOW = 16;
/** Without errors it never falls below this: how much gets through varies for many reasons, and a narrow window helps none of them. */
const LEAST_QUIET_WINDOW = 8;
const LEAST_WINDOW = 2;
/** As many as the contract of Settings allows. */
const WIDEST_WINDOW = 64;
const GROWTH = 1.5;
/** Less than this more is noise. */
const WORTHWHILE_GAIN = 1.07;
/** A window that carries so much less than it did: somebody else uses the link, or the store is at its end. */
const LOSS = 0.7;
/** Windows are compared over this time at least, and over as many requests as they hold. */
const SHORTEST_EPOCH_MS = 400;
/** After a window brought nothing: how many epochs pass until the next try. */
const EPOCHS_AT_REST = 12;
/** What a request costs besides its bytes, as bytes: makes small and large ones comparable. */
const REQUEST_WORTH_BYTES = 64 * 1024;
/** One wave of refusals is one sign, not many. */
const HALVED_ONCE_MS = 2000;

const overloaded: ReadonlySet<ErrorCode> = new Set(['throttled', 'store-busy', 'unreachable']);

interface Waiting {
  connectionId: ConnectionId;
  bytes: number;
  begin: () => void;
}

/** `now`: milliseconds of a clock that never runs backwards. */
export function createFlowControl({
  now,
  maxBytes,
}: {
  now: () => number;
  /** Bytes that may be held for requests under way; one request alone may be larger. */
  maxBytes: number;
}): FlowControl {
  let limits: FlowLimits = { maxParallel: null, ofConnection: new Map() };
  let adapted = FIRST_WINDOW;
  let running = 0;
  let heldBytes = 0;
  const runningOf = new Map<ConnectionId, number>();
  const waiting: Waiting[] = [];

  /** The last window that was worth its width, and what it moved (worth a millisecond). */
  let proven = { window: FIRST_WINDOW / 2, rate: 0 };
  let resting = 0;
  let halvedAtMs = Number.NEGATIVE_INFINITY;
  let epoch = { startedAtMs: now(), worth: 0, requests: 0, full: false };

  const window = (): number => limits.maxParallel ?? adapted;
  const beginEpoch = (): void => {
    epoch = { startedAtMs: now(), worth: 0, requests: 0, full: false };
  };

  function mayBegin({ connectionId, bytes }: Waiting): boolean {
    if (running > 0 && heldBytes + bytes > maxBytes) return false;
    const most = limits.ofConnection.get(connectionId) ?? Number.POSITIVE_INFINITY;
    return (runningOf.get(connectionId) ?? 0) < most;
  }

  function beginNext(): void {
    while (running < window()) {
      // One connection at its own limit must not hold up the others.
      const at = waiting.findIndex(mayBegin);
      if (at < 0) return;
      const [next] = waiting.splice(at, 1);
      if (!next) return;
      running += 1;
      heldBytes += next.bytes;
      runningOf.set(next.connectionId, (runningOf.get(next.connectionId) ?? 0) + 1);
      next.begin();
    }
    // Only a window that was used up tells what a wider one would bring.
    if (waiting.length > 0) epoch.full = true;
  }

  function hear({ sentBytes, error }: FlowOutcome): void {
    if (error !== undefined) {
      if (overloaded.has(error)) halve();
      return;
    }
    if (sentBytes === 0) return;
    epoch.worth += sentBytes + REQUEST_WORTH_BYTES;
    epoch.requests += 1;
    const elapsedMs = now() - epoch.startedAtMs;
    if (elapsedMs < SHORTEST_EPOCH_MS || epoch.requests < adapted) return;
    const rate = epoch.worth / elapsedMs;
    if (epoch.full) adapt(rate);
    beginEpoch();
  }

  function adapt(rate: number): void {
    if (adapted > proven.window) {
      if (rate > proven.rate * WORTHWHILE_GAIN) {
        proven = { window: adapted, rate };
        widen();
      } else {
        proven.rate = Math.max(rate, proven.rate * 0.98);
        adapted = proven.window;
        resting = EPOCHS_AT_REST;
      }
      return;
    }
    if (rate < proven.rate * LOSS) {
      adapted = Math.max(Math.min(adapted, LEAST_QUIET_WINDOW), Math.floor(adapted / 1.25));
      proven = { window: adapted, rate };
      resting = EPOCHS_AT_REST;
      return;
    }
    proven = { window: adapted, rate };
    resting -= 1;
    if (resting <= 0) widen();
  }

  function widen(): void {
    adapted = Math.min(WIDEST_WINDOW, Math.ceil(adapted * GROWTH));
    resting = 0;
  }

  function halve(): void {
    if (now() - halvedAtMs < HALVED_ONCE_MS) return;
    halvedAtMs = now();
    adapted = Math.max(LEAST_WINDOW, Math.floor(adapted / 2));
    proven = { window: adapted, rate: 0 };
    resting = EPOCHS_AT_REST;
    beginEpoch();
  }

  function leave(entry: Waiting, outcome: FlowOutcome): void {
    running -= 1;
    heldBytes -= entry.bytes;
    const left = (runningOf.get(entry.connectionId) ?? 1) - 1;
    if (left === 0) runningOf.delete(entry.connectionId);
    else runningOf.set(entry.connectionId, left);
    hear(outcome);
    beginNext();
  }

  return {
    widest: WIDEST_WINDOW,
    window,
    enter(connectionId, bytes, signal) {
      if (signal.aborted) return Promise.reject(cancelled());
      // The link was at rest: its silence says nothing of the window.
      if (running === 0 && waiting.length === 0) beginEpoch();
      return new Promise((resolve, reject) => {
        const entry: Waiting = {
          connectionId,
          bytes,
          begin() {
            signal.removeEventListener('abort', giveUp);
            let left = false;
            resolve((outcome) => {
              if (left) return;
              left = true;
              leave(entry, outcome);
            });
          },
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(cancelled());
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(entry);
        beginNext();
      });
    },
    setLimits(given) {
      limits = given;
      beginNext();
    },
  };
}

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');
