/** The sample photos shipped with the app, as an album to play with on the store of this computer. */
import type { AlbumId, ImportId } from '../../src-shared/units';
import { createAlbum } from './albums';
import type { Core } from './core';
import type { ImportRunner } from './import-folder';

const TITLE = 'Sample photos';

/** Asking again opens the album that is there; importing again adds only what is missing. */
export async function importSamples(
  core: Core,
  imports: ImportRunner,
  folder: string,
): Promise<{ albumId: AlbumId; importId: ImportId }> {
  const builtIn = core.catalogue.connections.list().find((connection) => connection.builtIn);
  const known = core.catalogue.albums
    .list()
    .find((album) => album.title === TITLE && album.connectionId === builtIn?.id && album.copyOf === null);
  const album = known ?? (await createAlbum(core, { title: TITLE }));
  return { albumId: album.id, importId: await imports.start(album.id, [folder]) };
}
