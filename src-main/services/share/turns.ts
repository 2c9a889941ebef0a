/** One thing at a time happens to each of many; what may end by itself is tried again, ever later. */
export interface Turns<Id> {
  /** Rejects as `work` does. */
  run<T>(id: Id, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  isBusy(id: Id): boolean;
  /** Ends what is under way. */
  interrupt(id: Id): void;
  /** The same, and resolves once it has. */
  cancel(id: Id): Promise<void>;
  isDue(id: Id, nowMs: number): boolean;
  failed(id: Id, nowMs: number): void;
  through(id: Id): void;
  hurry(): void;
  readonly stopping: AbortSignal;
  stop(): Promise<void>;
}

/** Doubling from the first to the last. */
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 10 * 60_000;

export function createTurns<Id>(): Turns<Id> {
  const turns = new Map<Id, Promise<unknown>>();
  const working = new Map<Id, AbortController>();
  const waits = new Map<Id, { untilMs: number; forMs: number }>();
  const ending = new AbortController();
  return {
    run(id, work) {
      const before = turns.get(id) ?? Promise.resolve();
      const turn = before
        .catch(() => undefined)
        .then(async () => {
          const controller = new AbortController();
          working.set(id, controller);
          try {
            return await work(AbortSignal.any([controller.signal, ending.signal]));
          } finally {
            working.delete(id);
          }
        });
      turns.set(id, turn);
      const forget = (): void => {
        if (turns.get(id) === turn) turns.delete(id);
      };
      turn.then(forget, forget);
      return turn;
    },
    isBusy: (id) => working.has(id),
    interrupt: (id) => working.get(id)?.abort(),
    async cancel(id) {
      working.get(id)?.abort();
      await turns.get(id)?.catch(() => undefined);
    },
    isDue: (id, nowMs) => (waits.get(id)?.untilMs ?? 0) <= nowMs,
    failed(id, nowMs) {
      const forMs = Math.min(LONGEST_WAIT_MS, (waits.get(id)?.forMs ?? FIRST_WAIT_MS / 2) * 2);
      waits.set(id, { untilMs: nowMs + forMs, forMs });
    },
    through: (id) => void waits.delete(id),
    hurry: () => waits.clear(),
    stopping: ending.signal,
    async stop() {
      ending.abort();
      await Promise.allSettled([...turns.values()]);
    },
  };
}
