/** The search for duplicates and how far one has gone through what it found; kept while the window is open. */
import { create } from 'zustand';
import type { AppError } from '../../../src-shared/app-error';
import type { TwinGroup, TwinKind, TwinsFound } from '../../../src-shared/domain/duplicates';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';

interface DuplicatesState {
  scope: PhotoScope;
  kind: TwinKind;
  status: 'none' | 'looking' | 'ready' | 'failed';
  error: AppError | null;
  found: TwinsFound | null;
  /** Group in view; `groups.length`: all were looked through. */
  place: number;
  /** What is to be kept, by place; where nothing was chosen, the best guess. */
  kept: ReadonlyMap<number, ReadonlySet<AssetId>>;
  choose(scope: PhotoScope, kind: TwinKind): void;
  look(): Promise<void>;
  cancel(): Promise<void>;
  go(place: number): void;
  toggle(id: AssetId): void;
  keepAll(): void;
}

let search = 0;

export const useDuplicatesStore = create<DuplicatesState>()((set, get) => {
  const change = (ids: ReadonlySet<AssetId>): void =>
    set(({ kept, place }) => ({ kept: new Map(kept).set(place, ids) }));
  return {
    scope: { kind: 'everything' },
    kind: 'same',
    status: 'none',
    error: null,
    found: null,
    place: 0,
    kept: new Map(),
    choose(scope, kind) {
      search += 1;
      set({ scope, kind, status: 'none', error: null, found: null, place: 0, kept: new Map() });
    },
    async look() {
      const { scope, kind } = get();
      const mine = ++search;
      set({ status: 'looking', error: null, found: null, place: 0, kept: new Map() });
      try {
        const found = await call('duplicates.find', { scope, kind });
        if (mine === search) set({ status: 'ready', found });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (mine === search)
          set(error.code === 'cancelled' ? { status: 'none' } : { status: 'failed', error });
      }
    },
    async cancel() {
      search += 1;
      set({ status: 'none' });
      await call('duplicates.cancel', {}).catch(() => undefined);
    },
    go(place) {
      set(({ found }) => ({ place: Math.max(0, Math.min(place, found?.groups.length ?? 0)) }));
    },
    toggle(id) {
      const { found, place } = get();
      const group = found?.groups[place];
      if (!group?.ids.includes(id)) return;
      const now = new Set(keptIn(group, get().kept.get(place)));
      if (!now.delete(id)) now.add(id);
      change(now);
    },
    keepAll() {
      const group = get().found?.groups[get().place];
      if (group) change(new Set(group.ids));
    },
  };
});

/** Until somebody chooses, the best guess is kept. */
export const keptIn = (group: TwinGroup, chosen: ReadonlySet<AssetId> | undefined): ReadonlySet<AssetId> =>
  chosen ?? new Set([group.best]);

/** What goes to the trash when only these are kept, with what goes along. */
export const othersOf = (group: TwinGroup, kept: ReadonlySet<AssetId>): AssetId[] =>
  group.ids.flatMap((id, place) => (kept.has(id) ? [] : [id, ...(group.along[place] ?? [])]));
