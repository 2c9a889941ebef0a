/** Imports that a person paused or cancelled while their files are still being looked for: what is found later obeys as well. */
import type { TransferState } from '../../src-shared/domain/transfer';
import type { AssetId, ImportId } from '../../src-shared/units';
import type { Core } from './core';

export type ImportHold = 'paused' | 'cancelled';
type Kept = Record<string, ImportHold>;

/** Beside "pause all" in the settings: it has to hold after a restart, when the walk begins anew. */
const HELD = 'imports-held';
/** What runs already is left to end by itself. */
const atRest: readonly TransferState[] = ['discovered', 'queued', 'waiting', 'paused'];

const read = ({ catalogue }: Pick<Core, 'catalogue'>): Kept =>
  JSON.parse(catalogue.settings.value(HELD) ?? '{}') as Kept;

export const importHold = (core: Pick<Core, 'catalogue'>, id: ImportId): ImportHold | null =>
  read(core)[id] ?? null;

/** Only what is still being looked for is kept; null: it goes on. */
export function holdImport(core: Pick<Core, 'catalogue'>, id: ImportId, hold: ImportHold | null): void {
  const scanning = core.catalogue.imports.open().filter(({ state }) => state === 'scanning');
  const before = read(core);
  const kept = Object.fromEntries(
    scanning.flatMap((run): Array<[string, ImportHold]> => {
      const own = run.id === id ? hold : before[run.id];
      return own ? [[String(run.id), own]] : [];
    }),
  );
  core.catalogue.settings.setValue(HELD, Object.keys(kept).length === 0 ? null : JSON.stringify(kept));
}

/** "Resume all" means files that are found later, too. */
export function releasePaused(core: Pick<Core, 'catalogue'>): void {
  for (const [id, hold] of Object.entries(read(core)))
    if (hold === 'paused') holdImport(core, Number(id) as ImportId, null);
}

/** For files that an import took in just now, within the same transaction. */
export function obeyHold(
  core: Pick<Core, 'catalogue' | 'now'>,
  importId: ImportId,
  assetIds: AssetId[],
): void {
  const hold = assetIds.length === 0 ? null : importHold(core, importId);
  if (hold === null) return;
  const { transfers } = core.catalogue;
  const ids = transfers.ids({ states: [...atRest], ids: transfers.openOfAssets(assetIds) });
  transfers.setState(ids, hold, core.now());
}
