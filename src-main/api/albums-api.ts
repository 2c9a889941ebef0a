/** `albums.*` */
import { TransferState, transferIsOpen } from '../../src-shared/domain/transfer';
import { setAccess } from '../services/album-access';
import { requireMayChange } from '../services/album-owner';
import { albumOr404, createAlbum, deleteAlbum, editAlbum } from '../services/albums';
import { openAlbum } from '../services/open-album';
import { writableAlbum } from '../services/received/refuse-received';
import type { ApiContext, HandlersOf } from './handlers';

export const albumsApi = ({
  core,
  queue,
  imports,
  lister,
  derivatives,
  sidecars,
  received,
}: ApiContext): HandlersOf<'albums'> => ({
  'albums.list': () => core.catalogue.albums.list(),
  'albums.get': ({ id }) => albumOr404(core, id),
  'albums.create': (args) => createAlbum(core, args),
  'albums.edit': ({ id, title, note, writesSidecars }) => {
    const album = albumOr404(core, id);
    writableAlbum(core, id);
    requireMayChange(album);
    if (writesSidecars !== undefined) sidecars.permit(album.id, writesSidecars);
    return editAlbum(core, id, {
      ...(title !== undefined && { title }),
      ...(note !== undefined && { note }),
    });
  },
  'albums.setAccess': async ({ id, visibility, owner }) => {
    await setAccess(core, albumOr404(core, id), { visibility, owner });
    return albumOr404(core, id);
  },
  'albums.open': (args) => openAlbum(core, lister, args),
  'albums.refresh': async ({ id }) => {
    const shared = core.catalogue.received.list().find(({ albumId }) => albumId === id);
    if (shared) await received.refresh(shared.id);
    else lister.refresh(albumOr404(core, id).id);
    return { ok: true };
  },
  'albums.delete': async ({ id, objects }) => {
    const shared = core.catalogue.received.list().find(({ albumId }) => albumId === id);
    if (shared) {
      if (objects) writableAlbum(core, id);
      await received.remove(shared.id);
      return { deletedObjects: 0, keptObjects: 0 };
    }
    return deleteAlbum(core, id, {
      objects,
      cancelTransfers: async () => {
        await imports.cancel(id);
        await lister.cancel(id);
        await derivatives.cancel(id);
        for (;;) {
          const { items } = core.catalogue.transfers.list({
            albumId: id,
            states: TransferState.options.filter(transferIsOpen),
            offset: 0,
            limit: 1000,
          });
          if (items.length === 0) return;
          await queue.cancel(items.map((transfer) => transfer.id));
        }
      },
    });
  },
});
