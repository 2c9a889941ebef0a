/** Progress and badge of the app's icon in taskbar or dock. */
import { type Download, downloadIsOpen } from '../../src-shared/domain/download';
import type { TransferSummary } from '../../src-shared/domain/transfer';

export interface IconProgress {
  /** 0..1; -1: none; above 1: under way, nobody knows how far. */
  value: number;
  mode: 'none' | 'normal' | 'indeterminate' | 'error' | 'paused';
}

/** By bytes, over everything that is open. */
export function iconProgress(summary: TransferSummary | null, downloads: readonly Download[]): IconProgress {
  const open = downloads.filter(({ state }) => downloadIsOpen(state));
  const uploads = summary !== null && openUploads(summary) > 0 ? summary : null;
  if (uploads === null && open.length === 0) return { value: -1, mode: 'none' };
  const sum = (of: (download: Download) => number): number =>
    open.reduce((total, download) => total + of(download), 0);
  const total = (uploads?.totalBytes ?? 0) + sum(({ totalBytes }) => totalBytes);
  const done = (uploads?.sentBytes ?? 0) + sum(({ doneBytes }) => doneBytes);
  const stands =
    (uploads === null || uploads.pausedAll || uploads.pausedCount === openUploads(uploads)) &&
    open.every(({ state }) => state === 'paused' || state === 'asking');
  const mode = (summary?.trouble ?? null) !== null ? 'error' : stands ? 'paused' : 'normal';
  if (total === 0) return { value: 2, mode: 'indeterminate' };
  return { value: Math.min(1, done / total), mode };
}

const openUploads = (summary: TransferSummary): number =>
  summary.totalCount - summary.storedCount - summary.failedCount - summary.cancelledCount;

/** What needs a person. */
export const needsPerson = (summary: TransferSummary | null, downloads: readonly Download[]): number =>
  (summary?.failedCount ?? 0) +
  downloads.filter(({ state }) => state === 'asking' || state === 'failed').length;

export interface IconParts {
  setProgress: (progress: IconProgress) => void;
  setBadge: (count: number) => void;
}
export interface TaskbarIcon {
  show(summary: TransferSummary | null, downloads: readonly Download[]): void;
  /** The person looked: what is wrong now is no news any more. */
  seen(): void;
}

/** Draws only what changed by more than a hundredth, since every change is a message to the system. */
export function createTaskbarIcon(parts: IconParts): TaskbarIcon {
  let drawn = '';
  let badge = 0;
  let wrong = 0;
  let known = 0;
  const drawBadge = (): void => {
    known = Math.min(known, wrong);
    if (wrong - known === badge) return;
    badge = wrong - known;
    parts.setBadge(badge);
  };
  return {
    show(summary, downloads) {
      const progress = iconProgress(summary, downloads);
      const next = `${progress.mode} ${Math.floor(progress.value * 100)}`;
      if (next !== drawn) parts.setProgress(progress);
      drawn = next;
      wrong = needsPerson(summary, downloads);
      drawBadge();
    },
    seen() {
      known = wrong;
      drawBadge();
    },
  };
}
