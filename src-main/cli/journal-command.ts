/** `caos journal` */
import type { JournalEntry, JournalType } from '../../src-shared/domain/journal';
import type { CommandWork } from './command-context';
import { type Column, formatTime, tableLines } from './format';

const words: Record<JournalType, string> = {
  'import-started': 'Import started',
  'import-ended': 'Import ended',
  'transfer-failed': 'Upload failed',
  'connection-offline': 'Storage does not answer',
  'connection-back': 'Storage answers again',
  'paused-all': 'All uploads paused',
  'resumed-all': 'All uploads go on',
  held: 'Uploads held back',
  released: 'Uploads go on',
  'download-started': 'Download started',
  'download-ended': 'Download ended',
  'ingest-started': 'Ingest started',
  'ingest-ended': 'Ingest ended',
  ejected: 'Card ejected',
  'receipt-made': 'Receipt made',
  'restored-as': 'Brought back under another name',
  'share-sent': 'Share sent',
  'share-opened': 'Share opened',
  'share-picked': 'Choice came home',
  'share-revoked': 'Share revoked',
  'share-ended': 'Share ended',
  'share-failed': 'Share stopped',
  'leftovers-swept': 'Unfinished uploads cleaned',
};

const columns: Array<Column<JournalEntry>> = [
  { title: 'TIME', value: (entry) => formatTime(entry.atMs) },
  { title: 'WHAT', value: (entry) => words[entry.type] },
  { title: 'OF', value: (entry) => entry.title },
  { title: 'MORE', value: (entry) => entry.error?.message ?? paramsOf(entry) },
];
const paramsOf = ({ params }: JournalEntry): string =>
  Object.entries(params)
    .map(([name, value]) => (typeof value === 'number' ? `${value} ${name}` : value))
    .join(', ');

/** What happened, oldest first, so that the newest is the last line. */
export function showJournal(options: { last: number }): CommandWork {
  return async ({ session, answer }) => {
    const entries = (await session.call('journal.list', { limit: options.last })).reverse();
    answer(entries, entries.length === 0 ? ['Nothing has happened yet.'] : tableLines(columns, entries));
    return 0;
  };
}
