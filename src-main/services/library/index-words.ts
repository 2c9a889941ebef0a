/** Keeps the index of words up with the photos: in slices of a few milliseconds, beside everything else. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toWire } from '../../../src-shared/app-error';
import { wordsOf } from '../../library/photo-words';
import type { Core } from '../core';

export interface WordIndexer {
  /** Goes on with what is pending, then rests. */
  start(): void;
  /** From now on new words are indexed as they come. For the window, which stays; a command asks for what it needs. */
  watch(): void;
  /** One slice now: what a person just wrote is found by the question that follows. */
  catchUp(): void;
  /** All that is pending, in slices. Rejects with AppError. */
  settled(signal?: AbortSignal): Promise<void>;
  stop(): void;
}

/** What one slice may take of the main thread, half of it for luck. */
const SLICE_MS = 5;
const FEWEST = 4;
const MOST = 64;
/** Between two steps, of about 2 ms each: what a person does comes in between. */
const PAUSE_MS = 1;
const AGAIN_AFTER_MS = 30_000;
/** What an earlier run left is for later than the opening of the window. */
const START_AFTER_MS = 3000;
/** Steps of merging that each slice of writing makes necessary. */
const MERGES_PER_SLICE = 3;

export function createWordIndexer(core: Core): WordIndexer {
  /** Photos per slice, as many as its time allows on this computer. */
  let perSlice = 32;
  let merges = 0;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: (() => void) | undefined;
  let stopped = false;

  /** True while more is pending. */
  function slice(): boolean {
    const startedAt = performance.now();
    const { words } = core.catalogue;
    const written = core.catalogue.transaction(() => {
      const pending = words.pending(perSlice);
      for (const { id, photo } of pending) words.write(id, photo && wordsOf(photo));
      return pending.length;
    });
    const more = written === perSlice;
    if (written > 0) merges = MERGES_PER_SLICE;
    const tookMs = performance.now() - startedAt;
    if (tookMs > SLICE_MS) perSlice = Math.max(FEWEST, perSlice >> 1);
    else if (more && tookMs < SLICE_MS / 3) perSlice = Math.min(MOST, perSlice * 2);
    return more;
  }

  /** True while more is to be done. */
  function step(): boolean {
    if (merges > 0) {
      merges = core.catalogue.words.merge() ? merges - 1 : 0;
      return true;
    }
    // At the end all that is left is merged, too.
    return slice() || core.catalogue.words.merge();
  }

  function soon(afterMs = PAUSE_MS): void {
    if (!stopped) timer ??= setTimeout(goOn, afterMs).unref();
  }

  function goOn(): void {
    timer = undefined;
    if (stopped) return;
    try {
      if (step()) soon();
    } catch (error) {
      core.log.warn('index-words', { error: toWire(error) });
      soon(AGAIN_AFTER_MS);
    }
  }

  return {
    start: () => soon(START_AFTER_MS),
    watch() {
      unlisten ??= core.changes.listen(() => soon(), ['assets.patched']);
    },
    catchUp() {
      if (stopped || !core.catalogue.words.isPending()) return;
      slice();
      soon();
    },
    async settled(signal) {
      while (!stopped && !signal?.aborted && core.catalogue.words.isPending()) {
        step();
        await nextTurn();
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      unlisten?.();
    },
  };
}
