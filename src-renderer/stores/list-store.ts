/** How the open list is narrowed, ordered and stacked. The search is gone with the list; order and stacks stay for each kind of list. */
import { create } from 'zustand';
import type { PhotoList, PhotoQuery, PhotoScope, PhotoSort } from '../../src-shared/domain/photo-list';

interface ListState {
  query: PhotoQuery;
  sort: PhotoSort;
  stacks: PhotoList['stacks'];
  setQuery(query: PhotoQuery): void;
  /** Changes the fields that are given; a field that is given as undefined goes. */
  narrow(part: PhotoQuery): void;
  setSort(sort: PhotoSort): void;
  setStacks(stacks: PhotoList['stacks']): void;
  /** Another list is opened; a smart album brings its own. */
  begin(list: Omit<PhotoList, 'scope'> | null): void;
}

export const useListStore = create<ListState>()((set) => ({
  query: {},
  sort: { by: 'own', descending: false },
  stacks: 'closed',
  setQuery: (query) => set({ query }),
  narrow: (part) =>
    set((old) => {
      const query = { ...old.query, ...part };
      for (const name of Object.keys(query) as Array<keyof PhotoQuery>)
        if (query[name] === undefined) delete query[name];
      return { query };
    }),
  setSort: (sort) => set({ sort }),
  setStacks: (stacks) => set({ stacks }),
  begin: (list) =>
    set((old) => list ?? { query: {}, sort: { by: 'own', descending: false }, stacks: old.stacks }),
}));

/** The list as it is asked for. */
export function listOf(scope: PhotoScope): PhotoList {
  const { query, sort, stacks } = useListStore.getState();
  return { scope, query, sort, stacks };
}
