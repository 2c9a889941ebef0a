/** What the line at the bottom has to say, derived from the overall counts. */
import type { Download } from '../../../src-shared/domain/download';
import type { TransferState, TransferSummary } from '../../../src-shared/domain/transfer';

export type TransferPhase =
  | 'nothing' // never a transfer: no line
  | 'scanning' // folders are being walked, nothing to move yet
  | 'moving'
  | 'held' // nothing moves, since a rule of Settings says so
  | 'waiting' // nothing moves; it goes on by itself
  | 'paused'
  | 'downloading' // uploads have ended, a download has not
  | 'all-stored'
  | 'not-yet'; // ended with failed or cancelled ones

export const openCount = (summary: TransferSummary): number =>
  Math.max(0, summary.totalCount - summary.storedCount - summary.failedCount - summary.cancelledCount);

/** `scanning`: an import is still walking its folders. `download`: one that has not ended. */
export function phaseOf(
  summary: TransferSummary | null,
  scanning: boolean,
  download: Download | null = null,
): TransferPhase {
  const open = summary === null ? 0 : openCount(summary);
  if (open === 0) {
    if (scanning) return 'scanning';
    if (download !== null) return 'downloading';
    if (summary === null || (summary.totalCount === 0 && summary.skippedCount === 0)) return 'nothing';
    return summary.failedCount > 0 || summary.cancelledCount > 0 ? 'not-yet' : 'all-stored';
  }
  if (summary === null) return 'nothing';
  if (summary.pausedAll || summary.pausedCount === open) return 'paused';
  // Those that a person let go on all the same move although the others are held.
  if (summary.held !== null && summary.bytesPerSecond === 0) return 'held';
  return summary.activeCount === 0 && summary.waitingCount > 0 ? 'waiting' : 'moving';
}

/** 0..1 by bytes, by count where sizes are not known; null when there is nothing to measure. */
export function shareOf(done: {
  bytes: number;
  totalBytes: number;
  count: number;
  totalCount: number;
}): number | null {
  if (done.totalBytes > 0) return Math.min(1, done.bytes / done.totalBytes);
  return done.totalCount > 0 ? done.count / done.totalCount : null;
}

export const shareDone = (summary: TransferSummary): number | null =>
  shareOf({
    bytes: summary.sentBytes,
    totalBytes: summary.totalBytes,
    count: summary.storedCount,
    totalCount: summary.totalCount,
  });

export const transferTabs = ['moving', 'waiting', 'failed', 'done', 'skipped'] as const;
export type TransferTab = (typeof transferTabs)[number];

export const statesOfTab: Record<Exclude<TransferTab, 'skipped'>, TransferState[]> = {
  moving: ['preparing', 'uploading', 'verifying'],
  waiting: ['discovered', 'queued', 'waiting', 'paused'],
  failed: ['failed', 'cancelled'],
  done: ['stored'],
};

export type TransferAct = 'pause' | 'resume' | 'retry' | 'cancel';

/** What a person can do with one transfer in that state. A waiting one may be tried at once. */
export function actsOf(state: TransferState): TransferAct[] {
  if (state === 'stored') return [];
  if (state === 'failed' || state === 'cancelled') return ['retry'];
  if (state === 'waiting') return ['retry', 'pause', 'cancel'];
  return [state === 'paused' ? 'resume' : 'pause', 'cancel'];
}

/** Not begun yet, so that it can be asked for first. */
export const mayGoFirst = (state: TransferState): boolean =>
  ['discovered', 'preparing', 'queued', 'waiting', 'paused'].includes(state);
