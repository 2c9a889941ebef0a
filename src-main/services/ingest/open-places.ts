/** Opens the places of an ingest as they are needed: albums that are not there yet, and in each album the ingest's own import. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toWire } from '../../../src-shared/app-error';
import type { Ingest } from '../../../src-shared/domain/ingest';
import { AlbumId, type ImportId } from '../../../src-shared/units';
import { albumOr404, createAlbum } from '../albums';
import type { Core } from '../core';
import { type Destination, openDestination } from '../take-files';
import { type Entry, type IngestNotes, writeNotes } from './ingest-notes';
import { titleOf } from './split-albums';

/** A store that does not answer in the middle of a walk is asked again after so long. */
const AGAIN_MS = 5000;

export interface Places {
  /** One for each place, the main album first. While a store does not answer it waits, with `patience`; else it rejects. */
  open(entry: Entry, options: { patience: boolean; signal: AbortSignal }): Promise<Destination[]>;
  /** All that were opened so far. */
  opened(): Destination[];
  /** Of the place that was opened last; null: none yet. */
  last(place: number): Destination | null;
  /** Place and entry of an album of this ingest, also of one that is not open. */
  whereIs(albumId: AlbumId): { entry: Entry; place: number } | null;
  /** Every album of all entries, also of those that are only planned. */
  albumIds(): AlbumId[];
}

export function createPlaces(core: Core, ingest: Ingest, notes: IngestNotes): Places {
  const { catalogue } = core;
  const destinations = new Map<AlbumId, Destination>();
  const last: Destination[] = [];
  const imports = new Map<AlbumId, ImportId>();
  for (const importId of catalogue.ingests.get(ingest.id)?.importIds ?? []) {
    const run = catalogue.imports.get(importId);
    if (run) imports.set(run.albumId, importId);
  }
  // An ejected card tells no pictures any more, and one that is still being read is not let go. Copies are read after everything is stored.
  const picturesFirst = (place: number): boolean =>
    ingest.options.eject || (place === 0 && catalogue.settings.get().picturesFirst);

  const openOne = async (
    albumId: AlbumId,
    made: { title: string; connectionId: IngestNotes['base']['connectionId']; copyOf: AlbumId | undefined },
    place: number,
  ): Promise<Destination> => {
    const known = destinations.get(albumId);
    if (known) return known;
    if (!catalogue.albums.get(albumId)) await createAlbum(core, { id: albumId, ...made });
    const album = albumOr404(core, albumId);
    const importId =
      imports.get(albumId) ??
      catalogue.imports.insert(albumId, ingest.roots, core.now(), {
        ingestId: ingest.id,
        picturesFirst: picturesFirst(place),
      });
    imports.set(albumId, importId);
    const destination = await openDestination(core, album, importId);
    destinations.set(albumId, destination);
    core.changes.import(importId);
    core.changes.album(albumId);
    core.changes.ingest(ingest.id);
    return destination;
  };

  return {
    async open(entry, { patience, signal }) {
      if (entry.copies.some((id) => id === null)) {
        entry.copies = entry.copies.map((id) => id ?? AlbumId.parse(randomUUID()));
        writeNotes(core, ingest.id, notes);
      }
      const title = titleOf(notes.base.title, entry.label);
      const ids = [entry.main, ...entry.copies.flatMap((id) => id ?? [])];
      const opened: Destination[] = [];
      for (const [place, albumId] of ids.entries()) {
        const connectionId = place === 0 ? notes.base.connectionId : notes.copies[place - 1];
        if (connectionId === undefined) continue;
        const made = { title, connectionId, copyOf: place === 0 ? undefined : entry.main };
        const destination = await untilAnswered(core, { patience, signal }, () =>
          openOne(albumId, made, place),
        );
        last[place] = destination;
        opened.push(destination);
      }
      return opened;
    },
    opened: () => [...destinations.values()],
    last: (place) => last[place] ?? null,
    whereIs(albumId) {
      for (const entry of notes.entries) {
        if (entry.main === albumId) return { entry, place: 0 };
        const copy = entry.copies.indexOf(albumId);
        if (copy >= 0) return { entry, place: copy + 1 };
      }
      return null;
    },
    albumIds: () => notes.entries.flatMap((entry) => [entry.main, ...entry.copies.flatMap((id) => id ?? [])]),
  };
}

async function untilAnswered<T>(
  core: Core,
  { patience, signal }: { patience: boolean; signal: AbortSignal },
  ask: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!patience || !(error instanceof AppError) || error.retry !== 'later') throw error;
      core.log.warn('ingest-place', { error: toWire(error) });
      await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    }
  }
}
