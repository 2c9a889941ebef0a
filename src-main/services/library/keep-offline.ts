/**
 * Brings pictures to this computer in the background, so that albums can be browsed without a network: the thumbnails of every album
 * that one of our apps filled elsewhere, and previews of all photos of the albums a person wants to keep. Gently: it stands back while
 * anything is uploaded, waits while a store is away, and goes on where it was after a restart, since it looks at the files themselves.
 */
import { access } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, type ErrorCode, toWire } from '../../../src-shared/app-error';
import type { KeptAlbum } from '../../../src-shared/domain/cache';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import type { PlaceInAlbum } from '../../catalogue/catalogue';
import { throwIfCancelled } from '../../storage/cancellation';
import type { Core } from '../core';
import { fetchPackedThumbs } from '../fetch-packed-thumbs';
import type { PreviewMaker } from '../make-preview';
import { planRetry } from '../retry-plan';

export interface OfflineKeeper {
  start(): void;
  /** Begins at once with the album, or stops keeping it. */
  keep(albumId: AlbumId, keep: boolean): void;
  kept(): KeptAlbum[];
  /** What waits is tried at once. */
  hurry(): void;
  /** Resolves when nothing is left to do, or what is left waits. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const PER_PAGE = 500;
const PREVIEWS_AT_ONCE = 2;
const THUMBS_AT_ONCE = 60;
/** Not while the window opens. */
const FIRST_AFTER_MS = 5000;
/** After photos came or went. */
const REST_MS = 3000;
/** Looks again whether anything is uploaded. */
const STAND_BACK_MS = 5000;
const TELL_EVERY = 10;

/** What is wrong with this one photo: the others go on. */
const ofThePhoto: ReadonlySet<ErrorCode> = new Set([
  'not-found',
  'file-missing',
  'file-changed',
  'archived',
  'unsupported',
  'media-broken',
  'media-timeout',
  'media-crashed',
]);

export function createOfflineKeeper(core: Core, previews: PreviewMaker): OfflineKeeper {
  const { kept, transfers, albums, assets } = core.catalogue;
  const ending = new AbortController();
  const progress = new Map<AlbumId, KeptAlbum>();
  /** Packs that could not be read in this run. */
  const passed = new Set<string>();
  let work: Promise<void> | null = null;
  let again = false;
  let waits = 0;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: (() => void) | undefined;

  const isKept = (albumId: AlbumId): boolean => progress.has(albumId);

  function tell(albumId: AlbumId, change: Partial<KeptAlbum>): void {
    const now = progress.get(albumId);
    if (!now) return;
    const next = { ...now, ...change };
    progress.set(albumId, next);
    core.changes.keptAlbum(next);
  }

  /** Resolves when nothing is sent or made ready for it. */
  async function quiet(): Promise<void> {
    for (;;) {
      throwIfCancelled(ending.signal);
      const { preparing, uploading, verifying } = transfers.countByState();
      if (preparing + uploading + verifying === 0) return;
      await new Promise<void>((resolve) => {
        const next = setTimeout(resolve, STAND_BACK_MS).unref();
        ending.signal.addEventListener('abort', () => resolve(clearTimeout(next)), { once: true });
      });
    }
  }

  async function fetchThumbs(): Promise<void> {
    for (;;) {
      await quiet();
      const next = kept.withoutThumbs([...passed], THUMBS_AT_ONCE);
      if (!next || next.ids.length === 0) return;
      const wanted = assets.get(next.ids);
      const missing = await fetchPackedThumbs(core, next.pack, wanted, ending.signal).catch(
        (error: unknown) => {
          if (ending.signal.aborted || !(error instanceof AppError) || error.retry === 'later') throw error;
          core.log.warn('keep-thumbs', { pack: next.pack, error: toWire(error) });
          passed.add(next.pack);
          return [];
        },
      );
      // It does not hold what it should: those are made of the photos when somebody looks at them.
      const stands = assets.get(next.ids).some(({ thumbRevision }) => thumbRevision === 0);
      if (missing.length > 0 || stands) passed.add(next.pack);
      await nextTurn();
    }
  }

  async function keepAlbum(albumId: AlbumId): Promise<void> {
    let photoCount = 0;
    let readyCount = 0;
    const missing: AssetId[] = [];
    for (let after: PlaceInAlbum | null = null; ; ) {
      if (!isKept(albumId) || !albums.get(albumId)) return;
      const page: PlaceInAlbum[] = kept.page(albumId, after, PER_PAGE);
      for (const { id } of page) {
        if (await isFile(core.cache.preview(id))) readyCount += 1;
        else missing.push(id);
      }
      photoCount += page.length;
      throwIfCancelled(ending.signal);
      if (page.length < PER_PAGE) break;
      after = page.at(-1) ?? null;
    }
    tell(albumId, { photoCount, readyCount, error: null });
    let failure: unknown = null;
    const lane = async (): Promise<void> => {
      for (let id = missing.shift(); id !== undefined && failure === null; id = missing.shift()) {
        try {
          await quiet();
          if (!isKept(albumId)) return;
          await previews.path(id);
          readyCount += 1;
        } catch (error) {
          throwIfCancelled(ending.signal);
          if (!(error instanceof AppError && ofThePhoto.has(error.code))) failure ??= error;
          else photoCount -= 1;
        }
        if ((readyCount + missing.length) % TELL_EVERY === 0) tell(albumId, { photoCount, readyCount });
      }
    };
    await Promise.all(Array.from({ length: PREVIEWS_AT_ONCE }, lane));
    tell(albumId, { photoCount, readyCount, error: failure === null ? null : toWire(failure) });
    if (failure !== null) throw failure;
  }

  async function round(): Promise<void> {
    do {
      again = false;
      let failure: unknown = null;
      const attempt = async (act: () => Promise<void>): Promise<void> => {
        try {
          await act();
        } catch (error) {
          throwIfCancelled(ending.signal);
          failure ??= error;
        }
      };
      await attempt(fetchThumbs);
      // One album whose store is away does not keep the others waiting.
      for (const albumId of [...progress.keys()]) await attempt(() => keepAlbum(albumId));
      if (failure === null) {
        waits = 0;
        continue;
      }
      core.log.warn('keep-offline', { error: toWire(failure) });
      const plan =
        failure instanceof AppError
          ? planRetry(failure, 0, waits, core.now(), core.random)
          : { type: 'fail' as const };
      waits += 1;
      if (plan.type === 'wait') wakeAfter(Math.max(0, plan.retryAtMs - core.now()));
    } while (again && !ending.signal.aborted);
  }

  function wake(): void {
    clearTimeout(timer);
    timer = undefined;
    again = true;
    if (work !== null || ending.signal.aborted) return;
    work = round()
      .catch((error: unknown) => {
        if (!ending.signal.aborted) core.log.error('keep-offline', { error: toWire(error) });
      })
      .finally(() => {
        work = null;
      });
  }
  function wakeAfter(ms: number): void {
    if (!ending.signal.aborted) timer ??= setTimeout(wake, ms).unref();
  }

  const begin = (albumId: AlbumId): void => {
    if (!progress.has(albumId)) progress.set(albumId, { albumId, photoCount: 0, readyCount: 0, error: null });
  };

  return {
    start() {
      for (const albumId of kept.list()) begin(albumId);
      unlisten = core.changes.listen(
        (event) => {
          if (event.name === 'albums.listing') {
            if (event.payload.state === 'done') wakeAfter(REST_MS);
            return;
          }
          const { albums: changed, removedIds } = event.payload;
          for (const id of removedIds) progress.delete(id);
          if (
            changed.some(
              ({ id, storedCount }) => storedCount !== (progress.get(id)?.photoCount ?? storedCount),
            )
          )
            wakeAfter(REST_MS);
        },
        ['albums.changed', 'albums.listing'],
      );
      wakeAfter(FIRST_AFTER_MS);
    },
    keep(albumId, on) {
      kept.keep(albumId, on);
      if (on) begin(albumId);
      else progress.delete(albumId);
      wake();
    },
    kept: () => [...progress.values()],
    hurry() {
      waits = 0;
      wake();
    },
    async idle() {
      while (work) await work;
    },
    async stop() {
      ending.abort();
      clearTimeout(timer);
      unlisten?.();
      await work;
    },
  };
}

const isFile = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
