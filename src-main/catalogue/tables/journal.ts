/** Rows of the journal. */
import type { JournalEntry, NewJournalEntry } from '../../../src-shared/domain/journal';
import type { UnixMs } from '../../../src-shared/units';

export interface JournalTable {
  /** Keeps the newest 5,000. */
  add(entry: NewJournalEntry, atMs: UnixMs): JournalEntry;
  list(filter: { beforeId?: number; limit: number }): JournalEntry[];
}
