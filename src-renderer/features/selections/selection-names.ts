/** File names of a selection's photos, in its order, for the clipboard. */
import type { PhotoList } from '../../../src-shared/domain/photo-list';
import type { AssetId, SelectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';

/** Most ids one `assets.get` takes (ipc-contract). */
const idsPerCall = 1000;

export async function namesOf(selectionId: SelectionId, extensions: boolean): Promise<string[]> {
  const list: PhotoList = {
    scope: { kind: 'selection', selectionId },
    query: {},
    sort: { by: 'own', descending: false },
    stacks: 'open',
  };
  const ids = Array.from((await call('assets.index', { list })).ids) as AssetId[];
  const names: string[] = [];
  for (let from = 0; from < ids.length; from += idsPerCall) {
    const slice = ids.slice(from, from + idsPerCall);
    const byId = new Map(
      (await call('assets.get', { ids: slice })).map(({ id, fileName }) => [id, fileName]),
    );
    for (const id of slice) names.push(byId.get(id) ?? '');
  }
  const shown = names.filter((name) => name !== '');
  return extensions ? shown : shown.map((name) => name.replace(/(?<=.)\.[^.]*$/, ''));
}
