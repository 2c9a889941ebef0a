/** What an ingest must know again after a kill, kept with its row: where it goes, which albums it fills, which number comes next. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Album } from '../../../src-shared/domain/album';
import { AlbumId, ConnectionId, type IngestId } from '../../../src-shared/units';
import type { Core } from '../core';

/** One album of the ingest with its copies. Ids are chosen before the albums are made, so that a kill in between makes none twice. */
const Entry = z.object({
  /** '' for the album that is not split; `2024-05-01`, or with a time or number behind. */
  label: z.string(),
  main: AlbumId,
  /** In the order of the ingest's copies; null: not planned yet. */
  copies: z.array(AlbumId.nullable()),
  /** Wall clocks of its first and last photo so far; null: none yet. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type Entry = z.infer<typeof Entry>;

const Base = z.object({
  /** The album that was chosen; null: albums of the title. */
  albumId: AlbumId.nullable(),
  title: z.string(),
  connectionId: ConnectionId,
});
export type Base = z.infer<typeof Base>;

const IngestNotes = z.object({
  base: Base,
  copies: z.array(ConnectionId),
  nextSeq: z.number().int(),
  entries: z.array(Entry),
  /** false: it waits for another ingest into the same place to be read; its albums are looked for when its turn comes. */
  begun: z.boolean(),
});
export type IngestNotes = z.infer<typeof IngestNotes>;

export const newEntry = (label: string, copies: number): Entry => ({
  label,
  main: AlbumId.parse(randomUUID()),
  copies: Array.from({ length: copies }, () => null),
  from: null,
  to: null,
});

/** null for an ingest that was written by something else. */
export function readNotes(core: Core, id: IngestId): IngestNotes | null {
  const text = core.catalogue.ingests.value(id);
  if (text === null) return null;
  const parsed = IngestNotes.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

export const writeNotes = (core: Core, id: IngestId, notes: IngestNotes): void =>
  core.catalogue.ingests.setValue(id, JSON.stringify(notes));

/** Notes of an ingest whose turn has not come. */
export const waitingNotes = (base: Base, copies: ConnectionId[], firstSeq: number): IngestNotes => ({
  base,
  copies,
  nextSeq: firstSeq,
  entries: [],
  begun: false,
});

/**
 * Notes of an ingest that begins: the albums that earlier ingests into the same place made are filled further, and numbers go on after
 * those that were given with the same template.
 */
export function beginNotes(
  core: Core,
  { base, copies, nextSeq }: IngestNotes,
  nameTemplate: string | null,
): IngestNotes {
  const albums = core.catalogue.albums.list();
  const isThere = new Set<AlbumId>(albums.map((album) => album.id));
  const notes: IngestNotes = { base, copies, nextSeq, entries: [], begun: true };
  const plain = baseAlbum(albums, base);
  if (plain !== null) notes.entries.push({ ...newEntry('', copies.length), main: plain.id });
  for (const ingest of core.catalogue.ingests.list()) {
    const earlier = readNotes(core, ingest.id);
    if (!earlier?.begun || !goesToSamePlace(earlier, notes)) continue;
    const living = earlier.entries.filter((entry) => isThere.has(entry.main));
    for (const entry of living) {
      if (notes.entries.some((known) => known.main === entry.main || known.label === entry.label)) continue;
      notes.entries.push({ ...entry, copies: newEntry('', copies.length).copies });
    }
    if (living.length > 0 && ingest.options.nameTemplate === nameTemplate)
      notes.nextSeq = Math.max(notes.nextSeq, earlier.nextSeq);
  }
  for (const entry of notes.entries) {
    entry.copies = copies.map(
      (connectionId) =>
        albums.find((album) => album.copyOf === entry.main && album.connectionId === connectionId)?.id ??
        null,
    );
  }
  return notes;
}

/** The album that is filled when nothing is split: the chosen one, or the one of this title there. */
function baseAlbum(albums: Album[], base: Base): Album | null {
  const found = albums.find((album) =>
    base.albumId !== null
      ? album.id === base.albumId
      : album.title === base.title &&
        album.connectionId === base.connectionId &&
        album.origin === 'made' &&
        album.copyOf === null,
  );
  return found ?? null;
}

/** The same album, or albums of the same title on the same connection, however they were asked for. */
export function goesToSamePlace(one: IngestNotes, other: IngestNotes): boolean {
  const album = (notes: IngestNotes): AlbumId | null =>
    notes.base.albumId ?? notes.entries.find((entry) => entry.label === '')?.main ?? null;
  if (album(one) !== null && album(one) === album(other)) return true;
  const [a, b] = [one.base, other.base];
  return a.albumId === null && b.albumId === null && a.title === b.title && a.connectionId === b.connectionId;
}
