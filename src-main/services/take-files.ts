/** Takes found files into an album as rows of the queue, and asks the store about those that it says to hold already. */
import { AppError } from '../../src-shared/app-error';
import type { SkippedFile } from '../../src-shared/domain/transfer';
import type { AssetId, ImportId } from '../../src-shared/units';
import type { AlbumRow, FoundFile } from '../catalogue/catalogue';
import { disambiguate, type KeyLimits } from '../media/object-key';
import type { ObjectStore } from '../storage/object-store';
import { requireMayChange } from './album-owner';
import type { Core } from './core';
import { headWhole } from './head-whole';
import { obeyHold } from './import-holds';
import { endImports } from './queue/end-imports';

/** More names than this that differ only in their "(n)" are a sign of something else. */
const MAX_SAME_NAMES = 10_000;
/** Files imported before are asked for in the store so many at once: hides the round trip. */
const ASKED_AT_ONCE = 16;

/** Where the files of one import go. */
export interface Destination {
  album: Pick<AlbumRow, 'id' | 'bucket' | 'prefix'>;
  importId: ImportId;
  store: ObjectStore;
  limits: KeyLimits;
  /** Set once the store could not be asked about files that were imported before: the import is not complete then. */
  unasked: AppError | null;
}

/** A file whose asset says `stored`. */
export interface HereFile {
  file: FoundFile;
  plainKey: string;
  assetId: AssetId;
}

export interface Taken {
  changed: AssetId[];
  here: HereFile[];
}

export async function openDestination(
  core: Core,
  album: Destination['album'] & Pick<AlbumRow, 'connectionId'>,
  importId: ImportId,
): Promise<Destination> {
  const known = core.catalogue.albums.get(album.id);
  if (known) requireMayChange(known);
  const store = await core.stores.open(album.connectionId);
  const maxKeyBytes = store.capabilities.maxKeyBytes - Buffer.byteLength(album.prefix);
  return { album, importId, store, limits: { maxKeyBytes }, unasked: null };
}

/** In one transaction, which may be part of a larger one. A name that is taken by another file gets "(2)". */
export function takeIn(
  core: Core,
  to: Pick<Destination, 'album' | 'importId' | 'limits'>,
  found: FoundFile[],
  skipped: SkippedFile[],
): Taken {
  return core.catalogue.transaction(() => {
    if (skipped.length > 0) core.catalogue.imports.addSkipped(to.importId, skipped);
    return addFound(core, to, found);
  });
}

/** What follows on it outside of the transaction: files that are here already are looked for in the store, and everybody hears of it. */
export async function settle(core: Core, to: Destination, taken: Taken, signal: AbortSignal): Promise<void> {
  const { album, importId } = to;
  if (taken.here.length > 0 && !to.unasked) {
    try {
      const lost = await notHeld(core, to, taken.here, signal);
      taken.changed.push(...(await findAnew(core, to, lost)));
      const held = taken.here.filter((file) => !lost.includes(file));
      core.catalogue.imports.addSkipped(
        importId,
        held.map(({ file }) => ({ path: file.sourcePath, reason: 'already-here', detail: file.key })),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      to.unasked = error;
    }
  }
  for (const id of taken.changed) core.changes.asset(album.id, id);
  core.changes.import(importId);
  core.changes.album(album.id);
  core.changes.summaryOnly();
}

/** Ends the walk of an import. Throws, in the store's own words, when it is not complete. */
export function endWalk(core: Core, to: Pick<Destination, 'album' | 'importId' | 'unasked'>): void {
  if (to.unasked) throw notConfirmed(to.unasked);
  core.catalogue.imports.setState(to.importId, 'running', core.now());
  // This import, and any whose last open files it took over.
  endImports(core);
  core.changes.import(to.importId);
  core.changes.album(to.album.id);
}

/** What an import that was cancelled while it was still walking says of itself. */
export const notLookedThrough = (): AppError =>
  new AppError(
    'cancelled',
    'The import was cancelled while it was still looking for files, so some were never seen. Import the folder again to store all of it.',
  );

/** Says that the import is not complete, in the store's own words. */
const notConfirmed = (cause: AppError): AppError =>
  new AppError(
    cause.code,
    `Some of these files were imported before, but the store could not be asked whether it still holds them: ${cause.message} Import them again before you erase anything.`,
    { retry: cause.retry, cause, ...(cause.details && { details: cause.details }) },
  );

/** What was stored once counts only while the store still holds it as it was. Answers those that it does not. */
async function notHeld(
  core: Core,
  { album, store }: Destination,
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
      const held = await headWhole(store, album.bucket, album.prefix + next.file.key, { signal });
      if (!held || held.sizeBytes !== asset?.sizeBytes || held.etag !== asset.etag) lost.push(next);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return lost;
}

/** Forgets assets that their store lost, and takes their files in as new ones. */
async function findAnew(core: Core, to: Destination, lost: HereFile[]): Promise<AssetId[]> {
  if (lost.length === 0) return [];
  const ids = lost.map((file) => file.assetId);
  core.log.warn('lost-by-store', { album: to.album.id, count: lost.length });
  const { changed } = core.catalogue.transaction(() => {
    for (const id of ids) core.catalogue.assets.remove(id);
    const files = lost.map(({ file, plainKey }) => ({ ...file, key: plainKey }));
    return addFound(core, to, files);
  });
  core.changes.assetsRemoved(to.album.id, ids);
  await core.cache.remove(ids);
  return changed;
}

/** Adds a batch; a name that is taken by another file gets "(2)". What an earlier import stored is answered in `here`. */
function addFound(
  core: Core,
  { album, importId, limits }: Pick<Destination, 'album' | 'importId' | 'limits'>,
  files: FoundFile[],
): Taken {
  const { transfers, imports } = core.catalogue;
  const changed: AssetId[] = [];
  const begun: AssetId[] = [];
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
        if (outcome.begun) begun.push(outcome.assetId);
      }
    });
    open = again;
  }
  if (unnamed.length > 0) imports.addSkipped(importId, unnamed);
  obeyHold(core, importId, begun);
  return { changed, here };
}
