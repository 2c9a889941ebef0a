/** Sets stars, flags, colours and words on photos: at once in the catalogue, one step of undo, told to the screen at once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AssetEdits, changedEdits, type EditChange } from '../../../src-shared/domain/edits';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import { requirePhotosMayChange } from '../album-owner';
import type { Core } from '../core';
import type { UndoHistory } from './undo';

/** Written in one go before the main thread has a breath: about 10 ms. */
const PER_SLICE = 500;

interface Edited {
  id: AssetId;
  albumId: AlbumId;
  before: AssetEdits | null;
  after: AssetEdits | null;
}

/** Answers how many photos are different now. What names no photo any more is passed over. */
export async function editPhotos(
  core: Core,
  undo: UndoHistory,
  ids: readonly AssetId[],
  change: EditChange,
): Promise<number> {
  requirePhotosMayChange(core, ids);
  const edited: Edited[] = [];
  for (let at = 0; at < ids.length; at += PER_SLICE) {
    if (at > 0) await nextTurn();
    const slice: Edited[] = [];
    for (const asset of core.catalogue.assets.edited(ids.slice(at, at + PER_SLICE))) {
      const after = changedEdits(asset.metadata, asset.edits, change);
      if (JSON.stringify(after) === JSON.stringify(asset.edits)) continue;
      slice.push({ id: asset.id, albumId: asset.albumId, before: asset.edits, after });
    }
    write(core, slice, 'after');
    edited.push(...slice);
  }
  if (edited.length === 0) return 0;
  undo.did({
    what: 'edit',
    count: edited.length,
    change,
    back: () => writeAll(core, edited, 'before'),
    again: () => writeAll(core, edited, 'after'),
  });
  return edited.length;
}

async function writeAll(core: Core, edited: readonly Edited[], which: 'before' | 'after'): Promise<void> {
  // Somebody else may be signed in by now.
  requirePhotosMayChange(
    core,
    edited.map(({ id }) => id),
  );
  for (let at = 0; at < edited.length; at += PER_SLICE) {
    if (at > 0) await nextTurn();
    write(core, edited.slice(at, at + PER_SLICE), which);
  }
}

function write(core: Core, edited: readonly Edited[], which: 'before' | 'after'): void {
  if (edited.length === 0) return;
  core.catalogue.assets.setEdits(
    edited.map(({ id, [which]: edits }) => ({ id, edits })),
    core.now(),
  );
  for (const { id, albumId } of edited) core.changes.asset(albumId, id);
  // Somebody pressed a key and looks at it.
  core.changes.flush();
}
