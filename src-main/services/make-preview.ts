/** Makes the viewer's 2048 px preview when it is first looked at: from the local file while it is there, else from the store. */
import { access, stat, utimes } from 'node:fs/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import type { AssetId } from '../../src-shared/units';
import { pathOnDisk } from '../media/path-on-disk';
import type { Core } from './core';
import { type FetchedFile, fetchOriginal } from './fetch-original';
import { makeWholeThumb } from './fetch-thumb';
import { LOOKS_PREFIX } from './received/objects-of';

export interface PreviewMaker {
  /** Path of the preview in the cache. Rejects with `not-found`, `media-*`, and the store's errors (offline: `unreachable`). */
  path(id: AssetId): Promise<string>;
}

/** Below it, the original that was fetched for the preview gives a better thumbnail as well. */
const GOOD_THUMB_PX = 512;
/** No photo that can be shown is larger; what claims to be would fill the disk. */
export const MAX_ORIGINAL_BYTES = 2 * 1024 ** 3;
/** One frame of a video is worth no more; it plays from the store without being fetched. */
const MAX_VIDEO_BYTES = 60 * 1000 * 1000;

/** One making per asset at a time: the viewer asks for neighbours ahead and again on arrival. */
export function createPreviewMaker(core: Core): PreviewMaker {
  const making = new Map<AssetId, Promise<string>>();
  return {
    async path(id) {
      const path = core.cache.preview(id);
      if (await isThere(path, core.now())) return path;
      const known = making.get(id);
      if (known) return known;
      const made = makePreview(core, id, path).finally(() => making.delete(id));
      making.set(id, made);
      return made;
    },
  };
}

/** Its time says when it was looked at last: those looked at longest ago are trimmed first (trim-cache.ts). */
export const isThere = (path: string, nowMs: number): Promise<boolean> =>
  utimes(path, nowMs / 1000, nowMs / 1000).then(
    () => true,
    () =>
      access(path).then(
        () => true,
        () => false,
      ),
  );

async function makePreview(core: Core, id: AssetId, previewPath: string): Promise<string> {
  const asset = core.catalogue.assets.get([id])[0];
  if (!asset) throw new AppError('not-found', 'That photo is not here any more.');
  const original = core.catalogue.assets.sourcePath(id);
  if (original && (await isUnchanged(original, asset))) {
    await core.media.preview({ sourcePath: original, previewPath });
    return previewPath;
  }
  if (asset.state !== 'stored') {
    throw new AppError(
      'file-missing',
      `“${asset.fileName}” is not where it was. Plug in its card or disk to see it large.`,
    );
  }
  const look = await lookAt(core, asset);
  if (look !== null) {
    await using file = await fetchOriginal(core, look);
    await core.media.preview({ sourcePath: file.path, previewPath });
    return previewPath;
  }
  refuseTooLarge(asset);
  const fetched = await fetchOriginal(core, asset);
  try {
    await core.media.preview({ sourcePath: fetched.path, previewPath });
  } finally {
    // The picture is not kept waiting for it.
    void renewThumb(core, asset, fetched);
  }
  return previewPath;
}

function refuseTooLarge({ kind, fileName, key, sizeBytes }: Asset): void {
  if (sizeBytes <= (kind === 'video' ? MAX_VIDEO_BYTES : MAX_ORIGINAL_BYTES)) return;
  throw new AppError(
    'unsupported',
    `“${fileName}” is too large to be fetched for a look. Download the album to open it in another program.`,
    { params: { key, sizeBytes } },
  );
}

/** What a sender made to be looked at, beside an original or a film; null: there is only the photo itself. */
async function lookAt(core: Core, asset: Asset): Promise<Asset | null> {
  const album = core.catalogue.albums.get(asset.albumId);
  if (album?.origin !== 'received') return null;
  const store = await core.stores.open(album.connectionId);
  const key = LOOKS_PREFIX + asset.key;
  const info = await store.head(album.bucket, key);
  return info && { ...asset, kind: 'photo', key, fileName: 'look.jpg', sizeBytes: info.sizeBytes };
}

/** One download for both: a thumbnail cut out of EXIF, or none, gives way to one of all pixels. */
async function renewThumb(core: Core, asset: Asset, fetched: FetchedFile): Promise<void> {
  try {
    await using file = fetched;
    if (asset.thumbPx < GOOD_THUMB_PX) await makeWholeThumb(core, asset, file);
  } catch (error) {
    core.log.warn('renew-thumb', { key: asset.key, code: toWire(error).code });
  }
}

/** A file of another size at that path is another photo by now (cards reuse names). */
export const isUnchanged = (path: string, asset: Asset): Promise<boolean> =>
  stat(pathOnDisk(path)).then(
    (found) => found.isFile() && found.size === asset.sizeBytes,
    () => false,
  );
