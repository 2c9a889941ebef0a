/** `selections.*` */
import { compareSelections } from '../services/library/compare-selections';
import { exportSelection } from '../services/library/selection-export';
import { selectionOr404 } from '../services/library/selections';
import type { ApiContext, HandlersOf } from './handlers';

export const selectionsApi = ({
  core,
  selections,
  finder,
  downloads,
  signal,
}: ApiContext): HandlersOf<'selections'> => ({
  'selections.list': () => core.catalogue.selections.list(),
  'selections.get': ({ id }) => selectionOr404(core, id),
  'selections.create': (given) => selections.create(given),
  'selections.edit': ({ id, ...change }) => selections.edit(id, change),
  'selections.remove': async ({ id }) => {
    await selections.remove(id);
    return { ok: true };
  },
  'selections.add': ({ id, assetIds }) => selections.add(id, assetIds),
  'selections.take': async ({ id, assetIds }) => ({ taken: await selections.take(id, assetIds) }),
  'selections.move': async ({ id, assetIds, beforeId }) => ({
    moved: await selections.move(id, assetIds, beforeId),
  }),
  'selections.duplicate': ({ id, name }) => selections.duplicate(id, name),
  'selections.merge': ({ ids, name }) => selections.merge(ids, name),
  'selections.compare': ({ id, otherId }) => compareSelections(core, finder, id, otherId),
  'selections.export': (asked) => exportSelection(core, downloads, asked, signal),
});
