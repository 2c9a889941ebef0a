/**
 * Finds and frees, by itself, what kills and lost answers left in the stores: uploads that were begun and that nothing goes on with.
 *
 * [Note: What is swept] Three kinds only. What this computer began, by what it wrote down before (`uploadIntents`): exactly that key, begun
 * in that moment, known to no transfer. The very uploads of cancelled files. And in albums that CAOS made: whatever nothing here uses and nobody finished in seven days.
 * Opened albums belong to somebody else: there only what this computer began is ever touched. It runs late, one request after the other,
 * and stands back while anything is sent.
 */

import { AppError, toWire } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import { mayChange } from '../../src-shared/domain/album-access';
import type { AlbumId, ConnectionId } from '../../src-shared/units';
import type { MultipartUpload, ObjectStore } from '../storage/object-store';
import type { Core } from './core';
import { freeParts } from './queue/free-parts';
import {
  giveUp,
  isLeftInAlbum,
  isOfBucket,
  isOfIntent,
  tellSwept,
  type UploadIntent,
  uploadsInUse,
} from './unfinished-uploads';

export interface LeftoverSweeper {
  /** From now on by itself: a while after the start, and after a connection answers again. */
  start(): void;
  /** One round at once; answers how many uploads were given up. Never rejects: what cannot be done now is logged. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** Not while the window opens; a short command ends before. */
const FIRST_AFTER_MS = 2 * 60_000;
/** An app may stay open for weeks. A round asks nothing of a store where there is nothing to look for yet. */
const AGAIN_AFTER_MS = 6 * 60 * 60_000;
/** Looks again whether anything is sent. */
const STAND_BACK_MS = 60_000;
const HOUR_MS = 60 * 60_000;
/** Listing a large container takes requests: an album is looked through once a day at most. */
const ALBUM_EVERY_MS = 24 * HOUR_MS;
/** A store that never tells of its unfinished uploads is asked for so long. */
const INTENT_KEPT_MS = 30 * 24 * HOUR_MS;
const SWEPT_AT = 'leftovers-swept-at';

export function createLeftoverSweeper(core: Core): LeftoverSweeper {
  const { albums, connections, settings, transfers, uploadIntents } = core.catalogue;
  const ending = new AbortController();
  const { signal } = ending;
  const startedAtMs = core.now();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> | undefined;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let unlisten: (() => void) | undefined;

  /** Whether its `begin` is over: it was of an earlier run, or of this one long ago. */
  const isOver = ({ atMs }: UploadIntent): boolean => atMs < startedAtMs || core.now() - atMs > HOUR_MS;
  const openIntents = (): UploadIntent[] => uploadIntents.list().filter(isOver);
  /** Looked up anew for each: a transfer may begin it, or have written it down, meanwhile. */
  const isNeeded = (bucket: string, { key, uploadId }: MultipartUpload): boolean =>
    uploadsInUse(core).has(uploadId) ||
    uploadIntents.list().some((intent) => !isOver(intent) && intent.bucket === bucket && intent.key === key);

  async function freeAmong(
    connectionId: ConnectionId,
    bucket: string,
    prefix: string,
    isLeft: (upload: MultipartUpload) => boolean,
  ): Promise<number> {
    const store = await core.stores.open(connectionId);
    let freed = 0;
    for (const upload of await leftIn(store, bucket, prefix, isLeft)) {
      signal.throwIfAborted();
      if (isNeeded(bucket, upload)) continue;
      await giveUp(core, store, { bucket, ...upload }, signal);
      freed += 1;
    }
    return freed;
  }
  async function leftIn(
    store: ObjectStore,
    bucket: string,
    prefix: string,
    isLeft: (upload: MultipartUpload) => boolean,
  ): Promise<MultipartUpload[]> {
    const left: MultipartUpload[] = [];
    for await (const upload of store.multipart.list(bucket, prefix, { signal })) {
      if (isLeft(upload)) left.push(upload);
      if (left.length === MOST_AT_ONCE) break; // the others the next time
    }
    return left;
  }

  /** What this computer began. Written down no more once the store told what it holds. */
  async function sweepIntents(intents: UploadIntent[]): Promise<number> {
    const [first] = intents;
    if (!first) return 0;
    const { connectionId, bucket } = first;
    try {
      const freed = await freeAmong(connectionId, bucket, commonPrefix(intents), (upload) =>
        intents.some((intent) => isOfIntent(intent, upload)),
      );
      for (const { id } of intents) uploadIntents.remove(id);
      return freed;
    } catch (error) {
      for (const { id, atMs } of intents) {
        const never = error instanceof AppError && ['unsupported', 'bucket-missing'].includes(error.code);
        if (never || core.now() - atMs > INTENT_KEPT_MS) uploadIntents.remove(id);
      }
      throw error;
    }
  }

  async function sweepAlbum(album: Album, all: Album[]): Promise<number> {
    return freeAmong(album.connectionId, album.bucket, album.prefix, (upload) =>
      isLeftInAlbum(all, album.bucket, upload, core.now()),
    );
  }

  /** Cancelled where their parts could not be given back; the row says which upload it is. */
  async function sweepCancelled(connectionId: ConnectionId): Promise<number> {
    let freed = 0;
    for (const id of transfers.cancelledUploads(connectionId)) {
      signal.throwIfAborted();
      await freeParts(core, [id]);
      if (transfers.job(id)?.uploadId === null) freed += 1;
    }
    return freed;
  }

  async function sweepConnection(connectionId: ConnectionId): Promise<number> {
    let freed = 0;
    const all = albums.list().filter((album) => album.connectionId === connectionId);
    const byBucket = new Map<string, UploadIntent[]>();
    for (const intent of openIntents())
      if (intent.connectionId === connectionId)
        byBucket.set(intent.bucket, [...(byBucket.get(intent.bucket) ?? []), intent]);
    const tasks: Array<() => Promise<void>> = [...byBucket.values()].map((intents) => async () => {
      freed += await sweepIntents(intents);
    });
    if (transfers.cancelledUploads(connectionId).length > 0) {
      tasks.push(async () => {
        freed += await sweepCancelled(connectionId);
      });
    }
    for (const album of all) {
      if (album.origin !== 'made' || !mayChange(album.access) || wasSweptToday(album.id)) continue;
      tasks.push(async () => {
        freed += await sweepAlbum(album, all);
        setSwept(album.id);
      });
    }
    try {
      for (const task of tasks) {
        await quiet();
        await task().catch((error: unknown) => {
          // A store that is away is not asked once more for each of its albums.
          if (signal.aborted || !isOfBucket(error)) throw error;
          core.log.warn('sweep-leftovers', { connectionId, error: toWire(error) });
        });
      }
    } finally {
      const connection = connections.get(connectionId);
      if (freed > 0 && connection && !signal.aborted) tellSwept(core, connection, freed);
    }
    return freed;
  }

  /** Resolves when nothing is sent or made ready for it. */
  async function quiet(): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const { preparing, uploading, verifying } = transfers.countByState();
      if (preparing + uploading + verifying === 0) return;
      await new Promise<void>((resolve) => {
        const again = setTimeout(resolve, STAND_BACK_MS).unref();
        signal.addEventListener('abort', () => resolve(clearTimeout(again)), { once: true });
      });
    }
  }

  function sweptTimes(): Record<string, number> {
    try {
      return JSON.parse(settings.value(SWEPT_AT) ?? '{}') as Record<string, number>;
    } catch {
      return {};
    }
  }
  function wasSweptToday(id: AlbumId): boolean {
    const agoMs = core.now() - (sweptTimes()[id] ?? Number.NEGATIVE_INFINITY);
    return agoMs >= 0 && agoMs < ALBUM_EVERY_MS; // the clock may have been set back
  }
  function setSwept(id: AlbumId): void {
    const known = new Set<string>(albums.list().map((album) => album.id));
    const kept = Object.entries(sweptTimes()).filter(([other]) => known.has(other));
    settings.setValue(SWEPT_AT, JSON.stringify({ ...Object.fromEntries(kept), [id]: core.now() }));
  }

  async function round(): Promise<number> {
    lastAtMs = core.now();
    let freed = 0;
    const ids = connections.list().map(({ id }) => id);
    // What belongs to a connection that is not here any more can never be asked for.
    for (const intent of openIntents())
      if (!ids.includes(intent.connectionId)) uploadIntents.remove(intent.id);
    for (const id of ids) {
      try {
        freed += await sweepConnection(id);
      } catch (error) {
        if (signal.aborted) break;
        core.log.warn('sweep-leftovers', { connectionId: id, error: toWire(error) });
      }
    }
    return freed;
  }

  function sweep(): Promise<number> {
    running ??= round().finally(() => {
      running = undefined;
    });
    return running;
  }
  const sweepInBackground = (): void =>
    void sweep()
      .catch((error: unknown) => core.log.warn('sweep-leftovers', { error: toWire(error) }))
      .then(() => sweepAfter(AGAIN_AFTER_MS));
  function sweepAfter(ms: number): void {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(sweepInBackground, ms).unref();
  }

  return {
    sweep,
    start() {
      sweepAfter(FIRST_AFTER_MS);
      unlisten = core.changes.listen(
        (event) => {
          if (event.name !== 'journal.added' || event.payload.entry.type !== 'connection-back') return;
          if (core.now() - lastAtMs < HOUR_MS) return;
          sweepAfter(FIRST_AFTER_MS);
        },
        ['journal.added'],
      );
    },
    async stop() {
      ending.abort();
      clearTimeout(timer);
      unlisten?.();
      await running?.catch(() => undefined);
    },
  };
}

/** What one round frees in one place at most. */
const MOST_AT_ONCE = 1000;

/** The longest beginning that all keys share. */
function commonPrefix(intents: UploadIntent[]): string {
  const [first = '', ...others] = intents.map(({ key }) => key);
  let length = first.length;
  for (const key of others) while (!key.startsWith(first.slice(0, length))) length -= 1;
  // Half a character is no prefix that a store could be asked for.
  return first.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
