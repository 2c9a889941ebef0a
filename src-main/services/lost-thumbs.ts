/** Thumbnails that the catalogue knows and the disk does not have any more: forgotten, so that they are wanted and made again. */
import { access } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toWire } from '../../src-shared/app-error';
import { assetFlag } from '../../src-shared/domain/asset';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { Core } from './core';

export interface LostThumbs {
  /** A thumbnail was asked for and is not there. Whoever empties the cache takes more than one: its whole album is looked through. */
  found(id: AssetId): void;
  /** Resolves when nothing is looked through any more. */
  stop(): Promise<void>;
}

const FILES_PER_SLICE = 64;

export function createLostThumbs(core: Core): LostThumbs {
  const looking = new Map<AlbumId, Promise<void>>();
  let stopped = false;

  /** Only what can be made of its object again; what is still on its way gets its thumbnail with the next attempt, or when stored. */
  const forget = (ids: readonly AssetId[]): void => {
    if (ids.length === 0) return;
    const lost = core.catalogue.assets
      .get([...ids])
      .filter((asset) => asset.state === 'stored' && asset.kind === 'photo' && asset.thumbRevision > 0);
    if (lost.length === 0) return;
    core.catalogue.assets.loseThumbs(lost.map((asset) => asset.id));
    for (const asset of lost) {
      core.changes.asset(asset.albumId, asset.id);
      core.changes.album(asset.albumId);
    }
  };

  const lookThrough = async (albumId: AlbumId): Promise<void> => {
    core.cache.emptied();
    const { ids, flags } = core.catalogue.assets.index(albumId);
    const shown = [...ids].filter((_, row) => ((flags[row] as number) & assetFlag.thumb) !== 0) as AssetId[];
    for (let at = 0; at < shown.length && !stopped; at += FILES_PER_SLICE) {
      const slice = shown.slice(at, at + FILES_PER_SLICE);
      const there = await Promise.all(slice.map((id) => isThere(core.cache.thumb(id))));
      await nextTurn();
      if (!stopped) forget(slice.filter((_, n) => !there[n]));
    }
  };

  return {
    found(id) {
      if (stopped) return;
      const albumId = core.catalogue.assets.get([id])[0]?.albumId;
      if (albumId === undefined || looking.has(albumId)) return;
      const done = lookThrough(albumId)
        // An album that went meanwhile, a catalogue that cannot be written: the next one that is missed begins again.
        .catch((error: unknown) => core.log.warn('lost-thumbs', { error: toWire(error) }))
        .finally(() => looking.delete(albumId));
      looking.set(albumId, done);
    },
    async stop() {
      stopped = true;
      await Promise.all(looking.values());
    },
  };
}

/** Any other trouble than its absence is not mended by making it again. */
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
