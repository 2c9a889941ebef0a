/** Reads what packs of derivatives tell and show, with as few requests as that takes. */
import type { Readable } from 'node:stream';
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import { MAX_PACK_THUMB_PX } from '../../src-shared/domain/pack';
import type { PackedAsset } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';
import type { Core } from './core';
import {
  assetsInPackName,
  decodePackHeader,
  PACK_HEAD_BYTES,
  PACKS_PREFIX,
  packHeaderBytes,
  webpLongSide,
} from './pack-format';

/** What a pack tells of one photo takes some 900 bytes with plain metadata: one request for most headers. */
const GUESSED_BYTES_PER_ASSET = 1280;
/** Reading past so many bytes that nobody asked for costs less time than one more request. */
const GAP_BYTES = 128 * 1024;
/** Bounds memory, whatever a pack says of where its thumbnails lie: a screenful of ours has some 2 MB. */
const SPAN_BYTES = 4 * 1024 * 1024;
const RANGES_AT_ONCE = 4;
/** Where thumbnails lie, for about 12,000 photos; some 30 KB each. */
const PLACES_KEPT = 64;

export interface PackObject {
  name: string;
  sizeBytes: number;
  modifiedAtMs: number;
  assetCount: number;
}

type Place = Pick<Album, 'bucket' | 'prefix'>;

/** Oldest first. What does not carry a pack's name is none of ours and is left out. */
export async function listPacks(
  store: ObjectStore,
  album: Place,
  signal?: AbortSignal,
): Promise<PackObject[]> {
  const prefix = album.prefix + PACKS_PREFIX;
  const packs: PackObject[] = [];
  for await (const { key, sizeBytes, modifiedAtMs } of store.list(album.bucket, {
    prefix,
    ...(signal && { signal }),
  })) {
    const name = key.slice(prefix.length);
    const assetCount = assetsInPackName(name);
    if (assetCount !== null) packs.push({ name, sizeBytes, modifiedAtMs, assetCount });
  }
  return packs;
}

/** null when there is no such pack, or it is none that we can read. Rejects with the store's other errors. */
export async function readPackHeader(
  store: ObjectStore,
  album: Place,
  pack: string,
  signal?: AbortSignal,
): Promise<PackedAsset[] | null> {
  const key = album.prefix + PACKS_PREFIX + pack;
  const guessed = PACK_HEAD_BYTES + (1 + (assetsInPackName(pack) ?? 0)) * GUESSED_BYTES_PER_ASSET;
  const guess = await readRange(store, album.bucket, key, 0, guessed, signal);
  const headerBytes = guess && packHeaderBytes(guess);
  if (!guess || headerBytes === null) return null;
  const end = PACK_HEAD_BYTES + headerBytes;
  const rest =
    end > guess.length ? await readRange(store, album.bucket, key, guess.length, end, signal) : null;
  const bytes = rest ? Buffer.concat([guess, rest]) : guess;
  return bytes.length < end ? null : decodePackHeader(bytes.subarray(PACK_HEAD_BYTES, end));
}

/** null when there is no such object, or it ends before `start`. */
async function readRange(
  store: ObjectStore,
  bucket: string,
  key: string,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Buffer | null> {
  try {
    const { body } = await store.get(bucket, key, { start, end, ...(signal && { signal }) });
    return await collect(body, end - start);
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not-found' || error.code === 'bad-input')) return null;
    throw error;
  }
}

/** A store that does not know ranges would send it all: what is more than was asked for is not read. */
async function collect(body: Readable, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}

export interface PackedThumb {
  /** WebP. */
  bytes: Buffer;
  /** Its long side. */
  px: number;
}
interface ThumbPlace {
  key: string;
  start: number;
  end: number;
  px: number;
}

/** Where the thumbnails of packs lie, for each core its own: packs never change, so this is never out of date. */
const placesOf = new WeakMap<object, Map<string, Promise<Map<string, ThumbPlace>>>>();

/** null when the pack (or its thumbnail of this key) is not there. Rejects with the store's other errors. */
export async function readPackedThumb(
  core: Pick<Core, 'stores'>,
  album: Pick<Album, 'id' | 'connectionId' | 'bucket' | 'prefix'>,
  pack: string,
  key: string,
  signal?: AbortSignal,
): Promise<PackedThumb | null> {
  return (await readPackedThumbs(core, album, pack, [key], signal)).get(key) ?? null;
}

/**
 * By key, those that are there. Thumbnails that lie near each other come in one request, so that asking for a screenful of neighbours,
 * or for all of a pack, costs one or a few.
 */
export async function readPackedThumbs(
  core: Pick<Core, 'stores'>,
  album: Pick<Album, 'id' | 'connectionId' | 'bucket' | 'prefix'>,
  pack: string,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, PackedThumb>> {
  const store = await core.stores.open(album.connectionId);
  const places = await thumbPlaces(core, store, album, pack);
  const wanted = keys.flatMap((key) => places.get(key) ?? []);
  const spans = joinNeighbours(wanted);
  const found = new Map<string, PackedThumb>();
  const readNext = async (): Promise<void> => {
    for (let span = spans.pop(); span; span = spans.pop()) {
      const { start, end } = span;
      const bytes = await readRange(
        store,
        album.bucket,
        album.prefix + PACKS_PREFIX + pack,
        start,
        end,
        signal,
      );
      for (const place of bytes ? span.places : []) {
        const thumb = (bytes as Buffer).subarray(place.start - start, place.end - start);
        if (thumb.length === place.end - place.start && isSmallWebp(thumb))
          found.set(place.key, { bytes: Buffer.from(thumb), px: place.px });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(RANGES_AT_ONCE, spans.length) }, readNext));
  return found;
}

/** It goes into the cache and on the screen: nothing but a small image may. */
function isSmallWebp(bytes: Buffer): boolean {
  const px = webpLongSide(bytes);
  return px !== null && px <= MAX_PACK_THUMB_PX;
}

function joinNeighbours(wanted: ThumbPlace[]): Array<{ start: number; end: number; places: ThumbPlace[] }> {
  const spans: Array<{ start: number; end: number; places: ThumbPlace[] }> = [];
  for (const place of [...wanted].sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last && place.start - last.end <= GAP_BYTES && place.end - last.start <= SPAN_BYTES) {
      last.end = Math.max(last.end, place.end);
      last.places.push(place);
    } else {
      spans.push({ start: place.start, end: place.end, places: [place] });
    }
  }
  return spans;
}

/** One reading of a header serves all who ask, so that none of them may cancel it; a failed one is tried again by the next. */
function thumbPlaces(
  core: object,
  store: ObjectStore,
  album: Pick<Album, 'id' | 'bucket' | 'prefix'>,
  pack: string,
): Promise<Map<string, ThumbPlace>> {
  const kept = placesOf.get(core) ?? new Map<string, Promise<Map<string, ThumbPlace>>>();
  placesOf.set(core, kept);
  const name = `${album.id}/${pack}`;
  const known = kept.get(name);
  if (known) {
    kept.delete(name);
    kept.set(name, known); // the one used last stays longest
    return known;
  }
  const reading = readPackHeader(store, album, pack).then((assets) => {
    // A pack that is not there may be there at the next look.
    if (!assets) kept.delete(name);
    return new Map((assets ?? []).flatMap(placeOf));
  });
  reading.catch(() => kept.delete(name));
  kept.set(name, reading);
  for (const oldest of kept.keys()) {
    if (kept.size <= PLACES_KEPT) break;
    kept.delete(oldest);
  }
  return reading;
}

const placeOf = ({ key, thumb }: PackedAsset): Array<[string, ThumbPlace]> =>
  thumb ? [[key, { key, start: thumb.start, end: thumb.start + thumb.sizeBytes, px: thumb.px }]] : [];
