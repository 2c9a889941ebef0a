/** Waits until an album's bucket was listed and says meanwhile how far it is. */
import { AppError, fromWire } from '../../src-shared/app-error';
import type { Album, AlbumListing } from '../../src-shared/domain/album';
import type { AlbumId } from '../../src-shared/units';
import type { Followed } from './follow-uploads';
import { count } from './format';
import { unlessInterrupted } from './session';
import { printable } from './text-width';

/** Events may be missed (a new owner of the profile), so the album is also asked for this often. */
const ASK_AT_LEAST_MS = 1000;

/**
 * Runs `start`, whose album is listed in the background, and answers that album as it is after the listing. Listens before it starts,
 * since a small bucket is listed before the answer is there. Throws the listing's error and `cancelled`.
 */
export async function followListing(
  { session, terminal }: Followed,
  start: () => Promise<{ id: AlbumId }>,
): Promise<Album> {
  const last = new Map<AlbumId, AlbumListing>();
  let heard: () => void = () => undefined;
  const stop = session.onEvent(
    (event) => {
      if (event.name !== 'albums.listing') return;
      last.set(event.payload.albumId, event.payload);
      heard();
    },
    ['albums.listing'],
  );
  try {
    const startedAtMs = terminal.now();
    const { id } = await start();
    for (;;) {
      const listing = last.get(id);
      if (listing?.state === 'failed') {
        throw listing.error
          ? fromWire(listing.error)
          : new AppError('io', 'The bucket could not be listed. Try again.');
      }
      const album = await session.call('albums.get', { id });
      // What is to be known beside a listing that went well, e.g. that the album's own description could not be read.
      if (listing?.state === 'done' && listing.error) terminal.note(printable(listing.error.message));
      if (listing?.state === 'done' || (album.listedAtMs ?? 0) >= startedAtMs) return album;
      terminal.status(`${count(listing?.seenObjects ?? 0, 'object')} listed`);
      let timer: NodeJS.Timeout | undefined;
      const change = new Promise<void>((resolve) => {
        heard = resolve;
        timer = setTimeout(resolve, ASK_AT_LEAST_MS);
        if (last.get(id) !== listing) resolve();
      });
      await unlessInterrupted(change, terminal.interrupted).finally(() => clearTimeout(timer));
    }
  } finally {
    stop();
    terminal.status('');
  }
}
