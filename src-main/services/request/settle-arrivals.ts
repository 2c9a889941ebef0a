/**
 * What a person decides about what arrived. Accepted files go into the album as an ordinary import; only once the album's own copy is
 * confirmed are the file here and its parts in the store deleted. Declined ones are deleted at once.
 */
import { rm } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import type { ArrivalId, ImportId, RecipientId, ShareId, TransferId } from '../../../src-shared/units';
import type { ArrivalRow, RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { albumOr404 } from '../albums';
import { inLanes } from '../share/desk';
import { arrivalThumbOf, fileOf, quarantineOf, type RequestDesk, requestOr404 } from './desk';

/** Roots of one import. */
const FILES_IN_IMPORT = 500;
const FILES_ASKED = 1000;
const SKIPPED_ASKED = 10_000;
const DROPPED_AT_ONCE = 8;

export function arrivalsOf(desk: RequestDesk, id: ShareId, only?: readonly ArrivalId[]): ArrivalRow[] {
  const { requests } = desk.core.catalogue;
  requestOr404(desk, id);
  const wanted = only && new Set(only);
  return requests
    .people(id)
    .flatMap((person) => requests.arrivals(person.id))
    .filter((row) => wanted?.has(row.id) ?? true);
}

export async function acceptArrivals(
  desk: RequestDesk,
  id: ShareId,
  only?: readonly ArrivalId[],
): Promise<number> {
  const { requests } = desk.core.catalogue;
  const request = requestOr404(desk, id);
  albumOr404(desk.core, request.albumId);
  const waiting = arrivalsOf(desk, id, only).filter((row) => row.state === 'waiting');
  for (let at = 0; at < waiting.length; at += FILES_IN_IMPORT) {
    const some = waiting.slice(at, at + FILES_IN_IMPORT);
    const importId = await desk.imports.start(
      request.albumId,
      some.map((row) => fileOf(desk, id, row)),
    );
    desk.core.catalogue.transaction(() => {
      for (const row of some) requests.changeArrival(row.id, { state: 'accepted', importId });
    });
  }
  desk.core.changes.request(id);
  return waiting.length;
}

export async function declineArrivals(
  desk: RequestDesk,
  id: ShareId,
  only?: readonly ArrivalId[],
): Promise<number> {
  const { requests } = desk.core.catalogue;
  const rows = arrivalsOf(desk, id, only);
  if (only && rows.some((row) => row.state === 'accepted' || row.state === 'stored'))
    throw new AppError(
      'bad-input',
      'Some of these were accepted already. Delete them in their album instead.',
    );
  const given = rows.filter((row) => row.state === 'waiting' || row.state === 'refused');
  for (const row of given) {
    requests.changeArrival(row.id, { state: 'declined' });
    await forgetFile(desk, id, row);
  }
  desk.core.changes.request(id);
  return given.length;
}

/** Looks whether imports brought accepted files home. Answers whether something changed. */
export async function confirmArrivals(desk: RequestDesk, id: ShareId): Promise<boolean> {
  const { requests } = desk.core.catalogue;
  const accepted = arrivalsOf(desk, id).filter((row) => row.state === 'accepted');
  const imports = new Map<ImportId, Map<string, 'stored' | 'open' | 'lost'>>();
  let changed = false;
  for (const row of accepted) {
    if (row.importId === null) continue;
    const outcomes = imports.get(row.importId) ?? outcomesOf(desk, row.importId);
    imports.set(row.importId, outcomes);
    const outcome = outcomes.get(fileOf(desk, id, row));
    const run = desk.core.catalogue.imports.get(row.importId);
    const isOver = run === null || !['scanning', 'running'].includes(run.state);
    if (outcome === 'stored') {
      requests.changeArrival(row.id, { state: 'stored' });
      await forgetFile(desk, id, row);
      changed = true;
    } else if (outcome === 'lost' || (outcome === undefined && isOver)) {
      // The import was cancelled: it waits in the inbox again, and nothing was deleted.
      requests.changeArrival(row.id, { state: 'waiting', importId: null });
      changed = true;
    }
  }
  if (changed) desk.core.changes.request(id);
  return changed;
}

/** By the path that was imported. */
function outcomesOf({ core }: RequestDesk, importId: ImportId): Map<string, 'stored' | 'open' | 'lost'> {
  const { imports } = core.catalogue;
  const outcomes = new Map<string, 'stored' | 'open' | 'lost'>();
  for (const { path, reason } of imports.skipped(importId, SKIPPED_ASKED)) {
    // The album holds these very bytes already, confirmed by its store.
    outcomes.set(path, reason === 'duplicate' || reason === 'already-here' ? 'stored' : 'lost');
  }
  for (let after: TransferId | null = null; ; ) {
    const page = imports.files(importId, after, FILES_ASKED);
    for (const { sourcePath, state } of page)
      outcomes.set(sourcePath, state === 'stored' ? 'stored' : state === 'cancelled' ? 'lost' : 'open');
    if (page.length < FILES_ASKED) return outcomes;
    after = page.at(-1)?.transferId ?? null;
  }
}

async function forgetFile(desk: RequestDesk, id: ShareId, row: ArrivalRow): Promise<void> {
  await rm(quarantineOf(desk, id, row.id), { recursive: true, force: true });
  const thumb = arrivalThumbOf(desk, row.id);
  for (const path of [thumb, thumb.replace(/\.webp$/, '.grid.jpg'), thumb.replace(/\.webp$/, '.strip.webp')])
    await rm(path, { force: true });
}

/**
 * Parts of which every file is decided are deleted in the store; what brought only words goes at once.
 *
 * [Note: slots written anew] Two devices of one person may fill the same slot where the store never refuses that. So a slot is looked at
 * right before it is deleted: what lies there must be the part that was taken in; another one stays, and is fetched with the next look. No
 * store of ours deletes on a condition: what is put between that look and the deletion, a moment later, is lost and must be sent again.
 */
export async function dropSettledParts(
  desk: RequestDesk,
  request: RequestRow,
  store: ObjectStore,
  person: Pick<RequestPersonRow, 'id' | 'arrivalsName'>,
  signal: AbortSignal,
): Promise<void> {
  const { requests } = desk.core.catalogue;
  const settled = new Set(
    requests
      .arrivals(person.id as RecipientId)
      .filter((row) => row.state === 'stored' || row.state === 'declined')
      .map((row) => row.fileId),
  );
  const done = requests
    .parts(person.id)
    .filter((part) => part.ranges?.every((range) => settled.has(range.fileId)) ?? false);
  const prefix = request.folder + person.arrivalsName;
  await inLanes(done, DROPPED_AT_ONCE, async ({ slot, etag }) => {
    const held = await store.head(request.bucket, prefix + slot, { signal });
    if (held !== null && held.etag !== etag) return;
    if (held !== null) await store.delete(request.bucket, prefix + slot, { signal });
    requests.removePart(person.id, slot);
  });
}
