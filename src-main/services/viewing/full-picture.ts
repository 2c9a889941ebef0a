/** The photo's own pixels for the 100 % view: its original where Chromium can show it, else a full-size JPEG made of it by the media host. */
import { open, rename } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { MAGIC_BYTES, mediaTypeByBytes } from '../../media/media-type';
import { pathOnDisk } from '../../media/path-on-disk';
import type { Core } from '../core';
import { fetchOriginal } from '../fetch-original';
import { isThere, isUnchanged, MAX_ORIGINAL_BYTES } from '../make-preview';

/** A file for the page: of the cache, or the original itself. */
export interface ShownFile {
  path: string | Buffer;
  contentType: string;
  /** It lies in the cache, where no link may lead out of it. */
  cached: boolean;
}

export interface FullPictures {
  /** Rejects with `not-found`, `file-missing`, `unsupported`, `media-*`, and the store's errors (offline: `unreachable`). */
  file(id: AssetId): Promise<ShownFile>;
}

/** Decoded in the window it takes four bytes a pixel. */
const MAX_PIXELS = 200_000_000;

/** One at a time per photo: it is asked for ahead and again on arrival. */
export function createFullPictures(core: Core): FullPictures {
  const making = new Map<AssetId, Promise<ShownFile>>();
  return {
    async file(id) {
      const known = making.get(id);
      if (known) return known;
      const made = makeFull(core, id).finally(() => making.delete(id));
      making.set(id, made);
      return made;
    },
  };
}

async function makeFull(core: Core, id: AssetId): Promise<ShownFile> {
  const cached = core.cache.full(id);
  if (await isThere(cached, core.now())) return inCache(cached);
  const asset = core.catalogue.assets.get([id])[0];
  if (!asset) throw new AppError('not-found', 'That photo is not here any more.');
  refuseUnfit(asset);
  const source = core.catalogue.assets.sourcePath(id);
  if (source && (await isUnchanged(source, asset))) {
    const path = pathOnDisk(source);
    const contentType = await shownAsItIs(path, asset);
    if (contentType !== null) return { path, contentType, cached: false };
    await core.media.preview({ sourcePath: source, previewPath: cached, full: true });
    return inCache(cached);
  }
  if (asset.state !== 'stored') {
    throw new AppError(
      'file-missing',
      `“${asset.fileName}” is not where it was. Plug in its card or disk to see its own pixels.`,
      { params: { path: asset.fileName } },
    );
  }
  await using fetched = await fetchOriginal(core, asset);
  if ((await shownAsItIs(fetched.path, asset)) !== null) await rename(fetched.path, cached);
  else await core.media.preview({ sourcePath: fetched.path, previewPath: cached, full: true });
  return inCache(cached);
}

async function inCache(path: string): Promise<ShownFile> {
  const type = await typeOf(path);
  return { path, contentType: type?.contentType ?? 'image/jpeg', cached: true };
}

function refuseUnfit({ kind, fileName, key, sizeBytes, metadata }: Asset): void {
  if (kind === 'video')
    throw new AppError('unsupported', 'A video plays as it is; it has no picture to zoom into.');
  const pixels = (metadata.widthPx ?? 0) * (metadata.heightPx ?? 0);
  if (pixels > MAX_PIXELS || sizeBytes > MAX_ORIGINAL_BYTES) {
    throw new AppError(
      'unsupported',
      `“${fileName}” is too large to be shown pixel by pixel here. Download it to open it in another program.`,
      { params: { key, sizeBytes } },
    );
  }
}

/**
 * Its content type when Chromium shows those bytes as the photo is meant, else null. It turns JPEGs by their EXIF orientation, and the
 * others not always.
 */
async function shownAsItIs(path: string | Buffer, { metadata }: Asset): Promise<string | null> {
  const type = await typeOf(path);
  if (type?.format === 'jpeg') return type.contentType;
  const upright = metadata.orientation === undefined || metadata.orientation === 1;
  return type && upright && ['png', 'webp', 'avif', 'gif'].includes(type.format) ? type.contentType : null;
}

async function typeOf(path: string | Buffer) {
  await using file = await open(path, 'r');
  const { bytesRead, buffer } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
  return mediaTypeByBytes(buffer.subarray(0, bytesRead));
}
