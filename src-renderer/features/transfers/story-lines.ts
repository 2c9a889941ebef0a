/** The steps of one transfer as they are read. */
import type { TransferEvent } from '../../../src-shared/domain/transfer';

export interface StoryLine extends TransferEvent {
  key: string;
  /** null: it is still so. */
  tookMs: number | null;
}

/** Newest first, each with how long it was so. */
export function storyLines(steps: readonly TransferEvent[]): StoryLine[] {
  return steps
    .map((step, index) => {
      const next = steps[index + 1];
      return {
        ...step,
        key: `${index} ${step.atMs}`,
        tookMs: next === undefined ? null : next.atMs - step.atMs,
      };
    })
    .reverse();
}
