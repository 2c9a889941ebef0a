/** `edits.*` and `undo.*` */
import { commonWords } from '../services/library/common-words';
import { editPhotos } from '../services/library/edit-photos';
import type { ApiContext, HandlersOf } from './handlers';

export const editsApi = ({ core, undo, sidecars }: ApiContext): HandlersOf<'edits'> & HandlersOf<'undo'> => ({
  'edits.apply': async ({ ids, change }) => ({ changed: await editPhotos(core, undo, ids, change) }),
  'edits.common': ({ ids }) => commonWords(core, ids),
  'edits.status': () => sidecars.status(),
  'edits.retry': () => {
    sidecars.retry();
    return sidecars.status();
  },
  'undo.back': () => undo.back(),
  'undo.again': () => undo.again(),
  'undo.get': () => undo.state(),
});
