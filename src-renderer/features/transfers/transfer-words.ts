/** The sentence of the transfer line. */
import type { TFunction } from 'i18next';
import type { ImportRun, TransferSummary } from '../../../src-shared/domain/transfer';
import { formatCount, formatDuration, formatList, formatSpeed } from '../../ui/format';
import type { TransferPhase } from './transfer-phase';

export interface LineWords {
  main: string;
  /** Beside it: speed, time left, what was skipped. */
  more: string[];
}

export function lineWords(
  phase: TransferPhase,
  summary: TransferSummary | null,
  scanning: readonly ImportRun[],
  t: TFunction,
  locale: string,
): LineWords {
  const n = (count: number): { count: number; n: string } => ({ count, n: formatCount(count, locale) });
  if (phase === 'scanning') {
    return {
      main: t('transfers.scanning', n(scanning.reduce((sum, run) => sum + run.foundCount, 0))),
      more: [],
    };
  }
  if (summary === null || phase === 'nothing') return { main: '', more: [] };
  const counts = {
    stored: formatCount(summary.storedCount, locale),
    total: formatCount(summary.totalCount, locale),
  };
  const failed = summary.failedCount > 0 ? [t('transfers.failed', n(summary.failedCount))] : [];
  switch (phase) {
    case 'moving':
      return {
        main: t('transfers.moving', counts),
        more: [
          ...(summary.bytesPerSecond > 0 ? [formatSpeed(summary.bytesPerSecond, locale)] : []),
          ...(summary.remainingMs !== null
            ? [t('transfers.left', { time: formatDuration(summary.remainingMs, locale) })]
            : []),
          ...failed,
        ],
      };
    case 'waiting':
      return { main: t('transfers.waiting', counts), more: failed };
    case 'paused':
      return { main: t('transfers.paused', counts), more: failed };
    case 'all-stored':
      return {
        main:
          summary.storedCount > 0
            ? t('transfers.allStored', n(summary.storedCount))
            : t('transfers.nothingStored'),
        more: [],
      };
    case 'not-yet': {
      const parts = [
        ...failed,
        ...(summary.cancelledCount > 0 ? [t('transfers.cancelled', n(summary.cancelledCount))] : []),
      ];
      return {
        main: t('transfers.notYet', { parts: formatList(parts, locale) }),
        more: summary.storedCount > 0 ? [t('transfers.storedPart', n(summary.storedCount))] : [],
      };
    }
  }
}
