/** Wires the rooms: everything the two doors share. Knows nothing of Electron or of a terminal. */
import { setMaxListeners } from 'node:events';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { toWire } from '../src-shared/app-error';
import { mayChange } from '../src-shared/domain/album-access';
import { fileError } from '../src-shared/file-error';
import type { AppEvent, CallResult } from '../src-shared/ipc-contract';
import type { AlbumId, ArrivalId, AssetId } from '../src-shared/units';
import { createApi } from './api/create-api';
import { openCore } from './app-core';
import type { AppPaths } from './app-paths';
import { createSharing } from './app-sharing';
import { isMetered } from './host/network-cost';
import { isOnBattery } from './host/power';
import { runProgram } from './host/run-program';
import { createAlbumLister } from './services/album-lister';
import { createAlbum } from './services/albums';
import { addConnection } from './services/connections';
import { bootIdentity } from './services/downloads/boot-identity';
import { createDownloads } from './services/downloads/open-downloads';
import { createThumbFetcher } from './services/fetch-thumbs';
import { createImportRunner } from './services/import-folder';
import { createCameraCards } from './services/ingest/camera-cards';
import { ejectPath } from './services/ingest/eject-path';
import { createIngestRunner } from './services/ingest/ingest-runner';
import { createCacheKeeper } from './services/library/cache-keeper';
import { createDuplicateSearch } from './services/library/duplicates';
import { createWordIndexer } from './services/library/index-words';
import { createOfflineKeeper } from './services/library/keep-offline';
import { createOriginals } from './services/library/originals';
import { createPhotoFinder } from './services/library/photo-finder';
import { createSelectionSync } from './services/library/selection-sync';
import { createSelections } from './services/library/selections';
import { createSidecars } from './services/library/sidecars';
import { createPhotoStacker } from './services/library/stack-photos';
import { createTrash } from './services/library/trash';
import { createUndoHistory } from './services/library/undo';
import { createLostThumbs } from './services/lost-thumbs';
import { createPreviewMaker } from './services/make-preview';
import { planImport } from './services/plan-import';
import { createProbes } from './services/probe-connection';
import { createReceipts } from './services/receipts/receipts';
import { refuseViewOnly } from './services/received/refuse-received';
import { runtimeFacts } from './services/runtime-facts';
import { createLeftoverSweeper } from './services/sweep-leftovers';
import { createTransferLimits } from './services/transfer-limits';
import { createTransferQueue } from './services/transfer-queue';
import type { CacheLimits } from './services/trim-cache';
import { createFullPictures, type ShownFile } from './services/viewing/full-picture';
import { createFilmStreams, type FilmAnswer } from './services/viewing/stream-video';
import { createDerivativeWriter } from './services/write-derivatives';
import { startCheckpointThread } from './workers/checkpoint-thread';

/** What only the door knows. */
export interface Platform {
  version: string;
  /** Built around the stand-in runtime, not for users. */
  testBuild: boolean;
  /** e.g. `Electron 45.4.1` or `Node 24.21.0`. */
  runtime: string;
}

/** What holds for this run only and is never written down. */
export interface AppOverrides {
  /** Instead of the setting of that name. */
  maxParallel?: number;
}

export interface CaosApp {
  api: { call(name: string, input: unknown): Promise<CallResult<unknown>> };
  /** `only`: kinds that it looks at; default: all. */
  onEvent(listener: (event: AppEvent) => void, only?: readonly AppEvent['name'][]): () => void;
  /** `grid`: small, not of every photo; `strip`: of a video, frames of it side by side, where its metadata tells `stripFrames`. */
  thumbPath(id: AssetId, kind?: 'thumb' | 'grid' | 'strip'): string;
  /** Of a file that somebody sent for a photo request. */
  arrivalThumbPath(id: ArrivalId): string;
  /** The file at `thumbPath` is not there: it is made again, and an event tells when. */
  thumbMissed(id: AssetId): void;
  /** Originals that may be given to another program. Rejects with AppError. */
  originalFiles(ids: AssetId[]): Promise<string[]>;
  /** Made on demand. Rejects with AppError. */
  previewPath(id: AssetId): Promise<string>;
  /** The photo's own pixels, fetched or made on demand. Rejects with AppError. */
  fullPicture(id: AssetId): Promise<ShownFile>;
  /** Bytes of a video; `range`: the header of that name. Rejects with AppError. */
  film(id: AssetId, range: string | null, signal: AbortSignal): Promise<FilmAnswer>;
  /** Imports at once into the album named after the folder; answers that album. */
  importPaths(paths: string[]): Promise<AlbumId>;
  /** Looks for camera cards that come and go, from now on: `cards.changed` tells. For the window only. */
  watchCards(): void;
  /** New words of photos are made searchable as they come, and searching is made ready. For the window only. */
  watchLibrary(): void;
  /** The network is another one, or the computer woke from sleep: what waits for a connection is tried at once. */
  networkChanged(): void;
  /** Stops cleanly; what was under way goes on at the next start. */
  close(): Promise<void>;
}

/** Packs of thumbnails are written once nothing was stored for so long. */
const REST_BEFORE_PACKS_MS = 3000;
/** What quitting waits at most for the packs of what was stored since the start; the rest is written at the next one. */
const PACKS_AT_QUITTING_MS = 5000;
/** Selections are written into their albums once nobody changed them for so long, and looked for there so long after the start. */
const REST_BEFORE_SELECTIONS_MS = 2000;
const LOOK_AT_SELECTIONS_AFTER_MS = 10_000;
/** Stacks are made once an album has changed for so long no more. */
const REST_BEFORE_STACKS_MS = 3000;
/** What quitting waits at most for what was set a moment ago; the rest goes out at the next start. */
const SIDECARS_AT_QUITTING_MS = 3000;
/** What quitting waits at most for the answer of a mail server; without it the mail is unsure, and a person is asked. */
const MAIL_AT_QUITTING_MS = 10_000;
/** All photos are read for searching once the window had the computer to itself. */
const WARM_AFTER_MS = 3000;

export async function createApp(deps: {
  paths: AppPaths;
  platform: Platform;
  now?: () => number;
  cacheLimits?: CacheLimits;
  overrides?: AppOverrides;
}): Promise<CaosApp> {
  const { paths, platform } = deps;
  const now = deps.now ?? Date.now;
  const opened = await openCore(paths, now, { received: () => sharing.received });
  const { core, catalogue, gateway, paces, log, logPath, cataloguePath, localStore, mediaProcesses } = opened;
  const limits = createTransferLimits(core, paces, deps.overrides?.maxParallel ?? null);
  const computer = { platform: process.platform, run: runProgram };
  const queue = createTransferQueue(
    core,
    { preparing: mediaProcesses + 1, preparedAhead: 32, looksApartMs: 15 },
    { isOnBattery: () => isOnBattery(computer), isMetered: () => isMetered(computer) },
  );
  const imports = createImportRunner(core, () => queue.wake());
  const cards = createCameraCards(core);
  const receipts = createReceipts(core);
  const ingests = createIngestRunner(core, {
    imports,
    connect: (given) => addConnection(core, probes, given),
    wakeQueue: () => queue.wake(),
    makeReceipt: (ingestId) => receipts.make({ ingestId }, 'head'),
    eject: ejectPath,
  });
  const downloads = createDownloads(core, {
    boot: bootIdentity(Date.now()),
    paces: () => [paces.download],
    maxParallel: deps.overrides?.maxParallel ?? null,
  });
  const lister = createAlbumLister(core);
  const derivatives = createDerivativeWriter(core, { restMs: REST_BEFORE_PACKS_MS });
  const previews = createPreviewMaker(core);
  const fullPictures = createFullPictures(core);
  const films = createFilmStreams(core);
  const thumbs = createThumbFetcher(core);
  const lostThumbs = createLostThumbs(core);
  const sidecars = createSidecars(core);
  const undo = createUndoHistory((state) => core.changes.undo(state));
  const selections = createSelections(core, undo);
  const selectionSync = createSelectionSync(core, selections, {
    restMs: REST_BEFORE_SELECTIONS_MS,
    lookAfterMs: LOOK_AT_SELECTIONS_AFTER_MS,
  });
  const trash = createTrash(core, { queue, undo });
  const duplicates = createDuplicateSearch(core, { workerPath: paths.libraryWorker, cataloguePath });
  const offline = createOfflineKeeper(core, previews);
  const cacheKeeper = createCacheKeeper(core, {
    root: join(paths.profile, 'cache'),
    offline,
    limits: deps.cacheLimits,
  });
  const words = createWordIndexer(core);
  const originals = createOriginals(core, { clones: process.platform === 'darwin' });
  const stacker = createPhotoStacker(core, { restMs: REST_BEFORE_STACKS_MS });
  const finder = createPhotoFinder(core, { workerPath: paths.libraryWorker, cataloguePath, words });
  const probes = createProbes(core);
  const sharing = createSharing(core, { paths, gateway, queue, imports, lister, selections, undo });
  const { outbox, shares, standing, received, requests } = sharing;
  const leftovers = createLeftoverSweeper(core);
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // every call under way waits on it; eleven are no leak
  const api = createApi({
    core,
    queue,
    imports,
    ingests,
    cards,
    receipts,
    downloads,
    thumbs,
    finder,
    words,
    undo,
    originals,
    sidecars,
    selections,
    ...sharing,
    trash,
    duplicates,
    offline,
    cacheKeeper,
    lister,
    derivatives,
    probes,
    gateway,
    accountPlaces: { home: homedir(), environment: process.env, platform: process.platform },
    signal: ending.signal,
    samplesFolder: paths.samples,
    fontsFolder: paths.fonts,
    facts: {
      version: platform.version,
      testBuild: platform.testBuild,
      runtime: runtimeFacts(platform.runtime),
      nodeBinary: paths.nodeBinary,
      ffprobe: paths.ffprobe,
      paths: {
        profile: paths.profile,
        catalogue: cataloguePath,
        cache: join(paths.profile, 'cache'),
        log: logPath,
        localStore,
      },
    },
  });
  // SQLite syncs the head of a new write-ahead log with its first write (20 ms on a slow disk): better now than under a person's first act.
  catalogue.settings.setValue('started-at', String(now()));
  const checkpoints = startCheckpointThread({ workerPath: paths.checkpointWorker, cataloguePath, log });
  queue.start();
  receipts.start();
  imports.resumeInterrupted();
  ingests.resumeInterrupted();
  downloads.resumeInterrupted();
  lister.resumeInterrupted();
  probes.resumeInterrupted();
  derivatives.start();
  sidecars.start();
  selectionSync.start();
  words.start();
  leftovers.start();
  outbox.start();
  shares.start();
  received.start();
  requests.start();
  standing.start();
  trash.mover.start();
  offline.start();
  cacheKeeper.start();
  stacker.start();
  let warming: NodeJS.Timeout | undefined;
  await gateway.resume();
  log.info('started', { version: platform.version, runtime: platform.runtime });

  return {
    api,
    onEvent: core.changes.listen,
    thumbPath: (id, kind = 'thumb') => core.cache[kind](id),
    arrivalThumbPath: (id) => requests.thumbPath(id),
    thumbMissed: (id) => lostThumbs.found(id),
    async originalFiles(ids) {
      refuseViewOnly(core, { assetIds: ids });
      return originals.files(ids);
    },
    previewPath: (id) => previews.path(id),
    fullPicture: (id) => fullPictures.file(id),
    film: (id, range, signal) => films.answer(id, range, AbortSignal.any([signal, ending.signal])),
    watchCards: () => cards.watch(),
    watchLibrary() {
      words.watch();
      finder.start();
      warming = setTimeout(() => finder.warm(), WARM_AFTER_MS).unref();
    },
    async importPaths(roots) {
      const { suggestedTitle, missing } = await planImport(roots);
      // Said before an album is made for nothing.
      if (missing[0] !== undefined) throw fileError({ code: 'ENOENT' }, missing[0]);
      const known = catalogue.albums
        .list()
        .find(
          ({ title, copyOf, origin, access }) =>
            title === suggestedTitle && copyOf === null && origin !== 'received' && mayChange(access),
        );
      const album =
        known ?? (await createAlbum(core, { title: suggestedTitle || basename(roots[0] ?? 'Album') }));
      await imports.start(album.id, roots);
      return album.id;
    },
    networkChanged() {
      queue.networkChanged();
      sidecars.retry();
      trash.mover.hurry();
      offline.hurry();
      outbox.networkChanged();
      shares.hurry();
      requests.hurry();
    },
    async close() {
      ending.abort();
      clearTimeout(warming);
      const steps: Array<() => Promise<void> | void> = [
        () => gateway.close(),
        () => outbox.stop(MAIL_AT_QUITTING_MS),
        () => shares.stop(),
        () => received.stop(),
        () => requests.stop(),
        () => standing.stop(),
        () => cards.stop(),
        () => imports.stop(),
        () => ingests.stop(),
        () => receipts.stop(),
        () => thumbs.close(),
        () => lostThumbs.stop(),
        () => finder.close(),
        () => words.stop(),
        () => stacker.stop(),
        () => queue.stop(),
        () => downloads.stop(),
        () => lister.stop(),
        // What was stored a moment ago counts, too.
        () => core.changes.flush(),
        () => selectionSync.stop(PACKS_AT_QUITTING_MS),
        () => sidecars.stop(SIDECARS_AT_QUITTING_MS),
        () => derivatives.stop(PACKS_AT_QUITTING_MS),
        () => probes.stop(),
        () => leftovers.stop(),
        () => trash.mover.stop(),
        () => duplicates.cancel(),
        () => offline.stop(),
        () => cacheKeeper.stop(),
        async () => {
          await Promise.all([core.media.close(), core.uploads.close()]);
        },
        () => limits.stop(),
        () => core.stores.close(),
        () => core.changes.close(),
        () => checkpoints.close(),
        () => catalogue.close(),
      ];
      // One that fails (a full disk under the catalogue) must not keep the others open; what it would say was said before.
      for (const step of steps) {
        try {
          await step();
        } catch (error) {
          log.error('close', { error: toWire(error) });
        }
      }
      log.info('stopped');
      log.close();
    },
  };
}
