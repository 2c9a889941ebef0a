/** Lets only so many requests of a store run at once; the others wait their turn in order. */
import { cancelledError, throwIfCancelled } from '../cancellation';
import type { ObjectStore } from '../object-store';
import { wrapStore } from './wrap-store';

/** A request counts until its answer begins: a body that is read slowly holds no turn, so readers cannot lock each other out. */
export function withLimit(store: ObjectStore, maxInFlight: number): ObjectStore {
  let running = 0;
  const waiting: Array<() => void> = [];

  function enter(signal: AbortSignal | undefined): Promise<void> {
    throwIfCancelled(signal);
    if (running < maxInFlight) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(); // the turn of the one that left is handed on: `running` stays
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(cancelledError(signal?.reason));
      };
      waiting.push(turn);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return wrapStore(store, async (call, run) => {
    await enter(call.signal);
    try {
      return await run();
    } finally {
      leave();
    }
  });
}
