/** Brings whole objects and ranges of them here, for a picture to be made of them. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import { fileError } from '../../src-shared/file-error';
import type { ByteRange } from '../media/media-protocol';
import { extensionOf } from '../media/media-type';
import { albumOr404 } from './albums';
import type { Core } from './core';

export interface FetchOptions {
  signal?: AbortSignal;
  /** How many bytes of it are here. */
  onBytes?: (bytes: number) => void;
}

export interface FetchedFile extends AsyncDisposable {
  /** Ends as the object's name does: decoders look at that too. */
  path: string;
  /** As the store tells it now. */
  etag: string;
}

/** The whole object as a file; whoever asked disposes of it. Rejects with the store's errors, `disk-full`, `file-changed`. */
export async function fetchOriginal(
  core: Core,
  asset: Asset,
  options: FetchOptions = {},
): Promise<FetchedFile> {
  const extension = extensionOf(asset.fileName)
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 8);
  const path = core.cache.fetching(`${randomUUID()}${extension && `.${extension}`}`);
  try {
    const { etag, body } = await open(core, asset, {}, options);
    let bytes = 0;
    async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        bytes += chunk.length;
        // A store that goes on sending would fill the disk.
        if (bytes > asset.sizeBytes) throw changed(asset);
        options.onBytes?.(bytes);
        yield chunk;
      }
    }
    const { signal } = options;
    const file = createWriteStream(path);
    await pipeline(body, counted, file, ...(signal ? [{ signal }] : [])).catch(async (error) => {
      // It may still be on its way to open: then it would come to be after it was removed.
      if (!file.closed) await new Promise<void>((closed) => file.once('close', () => closed()));
      throw signal?.aborted ? cancelled() : fileError(error, path);
    });
    if (bytes !== asset.sizeBytes) throw changed(asset);
    return { path, etag, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Bytes of a range. Rejects with the store's errors, and `file-changed` when fewer or more came. */
export async function fetchRange(
  core: Core,
  asset: Asset,
  range: ByteRange,
  options: FetchOptions = {},
): Promise<{ bytes: Buffer; etag: string }> {
  const { etag, body } = await open(core, asset, range, options);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    // A store that ignores ranges would send it all.
    if (length > range.end - range.start) break;
    chunks.push(chunk);
    options.onBytes?.(length);
  }
  if (options.signal?.aborted) throw cancelled();
  if (length !== range.end - range.start) throw changed(asset);
  return { bytes: Buffer.concat(chunks), etag };
}

async function open(
  core: Core,
  asset: Asset,
  range: Partial<ByteRange>,
  { signal }: FetchOptions,
): Promise<{ etag: string; body: Readable }> {
  const album = albumOr404(core, asset.albumId);
  const store = await core.stores.open(album.connectionId);
  const { info, body } = await store.get(album.bucket, album.prefix + asset.key, {
    ...range,
    ...(signal && { signal }),
  });
  return { etag: info.etag, body };
}

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');

const changed = (asset: Asset): AppError =>
  new AppError(
    'file-changed',
    `“${asset.fileName}” has another size in the store than when its album was listed. Refresh the album.`,
    { params: { key: asset.key } },
  );
