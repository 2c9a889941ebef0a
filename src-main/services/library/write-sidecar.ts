/** Brings what is set on one photo into the sidecar beside it, without losing a word that somebody else wrote there. */
import { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import { baseOf, sidecarKeysOf, sidecarKeyToWrite } from '../../../src-shared/domain/sidecar-names';
import { asWritten, editsOrNull, mergeEdits, sameEdits } from '../../../src-shared/domain/sidecars';
import type { PendingSidecar, Sidecar } from '../../catalogue/catalogue';
import { decodePacket } from '../../media/xmp-document';
import { readSidecar, writeSidecar } from '../../media/xmp-sidecar';
import type { ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';
import { md5Of, notOurs, readSidecarObject, type SidecarObject, writeSidecarObject } from './sidecar-objects';

/** Somebody else writes the same sidecar at the same time; more often than this is no chance. */
const MOST_TRIES = 4;

/**
 * Leaves the photo in the queue only when something was set meanwhile, or it was thrown away. What the sidecar says anew comes to the photo. Rejects with the
 * store's errors, and with `bad-input` for a sidecar that cannot be changed.
 */
export async function bringOut(
  core: Core,
  album: Album,
  pending: PendingSidecar,
  signal: AbortSignal,
): Promise<void> {
  const plainStars = (pending.metadata.rating ?? 0) <= 0;
  const wanted = asWritten(pending.edits ?? {}, plainStars);
  const keys = sidecarKeysOf(pending.key);
  const known = new Map(core.catalogue.sidecars.get(album.id, keys).map((row) => [row.key, row]));
  const others = core.catalogue.sidecars.subjects(album.id, `${baseOf(pending.key)}.xmp`);
  const key = sidecarKeyToWrite(
    pending.key,
    (one) => known.has(one),
    others.map((other) => other.key),
  );
  const row = known.get(key) ?? null;
  const shown = keys.map((one) => known.get(one)).find((one) => one !== undefined);
  // Set and taken back, or read from there: nothing is sent.
  if (row?.body == null && sameEdits(wanted, shown?.fields ?? {})) {
    core.catalogue.sidecars.done(pending.id);
    return;
  }
  const store = await core.stores.open(album.connectionId);
  let refused: SidecarObject | null = null;
  for (let tries = 1; ; tries += 1) {
    const theirs: SidecarObject | null = await readSidecarObject(store, album, key, signal);
    const next = nextVersion({ key, row, theirs, wanted, plainStars }, pending.editedAtMs, core.now());
    const asset = core.catalogue.assets.get([pending.id])[0];
    // Thrown away meanwhile: what is written now would lie where it was, for the next photo of that name.
    if (asset?.key !== pending.key || asset.trashedAtMs !== null) return;
    try {
      const insists = theirs !== null && refused?.etag === theirs.etag;
      const etag = await send(store, album, key, { next, theirs, insists, signal });
      finish(core, album, pending, { key, etag, fields: next.fields, wanted });
      return;
    } catch (error) {
      // It came there or was changed since we looked: what it says is read and kept.
      const raced = error instanceof AppError && error.code === 'precondition';
      if (!raced || tries >= MOST_TRIES) throw error;
      refused = theirs;
    }
  }
}

interface NextVersion {
  /** What the sidecar says then. */
  fields: AssetEdits;
  /** null: it says so already. */
  bytes: Buffer | null;
}

function nextVersion(
  at: {
    key: string;
    row: Sidecar | null;
    theirs: SidecarObject | null;
    wanted: AssetEdits;
    plainStars: boolean;
  },
  editedAtMs: number | null,
  nowMs: number,
): NextVersion {
  const { key, row, theirs, wanted, plainStars } = at;
  const write = (existing: Uint8Array | null, fields: AssetEdits): NextVersion => {
    const before = existing && decodePacket(existing);
    // Never anew over what cannot be read.
    const text = existing && before === null ? null : writeSidecar(before, fields, { nowMs, plainStars });
    if (text === null) throw notOurs(key);
    return { fields, bytes: Buffer.from(text) };
  };
  if (theirs === null) {
    // A sidecar that came with an import goes out byte for byte while nothing else is set.
    if (row?.body != null && sameEdits(wanted, row.fields))
      return { fields: wanted, bytes: Buffer.from(row.body) };
    if (row?.body != null) return write(row.body, wanted);
    return sameEdits(wanted, {}) ? { fields: {}, bytes: null } : write(null, wanted);
  }
  if (row?.body != null && md5Of(row.body) === md5Of(theirs.bytes) && sameEdits(wanted, row.fields))
    return { fields: wanted, bytes: null };
  const said = readSidecar(decodePacket(theirs.bytes));
  if (said === null) throw notOurs(key);
  const isKnown = row?.body == null && row?.etag === theirs.etag;
  const theirTimeMs = said.changedAtMs ?? theirs.modifiedAtMs;
  const fields = isKnown
    ? wanted
    : mergeEdits(row?.body == null ? (row?.fields ?? {}) : {}, {
        ours: wanted,
        theirs: said.fields,
        newer: (editedAtMs ?? 0) > theirTimeMs ? 'ours' : 'theirs',
      });
  return sameEdits(asWritten(fields, plainStars), said.fields)
    ? { fields, bytes: null }
    : write(theirs.bytes, asWritten(fields, plainStars));
}

/** Answers the ETag of what is there now; null: nothing is. */
async function send(
  store: ObjectStore,
  album: Album,
  key: string,
  given: { next: NextVersion; theirs: SidecarObject | null; insists: boolean; signal: AbortSignal },
): Promise<string | null> {
  const { next, theirs, insists, signal } = given;
  if (next.bytes === null) return theirs?.etag ?? null;
  return writeSidecarObject(store, album, key, { bytes: next.bytes, replaces: theirs, insists, signal });
}

function finish(
  core: Core,
  album: Album,
  pending: PendingSidecar,
  sent: { key: string; etag: string | null; fields: AssetEdits; wanted: AssetEdits },
): void {
  const { sidecars, assets } = core.catalogue;
  const { id } = pending;
  const before = pending.edits ?? {};
  // Untouched by what a sidecar cannot say (no stars of a rejected one) when nothing came from there.
  const out = sameEdits(sent.fields, sent.wanted) ? before : sent.fields;
  core.catalogue.transaction(() => {
    const now = assets.edited([id])[0]?.edits ?? {};
    const changedMeanwhile = !sameEdits(now, before);
    const after = changedMeanwhile ? mergeEdits(before, { ours: now, theirs: out, newer: 'ours' }) : out;
    if (!sameEdits(now, after)) {
      sidecars.applyEdits(id, editsOrNull(after));
      core.changes.asset(album.id, id);
    }
    if (sent.etag === null) sidecars.remove(album.id, sent.key);
    else sidecars.setRead(album.id, sent.key, { etag: sent.etag, fields: sent.fields, written: true });
    if (!changedMeanwhile) sidecars.done(id);
  });
}
