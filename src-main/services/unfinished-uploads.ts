/** Unfinished uploads as a person sees them in the storage browser: what lies there, whose it is, and giving it up. */
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { UnfinishedUpload } from '../../src-shared/domain/storage';
import type { ConnectionId } from '../../src-shared/units';
import type { UploadIntentTable } from '../catalogue/catalogue';
import type { MultipartUpload, ObjectStore } from '../storage/object-store';
import { connectionOr404 } from './connections';
import type { Core } from './core';

export type UploadIntent = ReturnType<UploadIntentTable['list']>[number];

/**
 * Younger ones may be somebody's who is in the middle of it: another computer of the same person, at a store that several use. Whoever is
 * stopped so finds its upload gone and begins it again.
 */
const LEFT_AFTER_MS = 7 * 24 * 60 * 60 * 1000;
/** The store's clock and ours may differ so much (servers keep time), and it tells whole seconds. */
const CLOCK_DIFFERENCE_MS = 60_000;
/** A beginning that is tried four times with all its waiting is over by then. */
const BEGINNING_TAKES_MS = 15 * 60_000;
/** Most that are told of at once, as the contract takes them back. */
const MOST_TOLD = 10_000;

/** Upload ids that anything here goes on with, whichever connection it is: two of them may lead to the same store. */
export function uploadsInUse({ catalogue }: Pick<Core, 'catalogue'>): Set<string> {
  const used = new Set<string>();
  for (const { id } of catalogue.connections.list())
    for (const uploadId of catalogue.transfers.uploadIds(id)) used.add(uploadId);
  return used;
}

/** Whether this is the upload whose beginning was written down, and cut off before its id was. */
export const isOfIntent = (intent: UploadIntent, upload: MultipartUpload): boolean =>
  upload.key === intent.key &&
  upload.startedAtMs !== null &&
  upload.startedAtMs >= intent.atMs - CLOCK_DIFFERENCE_MS &&
  upload.startedAtMs <= intent.atMs + BEGINNING_TAKES_MS;

/** The album that a key belongs to: the innermost. */
function albumOfKey(albums: readonly Album[], bucket: string, key: string): Album | undefined {
  return albums
    .filter((album) => album.bucket === bucket && key.startsWith(album.prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

/** Old enough, and in an album that CAOS made: in others it may be the unfinished work of any program. */
export function isLeftInAlbum(
  albums: readonly Album[],
  bucket: string,
  { key, startedAtMs }: MultipartUpload,
  nowMs: number,
): boolean {
  if (startedAtMs === null || nowMs - startedAtMs < LEFT_AFTER_MS) return false;
  return albumOfKey(albums, bucket, key)?.origin === 'made';
}

const albumsAt = ({ catalogue }: Core, connectionId: ConnectionId): Album[] =>
  catalogue.albums.list().filter((album) => album.connectionId === connectionId);

/** In one bucket, or in those of the albums here, where what is missing or cannot tell is left out. */
export async function listUnfinished(
  core: Core,
  connectionId: ConnectionId,
  wanted: { bucket?: string | undefined; signal: AbortSignal },
): Promise<UnfinishedUpload[]> {
  const { signal } = wanted;
  const store = await core.stores.open(connectionOr404(core, connectionId).id);
  const albums = albumsAt(core, connectionId);
  const buckets = wanted.bucket === undefined ? new Set(albums.map(({ bucket }) => bucket)) : [wanted.bucket];
  const ownerOf = (bucket: string, upload: MultipartUpload): UnfinishedUpload['owner'] => {
    const now = core.now();
    if (uploadsInUse(core).has(upload.uploadId)) return 'in-use';
    const begun = core.catalogue.uploadIntents
      .list()
      .filter((intent) => intent.bucket === bucket && isOfIntent(intent, upload));
    // Its id may be on the way to us just now.
    if (begun.some(({ atMs }) => now - atMs < BEGINNING_TAKES_MS)) return 'in-use';
    return begun.length > 0 || isLeftInAlbum(albums, bucket, upload, now) ? 'left' : 'unknown';
  };
  const found: UnfinishedUpload[] = [];
  for (const bucket of buckets) {
    try {
      for await (const upload of store.multipart.list(bucket, '', { signal })) {
        if (found.length === MOST_TOLD) return found;
        const { key, uploadId, startedAtMs, sizeBytes = null } = upload;
        found.push({ bucket, key, uploadId, startedAtMs, sizeBytes, owner: ownerOf(bucket, upload) });
      }
    } catch (error) {
      if (wanted.bucket !== undefined || !isOfBucket(error)) throw error;
      core.log.warn('unfinished-uploads', { connectionId, bucket, error: toWire(error) });
    }
  }
  return found;
}

/** It says something about this bucket only; the others may well tell. */
export const isOfBucket = (error: unknown): boolean =>
  error instanceof AppError &&
  ['bucket-missing', 'access-denied', 'unsupported', 'not-found'].includes(error.code);

/**
 * Gives these up, of which the store has to tell just now: nothing else is ever touched. Those in use here are refused; those that are
 * gone already are neither counted nor a failure.
 */
export async function cleanUnfinished(
  core: Core,
  connectionId: ConnectionId,
  uploads: ReadonlyArray<Pick<UnfinishedUpload, 'bucket' | 'key' | 'uploadId'>>,
  signal: AbortSignal,
): Promise<{ cleaned: number; failed: Array<{ key: string; error: WireError }> }> {
  const { id, name } = connectionOr404(core, connectionId);
  const store = await core.stores.open(id);
  const failed: Array<{ key: string; error: WireError }> = [];
  let cleaned = 0;
  for (const bucket of new Set(uploads.map((upload) => upload.bucket))) {
    const wanted = new Map(
      uploads.filter((upload) => upload.bucket === bucket).map((upload) => [nameOf(upload), upload]),
    );
    const there: (typeof uploads)[number][] = [];
    for await (const upload of store.multipart.list(bucket, '', { signal })) {
      const chosen = wanted.get(nameOf(upload));
      if (chosen) there.push(chosen);
    }
    for (const upload of there) {
      try {
        if (uploadsInUse(core).has(upload.uploadId)) throw inUse(upload.key);
        await giveUp(core, store, upload, signal);
        cleaned += 1;
      } catch (error) {
        if (signal.aborted) throw error;
        failed.push({ key: upload.key, error: toWire(error) });
      }
    }
  }
  if (cleaned > 0) tellSwept(core, { id, name }, cleaned);
  return { cleaned, failed };
}

const nameOf = ({ key, uploadId }: { key: string; uploadId: string }): string =>
  JSON.stringify([key, uploadId]);

const inUse = (key: string): AppError =>
  new AppError(
    'bad-input',
    `“${key}” is being sent from this computer. Cancel its transfer first if it should not go on.`,
    { params: { key } },
  );

export async function giveUp(
  core: Core,
  store: ObjectStore,
  { bucket, key, uploadId }: Pick<UnfinishedUpload, 'bucket' | 'key' | 'uploadId'>,
  signal: AbortSignal,
): Promise<void> {
  await store.multipart.abort({ bucket, key, uploadId }, { signal });
  core.log.info('leftover-freed', { bucket, key, uploadId });
}

export function tellSwept(core: Core, { id, name }: { id: ConnectionId; name: string }, count: number): void {
  core.journal({ type: 'leftovers-swept', title: name, connectionId: id, params: { count } });
}
