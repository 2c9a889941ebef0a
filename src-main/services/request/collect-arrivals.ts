/**
 * What guests sent comes home: slots are listed, fetched when they are new, and believed only when size, seal and header are right. A guest
 * can write into their own slots and nowhere else; whatever else lies there is not even read.
 */
import { mkdir } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import {
  FREE_SLOT_NAME,
  LARGE_PART_BYTES,
  SMALL_PART_BYTES,
  slotCounts,
} from '../../../src-shared/domain/request-page';
import { openPart, PART_CHUNK_BYTES } from '../../../src-shared/sealing/arrival-part';
import { type Bytes, SealError } from '../../../src-shared/sealing/primitives';
import { deriveArrivalsKey } from '../../../src-shared/sealing/share-keys';
import type { RecipientId } from '../../../src-shared/units';
import type { RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store';
import { bytesOfBase64, inLanes } from '../share/desk';
import { checkArrivals } from './check-arrival';
import { folderOf, type RequestDesk, requestStore, requireSpace } from './desk';
import { keepPart } from './keep-part';
import { askAgain } from './publish-request';
import { dropSettledParts } from './settle-arrivals';

export interface CollectedArrivals {
  parts: number;
  files: number;
  refused: number;
}

/** Two parts in memory: one on its way while the other is opened. */
const FETCHED_AT_ONCE = 2;
/** Each slot filled so often, and not one of its files decided: more than any number of files that came damaged. */
const MOST_ROUNDS = 4;
const SIGNED_SLOT = /^(?:l-\d{5}|s-\d{3})$/;

/**
 * `of`: what these people sent; default: everybody, also who was taken out: until their slots are deleted, what they sent whole comes home. Rejects with the store's errors and `disk-full` once everybody's was tried; what was taken in until then
 * is kept.
 */
export async function collectArrivals(
  desk: RequestDesk,
  request: RequestRow,
  signal: AbortSignal,
  of: (person: RequestPersonRow) => boolean = () => true,
): Promise<CollectedArrivals> {
  const collected: CollectedArrivals = { parts: 0, files: 0, refused: 0 };
  const secrets = await desk.secrets.get(request.id);
  const failures: unknown[] = [];
  if (secrets && request.folder !== '') {
    const store = await requestStore(desk, request);
    await mkdir(folderOf(desk, request.id), { recursive: true, mode: 0o700 });
    for (const person of desk.core.catalogue.requests.people(request.id)) {
      const own = secrets.recipients[person.id];
      if (!own || person.arrivalsName === '' || !of(person)) continue;
      const ids = { shareId: request.id, recipientId: person.id };
      const arrivalsKey = await deriveArrivalsKey(desk.primitives, bytesOfBase64(own.kek), ids);
      // What one sends (or claims to) keeps nothing of the others from coming home.
      await collectFrom(desk, { request, store, person, arrivalsKey, collected }, signal).catch((error) =>
        failures.push(error),
      );
      signal.throwIfAborted();
    }
  }
  desk.core.changes.request(request.id);
  if (failures.length > 0) throw failures[0];
  return collected;
}

interface FromPerson {
  request: RequestRow;
  store: ObjectStore;
  person: RequestPersonRow;
  arrivalsKey: Bytes;
  collected: CollectedArrivals;
}

async function collectFrom(desk: RequestDesk, from: FromPerson, signal: AbortSignal): Promise<void> {
  const { request, store, person, collected } = from;
  const fresh = await freshParts(desk, request, store, person, signal);
  // A part that finds no space waits in the store; the files that are whole are looked at all the same.
  const failed = await inLanes(fresh, FETCHED_AT_ONCE, (found) => takePart(desk, from, found, signal)).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  signal.throwIfAborted();
  // A kill may have come between the last part and the look at the file.
  const checked = await checkArrivals(desk, request, person.id, signal);
  collected.files += checked.waiting;
  collected.refused += checked.refused;
  if (failed) throw failed.error;
  await dropSettledParts(desk, request, store, person, signal);
  await askAgain(desk, request, person.id, signal);
}

interface Found {
  slot: string;
  info: ObjectInfo;
}

async function freshParts(
  desk: RequestDesk,
  request: RequestRow,
  store: ObjectStore,
  person: RequestPersonRow,
  signal: AbortSignal,
): Promise<Found[]> {
  const known = new Map(desk.core.catalogue.requests.parts(person.id).map(({ slot, etag }) => [slot, etag]));
  const prefix = request.folder + person.arrivalsName;
  const counts = slotCounts(request.limits);
  // Who sends file by file fills a part for each, and one more with words.
  const most = counts.large + counts.small + 2 * request.limits.maxFiles;
  // Where names are free, rubbish could go on for ever: each is a row here until the end.
  const mostFresh = Math.min(most, MOST_ROUNDS * most - known.size);
  const fresh: Found[] = [];
  let strange = 0;
  for await (const info of store.list(request.bucket, { prefix, signal })) {
    const slot = info.key.slice(prefix.length);
    const isSlot = SIGNED_SLOT.test(slot) || FREE_SLOT_NAME.test(slot);
    // No honest page fills more, nor other names; who does only hides what is their own.
    if (fresh.length >= mostFresh || strange >= most) break;
    if (isSlot && known.get(slot) !== info.etag) fresh.push({ slot, info });
    if (!isSlot) strange += 1;
  }
  return fresh;
}

async function takePart(
  desk: RequestDesk,
  { request, store, person, arrivalsKey, collected }: FromPerson,
  { slot, info }: Found,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  await requireSpace(desk, request.id, info.sizeBytes);
  const sealed = hasPartSize(slot, info.sizeBytes) ? await readPart(store, request, info, signal) : null;
  if (sealed === 'gone') return;
  const opened =
    sealed &&
    (await openPart(
      desk.primitives,
      { shareId: request.id, recipientId: person.id, slot, arrivalsKey },
      sealed,
    ).catch((error: unknown) => {
      if (error instanceof SealError) return null;
      throw error;
    }));
  if (!opened) {
    collected.refused += 1;
    desk.core.log.warn('arrival-refused', { request: request.id, sizeBytes: info.sizeBytes });
    desk.core.catalogue.requests.putPart(person.id, { slot, etag: info.etag, ranges: null });
    return;
  }
  await keepPart(desk, request, person.id as RecipientId, { slot, etag: info.etag }, opened);
  collected.parts += 1;
  desk.core.changes.request(request.id);
}

function hasPartSize(slot: string, sizeBytes: number): boolean {
  if (slot.startsWith('l-')) return sizeBytes === LARGE_PART_BYTES;
  if (slot.startsWith('s-')) return sizeBytes === SMALL_PART_BYTES;
  return sizeBytes > 0 && sizeBytes <= LARGE_PART_BYTES && sizeBytes % PART_CHUNK_BYTES === 0;
}

/** `gone`: it is not there any more. null: it is another size by now. */
async function readPart(
  store: ObjectStore,
  request: RequestRow,
  { key, sizeBytes }: ObjectInfo,
  signal: AbortSignal,
): Promise<Bytes | null | 'gone'> {
  const got = await store.get(request.bucket, key, { signal }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  });
  if (!got) return 'gone';
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for await (const chunk of got.body as AsyncIterable<Buffer>) {
    if (at + chunk.length > bytes.length) return null;
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return at === bytes.length ? bytes : null;
}
