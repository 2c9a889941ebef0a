/** `assets.*` */

import type { AlbumId } from '../../src-shared/units';
import { requireMayLook } from '../services/album-owner';
import { findPhotos, photoIndex } from '../services/library/photo-lists';
import type { ApiContext, HandlersOf } from './handlers';

export const assetsApi = ({ core, thumbs, finder, words }: ApiContext): HandlersOf<'assets'> => {
  /** A private album of somebody else shows no list. */
  const requireLook = (id: AlbumId): void => {
    const album = core.catalogue.albums.get(id);
    if (album) requireMayLook(album);
  };
  return {
    'assets.index': ({ list }) => {
      if (list.scope.kind === 'album') requireLook(list.scope.albumId);
      return photoIndex(core, finder, list);
    },
    'assets.narrow': async ({ list, known }) => ({ fits: await finder.fits(list, known) }),
    'assets.facets': ({ scope, query }) => finder.facets(scope, query),
    'assets.find': (asked) => findPhotos(core, { finder, words }, asked),
    'assets.get': ({ ids }) => core.catalogue.assets.get(ids),
    'assets.list': ({ albumId, afterId, limit }) => {
      requireLook(albumId);
      return core.catalogue.assets.page(albumId, afterId ?? null, limit);
    },
    'assets.want': ({ ids, sharper }) => {
      void thumbs.want(ids, sharper);
      return { ok: true };
    },
  };
};
