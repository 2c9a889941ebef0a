/** Does in the stores what the trash wants of them: a queue in the catalogue, gone on with after any kill, waiting while a store is away. */
import { AppError, toWire } from '../../../src-shared/app-error';
import { leavesTrashAtMs } from '../../../src-shared/domain/photo-list';
import { isTrashKey } from '../../../src-shared/domain/trash';
import type { AlbumId, AssetId, ConnectionId } from '../../../src-shared/units';
import type { TrashDeletion } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { isOffline, planRetry, waitIsOver } from '../retry-plan';
import { lyingLongEnough } from './expired-trash';
import { sidecarsDeletedWith } from './move-sidecars';
import { moveTrashed } from './move-trashed';

export interface TrashMover {
  /** Goes on with what earlier runs left, and from now on deletes what was in a trash for its days. */
  start(): void;
  /** There is something to do. */
  wake(): void;
  /** What waits is tried at once. */
  hurry(): void;
  /** Resolves when nothing is to be done, or what is left waits. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const AT_ONCE = 8;
const DELETED_AT_ONCE = 500;
/** What needs a person (a key that is refused) is tried again after so long, and whenever a connection answers again. */
const AFTER_REFUSAL_MS = 10 * 60_000;
const EXPIRED_EVERY_MS = 60 * 60_000;
const EXPIRED_AT_ONCE = 500;

/** `deleteForGood`: forgets photos and puts their objects among those to be deleted. */
export function createTrashMover(
  core: Core,
  deleteForGood: (ids: AssetId[]) => Promise<unknown>,
): TrashMover {
  const { trash } = core.catalogue;
  const ending = new AbortController();
  const running = new Set<AssetId>();
  /** Stores that do not answer. */
  const away = new Map<ConnectionId, { untilMs: number; waits: number }>();
  let work: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let expiring: { timer?: NodeJS.Timeout; done: Promise<void> } = { done: Promise.resolve() };
  let unlisten: (() => void) | undefined;

  const blocked = (): ConnectionId[] =>
    [...away].flatMap(([id, { untilMs }]) => (waitIsOver(untilMs, core.now()) ? [] : [id]));

  /** When it is tried again. */
  function waitAfter(error: unknown, connectionId: ConnectionId, attempts: number): number {
    const now = core.now();
    if (!(error instanceof AppError)) return now + AFTER_REFUSAL_MS;
    const known = away.get(connectionId)?.waits ?? 0;
    const plan = planRetry(error, attempts, known, now, core.random);
    const untilMs = plan.type === 'wait' ? plan.retryAtMs : now + AFTER_REFUSAL_MS;
    if (isOffline(error)) away.set(connectionId, { untilMs, waits: known + 1 });
    return untilMs;
  }

  async function moveOne(id: AssetId, connectionId: ConnectionId): Promise<void> {
    running.add(id);
    try {
      await moveTrashed(core, id, ending.signal);
      away.delete(connectionId);
    } catch (error) {
      if (ending.signal.aborted) return;
      const now = trash.work(id);
      core.log.warn('trash', { asset: id, error: toWire(error) });
      if (now) trash.putOff(id, waitAfter(error, connectionId, now.attempts), now.attempts + 1);
    } finally {
      running.delete(id);
    }
  }

  async function moveDue(): Promise<void> {
    const lane = async (): Promise<void> => {
      while (!ending.signal.aborted) {
        const due = trash.due(core.now(), AT_ONCE * 2, blocked()).find(({ id }) => !running.has(id));
        if (!due) return;
        await moveOne(due.id, due.connectionId);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async function deleteDue(): Promise<void> {
    while (!ending.signal.aborted) {
      const due = trash.dueDeletions(core.now(), DELETED_AT_ONCE, blocked());
      if (due.length === 0) return;
      const byAlbum = new Map<AlbumId, TrashDeletion[]>();
      for (const one of due) byAlbum.set(one.albumId, [...(byAlbum.get(one.albumId) ?? []), one]);
      for (const [albumId, deletions] of byAlbum) await deleteOfAlbum(albumId, deletions);
    }
  }

  async function deleteOfAlbum(albumId: AlbumId, deletions: TrashDeletion[]): Promise<void> {
    const album = core.catalogue.albums.get(albumId);
    if (!album) return; // its rows went with it
    try {
      const store = await core.stores.open(album.connectionId);
      const { signal } = ending;
      const sure: TrashDeletion[] = [];
      const gone: number[] = [];
      for (const one of deletions) {
        // In a trash lies only what we put there. Elsewhere it has to be the very object.
        if (isTrashKey(one.key)) sure.push(one);
        else {
          const held = await store.head(album.bucket, album.prefix + one.key, { signal });
          const ours = held?.etag === one.etag && held.sizeBytes === one.sizeBytes;
          const taken = core.catalogue.assets.findByKey(albumId, one.key);
          if (ours && !taken) sure.push(one);
          else gone.push(one.id);
        }
      }
      const keys = sure.map(({ key }) => album.prefix + key);
      const sidecars = sure.flatMap(({ key }) =>
        isTrashKey(key) ? sidecarsDeletedWith(core, albumId, key).map((name) => album.prefix + name) : [],
      );
      const failed =
        keys.length === 0 ? [] : await store.deleteMany(album.bucket, [...keys, ...sidecars], { signal });
      const left = new Map(failed.map(({ key, error }) => [key, error]));
      away.delete(album.connectionId);
      for (const one of sure) {
        const error = left.get(album.prefix + one.key);
        if (error === undefined) gone.push(one.id);
        else
          trash.putOffDeletion(one.id, waitAfter(error, album.connectionId, one.attempts), one.attempts + 1);
      }
      trash.deleted(gone);
    } catch (error) {
      if (ending.signal.aborted) return;
      core.log.warn('empty-trash', { album: albumId, error: toWire(error) });
      for (const one of deletions)
        trash.putOffDeletion(one.id, waitAfter(error, album.connectionId, one.attempts), one.attempts + 1);
    }
  }

  async function expire(): Promise<void> {
    const beforeMs = core.now() - leavesTrashAtMs(0);
    for (;;) {
      const ids = trash.expired(beforeMs, EXPIRED_AT_ONCE);
      const lain = ids.length === 0 ? [] : await lyingLongEnough(core, ids, ending.signal);
      // Somebody may have taken one back meanwhile, and thrown it away anew.
      const still = new Set(trash.expired(beforeMs, EXPIRED_AT_ONCE));
      const old = lain.filter((id) => still.has(id));
      if (old.length === 0 || ending.signal.aborted) return;
      core.log.info('trash-expired', { count: old.length });
      await deleteForGood(old);
      wake();
    }
  }

  async function round(): Promise<void> {
    do {
      again = false;
      await moveDue();
      await deleteDue();
    } while (again && !ending.signal.aborted);
  }

  function wake(): void {
    again = true;
    clearTimeout(timer);
    if (work !== null || ending.signal.aborted) return;
    work = round()
      .catch((error: unknown) => core.log.error('trash', { error: toWire(error) }))
      .finally(() => {
        work = null;
        if (ending.signal.aborted) return;
        core.changes.flush();
        const next = Math.max(
          trash.nextDueAtMs() ?? Infinity,
          ...[...away.values()].map(({ untilMs }) => untilMs),
        );
        if (trash.nextDueAtMs() !== null)
          timer = setTimeout(wake, Math.min(Math.max(next - core.now(), 100), AFTER_REFUSAL_MS)).unref();
      });
  }

  function hurry(): void {
    away.clear();
    trash.hurry();
    wake();
  }

  return {
    start() {
      const expireAgain = (): void => {
        const done = expire()
          .catch((error: unknown) => core.log.error('trash', { error: toWire(error) }))
          .then(() => {
            if (!ending.signal.aborted) expiring.timer = setTimeout(expireAgain, EXPIRED_EVERY_MS).unref();
          });
        expiring = { done };
      };
      expireAgain();
      hurry();
      unlisten = core.changes.listen(
        (event) => {
          const back = event.name === 'connections.changed' || event.payload.entry.type === 'connection-back';
          if (back && trash.nextDueAtMs() !== null) hurry();
        },
        ['journal.added', 'connections.changed'],
      );
    },
    wake,
    hurry,
    async idle() {
      await expiring.done;
      while (work) await work;
    },
    async stop() {
      ending.abort();
      clearTimeout(timer);
      clearTimeout(expiring.timer);
      unlisten?.();
      await Promise.all([work, expiring.done]);
    },
  };
}
