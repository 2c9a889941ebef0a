/** The acts of a person on the trash: at once in the catalogue, one step of undo each; the stores follow (trash-mover.ts). */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { mayChange } from '../../../src-shared/domain/album-access';
import { isTrashKey, trashFolder } from '../../../src-shared/domain/trash';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import type { TrashSubject } from '../../catalogue/catalogue';
import { requirePhotosMayChange } from '../album-owner';
import type { Core } from '../core';
import type { TransferQueue } from '../transfer-queue';
import { createTrashMover, type TrashMover } from './trash-mover';
import type { UndoHistory } from './undo';

export interface Trash {
  move(ids: readonly AssetId[], others: 'ask' | 'hide' | 'move'): Promise<{ moved: number; others: number }>;
  restore(ids: readonly AssetId[]): Promise<{ restored: number }>;
  empty(ids?: readonly AssetId[]): Promise<{ deleted: number; kept: number }>;
  mover: TrashMover;
}

/** Written in one go before the main thread has a breath: about 10 ms. */
const PER_SLICE = 500;

export function createTrash(
  core: Core,
  given: { queue: Pick<TransferQueue, 'cancel' | 'retry'>; undo: UndoHistory },
): Trash {
  const { queue, undo } = given;
  const { trash, transfers } = core.catalogue;
  const mover = createTrashMover(core, (ids) => deleteForGood(core, ids));

  function tell(photos: ReadonlyArray<{ id: AssetId; albumId: AlbumId }>, members: boolean): void {
    for (const { id, albumId } of photos) {
      core.changes.asset(albumId, id);
      core.changes.album(albumId);
    }
    // A list of a selection does not know that a photo of it came back.
    if (members)
      for (const id of core.catalogue.selections.having(photos.map((photo) => photo.id)))
        core.changes.selection(id, true);
    core.changes.flush();
  }

  /** `hides`: what somebody else put into its bucket stays where it is. */
  async function throwAway(photos: readonly TrashSubject[], hides: boolean): Promise<void> {
    requirePhotosMayChange(
      core,
      photos.map(({ id }) => id),
    );
    const folder = trashFolder(core.now(), randomUUID().slice(0, 8));
    for (const slice of slices(photos)) {
      const open = slice.filter(({ state }) => state !== 'stored').map(({ id }) => id);
      if (open.length > 0) await queue.cancel(transfers.openOfAssets(open));
      // What was being stored may have been stored at the last moment.
      const now = open.length > 0 ? trash.subjects(slice.map(({ id }) => id)) : slice;
      trash.throwAway(
        now.map(({ id, key, origin, state }) => {
          const stays = state !== 'stored' || (hides && origin === 'found');
          return {
            id,
            target: stays ? null : folder + (isTrashKey(key) ? (key.split('/').at(-1) ?? '') : key),
          };
        }),
        core.now(),
      );
      tell(now, false);
      await nextTurn();
    }
    mover.wake();
  }

  async function bringBack(ids: readonly AssetId[]): Promise<number> {
    requirePhotosMayChange(core, ids);
    let restored = 0;
    for (const slice of slices(ids)) {
      const photos = trash.subjects(slice).filter(({ trashedAtMs }) => trashedAtMs !== null);
      trash.bringBack(photos.map(({ id }) => id));
      tell(photos, true);
      restored += photos.length;
      await nextTurn();
    }
    mover.wake();
    return restored;
  }

  return {
    mover,
    async move(ids, others) {
      const chosen: TrashSubject[] = [];
      for (const slice of slices(ids)) {
        chosen.push(...trash.subjects(slice).filter(({ trashedAtMs }) => trashedAtMs === null));
        await nextTurn();
      }
      const photos = chosen.filter(({ origin }) => origin === 'uploaded' || others !== 'ask');
      const left = chosen.length - photos.length;
      if (photos.length === 0) return { moved: 0, others: left };
      const cancelled = transfers.openOfAssets(
        photos.filter(({ state }) => state !== 'stored').map(({ id }) => id),
      );
      await throwAway(photos, others === 'hide');
      const moved = photos.map(({ id }) => id);
      undo.did({
        what: 'trash',
        count: moved.length,
        change: null,
        async back() {
          await bringBack(moved);
          if (cancelled.length > 0) await queue.retry(cancelled);
        },
        again: () => throwAway(fresh(core, moved), others === 'hide'),
      });
      return { moved: moved.length, others: left };
    },
    async restore(ids) {
      const lying = trash.subjects(ids).filter(({ trashedAtMs }) => trashedAtMs !== null);
      const hidden = lying.some(({ origin }) => origin === 'found');
      const restored = await bringBack(lying.map(({ id }) => id));
      if (restored > 0) {
        const back = lying.map(({ id }) => id);
        undo.did({
          what: 'restore',
          count: restored,
          change: null,
          back: () => throwAway(fresh(core, back), hidden),
          again: async () => void (await bringBack(back)),
        });
      }
      return { restored };
    },
    async empty(ids = trash.all()) {
      let deleted = 0;
      let kept = 0;
      for (const slice of slices(ids)) {
        const lying = trash.subjects(slice).filter(({ trashedAtMs }) => trashedAtMs !== null);
        // What somebody else put there, and what only does not show here, is not ours to delete.
        const ours = lying.filter(
          ({ key, origin, state, albumId }) =>
            (origin === 'uploaded' || isTrashKey(key) || state !== 'stored') &&
            mayChange(core.catalogue.albums.get(albumId)?.access),
        );
        kept += lying.length - ours.length;
        deleted += ours.length;
        await deleteForGood(
          core,
          ours.map(({ id }) => id),
        );
      }
      mover.wake();
      return { deleted, kept };
    },
  };
}

const fresh = (core: Core, ids: readonly AssetId[]): TrashSubject[] =>
  core.catalogue.trash.subjects(ids).filter(({ trashedAtMs }) => trashedAtMs === null);

/** Forgets photos that are in a trash; their objects are deleted as soon as the store can be reached. */
async function deleteForGood(core: Core, ids: readonly AssetId[]): Promise<void> {
  const { trash, assets } = core.catalogue;
  for (const slice of slices(ids)) {
    const photos = assets.get([...slice]).filter(({ trashedAtMs }) => trashedAtMs !== null);
    core.catalogue.transaction(() => {
      trash.addDeletions(
        photos.flatMap(({ id, albumId, key, etag, sizeBytes, state }) => {
          if (state !== 'stored') return [];
          const work = trash.work(id);
          // Wherever a copy of it may lie by now.
          const targets =
            work?.target != null && isTrashKey(work.target) ? [{ key: work.target, etag: '' }] : [];
          return [{ key, etag: etag ?? '' }, ...targets, ...(work?.leaves ? [work.leaves] : [])].map(
            (at) => ({
              albumId,
              sizeBytes,
              ...at,
            }),
          );
        }),
      );
      for (const { id } of photos) assets.remove(id);
    });
    for (const albumId of new Set(photos.map((photo) => photo.albumId)))
      core.changes.assetsRemoved(
        albumId,
        photos.filter((photo) => photo.albumId === albumId).map(({ id }) => id),
      );
    core.changes.flush();
    await core.cache.remove(photos.map(({ id }) => id));
    await nextTurn();
  }
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += PER_SLICE) yield items.slice(at, at + PER_SLICE);
}
