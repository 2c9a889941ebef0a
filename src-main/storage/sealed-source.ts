/** Reads sealed objects of a share from the addresses in its envelope: only the page's own host, no redirects, every chunk proven. */
import { Readable } from 'node:stream';
import { AppError } from '../../src-shared/app-error';
import type { AddressBook, SealedObjectInfo } from '../../src-shared/domain/share-page';
import { addressIn } from '../../src-shared/sealing/address-book';
import { fromBase64Url } from '../../src-shared/sealing/bytes';
import { type Bytes, SealError } from '../../src-shared/sealing/primitives';
import {
  CHUNK_BYTES,
  objectSeal,
  openStream,
  type SealedRange,
  sealedRangeOf,
} from '../../src-shared/sealing/sealed-object';
import { cancelledError } from './cancellation';
import type { HttpClient } from './http-client';
import { networkError } from './network-errors';
import { sealingPrimitives } from './sealing-primitives';

/** How the share's objects are reached and opened. Secret, all of it. */
export interface SealedPlace {
  /** The page's address, without L: no other host is spoken to. */
  page: string;
  shareId: string;
  /** base64url. */
  contentKey: string;
  addresses: AddressBook;
}

/** Opened chunks kept in memory: a grid asks for one pack of thumbnails several times. */
const KEPT_CHUNKS = 12;

export interface SealedSource {
  /** Plain bytes [start, end) of an object, proven. Rejects with AppError. */
  read(
    object: SealedObjectInfo,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Bytes>;
}

export function createSealedSource(place: SealedPlace, http: HttpClient): SealedSource {
  const contentKey = fromBase64Url(place.contentKey);
  const kept = new Map<string, Bytes>();

  async function* read(
    object: SealedObjectInfo,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Bytes> {
    const range = sealedRangeOf(object.sizeBytes, start, end);
    const isOne = range.endChunk - range.firstChunk === 1;
    const name = `${object.id}/${object.revision}/${range.firstChunk}`;
    const cut = (plain: Bytes, chunk: number): Bytes => {
      const base = chunk * CHUNK_BYTES;
      return plain.slice(Math.max(0, start - base), Math.max(0, end - base));
    };
    const known = isOne ? kept.get(name) : undefined;
    if (known) {
      yield cut(known, range.firstChunk);
      return;
    }
    try {
      const seal = await objectSeal(sealingPrimitives, { contentKey, shareId: place.shareId, object });
      let chunk = range.firstChunk;
      for await (const plain of openStream(seal, ask(object, range, signal), range)) {
        if (isOne) keep(name, plain);
        yield cut(plain, chunk);
        chunk += 1;
      }
    } catch (error) {
      throw translated(error, signal, place.page);
    }
  }

  function keep(name: string, plain: Bytes): void {
    kept.set(name, plain);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_CHUNKS) break;
      kept.delete(oldest);
    }
  }

  async function* ask(
    object: SealedObjectInfo,
    range: SealedRange,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    const url = addressOf(place, object.id);
    const { status, body } = await http.request({
      method: 'GET',
      origin: new URL(url.origin),
      path: url.pathname + url.search,
      headers: { Range: `bytes=${range.start}-${range.end - 1}` },
      signal,
    });
    try {
      refuseAnswer(status, url.host);
      // A store that knows no ranges sends everything.
      let skip = status === 206 ? 0 : range.start;
      let left = range.end - range.start;
      for await (const piece of body as AsyncIterable<Buffer>) {
        const useful = piece.subarray(Math.min(skip, piece.length)).subarray(0, left);
        skip -= Math.min(skip, piece.length);
        left -= useful.length;
        if (useful.length > 0) yield useful;
        if (left <= 0) return;
      }
    } finally {
      body.destroy();
    }
  }
  return { read };
}

/** Throws `share-damaged`: an envelope that leads to another host is none of ours. */
export function addressOf(place: Pick<SealedPlace, 'page' | 'addresses'>, name: string): URL {
  const address = addressIn(place.addresses, name);
  const url = address === null ? null : sameHost(address, place.page);
  if (url) return url;
  throw new AppError(
    'share-damaged',
    'This share names objects that it does not lead to. Open its newest link again.',
  );
}

/** Relative addresses are meant against the page's; null for another origin. */
export function sameHost(address: string, page: string): URL | null {
  if (!URL.canParse(address, page)) return null;
  const url = new URL(address, page);
  return url.origin === new URL(page).origin && url.username === '' && url.password === '' ? url : null;
}

/** What an answer without what was asked for means to a person. */
export function refuseAnswer(status: number, host: string): void {
  if (status === 200 || status === 206) return;
  const details = `${host} answered ${status}`;
  if (status === 401 || status === 403 || status === 404 || status === 410)
    throw new AppError(
      'share-ended',
      'This share has ended, or its link is not valid any more. Ask its sender for a new link.',
      { details },
    );
  if (status === 429)
    throw new AppError('throttled', `${host} asks to slow down. It is tried again by itself.`, { details });
  if (status === 408 || status >= 500)
    throw new AppError('store-busy', `${host} has a problem of its own just now. Try again later.`, {
      details,
    });
  throw new AppError(
    'share-link',
    `What answers at ${host} is not a share. Copy the whole link from the mail.`,
    { details },
  );
}

export function translated(error: unknown, signal: AbortSignal | undefined, page: string): unknown {
  if (error instanceof AppError) return error;
  if (signal?.aborted) return cancelledError(error);
  if (error instanceof SealError)
    return error.fault === 'unsupported'
      ? new AppError('share-newer', 'This share was made by a newer CAOS. Update CAOS, then open it again.')
      : new AppError(
          'share-damaged',
          'What the store gave is not what the sender sealed: it was changed, cut or swapped. Nothing of it is shown.',
          { details: error.message },
        );
  const { host } = new URL(page);
  const known = networkError(error, host);
  // There is no connection whose address could be checked.
  if (known?.code !== 'unreachable' && known?.code !== 'host-unknown') return known ?? error;
  return new AppError(
    known.code,
    `${host} does not answer. Check whether this computer is online, then try again.`,
    {
      params: { host },
      ...(known.details !== undefined && { details: known.details }),
      cause: error,
    },
  );
}

export const streamOf = (pieces: AsyncIterable<Uint8Array>): Readable =>
  Readable.from(pieces, { objectMode: false, highWaterMark: CHUNK_BYTES });
