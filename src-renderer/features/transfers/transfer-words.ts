/** The sentence of the transfer line. */
import type { TFunction } from 'i18next';
import type { WireError } from '../../../src-shared/app-error';
import type { Download } from '../../../src-shared/domain/download';
import type { ImportRun, Transfer, TransferHold, TransferSummary } from '../../../src-shared/domain/transfer';
import { formatCount, formatDuration, formatSpeed, formatTime } from '../../ui/format';
import type { TransferPhase } from './transfer-phase';

export interface LineFacts {
  phase: TransferPhase;
  summary: TransferSummary | null;
  /** Imports that are still walking their folders. */
  scanning: readonly ImportRun[];
  /** As rounded by `roundLeft`; null: cannot be told. */
  leftMs: number | null;
  /** The open download that is spoken of, and how many there are. */
  download: Download | null;
  downloadCount: number;
  /** One of those that wait for a store, and what its connection is called. */
  waiting: { transfer: Transfer; connectionName: string | null } | null;
  nowMs: number;
}
export interface LineWords {
  main: string;
  /** Beside it: speed, time left, what failed. */
  more: string[];
}

export function lineWords(facts: LineFacts, t: TFunction, locale: string): LineWords {
  const { phase, summary, download } = facts;
  const n = (count: number): { count: number; n: string } => ({ count, n: formatCount(count, locale) });
  const flow = (moving: { bytesPerSecond: number }): string[] => [
    ...(moving.bytesPerSecond > 0 ? [formatSpeed(moving.bytesPerSecond, locale)] : []),
    ...(facts.leftMs !== null ? [leftWords(facts.leftMs, t, locale)] : []),
  ];
  if (phase === 'scanning') {
    const found = facts.scanning.reduce((sum, run) => sum + run.foundCount, 0);
    return { main: t('transfers.line.scanning', n(found)), more: [] };
  }
  if (phase === 'downloading' && download !== null) {
    const state = download.state === 'asking' ? 'asking' : download.state === 'paused' ? 'paused' : 'running';
    return {
      main: t(`transfers.line.download.${state}`, {
        title: download.title,
        done: formatCount(download.doneCount + download.alreadyThereCount, locale),
        total: formatCount(download.fileCount, locale),
      }),
      more: download.state === 'running' ? flow(download) : [],
    };
  }
  if (summary === null || phase === 'nothing') return { main: '', more: [] };
  const counts = {
    stored: formatCount(summary.storedCount, locale),
    total: formatCount(summary.totalCount, locale),
  };
  const failed = summary.failedCount > 0 ? [t('transfers.line.failed', n(summary.failedCount))] : [];
  const downloads = facts.downloadCount > 0 ? [t('transfers.line.downloads', n(facts.downloadCount))] : [];
  const moving = t('transfers.line.moving', counts);
  switch (phase) {
    case 'held':
      return {
        main: moving,
        more: [...(summary.held ? [holdWords(summary.held, t, locale)] : []), ...failed, ...downloads],
      };
    case 'waiting':
      return facts.waiting === null
        ? { main: t('transfers.line.waiting', counts), more: [...failed, ...downloads] }
        : { main: moving, more: [...waitWords(facts.waiting, facts.nowMs, t, locale), ...failed] };
    case 'paused':
      return { main: t('transfers.line.paused', counts), more: [...failed, ...downloads] };
    case 'all-stored':
      return {
        main:
          summary.storedCount > 0
            ? t('transfers.line.allStored', n(summary.storedCount))
            : t('transfers.line.nothingStored'),
        more: [],
      };
    case 'not-yet':
      return { main: t('transfers.line.moving', counts), more: [] };
    default:
      return { main: moving, more: [...flow(summary), ...failed, ...downloads] };
  }
}

/** `about 9 min left`; `leftMs` as rounded by `roundLeft`. */
export const leftWords = (leftMs: number, t: TFunction, locale: string): string =>
  leftMs === 0
    ? t('transfers.line.leftSoon')
    : t('transfers.line.left', { time: formatDuration(leftMs, locale) });

/** `Waits until 22:00, as Settings ask` */
export function holdWords(hold: TransferHold, t: TFunction, locale: string): string {
  if (hold.reason !== 'schedule') return t(`transfers.held.${hold.reason}`);
  return hold.untilMs === null
    ? t('transfers.held.scheduleLater')
    : t('transfers.held.schedule', { time: formatTime(hold.untilMs, locale) });
}

/** `Cannot reach “Studio S3”`, `tries again in 40 sec`; empty where the wait has another reason. */
function waitWords(
  { transfer, connectionName }: NonNullable<LineFacts['waiting']>,
  nowMs: number,
  t: TFunction,
  locale: string,
): string[] {
  const name = connectionName;
  const what =
    name === null
      ? t('transfers.offline.unnamed')
      : t(isBusy(transfer.error) ? 'transfers.offline.busy' : 'transfers.offline.unreachable', { name });
  return transfer.retryAtMs === null ? [what] : [what, againWords(transfer.retryAtMs, nowMs, t, locale)];
}
const isBusy = (error: WireError | null): boolean =>
  error?.code === 'throttled' || error?.code === 'store-busy';

function againWords(retryAtMs: number, nowMs: number, t: TFunction, locale: string): string {
  const seconds = Math.ceil((retryAtMs - nowMs) / 1000);
  return seconds <= 0
    ? t('transfers.offline.againSoon')
    : t('transfers.offline.again', { time: formatDuration(seconds * 1000, locale) });
}

/** Where one transfer stands: `On its way`, `Retries in 12 sec`, the reason of a failure. */
export function stateWords(
  transfer: Pick<Transfer, 'state' | 'error' | 'retryAtMs' | 'priority'>,
  words: { t: TFunction; locale: string; sentence: (error: WireError) => string; nowMs: number },
): string {
  const { t, locale, sentence, nowMs } = words;
  const reason = transfer.error ? sentence(transfer.error) : null;
  if (transfer.state === 'failed') return reason ?? t('transfers.state.failed');
  if (transfer.state === 'waiting') {
    const seconds = transfer.retryAtMs === null ? null : Math.ceil((transfer.retryAtMs - nowMs) / 1000);
    const when =
      seconds === null
        ? t('transfers.state.waiting')
        : seconds <= 0
          ? t('transfers.state.retriesSoon')
          : t('transfers.state.retriesIn', { time: formatDuration(seconds * 1000, locale) });
    return reason === null ? when : `${when}. ${reason}`;
  }
  if (transfer.state === 'queued' && transfer.priority > 0) return t('transfers.state.queuedFirst');
  return t(`transfers.state.${transfer.state}`);
}
