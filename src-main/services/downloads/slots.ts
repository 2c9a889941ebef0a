/** How many requests of downloads may be under way at once, over all and for each connection. */
import { AppError } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';

export interface SlotLimits {
  all(): number;
  /** null: no bound of its own. */
  of(connectionId: ConnectionId): number | null;
}

export interface Slots {
  /** Waits for a turn; the answer gives it back. Rejects with `cancelled` when the signal fires. */
  take(connectionId: ConnectionId, signal: AbortSignal): Promise<() => void>;
  /** A request more would begin at once. */
  idle(): boolean;
}

interface Waiting {
  connectionId: ConnectionId;
  go(): void;
}

export function createSlots(limits: SlotLimits): Slots {
  const taken = new Map<ConnectionId, number>();
  let all = 0;
  const queue: Waiting[] = [];

  const mayGo = (connectionId: ConnectionId): boolean =>
    all < limits.all() &&
    (taken.get(connectionId) ?? 0) < (limits.of(connectionId) ?? Number.POSITIVE_INFINITY);

  const letGo = (): void => {
    for (let at = 0; at < queue.length; ) {
      const next = queue[at] as Waiting;
      if (!mayGo(next.connectionId)) {
        if (all >= limits.all()) return;
        at += 1;
        continue;
      }
      queue.splice(at, 1);
      next.go();
    }
  };

  return {
    take: (connectionId, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
          reject(new AppError('cancelled', 'It was cancelled.'));
        };
        const waiting: Waiting = {
          connectionId,
          go() {
            signal.removeEventListener('abort', stop);
            all += 1;
            taken.set(connectionId, (taken.get(connectionId) ?? 0) + 1);
            let given = true;
            resolve(() => {
              if (!given) return;
              given = false;
              all -= 1;
              taken.set(connectionId, (taken.get(connectionId) ?? 1) - 1);
              letGo();
            });
          },
        };
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop, { once: true });
        queue.push(waiting);
        letGo();
      }),
    idle: () => queue.length === 0 && all < limits.all(),
  };
}
