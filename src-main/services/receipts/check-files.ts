/** Goes through every file that the imports of a receipt found, and everything that lies on the card now, and says where each one stands. */
import { isAbsolute } from 'node:path';
import { toWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { ReceiptDepth, ReceiptFile } from '../../../src-shared/domain/receipt';
import {
  type ImportRun,
  type SkippedFile,
  type SkipReason,
  transferIsOpen,
} from '../../../src-shared/domain/transfer';
import { AlbumId, type ImportId, type IngestId } from '../../../src-shared/units';
import type { Catalogue, ConfirmableAsset } from '../../catalogue/catalogue';
import type { Core } from '../core';
import type { Confirmer, OnCard } from './confirm-file';
import { reasons } from './file-reasons';
import { blank, changedHere, detailOf, isSameStamp, leftOut } from './file-rows';
import type { CardNow } from './look-at-card';
import { isWithin, type Scope } from './scope';
import { inTurns } from './turns';
import { isHarmless, wouldBeMissed } from './verdict';

/** Rows read and written at once; between them the window answers. */
const PAGE_ROWS = 200;
/** Questions under way at once: hides the round trip, and leaves room for others (the store's own layer allows 32). */
export const ASKED_AT_ONCE = 24;

type FoundRow = ReturnType<Catalogue['imports']['files']>[number];

export interface FileCheck {
  core: Pick<Core, 'catalogue' | 'uploads'>;
  scope: Scope;
  depth: ReceiptDepth;
  card: CardNow;
  /** Paths that an import of the scope found or skipped. */
  known: ReadonlySet<string>;
  /** Imports that a later one of the scope makes up for. */
  superseded: ReadonlySet<ImportId>;
  confirmer: Confirmer;
  signal: AbortSignal;
  /** Takes rows as they are done. */
  write(rows: ReceiptFile[]): Promise<void>;
}

/** Writes the rows of all files. Rejects with `cancelled` and what the catalogue throws. */
export async function checkFiles(check: FileCheck): Promise<void> {
  const state: Progress = {
    accounted: new Set(),
    places: new Map(),
    otherNow: [],
    listed: new Set(),
    found: new Set(),
  };
  for (const run of check.scope.imports) {
    await foundFiles(check, state, run);
    await skippedFiles(check, state, run);
  }
  await changedFiles(check, state);
  await filesOnCard(check, state);
  await skippedOnCard(check);
}

interface Progress {
  /** Files on the card whose present content is told of by a row. */
  accounted: Set<string>;
  /** For each ingest the files that it brought, with the places that hold them. */
  places: Map<IngestId, Map<string, string[]>>;
  /** Rows whose file on the card is another one by now: decided when it is known whether that one is stored as well. */
  otherNow: ReceiptFile[];
  /** Files that imports found and stored; only where there are several imports. */
  found: Set<string>;
  /** Skipped rows written so far: several imports of one card skip the same files. */
  listed: Set<string>;
}

const foundName = ({ albumId, path, key }: ReceiptFile): string => `${albumId}\n${path}\n${key}`;
/** An ingest has a main place and one for each copy, which may each consist of many albums: one for each day. */
const placeOf = (album: Album): string => (album.copyOf === null ? 'main' : album.connectionId);

function account(state: Progress, path: string, album: Album, { ingestId }: ImportRun): void {
  state.accounted.add(path);
  if (ingestId === null) return;
  const brought = state.places.get(ingestId) ?? new Map<string, string[]>();
  state.places.set(ingestId, brought);
  const held = brought.get(path) ?? [];
  if (!held.includes(placeOf(album))) brought.set(path, [...held, placeOf(album)]);
}

/** Every import's album is in its scope; files beside the imported ones may lie in any other. */
const albumOf = ({ core, scope }: FileCheck, id: AlbumId): Album =>
  (scope.albums.get(id) ?? core.catalogue.albums.get(id)) as Album;

const onCard = ({ card }: FileCheck, path: string): OnCard | null => {
  const file = card.files.get(path);
  return file ? { path, ...file } : null;
};

async function foundFiles(check: FileCheck, state: Progress, run: ImportRun): Promise<void> {
  const { imports, assets } = check.core.catalogue;
  const album = albumOf(check, run.albumId);
  for (let after: FoundRow['transferId'] | null = null; ; ) {
    const page: FoundRow[] = imports.files(run.id, after, PAGE_ROWS);
    const last = page.at(-1);
    if (!last) return;
    after = last.transferId;
    const ids = page.map((file) => file.assetId);
    const stored = new Map(assets.confirmable(ids).map((asset) => [asset.id, asset]));
    const sums = assets.contentSums(ids);
    const rows: ReceiptFile[] = [];
    await inTurns(page, ASKED_AT_ONCE, async (file) => {
      const asset = stored.get(file.assetId);
      const fingerprint = sums.get(file.assetId)?.fingerprint ?? null;
      const { row, other } = await foundFile(check, album, file, asset, fingerprint);
      if (other) state.otherNow.push(row);
      else {
        rows.push(row);
        account(state, file.sourcePath, album, run);
        if (check.scope.imports.length > 1) state.found.add(foundName(row));
      }
    });
    await check.write(rows);
  }
}

async function foundFile(
  check: FileCheck,
  album: Album,
  file: FoundRow,
  asset: ConfirmableAsset | undefined,
  fingerprint: string | null,
): Promise<{ row: ReceiptFile; other: boolean }> {
  const row: ReceiptFile = {
    ...blank(file.sourcePath || file.key, album.id),
    key: file.key,
    sizeBytes: file.sizeBytes,
  };
  if (file.state !== 'stored') {
    const reason = file.error ?? (transferIsOpen(file.state) ? reasons.onItsWay : reasons.notTakenUp);
    return { row: { ...row, state: 'not-stored', reason }, other: false };
  }
  if (!asset) return { row: { ...row, state: 'lost', reason: reasons.forgotten }, other: false };
  const now = onCard(check, file.sourcePath);
  const same = now !== null && isSameStamp(now, file);
  const confirmed = { ...row, ...(await check.confirmer.confirm(album, asset, same ? now : null)) };
  if (now && !same) return { row: confirmed, other: true };
  if (!now || confirmed.state !== 'confirmed') return { row: confirmed, other: false };
  // The same name, size and time: of what a camera writes that is enough; where its edges are known they are looked at too.
  if (fingerprint === null && check.depth === 'head') return { row: confirmed, other: false };
  return { row: await comparedWithCard(check, confirmed, album, asset, fingerprint, now), other: false };
}

async function comparedWithCard(
  check: FileCheck,
  row: ReceiptFile,
  album: Album,
  asset: ConfirmableAsset,
  fingerprint: string | null,
  now: OnCard,
): Promise<ReceiptFile> {
  try {
    const sameness = await check.confirmer.compare(album, asset, fingerprint, now);
    if (sameness === 'same') return row;
    if (sameness === 'other') return changedHere(row);
    return { ...row, state: 'unproven', proof: null, confirmedAtMs: null, reason: reasons.notCompared };
  } catch (error) {
    check.signal.throwIfAborted();
    return { ...row, state: 'unproven', proof: null, confirmedAtMs: null, reason: toWire(error) };
  }
}

async function skippedFiles(check: FileCheck, state: Progress, run: ImportRun): Promise<void> {
  const album = albumOf(check, run.albumId);
  const all = check.core.catalogue.imports.skipped(run.id, Number.MAX_SAFE_INTEGER);
  for (let at = 0; at < all.length; at += PAGE_ROWS) {
    const rows: ReceiptFile[] = [];
    await inTurns(all.slice(at, at + PAGE_ROWS), ASKED_AT_ONCE, async (skip) => {
      // What no store holds is told once, however many places of an ingest left it out.
      const place = ofStored.has(skip.reason) ? run.albumId : '';
      const name = `${place}\n${skip.path}\n${skip.reason}\n${skip.detail ?? ''}`;
      if (state.listed.has(name)) return;
      state.listed.add(name);
      const row = await skippedFile(check, state, { album, run }, skip);
      // An earlier import of the receipt found and stored this very file: told once, when nothing new is to be said.
      const again = skip.reason === 'already-here' && row?.state === 'confirmed';
      if (row && !(again && state.found.has(foundName(row)))) rows.push(row);
    });
    await check.write(rows);
  }
}

/** These name an object that is to hold the very bytes. */
const ofStored: ReadonlySet<SkipReason> = new Set<SkipReason>([
  'already-here',
  'duplicate',
  'ingested-before',
]);

/** null: another row tells of it. */
async function skippedFile(
  check: FileCheck,
  state: Progress,
  { album, run }: { album: Album; run: ImportRun },
  skip: SkippedFile,
): Promise<ReceiptFile | null> {
  const now = onCard(check, skip.path);
  const row: ReceiptFile = {
    ...blank(skip.path, album.id),
    sizeBytes: now?.sizeBytes ?? null,
    skip: skip.reason,
  };
  const twin = twinOf(check, album, skip);
  if (twin === 'none') {
    // A photo lies there now: it is told of with the other files of the card.
    if (now) return null;
    const missed = wouldBeMissed(skip);
    if (isHarmless(skip.reason) && !missed) return { ...row, state: 'skipped', reason: detailOf(skip) };
    // What lies there now, or can be read by now, is told of as it is now; with the card out, by a later look at it.
    const out = run.roots.some((root) => check.card.gone.has(root) && isWithin(root, skip.path));
    if (out ? check.superseded.has(run.id) : !check.card.skipped.has(skip.path)) return null;
    const reason = missed ? reasons.otherKind : (detailOf(skip) ?? reasons.notTakenUp);
    return { ...row, state: 'not-stored', reason };
  }
  // What that name held is lost, and the file was stored anew under another one: told of with what the store has of it now.
  if (!twin && skip.reason === 'already-here' && now && storedNow(check, now, [album.id]).length > 0)
    return null;
  account(state, skip.path, album, run);
  if (!twin) return { ...row, state: 'lost', reason: reasons.forgotten };
  const { asset } = twin;
  const named = {
    ...row,
    albumId: twin.album.id,
    key: asset.key,
    sizeBytes: now?.sizeBytes ?? asset.sizeBytes,
  };
  const nothingKnown = asset.md5Hex === null && asset.parts === null;
  const confirmed = { ...named, ...(await check.confirmer.confirm(twin.album, asset, now)) };
  if (confirmed.state !== 'confirmed') return confirmed;
  if (now) {
    // Compared with these very bytes already, where nothing else was known of the object.
    if (nothingKnown && confirmed.checksum !== null) return confirmed;
    const fingerprint =
      check.core.catalogue.assets.contentSums([asset.id]).get(asset.id)?.fingerprint ?? null;
    return comparedWithCard(check, confirmed, twin.album, asset, fingerprint, now);
  }
  // Not on the card any more: by its bytes (duplicates were hashed when they were skipped), or the very file that was read and stored.
  const established = skip.reason === 'already-here' ? asset.source?.path === skip.path : !nothingKnown;
  // Since then the name may have been given to another photo, of another card with the same names.
  const createdAtMs = check.core.catalogue.assets.get([asset.id])[0]?.createdAtMs ?? Number.POSITIVE_INFINITY;
  if (established && createdAtMs <= (run.endedAtMs ?? Number.POSITIVE_INFINITY)) return confirmed;
  return { ...confirmed, state: 'unproven', proof: null, confirmedAtMs: null, reason: reasons.notCompared };
}

/**
 * The stored object that a skipped file is said to equal; null: it is not known here any more; `none`: the reason names no object. Of
 * links and folders that a walk met twice, `detail` is a path or a sentence.
 */
function twinOf(
  { core: { catalogue }, scope, card }: FileCheck,
  album: Album,
  { path, reason, detail }: SkippedFile,
): { album: Album; asset: ConfirmableAsset } | null | 'none' {
  const at = (inAlbum: Album | null, key: string) => {
    const found = inAlbum && catalogue.assets.findByKey(inAlbum.id, key);
    const asset = found ? catalogue.assets.confirmable([found.id])[0] : undefined;
    return inAlbum && asset ? { album: inAlbum, asset } : null;
  };
  if (reason === 'already-here' || reason === 'duplicate') {
    const twin = detail === null ? null : at(album, detail);
    const metTwice = reason === 'duplicate' && !twin && !card.files.has(path);
    const isPath = detail !== null && (isAbsolute(detail) || detail.startsWith('bytes:'));
    if (metTwice && (isPath || card.skipped.get(path)?.reason === 'duplicate')) return 'none';
    return twin;
  }
  if (reason === 'ingested-before') {
    const [, id, key] = /^([^/]+)\/(.*)$/su.exec(detail ?? '') ?? [];
    const albumId = AlbumId.safeParse(id);
    if (!albumId.success || key === undefined) return null;
    return at(scope.albums.get(albumId.data) ?? catalogue.albums.get(albumId.data), key);
  }
  return 'none';
}

/** The file on the card is not the one that a row tells of: a doubt, unless what lies there now is stored as well. */
async function changedFiles(check: FileCheck, state: Progress): Promise<void> {
  for (let at = 0; at < state.otherNow.length; at += PAGE_ROWS) {
    const rows = state.otherNow.slice(at, at + PAGE_ROWS).map((row) => {
      const now = onCard(check, row.path);
      if (!now || state.accounted.has(row.path)) return row;
      if (storedNow(check, now).length > 0) return row;
      state.accounted.add(row.path);
      return row.state === 'confirmed' ? changedHere(row) : row;
    });
    await check.write(rows);
  }
}

const storedNow = (
  { core, scope }: FileCheck,
  now: OnCard,
  albums: readonly AlbumId[] = [...scope.albums.keys()],
) =>
  core.catalogue.assets
    .bySource([...albums], now)
    .filter((asset) => asset.state === 'stored' && albums.includes(asset.albumId));

/** What lies on the card now and no row tells of yet; and in an ingest, what is not in each of its places. */
async function filesOnCard(check: FileCheck, state: Progress): Promise<void> {
  const wanted = new Map(check.scope.ingests.map(({ id, options }) => [id, 1 + options.copies.length]));
  const places = Math.max(1, ...wanted.values());
  const untold: OnCard[] = [];
  const somewhere: ReceiptFile[] = [];
  for (const [path, file] of check.card.files) if (!state.accounted.has(path)) untold.push({ path, ...file });
  // Also of files that are not on the card any more: an album of the ingest may have been deleted.
  for (const [ingestId, brought] of state.places)
    for (const [path, held] of brought) {
      const all = wanted.get(ingestId) ?? 1;
      // A later ingest of the same card may have made up for it.
      const later = [...state.places].some(
        ([id, again]) => id > ingestId && (again.get(path)?.length ?? 0) >= all,
      );
      if (held.length >= all || later) continue;
      const sizeBytes = check.card.files.get(path)?.sizeBytes ?? null;
      somewhere.push({
        ...blank(path, null),
        sizeBytes,
        state: 'not-stored',
        reason: reasons.notInEachPlace,
      });
    }
  for (let at = 0; at < untold.length; at += PAGE_ROWS) {
    const rows: ReceiptFile[] = [];
    await inTurns(untold.slice(at, at + PAGE_ROWS), ASKED_AT_ONCE, async (file) => {
      rows.push(...(await untoldFile(check, file, places)));
    });
    await check.write(rows);
  }
  for (let at = 0; at < somewhere.length; at += PAGE_ROWS)
    await check.write(somewhere.slice(at, at + PAGE_ROWS));
}

/** Another import of the same albums may have stored it; else it is new. */
async function untoldFile(check: FileCheck, file: OnCard, places: number): Promise<ReceiptFile[]> {
  const { catalogue } = check.core;
  const outside = check.card.outside.has(file.path);
  const fresh: ReceiptFile = {
    ...blank(file.path, null),
    sizeBytes: file.sizeBytes,
    state: 'new-here',
    reason: outside ? reasons.outside : reasons.newHere,
  };
  const everywhere = outside ? catalogue.albums.list().map(({ id }) => id) : undefined;
  const stored = storedNow(check, file, everywhere);
  if (new Set(stored.map((asset) => placeOf(albumOf(check, asset.albumId)))).size < places) return [fresh];
  const rows: ReceiptFile[] = [];
  for (const asset of catalogue.assets.confirmable(stored.map(({ id }) => id))) {
    const album = albumOf(check, asset.albumId);
    const row = { ...blank(file.path, album.id), key: asset.key, sizeBytes: file.sizeBytes };
    const confirmed: ReceiptFile = { ...row, ...(await check.confirmer.confirm(album, asset, file)) };
    const fingerprint = catalogue.assets.contentSums([asset.id]).get(asset.id)?.fingerprint ?? null;
    rows.push(
      confirmed.state === 'confirmed' && fingerprint !== null
        ? await comparedWithCard(check, confirmed, album, asset, fingerprint, file)
        : confirmed,
    );
  }
  return rows.length > 0 ? rows : [fresh];
}

/** What the walk of now left out and no import told of: a folder that cannot be read, a file that is no photo. */
async function skippedOnCard(check: FileCheck): Promise<void> {
  let rows: ReceiptFile[] = [];
  for (const skip of check.card.skipped.values()) {
    if (check.known.has(skip.path)) continue;
    rows.push(leftOut(skip));
    if (rows.length < PAGE_ROWS) continue;
    await check.write(rows);
    rows = [];
  }
  await check.write(rows);
}
