/** `assets.*` */
import { findPhotos, photoIndex } from '../services/library/photo-lists';
import type { ApiContext, HandlersOf } from './handlers';

export const assetsApi = ({ core, thumbs, finder, words }: ApiContext): HandlersOf<'assets'> => ({
  'assets.index': ({ list }) => photoIndex(core, finder, list),
  'assets.narrow': async ({ list, known }) => ({ fits: await finder.fits(list, known) }),
  'assets.facets': ({ scope, query }) => finder.facets(scope, query),
  'assets.find': (asked) => findPhotos(core, { finder, words }, asked),
  'assets.get': ({ ids }) => core.catalogue.assets.get(ids),
  'assets.list': ({ albumId, afterId, limit }) => core.catalogue.assets.page(albumId, afterId ?? null, limit),
  'assets.want': ({ ids, sharper }) => {
    void thumbs.want(ids, sharper);
    return { ok: true };
  },
});
