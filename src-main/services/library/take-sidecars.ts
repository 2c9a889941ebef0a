/** Sidecars on their way in: from the store (another computer, another program), and beside the files of an import. */
import { readFile, stat } from 'node:fs/promises';
import { toWire } from '../../../src-shared/app-error';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import { isRawName } from '../../../src-shared/domain/raw-formats';
import {
  baseOf,
  MAX_SIDECAR_BYTES,
  sidecarKeysOf,
  sidecarKeyToWrite,
  subjectOf,
} from '../../../src-shared/domain/sidecar-names';
import { editsOrNull, mergeEdits, sameEdits } from '../../../src-shared/domain/sidecars';
import type { AlbumId, ImportId } from '../../../src-shared/units';
import type { SidecarSubject } from '../../catalogue/catalogue';
import { pathOnDisk } from '../../media/path-on-disk';
import { decodePacket } from '../../media/xmp-document';
import { readSidecar } from '../../media/xmp-sidecar';
import type { Core } from '../core';
import { readSidecarObject } from './sidecar-objects';

/** Read and written between two breaths of the main thread. */
const PER_TURN = 20;

/** Reads one sidecar of the store and gives its words to the photos it is about. Rejects with the store's errors. */
export async function takeFromStore(
  core: Core,
  { albumId, key }: { albumId: AlbumId; key: string },
  signal: AbortSignal,
): Promise<void> {
  const { sidecars } = core.catalogue;
  const album = core.catalogue.albums.get(albumId);
  if (!album) return;
  const store = await core.stores.open(album.connectionId);
  const object = await readSidecarObject(store, album, key, signal);
  if (object === null) {
    sidecars.remove(albumId, key);
    return;
  }
  const said = readSidecar(decodePacket(object.bytes));
  core.catalogue.transaction(() => {
    const row = sidecars.get(albumId, [key])[0];
    // One that came with an import is not through yet: whoever sends it reads the store's first.
    if (row?.body != null) return;
    const base = row?.fields ?? {};
    if (said === null) {
      core.log.warn('sidecar-unreadable', { album: albumId, key });
      sidecars.setRead(albumId, key, { etag: object.etag, fields: base });
      return;
    }
    for (const subject of subjectsOf(core, albumId, key)) {
      const theirTimeMs = said.changedAtMs ?? object.modifiedAtMs;
      const newer = (subject.editedAtMs ?? 0) > theirTimeMs ? 'ours' : 'theirs';
      give(core, albumId, subject, { base, theirs: said.fields, newer });
    }
    sidecars.setRead(albumId, key, { etag: object.etag, fields: said.fields, written: said.ours });
  });
}

/** Those that have no sidecar of their own, unless this is it. */
function subjectsOf(core: Core, albumId: AlbumId, key: string): SidecarSubject[] {
  const { sidecars } = core.catalogue;
  return sidecars.subjects(albumId, key).filter((subject) => {
    const first = sidecarKeysOf(subject.key).slice(0, 2);
    return first.includes(key) || sidecars.get(albumId, first).length === 0;
  });
}

function give(
  core: Core,
  albumId: AlbumId,
  subject: SidecarSubject,
  said: { base: AssetEdits; theirs: AssetEdits; newer: 'ours' | 'theirs' },
): void {
  const ours = subject.edits ?? {};
  const merged = mergeEdits(said.base, { ours, theirs: said.theirs, newer: said.newer });
  if (sameEdits(ours, merged)) return;
  core.catalogue.sidecars.applyEdits(subject.id, editsOrNull(merged));
  core.changes.asset(albumId, subject.id);
}

/**
 * Takes the sidecars at these paths for the photos that these imports took from beside them. They count for photos that have none yet: an
 * old card does not bring back old words. What cannot be read stays on the card; the import's list of skipped files names it.
 */
export async function takeFromFiles(
  core: Core,
  paths: readonly string[],
  importIds: readonly ImportId[],
  signal: AbortSignal,
): Promise<void> {
  const present = new Set(paths);
  for (const [at, path] of paths.entries()) {
    if (at % PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const photos = core.catalogue.sidecars
      .fromFiles(subjectOf(path))
      .filter(({ importId }) => importId !== null && importIds.includes(importId))
      .filter(({ sourcePath }) => sourcePath === subjectOf(path) || !hasOwn(sourcePath, present));
    if (photos.length === 0) continue;
    const bytes = await readSmall(core, path);
    const said = bytes && readSidecar(decodePacket(bytes));
    if (!bytes || !said) continue;
    for (const group of groupedBy(photos, ({ albumId, key }) => `${albumId} ${baseOf(key)}`))
      takeForGroup(core, group, { bytes, fields: said.fields });
  }
}

/** A photo that is stored under another name than its import gave it takes along what waits to go out beside it. */
export function takeAlongWaiting(core: Core, albumId: AlbumId, from: string, to: string): void {
  const { sidecars } = core.catalogue;
  const key = sidecarKeyToWrite(from, () => false);
  // Another RAW file of that name keeps it: on the card it was about both.
  const isShared = isRawName(from) && sidecars.subjects(albumId, key).some((photo) => isRawName(photo.key));
  if (!isShared)
    sidecars.moveBody(
      albumId,
      key,
      sidecarKeyToWrite(to, () => false),
    );
}

/** In the order of their first ones. */
export function groupedBy<T>(items: readonly T[], nameOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

const hasOwn = (photoPath: string, present: ReadonlySet<string>): boolean =>
  present.has(`${photoPath}.xmp`) || present.has(`${photoPath}.XMP`);

async function readSmall(core: Core, path: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(pathOnDisk(path));
    return size > MAX_SIDECAR_BYTES ? null : await readFile(pathOnDisk(path));
  } catch (error) {
    core.log.warn('sidecar-file', { path, error: toWire(error) });
    return null;
  }
}

/** Photos of one name in one album: its words for all of them, its bytes go out with the RAW, else with the first. */
function takeForGroup(
  core: Core,
  group: Array<SidecarSubject & { albumId: AlbumId }>,
  file: { bytes: Buffer; fields: AssetEdits },
): void {
  const { sidecars } = core.catalogue;
  const carrier = group.find(({ key }) => isRawName(key)) ?? group[0];
  if (!carrier) return;
  const { albumId } = carrier;
  core.catalogue.transaction(() => {
    if (sidecars.get(albumId, sidecarKeysOf(carrier.key)).length > 0) return;
    const key = sidecarKeyToWrite(carrier.key, () => false);
    sidecars.setBody(albumId, key, file.bytes, file.fields);
    for (const photo of group) give(core, albumId, photo, { base: {}, theirs: file.fields, newer: 'theirs' });
    sidecars.add(carrier.id, core.now());
  });
}
