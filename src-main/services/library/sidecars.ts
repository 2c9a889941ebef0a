/** The traffic of sidecars: what is set here goes out once it rests, what others wrote comes in, and no network only makes it wait. */

import { AppError, toWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { mayChange } from '../../../src-shared/domain/album-access';
import { baseOf } from '../../../src-shared/domain/sidecar-names';
import type { EditsStatus } from '../../../src-shared/domain/sidecars';
import type { AlbumId, ConnectionId } from '../../../src-shared/units';
import { REST_BEFORE_SIDECAR_MS } from '../../catalogue/asset-edits';
import type { PendingSidecar } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { isOffline, planRetry } from '../retry-plan';
import { groupedBy, takeFromStore } from './take-sidecars';
import { bringOut } from './write-sidecar';

const ROWS_PER_LOOK = 64;
const READ_PER_LOOK = 200;
const AT_ONCE = 4;
/** A timer of Node holds no longer one, and a clock that was set is noticed in time. */
const LONGEST_TIMER_MS = 60_000;

export interface Sidecars {
  /** Looks at what earlier runs left, both ways. */
  start(): void;
  /** Works off all that is due now; resolves when that is through. */
  look(): Promise<void>;
  status(): EditsStatus;
  /** What waits for a person or a network is tried now. */
  retry(): void;
  /** A person decided whether sidecars may be written into that album. */
  permit(albumId: AlbumId, writes: boolean): void;
  /** Sends what was set in this run without waiting for it to rest, for at most so long. */
  stop(limitMs: number): Promise<void>;
}

export function createSidecars(core: Core): Sidecars {
  const { sidecars, albums } = core.catalogue;
  const stopping = new AbortController();
  const ask = new Set<AlbumId>();
  /** Connections that did not answer: until when they are left alone, and how often that was. */
  const offline = new Map<ConnectionId, { untilMs: number; waits: number }>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let again = false;
  let editedHere = false;
  let unread = true;
  let told = '';

  const status = (): EditsStatus => {
    const pendingCount = sidecars.pendingCount();
    const trouble = sidecars.troubled();
    const waitingFor = (): EditsStatus['waitingFor'] => {
      if (ask.size > 0) return 'permission';
      if (trouble.count > 0) return 'trouble';
      return offline.size > 0 && pendingCount > 0 ? 'network' : null;
    };
    return { pendingCount, waitingFor: waitingFor(), error: trouble.error, askAlbumIds: [...ask] };
  };
  const tell = (): void => {
    const now = status();
    const words = JSON.stringify(now);
    if (words === told) return;
    told = words;
    core.changes.edits(now);
  };

  const schedule = (): void => {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    const dueAtMs = sidecars.nextDueAtMs();
    const readAtMs = unread ? Math.max(core.now(), ...[...offline.values()].map((one) => one.untilMs)) : null;
    const times = [dueAtMs, readAtMs].filter((time) => time !== null);
    if (times.length === 0) return;
    const delayMs = Math.min(Math.max(0, Math.min(...times) - core.now()), LONGEST_TIMER_MS);
    timer = setTimeout(() => void look(), delayMs).unref();
  };

  const look = (): Promise<void> => {
    again = true;
    running ??= workOff()
      // A catalogue that cannot be written just now: all of it is still in the queue.
      .catch((error: unknown) => core.log.error('sidecars', { error: toWire(error) }))
      .finally(() => {
        running = null;
        schedule();
      });
    return running;
  };

  const workOff = async (): Promise<void> => {
    while (again && !stopping.signal.aborted) {
      again = false;
      await sendDue(core.now());
      if (unread) await readListed();
      tell();
    }
  };

  const isWaiting = (id: ConnectionId): boolean => (offline.get(id)?.untilMs ?? 0) > core.now();

  async function sendDue(untilMs: number): Promise<void> {
    for (;;) {
      const due = sidecars.due(untilMs, ROWS_PER_LOOK);
      if (due.length === 0 || stopping.signal.aborted) return;
      // Asked once for all of them: an album's row is put together of many counts.
      const known = new Map(
        [...new Set(due.map(({ albumId }) => albumId))].map((id) => [id, albums.get(id)]),
      );
      // A RAW and its JPEG may share a sidecar: one after the other.
      const groups = groupedBy(due, (one) => `${one.albumId} ${baseOf(one.key)}`);
      await forEachAtOnce(AT_ONCE, groups, async (group) => {
        for (const one of group) await sendOne(one, known.get(one.albumId) ?? null);
      });
      tell();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function sendOne(one: PendingSidecar, album: Album | null): Promise<void> {
    if (stopping.signal.aborted || !album) return;
    if (!mayWrite(album)) {
      const undecided = album.writesSidecars === null;
      if (undecided) ask.add(album.id);
      if (undecided) sidecars.park(one.id, null);
      else sidecars.done(one.id);
      return;
    }
    if (!one.isStored) {
      sidecars.park(one.id, null);
      return;
    }
    const waits = offline.get(album.connectionId);
    if (waits && isWaiting(album.connectionId)) {
      sidecars.waitFor(album.connectionId, core.now(), waits.untilMs);
      return;
    }
    try {
      await bringOut(core, album, one, stopping.signal);
      offline.delete(album.connectionId);
    } catch (error) {
      if (!stopping.signal.aborted) failed(album, one, error);
    }
  }

  function failed(album: Album, one: PendingSidecar, error: unknown): void {
    core.log.warn('sidecar', { album: album.id, key: one.key, error: toWire(error) });
    const known = error instanceof AppError ? error : null;
    if (known && isOffline(known)) {
      waitForStore(album.connectionId, known);
      sidecars.waitFor(
        album.connectionId,
        core.now(),
        offline.get(album.connectionId)?.untilMs ?? core.now(),
      );
      return;
    }
    const plan = known ? planRetry(known, one.attempts, one.attempts, core.now(), core.random) : null;
    if (plan?.type === 'wait')
      sidecars.later(one.id, { attempts: Math.max(plan.attempts, one.attempts + 1), atMs: plan.retryAtMs });
    else sidecars.park(one.id, toWire(error));
  }

  function waitForStore(id: ConnectionId, error: AppError): void {
    const waits = offline.get(id)?.waits ?? 0;
    if (isWaiting(id)) return; // another lane met it a moment ago
    const plan = planRetry(error, 0, waits, core.now(), core.random);
    offline.set(id, {
      waits: waits + 1,
      untilMs: plan.type === 'wait' ? plan.retryAtMs : core.now() + LONGEST_TIMER_MS,
    });
  }

  /** What listings named in another version than the one that is known here. */
  async function readListed(): Promise<void> {
    unread = false;
    let after: { albumId: AlbumId; key: string } | null = null;
    for (;;) {
      const rows = sidecars.unread(after, READ_PER_LOOK);
      await forEachAtOnce(AT_ONCE, rows, async (row) => {
        const connectionId = albums.get(row.albumId)?.connectionId;
        if (connectionId === undefined || stopping.signal.aborted) return;
        if (isWaiting(connectionId)) {
          unread = true;
          return;
        }
        try {
          await takeFromStore(core, row, stopping.signal);
          offline.delete(connectionId);
        } catch (error) {
          if (stopping.signal.aborted) return;
          core.log.warn('sidecar-read', { album: row.albumId, key: row.key, error: toWire(error) });
          // Anything else is tried again with the next listing.
          if (!(error instanceof AppError) || !isOffline(error)) return;
          waitForStore(connectionId, error);
          unread = true;
        }
      });
      const last = rows.at(-1);
      if (!last || rows.length < READ_PER_LOOK || stopping.signal.aborted) return;
      after = last;
      // An album that goes takes its rows along.
      if (!albums.get(last.albumId)) after = null;
    }
  }

  const off = core.changes.listen(
    (event) => {
      if (event.name === 'undo.changed') editedHere = true;
      if (event.name === 'albums.changed') for (const id of event.payload.removedIds) ask.delete(id);
      if (event.name === 'albums.listing') {
        if (event.payload.state !== 'done') return;
        unread = true;
      }
      if (running === null) schedule();
      tell();
    },
    ['undo.changed', 'albums.changed', 'albums.listing'],
  );

  return {
    start() {
      // What was refused or waited is looked at anew with each start.
      sidecars.unpark(core.now());
      schedule();
    },
    look,
    status,
    retry() {
      offline.clear();
      unread = true;
      sidecars.unpark(core.now());
      sidecars.hurry(core.now());
      void look();
    },
    permit(albumId, writes) {
      albums.setWritesSidecars(albumId, writes);
      ask.delete(albumId);
      if (writes) sidecars.addAlbum(albumId, core.now());
      else sidecars.dropAlbum(albumId);
      core.changes.album(albumId);
      tell();
      schedule();
    },
    async stop(limitMs) {
      off();
      clearTimeout(timer);
      const limit = setTimeout(() => stopping.abort(), limitMs);
      await running;
      // A short command ends before anything rested.
      if (editedHere && !stopping.signal.aborted)
        await sendDue(core.now() + REST_BEFORE_SIDECAR_MS).catch((error: unknown) =>
          core.log.error('sidecars', { error: toWire(error) }),
        );
      clearTimeout(limit);
      stopping.abort();
    },
  };
}

const mayWrite = ({ origin, writesSidecars, access }: Album): boolean =>
  mayChange(access) && (writesSidecars ?? origin === 'made');

/** `act` handles its own errors. */
async function forEachAtOnce<T>(
  atOnce: number,
  items: readonly T[],
  act: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await act(items[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}
