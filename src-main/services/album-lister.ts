/**
 * Lists albums in the background, one pass per album at a time, and tells how far each is. A first listing that the store interrupts goes
 * on by itself, while the app runs and after a restart.
 */
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import type { AlbumListing } from '../../src-shared/domain/album';
import type { AlbumId } from '../../src-shared/units';
import { refreshAccess } from './album-access';
import type { Core } from './core';
import { listAlbum } from './list-album';
import { isListingOpen, setListingOpen } from './listing-memory';
import { planRetry } from './retry-plan';

export interface AlbumLister {
  /**
   * Begins, or when one is under way lists once more after it. `notice`: what a person should know of an album that opens all the same;
   * it goes along with the events.
   */
  refresh(albumId: AlbumId, notice?: AppError | null): void;
  /** Begins again those whose first listing never came to its end; once the app runs, they do so by themselves. */
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
  /** First listings that failed and are begun again after a while; how often each was. */
  const later = new Map<AlbumId, { timer?: NodeJS.Timeout; attempts: number; waits: number }>();
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
        await refreshAccess(core, albumId, signal);
        counts = await listAlbum(core, albumId, {
          signal,
          onProgress: (progress) => {
            counts = progress;
            tell('listing', pass.notice);
          },
        });
      } while (pass.again);
      setListingOpen(core, albumId, false);
      later.delete(albumId);
      tell('done', pass.notice);
      core.changes.flush();
    } catch (error) {
      // Ended on purpose: at quitting it is begun again at the next start, and an album that is gone needs none.
      if (signal.aborted || !albums.get(albumId)) return;
      core.log.warn('list-album', { album: albumId, error: toWire(error) });
      tell('failed', toWire(error));
      tryLater(albumId, pass, error);
    }
  };

  /** Offline without end, anything else that may pass five times (retry-plan.ts). One that was listed before shows what it showed. */
  const tryLater = (albumId: AlbumId, { notice }: Pass, error: unknown): void => {
    if (!(error instanceof AppError) || !isListingOpen(core, albumId)) return;
    const known = later.get(albumId) ?? { attempts: 0, waits: 0 };
    const plan = planRetry(error, known.attempts, known.waits, core.now(), core.random);
    if (plan.type === 'fail') {
      later.delete(albumId);
      return;
    }
    const timer = setTimeout(() => begin(albumId, notice), plan.retryAtMs - core.now());
    // Nobody waits for it: a short command ends all the same.
    timer.unref();
    later.set(albumId, { timer, attempts: plan.attempts, waits: known.waits + 1 });
  };

  const begin = (albumId: AlbumId, notice: WireError | null): void => {
    const known = passes.get(albumId);
    if (known) {
      known.again = true;
      return;
    }
    clearTimeout(later.get(albumId)?.timer);
    if (stopping.signal.aborted || !albums.get(albumId)) return;
    const pass: Pass = {
      controller: new AbortController(),
      done: Promise.resolve(),
      again: false,
      notice,
    };
    passes.set(albumId, pass);
    pass.done = run(albumId, pass)
      // A catalogue that cannot be read or written just now: its own troubles are told elsewhere.
      .catch((error: unknown) => core.log.error('list-album', { album: albumId, error: toWire(error) }))
      .finally(() => passes.delete(albumId));
  };

  return {
    refresh(albumId, notice = null) {
      if (albums.get(albumId)?.listedAtMs === null) setListingOpen(core, albumId, true);
      // Asked for by a person: what was tried before does not count.
      clearTimeout(later.get(albumId)?.timer);
      later.delete(albumId);
      begin(albumId, notice && toWire(notice));
    },
    resumeInterrupted() {
      for (const { id, listedAtMs } of albums.list())
        if (listedAtMs === null && isListingOpen(core, id)) begin(id, null);
    },
    async cancel(albumId) {
      setListingOpen(core, albumId, false);
      clearTimeout(later.get(albumId)?.timer);
      later.delete(albumId);
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
      for (const { timer } of later.values()) clearTimeout(timer);
      await Promise.all([...passes.values()].map((pass) => pass.done));
    },
  };
}
