/** While the window is there, an import that ended well is checked against its store by itself, so that the line can say "safe". */
import type { ImportRun } from '../../src-shared/domain/transfer';
import type { AppEvent } from '../../src-shared/ipc-contract';
import type { ImportId } from '../../src-shared/units';

export interface ImportChecker {
  /** What was under way before anybody listened. */
  begin(runs: readonly ImportRun[]): void;
  take(event: AppEvent): void;
}

/** One check for each end that was seen coming. Those of an ingest are checked by the ingest, together. */
export function createImportChecker(check: (importId: ImportId) => void): ImportChecker {
  const open = new Set<ImportId>();
  const take = (run: ImportRun): void => {
    if (run.state === 'scanning' || run.state === 'running') open.add(run.id);
    else if (open.delete(run.id) && run.state === 'done' && run.ingestId === null && isWhole(run))
      check(run.id);
  };
  return {
    begin(runs) {
      for (const run of runs) if (run.state === 'scanning' || run.state === 'running') take(run);
    },
    take(event) {
      if (event.name === 'imports.changed') take(event.payload.run);
    },
  };
}

/** With failed or cancelled files the answer is known without asking the store. */
const isWhole = (run: ImportRun): boolean => run.failedCount === 0 && run.cancelledCount === 0;
