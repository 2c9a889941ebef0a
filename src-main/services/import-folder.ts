/** Takes files and folders into an album: walks them, writes down every file found or skipped, and lets the queue do the rest. */
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import type { SkippedFile } from '../../src-shared/domain/transfer';
import { fileError } from '../../src-shared/file-error';
import type { AlbumId, AssetId, ImportId } from '../../src-shared/units';
import type { AlbumRow, FoundFile } from '../catalogue/catalogue';
import { disambiguate, objectKeyFor } from '../media/object-key';
import { pathOnDisk } from '../media/path-on-disk';
import { scanFolder } from '../media/scan-folder';
import type { ObjectStore } from '../storage/object-store';
import type { Core } from './core';

/** Rows per transaction: large enough for 80,000 rows a second, small enough that no write holds the main thread for long. */
const BATCH_FILES = 200;
/** More names than this that differ only in their "(n)" are a sign of something else. */
const MAX_SAME_NAMES = 10_000;
/** Files imported before are asked for in the store so many at once: hides the round trip. */
const ASKED_AT_ONCE = 16;
const WRITE_AGAIN_MS = 5000;

export interface ImportRunner {
  /** Answers at once; the walk goes on behind. `not-found` for an unknown album, `file-missing` when no path is there. */
  start(albumId: AlbumId, paths: string[]): Promise<ImportId>;
  /** Walks again what was being walked when the app ended; what is known already is not added twice. */
  resumeInterrupted(): void;
  /** Ends the walks into this album, or all; what they found already is left to the queue. */
  cancel(albumId?: AlbumId): Promise<void>;
  /** Resolves when no walk is running. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createImportRunner(core: Core, wakeQueue: () => void): ImportRunner {
  const { catalogue } = core;
  const stopping = new AbortController();
  const walks = new Map<ImportId, { albumId: AlbumId; controller: AbortController; done: Promise<void> }>();

  const begin = (id: ImportId, albumId: AlbumId, paths: string[]): void => {
    const controller = new AbortController();
    const signal = AbortSignal.any([stopping.signal, controller.signal]);
    const done = walkRoots(core, id, albumId, paths, signal, wakeQueue)
      .catch((error: unknown) => {
        // At quitting it stays `scanning` and is walked again at the next start.
        if (stopping.signal.aborted) return;
        core.log.error('import', { import: id, error: toWire(error) });
        const cancelled = controller.signal.aborted;
        return end(id, albumId, cancelled ? 'cancelled' : 'failed', cancelled ? notLookedThrough() : error);
      })
      .finally(() => walks.delete(id));
    walks.set(id, { albumId, controller, done });
  };

  /** Tries until it can be written (the disk may be full), so that no import says forever that it is looking. */
  const end = async (
    id: ImportId,
    albumId: AlbumId,
    state: 'failed' | 'cancelled',
    reason: unknown,
  ): Promise<void> => {
    for (;;) {
      try {
        catalogue.imports.setState(id, state, core.now(), toWire(reason));
        core.changes.import(id);
        core.changes.album(albumId);
        return;
      } catch (error) {
        core.log.error('import', { import: id, error: toWire(error) });
        core.changes.trouble(toWire(error));
        await delay(WRITE_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
      }
    }
  };

  return {
    async start(albumId, paths) {
      if (!catalogue.albums.get(albumId))
        throw new AppError('not-found', 'That album is not here any more. Choose another one.');
      await mustExist(paths);
      const id = catalogue.imports.insert(albumId, paths, core.now());
      core.changes.import(id);
      core.changes.album(albumId);
      core.changes.flush();
      begin(id, albumId, paths);
      return id;
    },
    resumeInterrupted() {
      for (const run of catalogue.imports.open())
        if (run.state === 'scanning') begin(run.id, run.albumId, run.roots);
    },
    async cancel(albumId) {
      const ending = [...walks.values()].filter((walk) => albumId === undefined || walk.albumId === albumId);
      for (const walk of ending) walk.controller.abort();
      await Promise.all(ending.map((walk) => walk.done));
    },
    async idle() {
      while (walks.size > 0) await Promise.all([...walks.values()].map((walk) => walk.done));
    },
    async stop() {
      stopping.abort();
      await Promise.all([...walks.values()].map((walk) => walk.done));
    },
  };
}

const notLookedThrough = (): AppError =>
  new AppError(
    'cancelled',
    'The import was cancelled while it was still looking for files, so some were never seen. Import the folder again to store all of it.',
  );

/** A path that is not there is said before anything starts, by its name. */
async function mustExist(paths: string[]): Promise<void> {
  for (const path of paths) {
    await stat(pathOnDisk(path)).catch((error) => {
      throw fileError(error, path);
    });
  }
}

async function walkRoots(
  core: Core,
  importId: ImportId,
  albumId: AlbumId,
  roots: string[],
  signal: AbortSignal,
  wakeQueue: () => void,
): Promise<void> {
  const { imports, albums } = core.catalogue;
  const album = albums.get(albumId);
  if (!album) return;
  const store = await core.stores.open(album.connectionId);
  const limits = { maxKeyBytes: store.capabilities.maxKeyBytes - Buffer.byteLength(album.prefix) };

  let found: FoundFile[] = [];
  let skipped: SkippedFile[] = [];
  let unasked: AppError | null = null;
  const flush = async (): Promise<void> => {
    if (found.length === 0 && skipped.length === 0) return;
    const { changed, here } = core.catalogue.transaction(() => {
      if (skipped.length > 0) imports.addSkipped(importId, skipped);
      return addFound(core, album, importId, found, limits);
    });
    found = [];
    skipped = [];
    if (here.length > 0 && !unasked) {
      try {
        const lost = await notHeld(core, store, album, here, signal);
        changed.push(...(await findAnew(core, album, importId, lost, limits)));
        const held = here.filter((file) => !lost.includes(file));
        imports.addSkipped(
          importId,
          held.map(({ file }) => ({ path: file.sourcePath, reason: 'already-here', detail: file.key })),
        );
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof AppError)) throw error;
        unasked = error;
      }
    }
    for (const id of changed) core.changes.asset(albumId, id);
    core.changes.import(importId);
    core.changes.album(albumId);
    core.changes.summaryOnly();
    wakeQueue();
  };

  for await (const entry of scanFolder(roots, { signal })) {
    if (entry.type === 'skipped') {
      skipped.push({ path: entry.path, reason: entry.reason, detail: entry.detail ?? null });
    } else {
      const { sourcePath, relativePath, kind, contentType, sizeBytes, modifiedAtMs } = entry;
      found.push({
        sourcePath,
        key: objectKeyFor(relativePath, limits),
        kind,
        contentType,
        sizeBytes,
        modifiedAtMs,
      });
    }
    if (found.length + skipped.length >= BATCH_FILES) {
      await flush();
      // One turn of the event loop between batches keeps the window answering.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
  }
  signal.throwIfAborted();
  await flush();
  if (unasked) throw notConfirmed(unasked);
  imports.setState(importId, 'running', core.now());
  // This import, and any whose last open files it took over.
  for (const run of imports.open()) {
    if (run.state !== 'running' || core.catalogue.transfers.openCount(run.id) > 0) continue;
    imports.setState(run.id, 'done', core.now());
    core.changes.import(run.id);
  }
  core.changes.import(importId);
  core.changes.album(albumId);
  wakeQueue();
}

/** Says that the import is not complete, in the store's own words. */
const notConfirmed = (cause: AppError): AppError =>
  new AppError(
    cause.code,
    `Some of these files were imported before, but the store could not be asked whether it still holds them: ${cause.message} Import them again before you erase anything.`,
    { retry: cause.retry, cause, ...(cause.details && { details: cause.details }) },
  );

/** A file whose asset says `stored`. */
interface HereFile {
  file: FoundFile;
  plainKey: string;
  assetId: AssetId;
}

/** What was stored once counts only while the store still holds it as it was. Answers those that it does not. */
async function notHeld(
  core: Core,
  store: ObjectStore,
  album: AlbumRow,
  files: HereFile[],
  signal: AbortSignal,
): Promise<HereFile[]> {
  const lost: HereFile[] = [];
  const assets = new Map(
    core.catalogue.assets.get(files.map((file) => file.assetId)).map((asset) => [asset.id, asset]),
  );
  const waiting = [...files];
  const ask = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const asset = assets.get(next.assetId);
      const held = await store.head(album.bucket, album.prefix + next.file.key, { signal });
      if (!held || held.sizeBytes !== asset?.sizeBytes || held.etag !== asset.etag) lost.push(next);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return lost;
}

/** Forgets assets that their store lost, and takes their files in as new ones. */
async function findAnew(
  core: Core,
  album: AlbumRow,
  importId: ImportId,
  lost: HereFile[],
  limits: { maxKeyBytes: number },
): Promise<AssetId[]> {
  if (lost.length === 0) return [];
  const ids = lost.map((file) => file.assetId);
  core.log.warn('lost-by-store', { album: album.id, count: lost.length });
  const { changed } = core.catalogue.transaction(() => {
    for (const id of ids) core.catalogue.assets.remove(id);
    const files = lost.map(({ file, plainKey }) => ({ ...file, key: plainKey }));
    return addFound(core, album, importId, files, limits);
  });
  core.changes.assetsRemoved(album.id, ids);
  await core.cache.remove(ids);
  return changed;
}

/** Adds a batch; a name that is taken by another file gets "(2)". What an earlier import stored is answered in `here`. */
function addFound(
  core: Core,
  album: Pick<AlbumRow, 'id'>,
  importId: ImportId,
  files: FoundFile[],
  limits: { maxKeyBytes: number },
): { changed: AssetId[]; here: HereFile[] } {
  const { transfers, imports } = core.catalogue;
  const changed: AssetId[] = [];
  const here: HereFile[] = [];
  const unnamed: SkippedFile[] = [];
  let open = files.map((file) => ({ file, plainKey: file.key, n: 1 }));
  while (open.length > 0) {
    const outcomes = transfers.addFound(
      album.id,
      importId,
      open.map((entry) => entry.file),
      core.now(),
    );
    const again: typeof open = [];
    outcomes.forEach((outcome, index) => {
      const entry = open[index];
      if (!entry) return;
      if (outcome.outcome === 'already-here') {
        // What this same import stored before a restart counts as stored by it.
        if (outcome.importId !== importId)
          here.push({ file: entry.file, plainKey: entry.plainKey, assetId: outcome.assetId });
      } else if (outcome.outcome === 'key-taken' && entry.n < MAX_SAME_NAMES) {
        const n = entry.n + 1;
        again.push({
          file: { ...entry.file, key: disambiguate(entry.plainKey, n, limits) },
          plainKey: entry.plainKey,
          n,
        });
      } else if (outcome.outcome === 'key-taken') {
        unnamed.push({ path: entry.file.sourcePath, reason: 'name-not-storable', detail: entry.plainKey });
      } else {
        changed.push(outcome.assetId);
      }
    });
    open = again;
  }
  if (unnamed.length > 0) imports.addSkipped(importId, unnamed);
  return { changed, here };
}
