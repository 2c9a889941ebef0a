/** All rows of the open scope in the open order, kept while a search narrows them: then main answers with a bit for each instead of columns. */
import { isWhole, type PhotoList, rowsDigest } from '../../src-shared/domain/photo-list';
import type { EventPayload } from '../../src-shared/ipc-contract';
import { call } from '../bridge/client';
import { type AssetColumns, applyInPlace, fittingRows } from './asset-columns';

export interface WholeList {
  /** These are the rows of that list as it was loaded; kept when nothing is left out. */
  loaded(list: PhotoList, columns: AssetColumns): void;
  /** The rows of the shown list after these patches. */
  patched(list: PhotoList, columns: AssetColumns, event: EventPayload<'assets.patched'>): void;
  /** The rows of a narrowed list; null, at once or later, when all its columns must be asked for. Rejects with AppError. */
  narrow(list: PhotoList): Promise<AssetColumns | null> | null;
  forget(): void;
}

export function createWholeList(): WholeList {
  let kept: { list: PhotoList; columns: AssetColumns } | null = null;
  const isOf = (list: PhotoList): boolean =>
    JSON.stringify([kept?.list.scope, kept?.list.sort]) === JSON.stringify([list.scope, list.sort]);

  return {
    loaded(list, columns) {
      if (isWhole(list)) kept = { list, columns };
    },
    patched(list, columns, { patches, removedIds }) {
      if (isWhole(list)) kept = { list, columns };
      // Rows that are missing or out of order afterwards are told by their digest.
      else if (kept) kept = { ...kept, columns: applyInPlace(kept.columns, patches, removedIds).columns };
    },
    narrow(list) {
      return kept === null || isWhole(list) || !isOf(list) ? null : narrowed(list, kept.columns);
    },
    forget() {
      kept = null;
    },
  };

  async function narrowed(list: PhotoList, columns: AssetColumns): Promise<AssetColumns | null> {
    const { fits } = await call('assets.narrow', {
      list,
      known: { count: columns.count, digest: rowsDigest(columns.ids) },
    });
    if (fits !== null) return fittingRows(columns, fits);
    if (kept?.columns === columns) kept = null;
    return null;
  }
}
