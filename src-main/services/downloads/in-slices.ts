/** Work over 100,000 photos in slices between which the main thread breathes. */
import { setImmediate as breathe } from 'node:timers/promises';

/** What a person does not feel. */
const SLICE_MS = 8;

/** The work yields wherever it may be put off. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (let sinceMs = performance.now(); ; ) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - sinceMs < SLICE_MS) continue;
    await breathe();
    sinceMs = performance.now();
  }
}

export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
