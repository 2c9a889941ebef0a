/** Originals as files of this computer, for a drag out of the window: where they lie, or fetched from the store to a place of their own. */
import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import { fileError } from '../../../src-shared/file-error';
import type { AssetId } from '../../../src-shared/units';
import type { Core } from '../core';
import { safePaths } from '../downloads/safe-names';
import { fetchOriginal } from '../fetch-original';

export interface Originals {
  /** In the order of the ids; photos that are gone are left out. */
  find(ids: readonly AssetId[]): Promise<Array<{ id: AssetId; path: string | null }>>;
  /** Resolves when all of them are here. Rejects with the store's errors, `disk-full`, `cancelled`. */
  fetch(ids: readonly AssetId[], signal: AbortSignal): Promise<void>;
  /** Files that may be given to another program, in the order of the ids. Rejects with `not-found` when one of them is not here. */
  files(ids: readonly AssetId[]): Promise<string[]>;
}

/** Fetched at once: each is a request, and a drag is of a few. */
const AT_ONCE = 3;

/**
 * `clones`: hands out copies instead of the person's own files. On macOS a drop may move what is dropped, and a copy costs nothing there;
 * elsewhere Electron offers files to be copied only.
 */
export function createOriginals(core: Core, options: { clones: boolean }): Originals {
  /** Of the object with this ETag. */
  const fetched = new Map<AssetId, { etag: string | null; path: string }>();
  const folder = `drag-${randomUUID()}`;

  /** The file that was imported, while it is what it was then. */
  async function source(asset: Asset): Promise<string | null> {
    const path = core.catalogue.assets.sourcePath(asset.id);
    if (path === null) return null;
    const found = await stat(path).catch(() => null);
    return found?.isFile() && found.size === asset.sizeBytes ? path : null;
  }

  async function here(asset: Asset): Promise<string | null> {
    const brought = fetched.get(asset.id);
    if (brought && brought.etag === asset.etag && existsSync(brought.path)) return brought.path;
    return source(asset);
  }

  /** Each photo in a folder of its own, under the name it has. */
  async function placeFor(asset: Asset): Promise<string> {
    const [name = 'photo'] = safePaths([asset.fileName]);
    const path = core.cache.fetching(join(folder, String(asset.id), name));
    await mkdir(dirname(path), { recursive: true }).catch((error) => {
      throw fileError(error, dirname(path));
    });
    return path;
  }

  async function fetchOne(asset: Asset, signal: AbortSignal): Promise<void> {
    if ((await here(asset)) !== null) return;
    if (asset.state !== 'stored')
      throw new AppError(
        'not-found',
        `“${asset.fileName}” is not stored yet, and its file is not where it was imported from. Connect the disk it is on.`,
      );
    const path = await placeFor(asset);
    await using file = await fetchOriginal(core, asset, { signal });
    await rename(file.path, path).catch((error) => {
      throw fileError(error, path);
    });
    fetched.set(asset.id, { etag: asset.etag, path });
  }

  return {
    async find(ids) {
      const assets = core.catalogue.assets.get([...ids]);
      return Promise.all(assets.map(async (asset) => ({ id: asset.id, path: await here(asset) })));
    },
    async fetch(ids, signal) {
      const assets = core.catalogue.assets.get([...ids]);
      const failed = new AbortController();
      const both = AbortSignal.any([signal, failed.signal]);
      const next = assets.values();
      const work = async (): Promise<void> => {
        for (const asset of next) await fetchOne(asset, both);
      };
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      } catch (error) {
        failed.abort(); // the others would be fetched for nothing
        throw error;
      }
    },
    async files(ids) {
      const assets = core.catalogue.assets.get([...ids]);
      const paths: string[] = [];
      for (const asset of assets) {
        const path = await here(asset);
        if (path === null)
          throw new AppError('not-found', `“${asset.fileName}” is not on this computer. Download it first.`);
        paths.push(options.clones && !fetched.has(asset.id) ? await clone(asset, path) : path);
      }
      return paths;
    },
  };

  async function clone(asset: Asset, path: string): Promise<string> {
    const copy = await placeFor(asset);
    await copyFile(path, copy, constants.COPYFILE_FICLONE).catch((error) => {
      throw fileError(error, copy);
    });
    return copy;
  }
}
