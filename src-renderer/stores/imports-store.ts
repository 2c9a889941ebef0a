/** Import runs by id, as far as they were told of. */
import { create } from 'zustand';
import type { ImportRun } from '../../src-shared/domain/transfer';
import type { ImportId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface ImportsState {
  runs: Readonly<Record<ImportId, ImportRun>>;
  load(): Promise<void>;
  applyChanged(run: ImportRun): void;
}

export const useImportsStore = create<ImportsState>()((set) => ({
  runs: {},
  async load() {
    const runs = await call('imports.list', {});
    // Events that came meanwhile are newer than the list.
    set((old) => ({ runs: { ...Object.fromEntries(runs.map((run) => [run.id, run])), ...old.runs } }));
  },
  applyChanged(run) {
    set((old) => ({ runs: { ...old.runs, [run.id]: run } }));
  },
}));
