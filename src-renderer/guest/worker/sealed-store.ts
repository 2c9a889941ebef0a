/** Reads sealed objects: whole packs kept for their neighbours, and streams that go on at the chunk where the network broke. */
import type { AddressBook, Place, SealedObjectInfo } from '../../../src-shared/domain/share-page';
import { addressIn } from '../../../src-shared/sealing/address-book';
import { concat } from '../../../src-shared/sealing/bytes';
import { type Bytes, SealError, type SealingPrimitives } from '../../../src-shared/sealing/primitives';
import {
  CHUNK_BYTES,
  type ObjectSeal,
  objectSeal,
  openStream,
  type SealedRange,
  sealedRangeOf,
  sealedSizeBytes,
} from '../../../src-shared/sealing/sealed-object';
import { GuestError } from '../engine-protocol';
import { askStore, faultOfFailure, type StoreAccess } from './store-requests';

/** Plain packs in memory: a few screens of thumbnails. */
const KEPT_BYTES = 12 * 1024 * 1024;
const PACK_LIMIT_BYTES = 4 * 1024 * 1024;
/** A stream that broke is taken up again this often without a new chunk in between. */
const MOST_RESUMES = 4;

export interface SealedStoreDeps {
  primitives: SealingPrimitives;
  contentKey: Bytes;
  shareId: string;
  addresses: AddressBook;
}

export class SealedStore {
  readonly #deps: SealedStoreDeps;
  readonly #kept = new Map<string, Promise<Bytes>>();
  readonly #keptBytes = new Map<string, number>();
  /** The first pack has the line to itself: the photos at the top are not to wait for those below. */
  #first: Promise<unknown> | undefined;

  constructor(deps: SealedStoreDeps) {
    this.#deps = deps;
  }

  /** All bytes of one object. */
  async whole(object: SealedObjectInfo, access: StoreAccess): Promise<Bytes> {
    const pieces: Bytes[] = [];
    for await (const piece of this.stream(object, 0, object.sizeBytes, access)) pieces.push(piece);
    return concat(...pieces);
  }

  /** A picture's bytes; its pack is fetched once, however many of its pictures are asked for. */
  async bytesAt(place: Place, object: SealedObjectInfo, access: StoreAccess): Promise<Bytes> {
    const end = place.offset + place.sizeBytes;
    if (place.sizeBytes < object.sizeBytes && object.sizeBytes <= PACK_LIMIT_BYTES) {
      return (await this.#pack(object, access)).slice(place.offset, end);
    }
    const pieces: Bytes[] = [];
    for await (const piece of this.stream(object, place.offset, end, access)) pieces.push(piece);
    return concat(...pieces);
  }

  /** Plain bytes `start` to `end` of an object, in pieces of at most a chunk. */
  async *stream(
    object: SealedObjectInfo,
    start: number,
    end: number,
    access: StoreAccess,
  ): AsyncGenerator<Bytes> {
    const { primitives, contentKey, shareId } = this.#deps;
    const seal = await objectSeal(primitives, { contentKey, shareId, object });
    const range = sealedRangeOf(object.sizeBytes, start, end);
    for (let chunk = range.firstChunk, resumes = 0; chunk < range.endChunk; ) {
      try {
        const from = sealedRangeOf(object.sizeBytes, Math.min(chunk * CHUNK_BYTES, object.sizeBytes), end);
        for await (const plain of openStream(seal, this.#fetch(seal, from, access), from)) {
          const base = chunk * CHUNK_BYTES;
          chunk += 1;
          resumes = 0;
          const isWhole = start <= base && end >= base + plain.length;
          yield isWhole ? plain : plain.slice(Math.max(0, start - base), Math.max(0, end - base));
        }
      } catch (error) {
        if (error instanceof SealError) throw new GuestError('damaged', error.message);
        // The store was asked often enough already; only a stream that broke goes on where it was.
        const isOver = error instanceof GuestError || access.signal.aborted || ++resumes > MOST_RESUMES;
        if (isOver) throw faultOfFailure(error, access.signal);
      }
    }
  }

  async *#fetch(seal: ObjectSeal, range: SealedRange, access: StoreAccess): AsyncGenerator<Uint8Array> {
    const { id, sizeBytes } = seal.object;
    const address = addressIn(this.#deps.addresses, id);
    if (address === null) throw new GuestError('gone', 'No address.');
    const isWhole = range.start === 0 && range.end === sealedSizeBytes(sizeBytes);
    const headers: Record<string, string> = isWhole ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
    const answer = await askStore(address, access, { headers });
    // A store that knows no ranges sends everything.
    let skip = answer.status === 206 || isWhole ? 0 : range.start;
    let left = range.end - range.start;
    const reader = answer.body?.getReader();
    if (!reader) throw new GuestError('unsupported', 'No streams.');
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const useful = value.subarray(Math.min(skip, value.length)).subarray(0, isWhole ? undefined : left);
        skip -= Math.min(skip, value.length);
        left -= useful.length;
        if (useful.length > 0) yield useful;
        if (left <= 0 && !isWhole) return;
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  }

  #pack(object: SealedObjectInfo, access: StoreAccess): Promise<Bytes> {
    const kept = this.#kept.get(object.id);
    if (kept) return kept;
    // One reader that gives up does not take it from the others: a pack is small and always read to its end.
    const read = () => this.whole(object, { ...access, signal: new AbortController().signal });
    const reading: Promise<Bytes> = this.#first ? this.#first.then(read) : read();
    this.#first ??= reading.catch(() => undefined);
    this.#kept.set(object.id, reading);
    this.#keptBytes.set(object.id, object.sizeBytes);
    reading.catch(() => this.#forget(object.id));
    let total = [...this.#keptBytes.values()].reduce((sum, size) => sum + size, 0);
    for (const [id, size] of this.#keptBytes) {
      if (total <= KEPT_BYTES || id === object.id) break;
      this.#forget(id);
      total -= size;
    }
    return reading;
  }

  #forget(id: string): void {
    this.#kept.delete(id);
    this.#keptBytes.delete(id);
  }
}
