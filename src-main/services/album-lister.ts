/** Lists albums in the background, one pass per album at a time, tells how far each is, and goes on after a restart. */
import { type AppError, toWire, type WireError } from '../../src-shared/app-error';
import type { AlbumListing } from '../../src-shared/domain/album';
import type { AlbumId } from '../../src-shared/units';
import type { Core } from './core';
import { listAlbum } from './list-album';
import { isListingOpen, setListingOpen } from './listing-memory';

export interface AlbumLister {
  /**
   * Begins, or when one is under way lists once more after it. `notice`: what a person should know of an album that opens all the same;
   * it goes along with the events.
   */
  refresh(albumId: AlbumId, notice?: AppError | null): void;
  /** Begins again those whose first listing never came to its end. */
  resumeInterrupted(): void;
  /** Ends the listing of an album that goes; it is not begun again. */
  cancel(albumId: AlbumId): Promise<void>;
  /** Resolves when no listing (of this album) runs. */
  idle(albumId?: AlbumId): Promise<void>;
  stop(): Promise<void>;
}

interface Pass {
  controller: AbortController;
  done: Promise<void>;
  again: boolean;
  notice: WireError | null;
}

export function createAlbumLister(core: Core): AlbumLister {
  const { albums } = core.catalogue;
  const passes = new Map<AlbumId, Pass>();
  const stopping = new AbortController();

  const run = async (albumId: AlbumId, pass: Pass): Promise<void> => {
    let counts = { seenObjects: 0, addedAssets: 0, removedAssets: 0 };
    const tell = (state: AlbumListing['state'], error: WireError | null): void =>
      core.changes.listing({ albumId, state, ...counts, error });
    const signal = AbortSignal.any([pass.controller.signal, stopping.signal]);
    try {
      do {
        pass.again = false;
        tell('listing', pass.notice);
        counts = await listAlbum(core, albumId, {
          signal,
          onProgress: (progress) => {
            counts = progress;
            tell('listing', pass.notice);
          },
        });
      } while (pass.again);
      setListingOpen(core, albumId, false);
      tell('done', pass.notice);
      core.changes.flush();
    } catch (error) {
      // Ended on purpose: at quitting it is begun again at the next start, and an album that is gone needs none.
      if (signal.aborted || !albums.get(albumId)) return;
      core.log.warn('list-album', { album: albumId, error: toWire(error) });
      tell('failed', toWire(error));
    }
  };

  const begin = (albumId: AlbumId, notice: AppError | null): void => {
    const known = passes.get(albumId);
    if (known) {
      known.again = true;
      return;
    }
    if (stopping.signal.aborted) return;
    const pass: Pass = {
      controller: new AbortController(),
      done: Promise.resolve(),
      again: false,
      notice: notice && toWire(notice),
    };
    passes.set(albumId, pass);
    pass.done = run(albumId, pass).finally(() => passes.delete(albumId));
  };

  return {
    refresh(albumId, notice = null) {
      if (albums.get(albumId)?.listedAtMs === null) setListingOpen(core, albumId, true);
      begin(albumId, notice);
    },
    resumeInterrupted() {
      for (const { id, listedAtMs } of albums.list())
        if (listedAtMs === null && isListingOpen(core, id)) begin(id, null);
    },
    async cancel(albumId) {
      setListingOpen(core, albumId, false);
      const pass = passes.get(albumId);
      pass?.controller.abort();
      await pass?.done;
    },
    async idle(albumId) {
      const open = (): Pass[] =>
        albumId === undefined ? [...passes.values()] : [passes.get(albumId)].flatMap((pass) => pass ?? []);
      for (let running = open(); running.length > 0; running = open())
        await Promise.all(running.map((pass) => pass.done));
    },
    async stop() {
      stopping.abort();
      await Promise.all([...passes.values()].map((pass) => pass.done));
    },
  };
}
