/** Shows the album that an ingest fills, once it is there, unless the person has gone elsewhere meanwhile. */
import type { IngestId } from '../../../src-shared/units';
import { useAlbumsStore } from '../../stores/albums-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { useNavigationStore } from '../../stores/navigation-store';

export function showAlbumOf(ingestId: IngestId): void {
  const stops: Array<() => void> = [];
  const stop = (): void => {
    for (const one of stops) one();
  };
  const look = (): void => {
    const ingest = useIngestsStore.getState().ingests[ingestId];
    const albumId = ingest?.albumIds[0];
    if (albumId !== undefined && useAlbumsStore.getState().albums.some((album) => album.id === albumId)) {
      stop();
      useNavigationStore.getState().openAlbum(albumId);
    } else if (ingest !== undefined && ['done', 'failed', 'cancelled'].includes(ingest.state)) stop();
  };
  const from = useNavigationStore.getState();
  if (from.view !== 'album') from.go('albums');
  stops.push(
    useIngestsStore.subscribe(look),
    useAlbumsStore.subscribe(look),
    useNavigationStore.subscribe(stop),
  );
  look();
}
