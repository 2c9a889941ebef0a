/** Entries of the journal as sentences, and grouped by day. */
import type { TFunction } from 'i18next';
import type { JournalEntry } from '../../../src-shared/domain/journal';
import { TransferHold } from '../../../src-shared/domain/transfer';
import { formatCount, formatList, isSameDay } from '../../ui/format';

const partsOf = {
  'import-ended': ['stored', 'failed', 'skipped', 'cancelled'],
  'download-ended': ['done', 'failed', 'conflicts'],
} as const;

/** What happened, as one sentence. */
export function journalWords(entry: JournalEntry, t: TFunction, locale: string): string {
  const { type, title, params } = entry;
  const number = (name: string): number => Number(params[name] ?? 0);
  const counted = (count: number) => ({ count, n: formatCount(count, locale), title });
  switch (type) {
    case 'import-ended':
    case 'download-ended': {
      const parts = partsOf[type]
        .filter((name) => number(name) > 0)
        .map((name) => t(`activity.part.${name}`, counted(number(name))));
      return t(`activity.entry.${type}`, {
        title,
        parts: parts.length > 0 ? formatList(parts, locale) : t('activity.part.nothing'),
      });
    }
    case 'held':
    case 'released': {
      const reason = TransferHold.shape.reason.catch('schedule').parse(params.reason);
      return t(`activity.entry.${type}.${reason}`);
    }
    case 'receipt-made':
      return number('safe') === 1
        ? t('activity.entry.receipt-safe', counted(number('files')))
        : t('activity.entry.receipt-unsafe', { title });
    case 'share-sent':
      return t('activity.entry.share-sent', counted(number('people')));
    case 'share-opened':
    case 'share-picked':
      return t(`activity.entry.${type}`, { title, name: String(params.name ?? '') });
    case 'share-revoked':
      return params.name === undefined
        ? t('activity.entry.share-revoked', { title })
        : t('activity.entry.share-revoked-one', { title, name: String(params.name) });
    case 'leftovers-swept':
      return t('activity.entry.leftovers-swept', counted(number('count')));
    default:
      return t(`activity.entry.${type}`, { title });
  }
}

export interface JournalDay {
  /** Of its newest entry. */
  atMs: number;
  entries: JournalEntry[];
}

/** In the order given; one day each in this computer's time zone. */
export function byDay(entries: readonly JournalEntry[]): JournalDay[] {
  const days: JournalDay[] = [];
  for (const entry of entries) {
    const last = days.at(-1);
    if (last !== undefined && isSameDay(last.atMs, entry.atMs)) last.entries.push(entry);
    else days.push({ atMs: entry.atMs, entries: [entry] });
  }
  return days;
}

/** An entry that a person should look at. */
export const isBad = (entry: JournalEntry): boolean =>
  entry.type === 'transfer-failed' ||
  entry.type === 'connection-offline' ||
  entry.error !== null ||
  (entry.type === 'receipt-made' && Number(entry.params.safe) !== 1) ||
  Number(entry.params.failed ?? 0) > 0;
