/** `albums.*` and `downloads.*` */
import { albumOr404, createAlbum, deleteAlbum, editAlbum } from '../services/albums';
import { downloadAlbum } from '../services/download-album';
import type { ApiContext, HandlersOf } from './handlers';

export const albumsApi = ({
  core,
  queue,
  signal,
}: ApiContext): HandlersOf<'albums'> & HandlersOf<'downloads'> => ({
  'albums.list': () => core.catalogue.albums.list(),
  'albums.get': ({ id }) => albumOr404(core, id),
  'albums.create': (args) => createAlbum(core, args),
  'albums.edit': ({ id, title, note }) =>
    editAlbum(core, id, { ...(title !== undefined && { title }), ...(note !== undefined && { note }) }),
  'albums.delete': ({ id, objects }) =>
    deleteAlbum(core, id, {
      objects,
      cancelTransfers: async () => {
        const open = core.catalogue.transfers.list({
          albumId: id,
          offset: 0,
          limit: Number.MAX_SAFE_INTEGER,
        });
        await queue.cancel(open.items.map((transfer) => transfer.id));
      },
    }),
  'downloads.album': ({ albumId, to }) => downloadAlbum(core, albumId, to, signal),
});
