/** Makes a selection here what its file in a bucket says, when that is newer: the newest wins whole. */
import { type PhotoReference, photoOfFile, type SelectionFile } from '../../../src-shared/domain/selection';
import type { AlbumId, AssetId, SelectionId } from '../../../src-shared/units';
import type { AwayItem, ItemPosition, SelectionItem } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { inSlices } from '../downloads/in-slices';
import { LEEWAY, ROWS_AT_ONCE } from './selection-places';

/** A clock may be wrong by so much; a file from further in the future would win for ever. */
const MOST_AHEAD_MS = 24 * 3600 * 1000;

export interface SelectionFileAt {
  file: SelectionFile;
  etag: string;
  albumId: AlbumId;
}

/** True when it was taken over. Run it in turn with what a person does (Selections.inTurn). */
export async function adoptSelection(core: Core, { file, etag, albumId }: SelectionFileAt): Promise<boolean> {
  const { selections } = core.catalogue;
  const { id } = file;
  const updatedAtMs = Date.parse(file.updatedAt);
  if (updatedAtMs > core.now() + MOST_AHEAD_MS) {
    core.log.warn('selection-file-ignored', { album: albumId, selection: id, reason: 'from the future' });
    selections.setFile(id, albumId, { etag, updatedAtMs: 0 });
    return false;
  }
  const facts = selections.facts(id);
  if (facts && facts.updatedAtMs >= updatedAtMs) {
    selections.setFile(id, albumId, { etag, updatedAtMs });
    // What is newer here goes out.
    if (facts.updatedAtMs > updatedAtMs) selections.change(id, { pending: true });
    return false;
  }
  if (!facts)
    selections.insert({
      id,
      name: file.name,
      note: file.note,
      coverAssetId: null,
      coverAway: null,
      createdAtMs: Date.parse(file.createdAt),
      // Killed half-way, it is read again.
      updatedAtMs: 0,
      deletedAtMs: core.now(),
      pending: false,
    });
  if (!file.deleted) await inSlices(fill(core, file));
  const [cover] = file.cover ? namedHere(core, file.cover.albumId, [file.cover.key]) : [];
  core.catalogue.transaction(() => {
    selections.change(id, {
      name: file.name,
      note: file.note,
      coverAssetId: cover?.assetId ?? null,
      coverAway: cover ? null : file.cover,
      updatedAtMs,
      deletedAtMs: file.deleted ? updatedAtMs : null,
      // Other albums that it touches may not know it yet.
      pending: true,
    });
    selections.setFile(id, albumId, { etag, updatedAtMs });
  });
  if (file.deleted) core.changes.selectionRemoved(id);
  else core.changes.selection(id, true);
  return true;
}

const namedHere = ({ catalogue }: Core, albumId: AlbumId, keys: string[]) =>
  catalogue.albums.get(albumId) ? catalogue.selections.named(albumId, keys) : [];

function idsOf(core: Core, photos: readonly PhotoReference[]): Map<AlbumId, Map<string, AssetId>> {
  const keysOf = new Map<AlbumId, string[]>();
  for (const { albumId, key } of photos) {
    const keys = keysOf.get(albumId);
    if (keys) keys.push(key);
    else keysOf.set(albumId, [key]);
  }
  return new Map(
    [...keysOf].map(([albumId, keys]) => [
      albumId,
      new Map(namedHere(core, albumId, keys).map(({ key, assetId }) => [key, assetId])),
    ]),
  );
}

function* fill(core: Core, file: SelectionFile): Generator<void, void> {
  const { selections } = core.catalogue;
  const kept = new Set<AssetId>();
  const away: AwayItem[] = [];
  let place = 0;
  for (let from = 0; from < file.photos.length; from += ROWS_AT_ONCE) {
    const named = file.photos
      .slice(from, from + ROWS_AT_ONCE)
      .flatMap((photo) => photoOfFile(file, photo) ?? []);
    const here = idsOf(core, named);
    const rows: ItemPosition[] = [];
    for (const { albumId, key } of named) {
      const assetId = here.get(albumId)?.get(key);
      place += LEEWAY;
      if (assetId === undefined) away.push({ albumId, key, place });
      else if (!kept.has(assetId)) rows.push({ assetId, place });
      if (assetId !== undefined) kept.add(assetId);
    }
    selections.put(file.id, rows);
    yield;
  }
  yield* takeOthersOut(core, file.id, kept);
  selections.clearAway(file.id);
  for (let from = 0; from < away.length; from += ROWS_AT_ONCE) {
    selections.putAway(file.id, away.slice(from, from + ROWS_AT_ONCE));
    yield;
  }
}

function* takeOthersOut(
  { catalogue: { selections } }: Core,
  id: SelectionId,
  kept: ReadonlySet<AssetId>,
): Generator<void, void> {
  for (let after: ItemPosition | null = null; ; ) {
    const page: SelectionItem[] = selections.items(id, after, ROWS_AT_ONCE);
    selections.takeOut(
      id,
      page.flatMap(({ assetId }) => (kept.has(assetId) ? [] : assetId)),
    );
    if (page.length < ROWS_AT_ONCE) return;
    after = page.at(-1) ?? null;
    yield;
  }
}
