/**
 * Tries what a form holds while it is typed: once it is quiet, one at a time, and only the answer to what is still entered counts.
 * Pure but for the clock and the attempt that it is given.
 */
export type LiveTryState<Answer> =
  | { phase: 'idle' }
  | { phase: 'trying' }
  | { phase: 'answered'; answer: Answer }
  | { phase: 'failed'; error: unknown };

export interface LiveTryDeps<Input, Answer> {
  attempt(input: Input): Promise<Answer>;
  /** Runs it once after `ms`; answers how to take it back. */
  after(ms: number, run: () => void): () => void;
  show(state: LiveTryState<Answer>): void;
}

export interface LiveTry<Input> {
  /**
   * `key` stands for the input: the same one is never tried twice in a row. `quietMs` null: not by itself, only with `now`. A null
   * input is one that cannot be tried yet.
   */
  want(wanted: { key: string; input: Input } | null, quietMs: number | null): void;
  /** Tries what is wanted without waiting; resolves when its answer is shown, or when something else is wanted meanwhile. */
  now(): Promise<void>;
  dispose(): void;
}

export function createLiveTry<Input, Answer>(deps: LiveTryDeps<Input, Answer>): LiveTry<Input> {
  let wanted: { key: string; input: Input } | null = null;
  /** Whose answer is on the screen. */
  let shownKey: string | null = null;
  let running: Promise<void> | null = null;
  let runningKey: string | null = null;
  let takeBack: (() => void) | null = null;
  let disposed = false;

  const calm = (): void => {
    takeBack?.();
    takeBack = null;
  };

  async function start(): Promise<void> {
    calm();
    if (running !== null) await running; // never two at a time
    if (disposed || wanted === null || wanted.key === shownKey) return;
    if (running !== null) return start();
    running = run(wanted);
    await running;
  }

  async function run({ key, input }: { key: string; input: Input }): Promise<void> {
    runningKey = key;
    deps.show({ phase: 'trying' });
    let state: LiveTryState<Answer>;
    try {
      state = { phase: 'answered', answer: await deps.attempt(input) };
    } catch (error) {
      state = { phase: 'failed', error };
    }
    running = null;
    runningKey = null;
    if (disposed || wanted?.key !== key) return; // a stale answer
    shownKey = key;
    deps.show(state);
  }

  return {
    want(next, quietMs) {
      if (next?.key === wanted?.key && next !== null && (next.key === shownKey || next.key === runningKey))
        return;
      wanted = next;
      calm();
      if (next === null || next.key !== shownKey) {
        shownKey = null;
        deps.show(next !== null && next.key === runningKey ? { phase: 'trying' } : { phase: 'idle' });
      }
      if (next === null || quietMs === null || next.key === runningKey || next.key === shownKey) return;
      takeBack = deps.after(quietMs, () => void start());
    },
    now: start,
    dispose() {
      disposed = true;
      calm();
    },
  };
}
