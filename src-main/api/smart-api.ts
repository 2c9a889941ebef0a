/** `smart.*` */
import { removeSmartAlbum, saveSmartAlbum } from '../services/library/smart-albums';
import type { ApiContext, HandlersOf } from './handlers';

export const smartApi = ({ core }: ApiContext): HandlersOf<'smart'> => ({
  'smart.list': () => core.catalogue.smartAlbums.list(),
  'smart.save': (given) => saveSmartAlbum(core, given),
  'smart.remove': ({ id }) => {
    removeSmartAlbum(core, id);
    return { ok: true };
  },
});
