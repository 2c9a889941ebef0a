/** Lets progress through at most every so often, and its last value always. */

export interface CoalescedProgress {
  report(sentBytes: number): void;
  /** Tells the last value if it was held back. */
  flush(): void;
}

/** `now`: milliseconds of any clock that never runs backwards. */
export function coalesceProgress(
  everyMs: number,
  now: () => number,
  emit: (sentBytes: number) => void,
): CoalescedProgress {
  let emittedAtMs = Number.NEGATIVE_INFINITY;
  let held: number | null = null;
  return {
    report(sentBytes) {
      if (now() - emittedAtMs < everyMs) {
        held = sentBytes;
        return;
      }
      emittedAtMs = now();
      held = null;
      emit(sentBytes);
    },
    flush() {
      if (held !== null) emit(held);
      held = null;
    },
  };
}
