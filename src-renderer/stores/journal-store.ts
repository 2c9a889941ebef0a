/** What happened, newest first, as far back as the person looked. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { JournalEntry } from '../../src-shared/domain/journal';
import { asAppError, call } from '../bridge/client';

/** Entries asked for at once. */
const pageSize = 200;

interface JournalState {
  status: 'unread' | 'loading' | 'ready' | 'failed';
  error: AppError | null;
  entries: readonly JournalEntry[];
  /** There may be older ones. */
  more: boolean;
  /** Reads the newest ones; nothing when they are there. */
  load(): Promise<void>;
  loadOlder(): Promise<void>;
  applyAdded(entry: JournalEntry): void;
}

export const useJournalStore = create<JournalState>()((set, get) => {
  async function read(beforeId: number | undefined): Promise<void> {
    set({ status: 'loading', error: null });
    try {
      const page = await call('journal.list', {
        limit: pageSize,
        ...(beforeId !== undefined && { beforeId }),
      });
      set((old) => ({
        status: 'ready',
        more: page.length === pageSize,
        entries: newestFirst([...old.entries, ...page]),
      }));
    } catch (error) {
      set({ status: 'failed', error: asAppError(error) });
    }
  }
  return {
    status: 'unread',
    error: null,
    entries: [],
    more: false,
    async load() {
      if (get().status === 'unread' || get().status === 'failed') await read(undefined);
    },
    async loadOlder() {
      if (get().status !== 'loading') await read(get().entries.at(-1)?.id);
    },
    applyAdded(entry) {
      // Before the first reading nobody looks: it will be among what is read then.
      if (get().status !== 'unread') set((old) => ({ entries: newestFirst([entry, ...old.entries]) }));
    },
  };
});

function newestFirst(entries: readonly JournalEntry[]): JournalEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
