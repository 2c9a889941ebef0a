/** Which imports a later one makes up for: it looked through all their places, and met every file that they found. */
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { ImportId } from '../../../src-shared/units';
import type { Core } from '../core';
import { isWithin } from './scope';

const PAGE_ROWS = 500;

/**
 * The places alone do not tell: another card comes up under the same name. Files that the later one took over, because they were not
 * stored yet, are its own by now. `imports` as they are now. Rejects with the signal's reason.
 */
export async function supersededOf(
  core: Pick<Core, 'catalogue'>,
  imports: readonly ImportRun[],
  signal: AbortSignal,
): Promise<Set<ImportId>> {
  const table = core.catalogue.imports;
  const met = new Map<ImportId, Set<string>>();
  const metBy = ({ id }: ImportRun): Set<string> => {
    const known = met.get(id);
    if (known) return known;
    const again = new Set<string>();
    for (const { path, reason, detail } of table.skipped(id, Number.MAX_SAFE_INTEGER))
      if (reason === 'already-here') again.add(`${path}\n${detail}`);
    met.set(id, again);
    return again;
  };
  async function makesUpFor(run: ImportRun, later: ImportRun): Promise<boolean> {
    const again = metBy(later);
    // Of a whole import nothing is left: what it stored went from the album, and no other import tells of that.
    if (run.state === 'done' && run.foundCount === 0) return false;
    for (let page = table.files(run.id, null, PAGE_ROWS); page.length > 0; ) {
      if (!page.every((file) => again.has(`${file.sourcePath}\n${file.key}`))) return false;
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      page = table.files(run.id, page.at(-1)?.transferId ?? null, PAGE_ROWS);
    }
    return true;
  }
  const superseded = new Set<ImportId>();
  for (const run of imports) {
    const later = imports.filter((other) => looksWider(run, other));
    for (const other of later) {
      if (!(await makesUpFor(run, other))) continue;
      superseded.add(run.id);
      break;
    }
  }
  return superseded;
}

const looksWider = (run: ImportRun, later: ImportRun): boolean =>
  later.id > run.id &&
  later.albumId === run.albumId &&
  (later.state === 'running' || later.state === 'done') &&
  run.roots.every((root) => later.roots.some((other) => isWithin(other, root)));
