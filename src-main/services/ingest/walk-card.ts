/** Walks a card once for all places of an ingest: names and albums are decided on the way, and the upload begins with the first batch. */
import type { Album } from '../../../src-shared/domain/album';
import type { Ingest } from '../../../src-shared/domain/ingest';
import { isSidecarName } from '../../../src-shared/domain/sidecar-names';
import type { SkippedFile } from '../../../src-shared/domain/transfer';
import type { AlbumId } from '../../../src-shared/units';
import type { FoundFile } from '../../catalogue/catalogue';
import { parseNameTemplate } from '../../media/name-template';
import type { KeyLimits } from '../../media/object-key';
import { type ScannedFile, scanFolder } from '../../media/scan-folder';
import type { Core } from '../core';
import { takeFromFiles } from '../library/take-sidecars';
import { type Destination, settle, type Taken, takeIn } from '../take-files';
import { freeKeys, type Naming, plainKeys } from './decide-names';
import { batchesOf, type CardBatch, type FileGroup } from './group-files';
import { type Entry, type IngestNotes, writeNotes } from './ingest-notes';
import type { Places } from './open-places';
import { type GroupFacts, readGroupFacts, unreadFacts } from './photo-facts';
import { entryFor } from './split-albums';
import { findStoredBefore } from './stored-before';

/** Rows written in one go over all places; as many as an import writes (import-folder.ts). */
const BATCH_ROWS = 200;
/** The first files of a card are on their way after so many were read. */
const FIRST_FILES = 24;
/** Files that are hashed at once to see whether they are stored already: the card is one disk. */
const HASHED_AT_ONCE = 3;
/** Names with numbers behind are remembered to go on with, not for ever. */
const MOST_FIRST_TRIES = 10_000;

/** A group of files and what was found out about it. */
interface Looked {
  group: FileGroup;
  /** For each file and each place: what an earlier walk took in there. */
  known: Array<Map<number, { entry: Entry; key: string }>>;
  /** For each file and each place: where the same bytes are stored, when they are to be left out. */
  leftOut: Array<Array<string | null>>;
  facts: GroupFacts;
}

/** Rejects with the signal's reason, and with whatever keeps a place from being opened. The imports are left `scanning`. */
export async function walkCard(
  core: Core,
  ingest: Ingest,
  notes: IngestNotes,
  places: Places,
  { signal, wakeQueue }: { signal: AbortSignal; wakeQueue: () => void },
): Promise<void> {
  const { options } = ingest;
  const template =
    options.nameTemplate === null ? null : parseNameTemplate(options.nameTemplate, { shoot: options.shoot });
  const naming: Naming = { template, shoot: options.shoot };
  const placeCount = 1 + notes.copies.length;
  const firstTry = new Map<string, number>();
  /** Files that were left out before any album was open to say so. */
  const pending: SkippedFile[][] = Array.from({ length: placeCount }, () => []);

  const take = async (batch: CardBatch): Promise<void> => {
    const albums = places.albumIds();
    const looked = batch.groups.map((group) => lookUp(core, places, albums, group));
    await readFacts(core, looked, { options, naming, placeCount, signal });
    if (options.skipKnown) await findLeftOut(core, looked, { notes, signal });

    const entries = looked.map((one) => entryOf(one, { notes, options, placeCount }));
    const needed = new Set(entries.filter((entry) => entry !== null));
    const open = new Map<Entry, Destination[]>();
    for (const entry of needed) open.set(entry, await places.open(entry, { patience: true, signal }));
    for (const skips of pending) skips.push(...batch.skipped);

    if (firstTry.size > MOST_FIRST_TRIES) firstTry.clear();
    const given = new Set<string>();
    const files = new Map<Destination, FoundFile[]>();
    const results: Array<[Destination, Taken]> = core.catalogue.transaction(() => {
      for (const [index, one] of looked.entries()) {
        const entry = entries[index] ?? null;
        addLeftOut(one, pending);
        if (entry === null) continue;
        const to = open.get(entry) ?? [];
        const seq = place(core, one, { to, naming, seq: notes.nextSeq, given, firstTry, files });
        notes.nextSeq = seq;
      }
      const skips = new Map<Destination, SkippedFile[]>();
      for (const [at, waiting] of pending.entries()) {
        const destination = places.last(at);
        if (destination && waiting.length > 0) skips.set(destination, waiting.splice(0));
      }
      const all = new Set([...files.keys(), ...skips.keys()]);
      const taken = [...all].map((to): [Destination, Taken] => [
        to,
        takeIn(core, to, files.get(to) ?? [], skips.get(to) ?? []),
      ]);
      // In the same transaction: after a kill the numbers go on exactly after the files that are in.
      writeNotes(core, ingest.id, notes);
      return taken;
    });
    for (const [to, taken] of results) await settle(core, to, taken, signal);
    core.changes.ingest(ingest.id);
    wakeQueue();
  };

  const sidecars: string[] = [];
  const most = Math.max(FIRST_FILES, Math.floor(BATCH_ROWS / placeCount));
  for await (const batch of batchesOf(scanFolder(ingest.roots, { signal }), { first: FIRST_FILES, most })) {
    signal.throwIfAborted();
    for (const { path, reason } of batch.skipped)
      if (reason === 'not-media' && isSidecarName(path)) sidecars.push(path);
    await take(batch);
    // One turn of the event loop between batches keeps the window answering.
    await new Promise((resolve) => setImmediate(resolve));
  }
  signal.throwIfAborted();
  await openAtLeastOne(core, places, { notes, pending, signal });
  const importIds = places.opened().map((to) => to.importId);
  await takeFromFiles(core, sidecars, importIds, signal);
}

/** What is on a card without anything new is told by an import all the same: its receipt has to know what was left out. */
async function openAtLeastOne(
  core: Core,
  places: Places,
  { notes, pending, signal }: { notes: IngestNotes; pending: SkippedFile[][]; signal: AbortSignal },
): Promise<void> {
  if (places.opened().length === 0) {
    const entry =
      notes.entries.at(-1) ??
      entryFor(notes.entries, { splitBy: 'none', shootGapHours: 0 }, '', notes.copies.length);
    await places.open(entry, { patience: true, signal });
  }
  for (const [at, waiting] of pending.entries()) {
    const destination = places.last(at);
    if (destination && waiting.length > 0)
      await settle(core, destination, takeIn(core, destination, [], waiting.splice(0)), signal);
  }
}

/** Files that an earlier walk took in from this very place keep their names and albums. */
function lookUp(core: Core, places: Places, albums: AlbumId[], group: FileGroup): Looked {
  const known = group.files.map((file) => {
    const at = new Map<number, { entry: Entry; key: string }>();
    if (albums.length === 0) return at;
    const source = { path: file.sourcePath, sizeBytes: file.sizeBytes, modifiedAtMs: file.modifiedAtMs };
    for (const row of core.catalogue.assets.bySource(albums, source)) {
      const where = places.whereIs(row.albumId);
      if (where && !at.has(where.place)) at.set(where.place, { entry: where.entry, key: row.key });
    }
    return at;
  });
  return { group, known, leftOut: group.files.map(() => []), facts: unreadFacts(group) };
}

const companionOf = ({ known }: Looked): { entry: Entry; key: string } | null =>
  known.map((at) => at.get(0)).find((one) => one !== undefined) ??
  known.flatMap((at) => [...at.values()])[0] ??
  null;

/** Opens the photos whose name or album depends on what is in them; many at once, in the media host. */
async function readFacts(
  core: Core,
  looked: Looked[],
  given: { options: Ingest['options']; naming: Naming; placeCount: number; signal: AbortSignal },
): Promise<void> {
  const wanted = given.options.splitBy !== 'none' || given.naming.template?.readsPhotos === true;
  if (!wanted) return;
  const reading = looked
    .filter((one) => companionOf(one) === null)
    .map(async (one) => {
      one.facts = await readGroupFacts(core, one.group, given.signal);
    });
  await Promise.all(reading);
}

/**
 * The main album leaves out what any album has that is no copy and lies on no connection of the copies; a copy leaves out what is on its own connection already: a file that
 * lies in one place only still gets its second one.
 */
async function findLeftOut(
  core: Core,
  looked: Looked[],
  { notes, signal }: { notes: IngestNotes; signal: AbortSignal },
): Promise<void> {
  const accepts: Array<(album: Album) => boolean> = [
    // One object does not count for two places.
    (album) => album.copyOf === null && !notes.copies.includes(album.connectionId),
    ...notes.copies.map((connectionId) => (album: Album) => album.connectionId === connectionId),
  ];
  const waiting = looked.flatMap((one) => one.group.files.map((file, index) => ({ one, file, index })));
  const next = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const { one, file, index } = job;
      const isKnown = one.known[index];
      // Nothing is left out behind the back of a walk that took it in before.
      const asked = accepts.map((accept, at) => (isKnown?.has(at) ? () => false : accept));
      if (isKnown?.size === accepts.length) continue;
      one.leftOut[index] = await findStoredBefore(core, file, asked, signal);
    }
  };
  await Promise.all(Array.from({ length: HASHED_AT_ONCE }, next));
}

/** null when nothing of the group is to be taken in. */
function entryOf(
  one: Looked,
  given: { notes: IngestNotes; options: Ingest['options']; placeCount: number },
): Entry | null {
  const companion = companionOf(one);
  if (companion) return companion.entry;
  const isWanted = one.group.files.some((_, index) =>
    Array.from({ length: given.placeCount }, (_, at) => one.leftOut[index]?.[at] ?? null).includes(null),
  );
  if (!isWanted) return null;
  return entryFor(given.notes.entries, given.options, one.facts.wallClock, given.notes.copies.length);
}

function addLeftOut({ group, leftOut }: Looked, pending: SkippedFile[][]): void {
  for (const [index, file] of group.files.entries()) {
    for (const [at, detail] of (leftOut[index] ?? []).entries())
      if (detail !== null) pending[at]?.push({ path: file.sourcePath, reason: 'ingested-before', detail });
  }
}

/** Names the files of one group for all places; answers the number for the next group. */
function place(
  core: Core,
  one: Looked,
  given: {
    to: Destination[];
    naming: Naming;
    seq: number;
    given: Set<string>;
    firstTry: Map<string, number>;
    files: Map<Destination, FoundFile[]>;
  },
): number {
  const { group, known, leftOut, facts } = one;
  const { to, naming, seq } = given;
  const limits: KeyLimits = { maxKeyBytes: Math.min(...to.map((place) => place.limits.maxKeyBytes)) };
  const isNew = (index: number, at: number): boolean =>
    !known[index]?.has(at) && (leftOut[index]?.[at] ?? null) === null;
  // A file that is in the main album already takes its name along to the copies.
  const fresh = group.files.flatMap((_, index) => (to.some((_, at) => isNew(index, at)) ? [index] : []));
  const unnamed = fresh.filter((index) => !known[index]?.has(0));
  const companion = companionOf(one);
  const plain = plainKeys(naming, group, { facts, seq, companionKey: companion?.key ?? null, limits });
  const free = freeKeys(
    core.catalogue.assets,
    unnamed.map((index) => plain[index] ?? ''),
    { albums: to.map((place) => place.album.id), limits, given: given.given, firstTry: given.firstTry },
  );
  const named = new Map(unnamed.map((index, at) => [index, free[at] ?? '']));

  for (const [index, file] of group.files.entries()) {
    for (const [at, destination] of to.entries()) {
      const before = known[index]?.get(at);
      if (!before && !isNew(index, at)) continue;
      const key = before?.key ?? known[index]?.get(0)?.key ?? named.get(index);
      if (key === undefined) continue;
      const list = given.files.get(destination) ?? [];
      given.files.set(destination, list);
      list.push(foundFile(file, key, facts));
    }
  }
  const counted = unnamed.length > 0 && companion === null;
  return counted ? seq + 1 : seq;
}

function foundFile(file: ScannedFile, key: string, facts: GroupFacts): FoundFile {
  const { sourcePath, kind, contentType, sizeBytes, modifiedAtMs } = file;
  const metadata = facts.metadata.get(sourcePath);
  return { sourcePath, key, kind, contentType, sizeBytes, modifiedAtMs, ...(metadata && { metadata }) };
}
