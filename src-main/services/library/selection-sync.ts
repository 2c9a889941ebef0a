/**
 * Keeps selections and their files in buckets in step: what changed here is written into each album it touches, once things are calm;
 * what other computers wrote is read when an album is listed. Offline it waits, over restarts too (`selections.pending`).
 */

import { AppError, toWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { mayChange } from '../../../src-shared/domain/album-access';
import type { AlbumId, SelectionId } from '../../../src-shared/units';
import type { AwayPosition, SelectionFacts } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { inSlices } from '../downloads/in-slices';
import { planRetry } from '../retry-plan';
import { adoptSelection } from './adopt-selection';
import {
  encodeSelection,
  readSelectionFile,
  SELECTIONS_PREFIX,
  selectionFileKey,
  selectionOfName,
} from './selection-files';
import { ROWS_AT_ONCE } from './selection-places';
import type { Selections } from './selections';

export interface SelectionSync {
  start(): void;
  /** Another network, or the computer woke: what waits is tried at once. */
  networkChanged(): void;
  /** Resolves when nothing is read or written. What waits for its time goes on waiting. */
  idle(): Promise<void>;
  /** Writes what changed a moment ago, for at most so long. */
  stop(limitMs: number): Promise<void>;
}

export interface SelectionSyncOptions {
  /** After the last change. */
  restMs: number;
  /** After the start, until files that other computers may have changed are looked at. */
  lookAfterMs: number;
}

/** More in one album are not read: nobody made them by hand. */
const MOST_FILES = 2000;
/** Between two tries another computer may write again; then it is left to the next time. */
const TRIES = 3;

export function createSelectionSync(
  core: Core,
  acts: Pick<Selections, 'inTurn'>,
  options: SelectionSyncOptions,
): SelectionSync {
  const { selections, albums } = core.catalogue;
  const ending = new AbortController();
  /** When to try again what failed; `updatedAtMs`: what was tried, a change since is tried at once. */
  const later = new Map<
    SelectionId,
    { updatedAtMs: number; atMs: number; attempts: number; waits: number }
  >();
  let last: Promise<void> = Promise.resolve();
  let restTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let off = (): void => undefined;

  /** One reading or writing after the other. What fails is written down, never thrown. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    last = last.then(async () => {
      if (ending.signal.aborted) return;
      await work().catch((error: unknown) => {
        if (!ending.signal.aborted) core.log.warn('selection-files', { error: toWire(error) });
      });
    });
    return last;
  }

  function soon(): void {
    clearTimeout(restTimer);
    // Nobody waits for it: a short command ends, and writes it when it does.
    restTimer = setTimeout(() => void enqueue(writePending), options.restMs).unref();
  }

  async function writePending(): Promise<void> {
    for (const id of selections.pendingIds()) {
      if (ending.signal.aborted) return;
      const facts = selections.facts(id);
      if (!facts || isLater(facts)) continue;
      try {
        await writeSelection(facts);
        later.delete(id);
      } catch (error) {
        if (ending.signal.aborted) return;
        core.log.warn('write-selection', { selection: id, error: toWire(error) });
        tryLater(facts, error);
      }
    }
    const next = Math.min(...[...later.values()].map(({ atMs }) => atMs));
    clearTimeout(retryTimer);
    if (Number.isFinite(next))
      retryTimer = setTimeout(() => void enqueue(writePending), Math.max(20, next - core.now())).unref();
  }

  function isLater({ id, updatedAtMs }: SelectionFacts): boolean {
    const waiting = later.get(id);
    return waiting?.updatedAtMs === updatedAtMs && waiting.atMs > core.now();
  }

  /** What a person has to change first waits for that change of the connection, or for the next start. */
  function tryLater({ id, updatedAtMs }: SelectionFacts, error: unknown): void {
    const known = later.get(id) ?? { attempts: 0, waits: 0 };
    const plan =
      error instanceof AppError
        ? planRetry(error, known.attempts, known.waits, core.now(), core.random)
        : ({ type: 'fail' } as const);
    later.set(
      id,
      plan.type === 'wait'
        ? { updatedAtMs, atMs: plan.retryAtMs, attempts: plan.attempts, waits: known.waits + 1 }
        : { updatedAtMs, atMs: Number.POSITIVE_INFINITY, attempts: 0, waits: 0 },
    );
  }

  /** Into every album of ours that it touches or touched. One that does not answer keeps no other waiting. */
  async function writeSelection(given: SelectionFacts): Promise<void> {
    let facts: SelectionFacts | null = given;
    for (let tries = 0; facts?.pending && tries < TRIES; tries += 1) {
      const { bytes, albumIds } = await inSlices(encodeSelection(selections, facts));
      const now = selections.facts(facts.id);
      // Changed while it was read: it is written as it is now.
      if (now?.updatedAtMs === facts.updatedAtMs && (await writeEverywhere(facts, bytes, albumIds))) {
        selections.setWritten(facts.id, facts.updatedAtMs);
        return;
      }
      facts = selections.facts(facts.id);
    }
    if (facts?.pending) soon();
  }

  /** False when a newer one was found and taken over. */
  async function writeEverywhere(
    facts: SelectionFacts,
    bytes: Buffer,
    albumIds: ReadonlySet<AlbumId>,
  ): Promise<boolean> {
    const files = new Map(selections.files(facts.id).map((file) => [file.albumId, file]));
    let failed: unknown;
    for (const albumId of new Set([...albumIds, ...files.keys()])) {
      const album = albums.get(albumId);
      const known = files.get(albumId);
      if (album?.origin !== 'made' || !mayChange(album.access) || known?.updatedAtMs === facts.updatedAtMs)
        continue;
      try {
        if (!(await writeInto(album, facts, bytes, known?.etag))) return false;
      } catch (error) {
        failed ??= error;
      }
    }
    if (failed !== undefined) throw failed;
    return true;
  }

  async function writeInto(
    album: Album,
    { id, updatedAtMs }: SelectionFacts,
    bytes: Buffer,
    knownEtag: string | undefined,
  ): Promise<boolean> {
    const { signal } = ending;
    const store = await core.stores.open(album.connectionId);
    const key = selectionFileKey(album, id);
    const held = await store.head(album.bucket, key, { signal });
    if (held && held.etag !== knownEtag && (await readOne(album, id))) return false;
    const { etag } = await store.put(album.bucket, key, bytes, { contentType: 'application/json', signal });
    if (albums.get(album.id)) selections.setFile(id, album.id, { etag, updatedAtMs });
    return true;
  }

  /** True when the file there was newer and was taken over. */
  async function readOne(album: Album, id: SelectionId): Promise<boolean> {
    const store = await core.stores.open(album.connectionId);
    const found = await readSelectionFile(store, album, id, ending.signal);
    if (!found || !albums.get(album.id)) return false;
    const { etag, file } = found;
    if (file) return acts.inTurn(() => adoptSelection(core, { file, etag, albumId: album.id }));
    core.log.warn('selection-file-ignored', { album: album.id, selection: id, reason: 'not understood' });
    selections.setFile(id, album.id, { etag, updatedAtMs: 0 });
    return false;
  }

  async function readAlbum(albumId: AlbumId): Promise<void> {
    const album = albums.get(albumId);
    if (!album) return;
    if (album.origin === 'made') await readFiles(album);
    let after: AwayPosition | null = null;
    do {
      if (!albums.get(albumId)) return;
      const { selectionIds, last } = selections.resolveAway(albumId, after, ROWS_AT_ONCE);
      for (const id of selectionIds) core.changes.selection(id, true);
      after = last;
      await new Promise((resolve) => setImmediate(resolve));
    } while (after !== null);
    core.changes.flush();
  }

  async function readFiles(album: Album): Promise<void> {
    const { signal } = ending;
    const prefix = album.prefix + SELECTIONS_PREFIX;
    const known = selections.filesIn(album.id);
    const store = await core.stores.open(album.connectionId);
    let seen = 0;
    for await (const { key, etag } of store.list(album.bucket, { prefix, signal })) {
      const id = selectionOfName(key.slice(prefix.length));
      if (id === null || known.get(id) === etag) continue;
      seen += 1;
      if (seen > MOST_FILES) {
        core.log.warn('selection-file-ignored', { album: album.id, reason: 'too many' });
        break;
      }
      await readOne(album, id);
    }
  }

  return {
    start() {
      off = core.changes.listen<'selections.changed' | 'albums.listing' | 'connections.changed'>(
        (event) => {
          if (event.name === 'connections.changed') later.clear();
          if (event.name === 'albums.listing') {
            const { albumId, state } = event.payload;
            if (state === 'done') void enqueue(() => readAlbum(albumId));
          } else soon();
        },
        ['selections.changed', 'albums.listing', 'connections.changed'],
      );
      void enqueue(async () => {
        while (selections.dropDeletedItems(ROWS_AT_ONCE) > 0)
          await new Promise((resolve) => setImmediate(resolve));
      });
      if (selections.pendingIds().length > 0) soon();
      lookTimer = setTimeout(() => {
        for (const albumId of selections.albumsWithFiles()) void enqueue(() => readAlbum(albumId));
      }, options.lookAfterMs).unref();
    },
    networkChanged() {
      later.clear();
      if (selections.pendingIds().length > 0) soon();
    },
    async idle() {
      for (let waited: Promise<void> | null = null; waited !== last; ) {
        waited = last;
        await waited;
      }
    },
    async stop(limitMs) {
      off();
      for (const timer of [restTimer, retryTimer, lookTimer]) clearTimeout(timer);
      const limit = setTimeout(() => ending.abort(), limitMs);
      await enqueue(writePending);
      clearTimeout(limit);
      ending.abort();
    },
  };
}
