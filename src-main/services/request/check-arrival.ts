/** A whole file in quarantine is looked at before anybody sees it: its sum, its bytes, what decodes of it; and it gets its name and thumbnail. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, toWire } from '../../../src-shared/app-error';
import type { RecipientId } from '../../../src-shared/units';
import type { ArrivalRow, RequestRow } from '../../catalogue/catalogue';
import { MAGIC_BYTES } from '../../media/media-type';
import { arrivalKindOf, arrivedType, nameOfType } from './arrival-type';
import { arrivalThumbOf, fileOf, partialOf, type RequestDesk } from './desk';

/** Small pieces: a hash of 256 KiB holds the main thread for a fifth of a millisecond. */
const HASHED_AT_ONCE_BYTES = 256 * 1024;
/** So often a damaged file is asked for again. */
const MOST_DAMAGED = 3;

/** All of one person that are whole and were not looked at yet. */
export async function checkArrivals(
  desk: RequestDesk,
  request: RequestRow,
  personId: RecipientId,
  signal: AbortSignal,
): Promise<{ waiting: number; refused: number }> {
  const { requests } = desk.core.catalogue;
  const sum = { waiting: 0, refused: 0 };
  for (const arrival of requests.arrivals(personId)) {
    if (arrival.state !== 'checking') continue;
    signal.throwIfAborted();
    const change = await checked(desk, request, arrival, signal);
    desk.core.catalogue.transaction(() => {
      requests.changeArrival(arrival.id, change);
      if (change.damaged !== undefined) emptyParts(desk, personId, arrival.fileId);
      else if (change.state === 'arriving') forgetParts(desk, personId, arrival.fileId);
    });
    if (change.state === 'waiting') sum.waiting += 1;
    if (change.state === 'refused' || change.damaged !== undefined) sum.refused += 1;
    desk.core.changes.request(request.id);
  }
  return sum;
}

/** They are fetched anew. */
function forgetParts({ core }: RequestDesk, personId: RecipientId, fileId: string): void {
  const { requests } = core.catalogue;
  for (const part of requests.parts(personId))
    if (part.ranges?.some((range) => range.fileId === fileId)) requests.removePart(personId, part.slot);
}

/** They are not read again: what of them was this file is worth nothing. With nothing else in them they are deleted in the store. */
function emptyParts({ core }: RequestDesk, personId: RecipientId, fileId: string): void {
  const { requests } = core.catalogue;
  for (const { ranges, ...part } of requests.parts(personId))
    if (ranges?.some((range) => range.fileId === fileId))
      requests.putPart(personId, { ...part, ranges: ranges.filter((range) => range.fileId !== fileId) });
}

type Change = Partial<Omit<ArrivalRow, 'id' | 'personId' | 'fileId'>>;

async function checked(
  desk: RequestDesk,
  request: RequestRow,
  arrival: ArrivalRow,
  signal: AbortSignal,
): Promise<Change> {
  const partial = partialOf(desk, request.id, arrival.id);
  const path = await whereItLies(partial);
  if (path === null) return lost();
  if ((await sumOf(path, signal)) !== arrival.sha256) {
    await rm(path, { force: true });
    return damaged(arrival.damaged + 1);
  }
  const type = arrivedType(arrival.name, await headOf(path));
  if (!type) {
    await rm(path, { force: true });
    return refused('unknown-kind', 'It is neither a photo nor a video that CAOS knows.');
  }
  if (!request.limits.kinds.includes(arrivalKindOf(type))) {
    await rm(path, { force: true });
    return refused('not-asked', 'This kind of file was not asked for.');
  }
  const name = nameOfType(arrival.name, type);
  const target = fileOf(desk, request.id, { ...arrival, name });
  if (path !== target) await rename(path, target);
  const sentS = Math.min(arrival.modifiedAtMs, desk.core.now()) / 1000;
  await utimes(target, sentS, sentS);
  const facts = await look(desk, arrival, { target, kind: type.kind }, signal);
  return { state: 'waiting', name, kind: type.kind, ...facts };
}

/** In the media host: whatever it is, it costs a thumbnail at most. */
async function look(
  desk: RequestDesk,
  arrival: ArrivalRow,
  { target, kind }: { target: string; kind: 'photo' | 'video' },
  signal: AbortSignal,
): Promise<Change> {
  const thumbPath = arrivalThumbOf(desk, arrival.id);
  try {
    await mkdir(dirname(thumbPath), { recursive: true });
    const facts = await desk.core.media.prepare({ sourcePath: target, kind, thumbPath }, { signal });
    return {
      widthPx: facts.metadata.widthPx ?? null,
      heightPx: facts.metadata.heightPx ?? null,
      hasThumb: facts.thumb !== null,
      error: facts.mediaError,
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled' || error.code === 'disk-full') throw error;
    return { widthPx: null, heightPx: null, hasThumb: false, error: toWire(error) };
  }
}

const refused = (why: 'damaged-again' | 'unknown-kind' | 'not-asked', sentence: string): Change => ({
  state: 'refused',
  ranges: [],
  error: toWire(
    new AppError(why === 'damaged-again' ? 'integrity' : 'unsupported', sentence, {
      params: { arrival: why },
    }),
  ),
});

/** Its page asks for it again, as if nothing of it had come; whoever sends rubbish for ever is not answered for ever. */
function damaged(times: number): Change {
  if (times > MOST_DAMAGED)
    return {
      ...refused('damaged-again', 'It came damaged each time it was sent. Ask for it in another way.'),
      damaged: times,
    };
  const error = new AppError('integrity', 'It came damaged. The page of this person asks for it again.', {
    params: { arrival: 'damaged' },
  });
  return { state: 'arriving', ranges: [], sha256: null, damaged: times, error: toWire(error) };
}

/** Somebody emptied the folder: its parts are still in the store, and are taken in anew. */
const lost = (): Change => ({ state: 'arriving', ranges: [], sha256: null });

/** Under its name already where a kill came before its row said so: it is alone in its folder. */
async function whereItLies(partial: string): Promise<string | null> {
  const folder = dirname(partial);
  const names = await readdir(folder).catch((): string[] => []);
  const found = names.includes(basename(partial)) ? basename(partial) : names[0];
  return found === undefined ? null : join(folder, found);
}

async function sumOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: HASHED_AT_ONCE_BYTES, signal }))
    hash.update(piece as Buffer);
  return hash.digest('hex');
}

async function headOf(path: string): Promise<Uint8Array> {
  await using handle = await open(path, 'r');
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}
