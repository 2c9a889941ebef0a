/** When the index of words is written and when its segments are merged. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Core } from '../../../src-main/services/core';
import { createWordIndexer } from '../../../src-main/services/library/index-words';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A catalogue with so many photos to be indexed and segments to be merged, and what was done with it when (ms). */
function desk(given: { pending: number; merges: number }) {
  const startedAt = performance.now();
  const done: string[] = [];
  const note = (what: string): unknown => done.push(`${what} ${Math.round(performance.now() - startedAt)}`);
  let patched = (): void => undefined;
  const core = {
    log: { warn: (_event: string, fields: unknown) => note(JSON.stringify(fields)) },
    changes: {
      listen: (listener: () => void) => {
        patched = listener;
        return () => undefined;
      },
    },
    catalogue: {
      transaction: (run: () => unknown) => run(),
      words: {
        pending: (limit: number) => {
          const count = Math.min(limit, given.pending);
          given.pending -= count;
          if (count > 0) note(`write ${count}`);
          return Array.from({ length: count }, (_, id) => ({ id, photo: null }));
        },
        isPending: () => given.pending > 0,
        merge: () => {
          note('merge');
          given.merges -= 1;
          return given.merges > 0;
        },
        write: () => undefined,
      },
    },
  };
  return { words: createWordIndexer(core as unknown as Core), done, given, patched: () => patched() };
}

it('words are written at once, segments merged when nothing has changed for ten seconds', async () => {
  const { words, done, given, patched } = desk({ pending: 3, merges: 2 });
  words.start();
  words.watch();
  await vi.advanceTimersByTimeAsync(8000);
  given.pending += 1;
  patched();
  await vi.advanceTimersByTimeAsync(6000);
  // A change without new words is one too.
  patched();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toEqual(['write 3 3000', 'write 1 8001', 'merge 24000', 'merge 24001']);
  words.stop();
  patched();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toHaveLength(4);
});

it('who waits for the words waits for no merge', async () => {
  vi.useRealTimers();
  const { words, done } = desk({ pending: 70, merges: 2 });
  await words.settled();
  words.stop();
  expect(done.map((line) => line.split(' ')[0])).toEqual(['write', 'write']);
});
