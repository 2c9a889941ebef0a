/** Brings the bytes of one object to their place in a file, and answers only when they are proven to be those of the store. */
import { AppError, fromWire } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import type { DownloadJob } from '../../catalogue/catalogue';
import type { EtagKind, ObjectStore } from '../../storage/object-store';
import type { FetchRangeFacts, StoreAccess, TargetFile, TargetFinish, UploadPool } from '../../workers/jobs';
import { combineCrc32 } from './crc32-combine';
import { cutsOf, digestByCatalogue, digestByStore, type ExpectedDigest, judge } from './expected-digest';
import { makeFile } from './folder-target';
import { type ByteRange, isWhole, type Piece, piecesOf, withoutRange, withRange } from './ranges';

/** Up to here an object comes in one request: a second one would cost a small photo more than it brings. */
const ONE_REQUEST_BYTES = 16 * 1024 * 1024;
/** Pieces of one object that wait for their turn at once; more would keep other objects from beginning. */
const PIECES_AT_ONCE = 64;

/** So much of a piece is written down at once: a kill costs no more of each. */
const NOTED_BYTES = 1024 * 1024;

/** Where an object is. */
export interface StoredPlace {
  connectionId: ConnectionId;
  store: ObjectStore;
  access: StoreAccess;
  bucket: string;
  /** With the album's prefix. */
  key: string;
}

export interface FetchContext {
  uploads: UploadPool;
  place: StoredPlace;
  target: TargetFile;
  /** The target is a file of this object alone, and may have to be made. */
  ownFile: boolean;
  finish: TargetFinish;
  wantsCrc: boolean;
  paces: SharedArrayBuffer[];
  /** Waits for a turn. */
  slot(signal: AbortSignal): Promise<() => void>;
  /** Bytes under way that `have` does not tell yet. */
  live(bytes: number): void;
  /** Written down before it answers. */
  save(have: ByteRange[]): void;
  signal: AbortSignal;
}

export interface Fetched {
  crc32: number | null;
  proof: 'digest' | 'size';
}

/** Rejects with errors of the store, of the disk, `integrity` (what is wrong is no longer in `have`), `file-changed` and `cancelled`. */
export async function fetchFile(
  context: FetchContext,
  job: DownloadJob,
  have: ByteRange[],
): Promise<Fetched> {
  const known = digestByCatalogue(job);
  const work: Work = { context, job, have, sums: new Map(), crcs: new Map() };
  if (have.length === 0 && job.sizeBytes <= ONE_REQUEST_BYTES) return fetchWhole(work, known);
  const digest = known.type === 'none' ? await askStore(work) : known;
  // One that is to go on must be there: a hole where bytes should be would pass for them.
  if (context.ownFile && have.length === 0) await makeFile(context.target.path);
  await fetchPieces(work, piecesOf(have, job.sizeBytes, partSizesOf(digest)));
  return seal(work, digest);
}

interface Work {
  context: FetchContext;
  job: DownloadJob;
  have: ByteRange[];
  /** MD5 of parts that came whole in this run, by index. */
  sums: Map<number, string>;
  /** CRC-32 of pieces that came whole in this run, by their start. */
  crcs: Map<number, { end: number; crc32: number }>;
}

async function fetchWhole(work: Work, known: ExpectedDigest): Promise<Fetched> {
  const { context, job } = work;
  const cuts = known.type === 'parts' ? known.sizes : [job.sizeBytes];
  const piece: Piece = { start: 0, end: job.sizeBytes, cuts, firstPart: 0 };
  const facts = await fetchPiece(
    work,
    piece,
    { create: context.ownFile, finish: context.finish },
    context.signal,
  );
  if (facts.error) throw await meantError(work, fromWire(facts.error));
  const { place, signal } = context;
  const told = { etag: facts.etag ?? job.etag, etagKind: facts.etagKind ?? undefined };
  const object = { ...place, sizeBytes: job.sizeBytes };
  const digest = known.type === 'none' ? await digestByStore(place.store, object, told, signal) : known;
  const sums = facts.partSums ?? [];
  if (known.type === 'none' && (digest.type === 'parts' || digest.type === 'guess'))
    return seal(work, digest);
  return conclude(work, digest, sums, facts.crc32);
}

/** What the catalogue does not tell, and whether it is still the object that was listed. */
async function askStore({ context, job }: Work): Promise<ExpectedDigest> {
  const { place, signal } = context;
  const info = await place.store.head(place.bucket, place.key, { signal });
  if (!info) throw missing(job);
  if (info.sizeBytes !== job.sizeBytes || (job.etag !== '' && info.etag !== job.etag)) throw changed(job);
  const etagKind: EtagKind | undefined = info.etagKind;
  return digestByStore(
    place.store,
    { ...place, sizeBytes: job.sizeBytes },
    { etag: info.etag, etagKind },
    signal,
  );
}

/** The first piece that fails ends the others; what they brought is kept. */
async function fetchPieces(work: Work, pieces: Piece[]): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([work.context.signal, ending.signal]);
  const waiting = [...pieces];
  let failure: unknown = null;
  const lane = async (): Promise<void> => {
    for (let piece = waiting.shift(); piece && !signal.aborted; piece = waiting.shift()) {
      try {
        const facts = await fetchPiece(work, piece, { create: false }, signal);
        if (facts.error) throw fromWire(facts.error);
      } catch (error) {
        if (!ending.signal.aborted) failure = error;
        ending.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PIECES_AT_ONCE, pieces.length) }, lane));
  if (failure !== null) throw await meantError(work, failure);
}

async function fetchPiece(
  work: Work,
  piece: Piece,
  how: { create: boolean; finish?: TargetFinish },
  signal: AbortSignal,
): Promise<FetchRangeFacts> {
  const { context, job } = work;
  const { place } = context;
  const giveBack = await context.slot(signal);
  let seen = 0;
  let unnoted = 0;
  const note = (until: number): void => {
    work.have = withRange(work.have, [piece.start, until]);
    context.live(-unnoted);
    unnoted = 0;
    context.save(work.have);
  };
  try {
    const facts = await context.uploads.run(
      {
        type: 'fetch-range',
        store: place.access,
        bucket: place.bucket,
        key: place.key,
        etag: job.etag === '' ? null : job.etag,
        objectBytes: job.sizeBytes,
        start: piece.start,
        end: piece.end,
        target: context.target,
        cuts: piece.cuts,
        crc: context.wantsCrc,
        paces: context.paces,
        ...how,
      },
      {
        signal,
        onProgress: (bytes) => {
          context.live(bytes - seen);
          unnoted += bytes - seen;
          seen = bytes;
          if (unnoted >= NOTED_BYTES) note(piece.start + bytes);
        },
      },
    );
    note(facts.until);
    facts.partSums?.forEach((sum, index) => void work.sums.set(piece.firstPart + index, sum));
    if (facts.crc32 !== null) work.crcs.set(piece.start, { end: piece.end, crc32: facts.crc32 });
    return facts;
  } finally {
    context.live(-unnoted);
    giveBack();
  }
}

const partSizesOf = (digest: ExpectedDigest): number[] | null =>
  digest.type === 'parts' || digest.type === 'guess' ? digest.sizes : null;

/** Reads what lies on the disk only where it was not hashed as it came. */
async function seal(work: Work, digest: ExpectedDigest): Promise<Fetched> {
  const { context, job } = work;
  const cuts = cutsOf(digest, job.sizeBytes);
  const inParts = partSizesOf(digest) !== null;
  const sums = inParts ? cuts.map((_, index) => work.sums.get(index) ?? null) : [null];
  const inFlight = inParts && sums.every((sum) => sum !== null);
  const crc32 = context.wantsCrc ? crcOfPieces(work) : null;
  const mustRead = cuts.length > 0 && !inFlight;
  const facts = await context.uploads.run(
    {
      type: 'seal-file',
      target: context.target,
      sizeBytes: job.sizeBytes,
      cuts: mustRead ? cuts : [],
      crc: context.wantsCrc && (crc32 ?? true),
      finish: context.finish,
    },
    { signal: context.signal },
  );
  return conclude(work, digest, mustRead ? facts.partSums : sums.map((sum) => sum ?? ''), facts.crc32);
}

function conclude(
  work: Work,
  digest: ExpectedDigest,
  sums: readonly string[],
  crc32: number | null,
): Fetched {
  const { context, job } = work;
  const verdict = judge(digest, sums, context.place.store);
  if (verdict.type === 'same') return { crc32, proof: 'digest' };
  if (verdict.type === 'unproven') return { crc32, proof: 'size' };
  // Only the parts that are wrong come again, where it can be told which.
  const sizes = digest.type === 'parts' ? digest.sizes : [];
  const startOf = (index: number): number => sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
  const left = verdict.parts.reduce(
    (have, index) => withoutRange(have, [startOf(index), startOf(index) + (sizes[index] ?? 0)]),
    work.have,
  );
  context.save(verdict.parts.length > 0 ? left : []);
  throw new AppError('integrity', `“${job.key}” did not arrive as it was stored. It is fetched again.`, {
    params: { key: job.key },
  });
}

/** null when some of it came in an earlier run. */
function crcOfPieces({ crcs, job, have }: Work): number | null {
  if (!isWhole(have, job.sizeBytes)) return null;
  let crc = 0;
  for (let at = 0; at < job.sizeBytes; ) {
    const piece = crcs.get(at);
    if (!piece) return null;
    crc = combineCrc32(crc, piece.crc32, piece.end - at);
    at = piece.end;
  }
  return crc;
}

/** A network may garble one answer's ETag: whether the object was changed is asked once more. */
async function meantError({ context, job }: Work, error: unknown): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== 'file-changed' || context.signal.aborted) return error;
  const { place, signal } = context;
  const info = await place.store.head(place.bucket, place.key, { signal });
  if (!info) return missing(job);
  const same = info.etag === job.etag && info.sizeBytes === job.sizeBytes;
  return same
    ? new AppError('integrity', `The store answered differently about “${job.key}”. It is fetched again.`, {
        params: { key: job.key },
      })
    : error;
}

const missing = (job: DownloadJob): AppError =>
  new AppError('not-found', `“${job.key}” is not in the store any more. Refresh the album.`, {
    params: { key: job.key },
  });
const changed = (job: DownloadJob): AppError =>
  new AppError(
    'file-changed',
    `“${job.key}” was changed in the store since its album was listed. Refresh the album, then download it again.`,
    { retry: 'after-user', params: { key: job.key } },
  );
