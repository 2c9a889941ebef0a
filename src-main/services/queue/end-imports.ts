/** Ends the imports that have nothing left to do. */
import type { Core } from '../core';

/** Those whose walk is over and whose files are all stored, failed or cancelled. */
export function endImports(core: Pick<Core, 'catalogue' | 'changes' | 'now'>): void {
  const { imports, transfers } = core.catalogue;
  for (const run of imports.open()) {
    if (run.state !== 'running' || transfers.openCount(run.id) > 0) continue;
    imports.setState(run.id, 'done', core.now());
    core.changes.import(run.id);
    core.changes.album(run.albumId);
  }
}
