/** Makes the viewer's 2048 px preview when it is first looked at: from the local file while it is there, else from the store. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import { fileError } from '../../src-shared/file-error';
import type { AssetId } from '../../src-shared/units';
import { pathOnDisk } from '../media/path-on-disk';
import { albumOr404 } from './albums';
import type { Core } from './core';

export interface PreviewMaker {
  /** Path of the preview in the cache. Rejects with `not-found`, `media-*`, and the store's errors (offline: `unreachable`). */
  path(id: AssetId): Promise<string>;
}

/** One making per asset at a time: the viewer asks for neighbours ahead and again on arrival. */
export function createPreviewMaker(core: Core): PreviewMaker {
  const making = new Map<AssetId, Promise<string>>();
  return {
    async path(id) {
      const path = core.cache.preview(id);
      if (await exists(path)) return path;
      const known = making.get(id);
      if (known) return known;
      const made = makePreview(core, id, path).finally(() => making.delete(id));
      making.set(id, made);
      return made;
    },
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function makePreview(core: Core, id: AssetId, previewPath: string): Promise<string> {
  const asset = core.catalogue.assets.get([id])[0];
  if (!asset) throw new AppError('not-found', 'That photo is not here any more.');
  if (asset.kind === 'video') throw new AppError('unsupported', 'Videos have no preview yet.');
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
  const fetched = `${previewPath}.${randomUUID()}.original`;
  try {
    await fetchOriginal(core, asset, fetched);
    await core.media.preview({ sourcePath: fetched, previewPath });
    return previewPath;
  } finally {
    await rm(fetched, { force: true });
  }
}

/** A file of another size at that path is another photo by now (cards reuse names). */
const isUnchanged = (path: string, asset: Asset): Promise<boolean> =>
  stat(pathOnDisk(path)).then(
    (found) => found.isFile() && found.size === asset.sizeBytes,
    () => false,
  );

async function fetchOriginal(core: Core, asset: Asset, to: string): Promise<void> {
  const album = albumOr404(core, asset.albumId);
  const store = await core.stores.open(album.connectionId);
  const { body } = await store.get(album.bucket, album.prefix + asset.key);
  await pipeline(body, createWriteStream(to)).catch((error) => {
    throw fileError(error, to);
  });
}
