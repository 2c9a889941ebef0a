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
/** Between two steps: what a person does comes in between. */
const PAUSE_MS = 1;
/**
 * Segments are merged when nothing has changed for so long: a step ends only at the end of a word, and one that all of 200,000 photos have
 * is a megabyte. Until then FTS5 keeps up to 64 segments of a level, which costs a search some milliseconds.
 */
const QUIET_MS = 10_000;
const AGAIN_AFTER_MS = 30_000;
/** What an earlier run left is for later than the opening of the window. */
const START_AFTER_MS = 3000;

export function createWordIndexer(core: Core): WordIndexer {
  /** Photos per slice, as many as its time allows on this computer. */
  let perSlice = 32;
  let changedAtMs = performance.now();
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
    if (written > 0) changedAtMs = performance.now();
    const tookMs = performance.now() - startedAt;
    if (tookMs > SLICE_MS) perSlice = Math.max(FEWEST, perSlice >> 1);
    else if (more && tookMs < SLICE_MS / 3) perSlice = Math.min(MOST, perSlice * 2);
    return more;
  }

  /** How long to wait before the next step; null: all is done. */
  function step(): number | null {
    if (slice()) return PAUSE_MS;
    const quietMs = performance.now() - changedAtMs;
    if (quietMs < QUIET_MS) return QUIET_MS - quietMs;
    return core.catalogue.words.merge() ? PAUSE_MS : null;
  }

  function soon(afterMs = PAUSE_MS): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(goOn, afterMs).unref();
  }

  function goOn(): void {
    if (stopped) return;
    try {
      const afterMs = step();
      if (afterMs !== null) soon(afterMs);
    } catch (error) {
      core.log.warn('index-words', { error: toWire(error) });
      soon(AGAIN_AFTER_MS);
    }
  }

  return {
    start: () => soon(START_AFTER_MS),
    watch() {
      unlisten ??= core.changes.listen(() => {
        changedAtMs = performance.now();
        soon();
      }, ['assets.patched']);
    },
    catchUp() {
      if (stopped || !core.catalogue.words.isPending()) return;
      slice();
      soon();
    },
    async settled(signal) {
      while (!stopped && !signal?.aborted && core.catalogue.words.isPending()) {
        slice();
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
