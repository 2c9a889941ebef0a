/** What the line at the bottom has to say, derived from the overall counts. */
import type { TransferState, TransferSummary } from '../../../src-shared/domain/transfer';

export type TransferPhase =
  | 'nothing' // never a transfer: no line
  | 'scanning' // folders are being walked, nothing to move yet
  | 'moving'
  | 'waiting' // nothing moves; it goes on by itself
  | 'paused'
  | 'all-stored'
  | 'not-yet'; // ended with failed or cancelled ones

export const openCount = (summary: TransferSummary): number =>
  Math.max(0, summary.totalCount - summary.storedCount - summary.failedCount - summary.cancelledCount);

/** `scanning`: an import is still walking its folders. */
export function phaseOf(summary: TransferSummary | null, scanning: boolean): TransferPhase {
  if (summary === null || (summary.totalCount === 0 && summary.skippedCount === 0))
    return scanning ? 'scanning' : 'nothing';
  const open = openCount(summary);
  if (open === 0) {
    if (scanning) return 'scanning';
    return summary.failedCount > 0 || summary.cancelledCount > 0 ? 'not-yet' : 'all-stored';
  }
  if (summary.pausedAll || summary.pausedCount === open) return 'paused';
  if (summary.activeCount === 0 && summary.waitingCount > 0) return 'waiting';
  return 'moving';
}

/** 0..1 by bytes, by count where sizes are not known; null when there is nothing to measure. */
export function shareDone(summary: TransferSummary): number | null {
  if (summary.totalBytes > 0) return Math.min(1, summary.sentBytes / summary.totalBytes);
  return summary.totalCount > 0 ? summary.storedCount / summary.totalCount : null;
}

export const transferTabs = ['moving', 'waiting', 'failed', 'done', 'skipped'] as const;
export type TransferTab = (typeof transferTabs)[number];

export const statesOfTab: Record<Exclude<TransferTab, 'skipped'>, TransferState[]> = {
  moving: ['preparing', 'uploading', 'verifying'],
  waiting: ['discovered', 'queued', 'waiting', 'paused'],
  failed: ['failed', 'cancelled'],
  done: ['stored'],
};

/** The tab that answers why someone opened the list. */
export function tabFor(phase: TransferPhase, summary: TransferSummary | null): TransferTab {
  if (phase === 'not-yet') return 'failed';
  if (phase === 'all-stored') return summary !== null && summary.storedCount === 0 ? 'skipped' : 'done';
  return phase === 'moving' || phase === 'scanning' ? 'moving' : 'waiting';
}

export type TransferAct = 'pause' | 'resume' | 'retry' | 'cancel';

/** What a person can do with one transfer in that state. */
export function actsOf(state: TransferState): TransferAct[] {
  if (state === 'stored') return [];
  if (state === 'failed') return ['retry', 'cancel'];
  if (state === 'cancelled') return ['retry'];
  return [state === 'paused' ? 'resume' : 'pause', 'cancel'];
}
