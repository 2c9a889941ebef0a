/** Takes files and folders into an album: walks them, writes down every file found or skipped, and lets the queue do the rest. */
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import { isSidecarName } from '../../src-shared/domain/sidecar-names';
import type { ImportRun, SkippedFile } from '../../src-shared/domain/transfer';
import { fileError } from '../../src-shared/file-error';
import type { AlbumId, ImportId } from '../../src-shared/units';
import type { FoundFile } from '../catalogue/catalogue';
import { objectKeyFor } from '../media/object-key';
import { pathOnDisk } from '../media/path-on-disk';
import { scanFolder } from '../media/scan-folder';
import { requireMayChange } from './album-owner';
import type { Core } from './core';
import { holdImport, importHold } from './import-holds';
import { takeFromFiles } from './library/take-sidecars';
import { endWalk, notLookedThrough, openDestination, settle, takeIn } from './take-files';

/** Rows per transaction: large enough for 80,000 rows a second, small enough that no write holds the main thread for long. */
const BATCH_FILES = 200;
const WRITE_AGAIN_MS = 5000;

/** A walk that goes on behind: of an import, or of an ingest over several albums. */
export interface Walk {
  involves(albumId: AlbumId): boolean;
  /** Those that it takes files into, as far as they are begun. */
  importIds(): readonly ImportId[];
  controller: AbortController;
  done: Promise<void>;
}

export interface ImportOptions {
  /** Default: as Settings say. */
  picturesFirst?: boolean | undefined;
}

export interface ImportRunner {
  /** Answers at once; the walk goes on behind. `not-found` for an unknown album, `file-missing` when no path is there. */
  start(albumId: AlbumId, paths: string[], options?: ImportOptions): Promise<ImportId>;
  /** Walks again what was being walked when the app ended; what is known already is not added twice. */
  resumeInterrupted(): void;
  /** Ends the walks into this album, or all; what they found already is left to the queue. */
  cancel(albumId?: AlbumId): Promise<void>;
  /** What it would still find is not wanted. A walk goes on for the other imports that it is for, if there are any. */
  cancelImport(id: ImportId): Promise<void>;
  /** A walk of somebody else is cancelled, waited for and stopped together with these. Its `done` never rejects. */
  track(walk: Walk): void;
  /** Aborted when the app quits: walks stay as they are and go on at the next start. */
  readonly stopping: AbortSignal;
  /** Resolves when no walk is running. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createImportRunner(core: Core, wakeQueue: () => void): ImportRunner {
  const { catalogue } = core;
  const stopping = new AbortController();
  const walks = new Set<Walk>();
  const stopListening = keepInJournal(core);

  const track = (walk: Walk): void => {
    walks.add(walk);
    void walk.done.finally(() => walks.delete(walk));
  };

  const begin = (id: ImportId, albumId: AlbumId, paths: string[]): void => {
    const controller = new AbortController();
    const signal = AbortSignal.any([stopping.signal, controller.signal]);
    const done = walkRoots(core, id, albumId, paths, signal, wakeQueue).catch((error: unknown) => {
      // At quitting it stays `scanning` and is walked again at the next start.
      if (stopping.signal.aborted) return;
      core.log.error('import', { import: id, error: toWire(error) });
      const cancelled = controller.signal.aborted;
      const reason = cancelled ? notLookedThrough() : error;
      return untilWritten(core, stopping.signal, () => {
        catalogue.imports.setState(id, cancelled ? 'cancelled' : 'failed', core.now(), toWire(reason));
        core.changes.import(id);
        core.changes.album(albumId);
      });
    });
    track({ involves: (album) => album === albumId, importIds: () => [id], controller, done });
  };

  const end = async (ending: Walk[]): Promise<void> => {
    for (const walk of ending) walk.controller.abort();
    await Promise.all(ending.map((walk) => walk.done));
  };

  return {
    stopping: stopping.signal,
    track,
    async start(albumId, paths, { picturesFirst } = {}) {
      const album = catalogue.albums.get(albumId);
      if (!album) throw new AppError('not-found', 'That album is not here any more. Choose another one.');
      requireMayChange(album);
      await mustExist(paths);
      const id = catalogue.imports.insert(albumId, paths, core.now(), {
        picturesFirst: picturesFirst ?? catalogue.settings.get().picturesFirst,
      });
      core.journal({ type: 'import-started', title: album.title, albumId, importId: id });
      core.changes.import(id);
      core.changes.album(albumId);
      core.changes.flush();
      begin(id, albumId, paths);
      return id;
    },
    resumeInterrupted() {
      // Those of an ingest are walked by it, all together.
      for (const run of catalogue.imports.open())
        if (run.state === 'scanning' && run.ingestId === null) begin(run.id, run.albumId, run.roots);
    },
    async cancel(albumId) {
      await end([...walks].filter((walk) => albumId === undefined || walk.involves(albumId)));
    },
    async cancelImport(id) {
      holdImport(core, id, 'cancelled');
      const unwanted = (other: ImportId): boolean => importHold(core, other) === 'cancelled';
      const ofImport = [...walks].filter((walk) => walk.importIds().includes(id));
      await end(ofImport.filter((walk) => walk.importIds().every(unwanted)));
    },
    async idle() {
      while (walks.size > 0) await Promise.all([...walks].map((walk) => walk.done));
    },
    async stop() {
      stopping.abort();
      stopListening();
      await Promise.all([...walks].map((walk) => walk.done));
    },
  };
}

/** Tries until it can be written (the disk may be full), so that nothing says forever that it is looking. */
export async function untilWritten(core: Core, stopping: AbortSignal, write: () => void): Promise<void> {
  while (!stopping.aborted) {
    try {
      write();
      return;
    } catch (error) {
      core.log.error('import', { error: toWire(error) });
      core.changes.trouble(toWire(error));
      await delay(WRITE_AGAIN_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** A path that is not there is said before anything starts, by its name. */
export async function mustExist(paths: string[]): Promise<void> {
  for (const path of paths) {
    await stat(pathOnDisk(path)).catch((error) => {
      throw fileError(error, path);
    });
  }
}

/** Writes down the end of each import that was seen under way, for a person to read. */
function keepInJournal(core: Core): () => void {
  const isOpen = (run: ImportRun): boolean => run.state === 'scanning' || run.state === 'running';
  const open = new Set<ImportId>(core.catalogue.imports.open().map((run) => run.id));
  return core.changes.listen(
    (event) => {
      if (event.name !== 'imports.changed') return;
      const { run } = event.payload;
      if (isOpen(run)) open.add(run.id);
      else if (open.delete(run.id)) {
        const { storedCount, failedCount, skippedCount, cancelledCount } = run;
        core.journal({
          type: 'import-ended',
          title: core.catalogue.albums.get(run.albumId)?.title ?? '',
          albumId: run.albumId,
          importId: run.id,
          ingestId: run.ingestId,
          params: {
            stored: storedCount,
            failed: failedCount,
            skipped: skippedCount,
            cancelled: cancelledCount,
          },
          error: run.error,
        });
      }
    },
    ['imports.changed'],
  );
}

async function walkRoots(
  core: Core,
  importId: ImportId,
  albumId: AlbumId,
  roots: string[],
  signal: AbortSignal,
  wakeQueue: () => void,
): Promise<void> {
  const album = core.catalogue.albums.get(albumId);
  if (!album) return;
  const to = await openDestination(core, album, importId);

  let found: FoundFile[] = [];
  let skipped: SkippedFile[] = [];
  const sidecars: string[] = [];
  const flush = async (): Promise<void> => {
    if (found.length === 0 && skipped.length === 0) return;
    const taken = takeIn(core, to, found, skipped);
    found = [];
    skipped = [];
    await settle(core, to, taken, signal);
    wakeQueue();
  };

  for await (const entry of scanFolder(roots, { signal })) {
    if (entry.type === 'skipped') {
      if (entry.reason === 'not-media' && isSidecarName(entry.path)) sidecars.push(entry.path);
      skipped.push({ path: entry.path, reason: entry.reason, detail: entry.detail ?? null });
    } else {
      const { sourcePath, relativePath, kind, contentType, sizeBytes, modifiedAtMs } = entry;
      const key = objectKeyFor(relativePath, to.limits);
      found.push({ sourcePath, key, kind, contentType, sizeBytes, modifiedAtMs });
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
  await takeFromFiles(core, sidecars, [importId], signal);
  endWalk(core, to);
  wakeQueue();
}
