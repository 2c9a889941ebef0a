/** `assets.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const assetsApi = ({ core, thumbs }: ApiContext): HandlersOf<'assets'> => ({
  'assets.index': ({ albumId }) => {
    core.catalogue.assets.settleOrder(albumId);
    return core.catalogue.assets.index(albumId);
  },
  'assets.get': ({ ids }) => core.catalogue.assets.get(ids),
  'assets.list': ({ albumId, afterId, limit }) => core.catalogue.assets.page(albumId, afterId ?? null, limit),
  'assets.want': ({ albumId, ids, sharper }) => {
    void thumbs.want(albumId, ids, sharper);
    return { ok: true };
  },
});
