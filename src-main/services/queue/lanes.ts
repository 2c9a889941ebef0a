/** What runs now: the only part of the queue that lives in memory alone. */
import type { TransferId } from '../../../src-shared/units';
import type { TransferJob } from '../../catalogue/catalogue';

/** `reading`: of a file that is stored already, for its pictures. */
export type Lane = 'preparing' | 'uploading' | 'reading';

interface Running {
  lane: Lane;
  requests: number;
  controller: AbortController;
  done: Promise<void>;
}

export interface Lanes {
  /** `requests`: for the link at once. `work` settles its own errors; what it throws all the same goes to `onStumble`. */
  run(
    job: TransferJob,
    lane: Lane,
    requests: number,
    work: (signal: AbortSignal, abort: () => void) => Promise<void>,
  ): void;
  has(id: TransferId): boolean;
  ids(): Set<TransferId>;
  count(lane: Lane): number;
  /** It needs the link no more. */
  sent(id: TransferId): void;
  /** Requests of all that uploads. */
  requests(): number;
  /** Uploads that still need the link. */
  sending(): number;
  /** Ends these and resolves when they have ended. */
  abort(ids: Iterable<TransferId>): Promise<void>;
}

export function createLanes(events: { onEnd: () => void; onStumble: (error: unknown) => void }): Lanes {
  const running = new Map<TransferId, Running>();
  const of = (lane: Lane): Running[] => [...running.values()].filter((job) => job.lane === lane);
  return {
    run({ id }, lane, requests, work) {
      const controller = new AbortController();
      const done = work(controller.signal, () => controller.abort())
        .catch(events.onStumble)
        .finally(() => {
          running.delete(id);
          events.onEnd();
        });
      running.set(id, { lane, requests, controller, done });
    },
    has: (id) => running.has(id),
    ids: () => new Set(running.keys()),
    count: (lane) => of(lane).length,
    sent(id) {
      const job = running.get(id);
      if (!job) return;
      job.requests = 0;
      events.onEnd();
    },
    sending: () => of('uploading').filter((job) => job.requests > 0).length,
    requests: () => of('uploading').reduce((sum, job) => sum + job.requests, 0),
    async abort(ids) {
      const ending = [...ids].flatMap((id) => running.get(id) ?? []);
      for (const job of ending) job.controller.abort();
      await Promise.all(ending.map((job) => job.done));
    },
  };
}
