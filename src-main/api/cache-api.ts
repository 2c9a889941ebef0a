/** `cache.*` */
import { albumOr404 } from '../services/albums';
import type { ApiContext, HandlersOf } from './handlers';

export const cacheApi = ({ core, cacheKeeper, offline }: ApiContext): HandlersOf<'cache'> => ({
  'cache.usage': () => cacheKeeper.usage(),
  'cache.kept': () => offline.kept(),
  'cache.keep': ({ albumId, keep }) => {
    offline.keep(albumOr404(core, albumId).id, keep);
    return offline.kept();
  },
});
