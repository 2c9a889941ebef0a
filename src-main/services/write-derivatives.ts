/** Keeps metadata and thumbnails of what was uploaded in packs beside the album, so that another computer reads no original for them. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import { mayChange } from '../../src-shared/domain/album-access';
import type { Asset } from '../../src-shared/domain/asset';
import { MAX_PACK_METADATA } from '../../src-shared/domain/pack';
import { fileError } from '../../src-shared/file-error';
import type { AlbumId } from '../../src-shared/units';
import { cancelledError } from '../storage/cancellation';
import type { Core } from './core';
import { encodePack, MAX_HEADER_BYTES, PACKS_PREFIX, packName } from './pack-format';

/** A pack this large is one request, some 5 MB, and its header one range read. */
const ASSETS_PER_PACK = 200;
/** Bounds memory where thumbnails are unusually large. */
const MAX_THUMB_BYTES = 16 * 1024 * 1024;
/** Half of what a reader takes (pack-format.ts): an ordinary header has a tenth of it. */
const MAX_HEADER_BYTES_WRITTEN = MAX_HEADER_BYTES / 2;
/** `,"thumb":{"start":…,"sizeBytes":…,"px":…},` at most. */
const THUMB_PLACE_BYTES = 100;
/** Bytes hashed in one go: about 2 ms of the main thread. */
const HASH_SLICE_BYTES = 1024 * 1024;

export interface DerivativeWriter {
  /** Looks at what earlier runs left, once the app has come to rest. */
  start(): void;
  /** Writes packs until nothing of the album waits for one; quiet when the store does not take them. */
  write(albumId: AlbumId): Promise<void>;
  /** Ends what is being written for an album that goes. */
  cancel(albumId: AlbumId): Promise<void>;
  /** Writes what was stored since the start, for at most so long; what is left waits for the next start. */
  stop(limitMs: number): Promise<void>;
}

/** `restMs`: after nothing was stored for so long the app is at rest. */
export function createDerivativeWriter(core: Core, options: { restMs: number }): DerivativeWriter {
  const { catalogue } = core;
  /** Albums in which something was stored, and how many were when their last pack was written. */
  const changed = new Map<AlbumId, number>();
  const storedAtPack = new Map<AlbumId, number>();
  /** Those of them in which it was stored in this run of the app. */
  const fresh = new Set<AlbumId>();
  const stopping = new AbortController();
  let current: { albumId: AlbumId; controller: AbortController; done: Promise<void> } | null = null;
  let timer: NodeJS.Timeout | undefined;

  const writeAlbum = async (albumId: AlbumId, least: number): Promise<void> => {
    while (current) await current.done;
    if (stopping.signal.aborted) return;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, stopping.signal]);
    const done = writePacks(core, albumId, least, signal)
      .catch((error: unknown) => {
        // Offline or not allowed: the photos are stored all the same, and the next occasion comes by itself.
        if (!signal.aborted) core.log.warn('write-pack', { album: albumId, error: toWire(error) });
      })
      .finally(() => {
        current = null;
      });
    current = { albumId, controller, done };
    await done;
  };
  const write = (albumId: AlbumId): Promise<void> => {
    const storedCount = changed.get(albumId);
    changed.delete(albumId);
    fresh.delete(albumId);
    if (storedCount !== undefined) storedAtPack.set(albumId, storedCount);
    return writeAlbum(albumId, 1);
  };
  /** While more comes, only whole packs: what remains waits for the end. */
  const writeWhole = (albumId: AlbumId, storedCount: number): void => {
    storedAtPack.set(albumId, storedCount);
    void writeAlbum(albumId, ASSETS_PER_PACK);
  };
  const writeChanged = async (): Promise<void> => {
    for (let next = changed.keys().next().value; next !== undefined; next = changed.keys().next().value)
      await write(next);
  };
  const atRest = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void writeChanged(), options.restMs);
  };

  const off = core.changes.listen(
    (event) => {
      if (event.name === 'imports.changed') {
        const { run } = event.payload;
        if (run.state === 'done' && changed.has(run.albumId)) void write(run.albumId);
        return;
      }
      for (const { id, storedCount } of event.payload.albums) {
        const before = storedAtPack.get(id);
        if (before === undefined) storedAtPack.set(id, storedCount);
        if (before === storedCount || (before === undefined && !catalogue.assets.unpacked(id, 1)[0]))
          continue;
        changed.set(id, storedCount);
        fresh.add(id);
        if (before !== undefined && storedCount - before >= ASSETS_PER_PACK) writeWhole(id, storedCount);
        atRest();
      }
      for (const id of event.payload.removedIds) {
        changed.delete(id);
        fresh.delete(id);
        storedAtPack.delete(id);
      }
    },
    ['albums.changed', 'imports.changed'],
  );

  return {
    start() {
      for (const { id, storedCount } of catalogue.albums.list()) {
        storedAtPack.set(id, storedCount);
        if (catalogue.assets.unpacked(id, 1).length > 0) changed.set(id, storedCount);
      }
      if (changed.size > 0) atRest();
    },
    write,
    async cancel(albumId) {
      changed.delete(albumId);
      if (current?.albumId !== albumId) return;
      current.controller.abort();
      await current.done;
    },
    async stop(limitMs) {
      off();
      clearTimeout(timer);
      const limit = setTimeout(() => stopping.abort(), limitMs);
      // A short command is not to wait for what earlier runs left.
      for (const id of [...fresh]) await write(id);
      while (current) await current.done;
      clearTimeout(limit);
      stopping.abort();
    },
  };
}

/** Until fewer than `least` wait. */
async function writePacks(core: Core, albumId: AlbumId, least: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const album = core.catalogue.albums.get(albumId);
    const assets = album ? core.catalogue.assets.unpacked(albumId, ASSETS_PER_PACK) : [];
    if (!album || album.origin === 'received' || !mayChange(album.access) || assets.length < least) return;
    const store = await core.stores.open(album.connectionId);
    const pack = await makePack(core, assets, signal);
    const key = album.prefix + PACKS_PREFIX + pack.name;
    await store.put(album.bucket, key, pack.bytes, {
      md5Hex: pack.md5Hex,
      contentType: 'application/octet-stream',
      signal,
    });
    // Killed here, the same assets come into one more pack: each of the two is right.
    try {
      if (!noteWritten(core, pack)) return;
    } catch (error) {
      await store.delete(album.bucket, key).catch(() => undefined);
      throw error;
    }
    core.log.info('packed', { album: albumId, pack: pack.name, sizeBytes: pack.bytes.length });
  }
}

/** False when none of its photos is any more what it was when the pack was made. */
function noteWritten({ catalogue: { assets } }: Core, pack: Pack): boolean {
  const etags = new Map(assets.get(pack.assets.map(({ id }) => id)).map(({ id, etag }) => [id, etag]));
  const same = pack.assets.filter((asset) => etags.get(asset.id) === asset.etag);
  assets.setPack(
    same.map((asset) => asset.id),
    pack.name,
  );
  return same.length > 0;
}

interface Pack {
  name: string;
  bytes: Buffer;
  md5Hex: string;
  /** May be fewer than were given, where thumbnails are large. */
  assets: Asset[];
}

async function makePack(core: Core, given: Asset[], signal: AbortSignal): Promise<Pack> {
  const sums = core.catalogue.assets.contentSums(given.map((asset) => asset.id));
  const entries: Parameters<typeof encodePack>[0][number][] = [];
  const assets: Asset[] = [];
  let thumbBytes = 0;
  let headerBytes = 0;
  for (const asset of given) {
    if (signal.aborted) throw cancelledError(signal.reason);
    const bytes = await readThumb(core, asset);
    const { key, etag, sizeBytes, kind, thumbhash } = asset;
    const { fingerprint = null, md5Hex = null } = sums.get(asset.id) ?? {};
    const thumb = bytes && { bytes, px: asset.thumbPx };
    const metadata = fitted(asset.metadata);
    const told = { key, etag: etag ?? '', sizeBytes, kind, metadata, thumbhash, fingerprint, md5: md5Hex };
    thumbBytes += bytes?.length ?? 0;
    headerBytes += Buffer.byteLength(JSON.stringify(told)) + THUMB_PLACE_BYTES;
    if (assets.length > 0 && (thumbBytes > MAX_THUMB_BYTES || headerBytes > MAX_HEADER_BYTES_WRITTEN)) break;
    entries.push({ ...told, thumb });
    assets.push(asset);
  }
  const nowMs = core.now();
  const bytes = Buffer.concat(encodePack(entries, nowMs));
  return {
    name: packName(nowMs, randomUUID().slice(0, 8), assets.length),
    bytes,
    md5Hex: await md5Of(bytes),
    assets,
  };
}

/** What a photo says beyond all measure it says in its keywords: readers would pass over the whole entry. */
function fitted({ keywords, ...others }: Asset['metadata']): Asset['metadata'] {
  const whole = { ...others, ...(keywords && { keywords }) };
  return JSON.stringify(whole).length <= MAX_PACK_METADATA ? whole : others;
}

/** null when the cache lost it: what else is known of the photo is worth keeping all the same. */
async function readThumb(core: Core, asset: Asset): Promise<Buffer | null> {
  const path = core.cache.thumb(asset.id);
  try {
    const bytes = await readFile(path);
    return bytes.length > 0 ? bytes : null;
  } catch (error) {
    const reason = fileError(error, path);
    if (reason instanceof AppError && reason.code === 'file-missing') return null;
    throw reason;
  }
}

async function md5Of(bytes: Buffer): Promise<string> {
  const hash = createHash('md5');
  for (let at = 0; at < bytes.length; at += HASH_SLICE_BYTES) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    hash.update(bytes.subarray(at, at + HASH_SLICE_BYTES));
  }
  return hash.digest('hex');
}
