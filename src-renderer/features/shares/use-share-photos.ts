/** The first photos of a share, for pictures of it; and any photos by id. */
import { useEffect, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId, ShareId } from '../../../src-shared/units';
import { call } from '../../bridge/client';

/** Photos asked for at once (ipc-contract). */
const idsPerCall = 1000;

/** Without those that are gone; empty until they are there, or when they cannot be read. */
export function useSharePhotos(id: ShareId, limit: number): Asset[] {
  const [photos, setPhotos] = useState<Asset[]>([]);
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      const ids = await call('shares.photos', { id });
      const wanted = ids.slice(0, limit);
      const assets: Asset[] = [];
      for (let from = 0; from < wanted.length && !left; from += idsPerCall)
        assets.push(...(await call('assets.get', { ids: wanted.slice(from, from + idsPerCall) })));
      if (!left) setPhotos(inOrder(assets, wanted));
    };
    ask().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [id, limit]);
  return photos;
}

/** By id; those that are not there yet, or any more, are missing. */
export function useAssetsById(ids: readonly AssetId[]): ReadonlyMap<AssetId, Asset> {
  const [assets, setAssets] = useState<ReadonlyMap<AssetId, Asset>>(new Map());
  const key = ids.join();
  useEffect(() => {
    let left = false;
    const wanted = key === '' ? [] : (key.split(',').map(Number) as AssetId[]);
    const ask = async (): Promise<void> => {
      const found: Asset[] = [];
      for (let from = 0; from < wanted.length; from += idsPerCall)
        found.push(...(await call('assets.get', { ids: wanted.slice(from, from + idsPerCall) })));
      if (!left) setAssets(new Map(found.map((asset) => [asset.id, asset])));
    };
    ask().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [key]);
  return assets;
}

function inOrder(assets: readonly Asset[], ids: readonly AssetId[]): Asset[] {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
