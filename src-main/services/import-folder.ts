/** Takes files and folders into an album: walks them, writes down every file found or skipped, and lets the queue do the rest. */
import { stat } from 'node:fs/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import type { SkippedFile } from '../../src-shared/domain/transfer';
import type { AlbumId, ImportId } from '../../src-shared/units';
import type { AlbumRow, FoundFile } from '../catalogue/catalogue';
import { disambiguate, objectKeyFor } from '../media/object-key';
import { pathOnDisk } from '../media/path-on-disk';
import { scanFolder } from '../media/scan-folder';
import type { Core } from './core';
import { fileError } from './file-errors';

/** Rows per transaction: large enough for 80,000 rows a second, small enough that no write holds the main thread for long. */
const BATCH_FILES = 200;
/** More names than this that differ only in their "(n)" are a sign of something else. */
const MAX_SAME_NAMES = 10_000;

export interface ImportRunner {
  /** Answers at once; the walk goes on behind. `not-found` for an unknown album, `file-missing` when no path is there. */
  start(albumId: AlbumId, paths: string[]): Promise<ImportId>;
  /** Walks again what was being walked when the app ended; what is known already is not added twice. */
  resumeInterrupted(): void;
  /** Resolves when no walk is running. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createImportRunner(core: Core, wakeQueue: () => void): ImportRunner {
  const { catalogue } = core;
  const stopping = new AbortController();
  const walks = new Set<Promise<void>>();

  const begin = (id: ImportId, albumId: AlbumId, paths: string[]): void => {
    const walk = walkRoots(core, id, albumId, paths, stopping.signal, wakeQueue)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        core.log.error('import', { import: id, error: toWire(error) });
        catalogue.imports.setState(id, 'failed', core.now(), toWire(error));
        core.changes.import(id);
        core.changes.album(albumId);
      })
      .finally(() => walks.delete(walk));
    walks.add(walk);
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
    async idle() {
      while (walks.size > 0) await Promise.all(walks);
    },
    async stop() {
      stopping.abort();
      await Promise.all(walks);
    },
  };
}

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
  const flush = (): void => {
    if (found.length === 0 && skipped.length === 0) return;
    const here = core.catalogue.transaction(() => {
      if (skipped.length > 0) imports.addSkipped(importId, skipped);
      return addFound(core, album, importId, found, limits);
    });
    for (const id of here) core.changes.asset(albumId, id);
    core.changes.import(importId);
    core.changes.album(albumId);
    core.changes.summaryOnly();
    found = [];
    skipped = [];
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
      flush();
      // One turn of the event loop between batches keeps the window answering.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
  }
  signal.throwIfAborted();
  flush();
  imports.setState(importId, 'running', core.now());
  if (core.catalogue.transfers.openCount(importId) === 0) imports.setState(importId, 'done', core.now());
  core.changes.import(importId);
  core.changes.album(albumId);
  wakeQueue();
}

/** Adds a batch; a name that is taken by another file gets "(2)", and what is stored already is listed as such. */
function addFound(
  core: Core,
  album: Pick<AlbumRow, 'id'>,
  importId: ImportId,
  files: FoundFile[],
  limits: { maxKeyBytes: number },
): ReturnType<Core['catalogue']['assets']['get']>[number]['id'][] {
  const { transfers, imports } = core.catalogue;
  const changed: ReturnType<typeof addFound> = [];
  const already: SkippedFile[] = [];
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
        already.push({ path: entry.file.sourcePath, reason: 'already-here', detail: outcome.file.key });
      } else if (outcome.outcome === 'key-taken' && entry.n < MAX_SAME_NAMES) {
        const n = entry.n + 1;
        again.push({
          file: { ...entry.file, key: disambiguate(entry.plainKey, n, limits) },
          plainKey: entry.plainKey,
          n,
        });
      } else if (outcome.outcome === 'key-taken') {
        already.push({ path: entry.file.sourcePath, reason: 'name-not-storable', detail: entry.plainKey });
      } else {
        changed.push(outcome.assetId);
      }
    });
    open = again;
  }
  if (already.length > 0) imports.addSkipped(importId, already);
  return changed;
}
