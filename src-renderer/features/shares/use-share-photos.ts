/** The photos of a share in their order, and any photos by id. */
import { useEffect, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId, ShareId } from '../../../src-shared/units';
import { call } from '../../bridge/client';

/** Photos asked for at once (ipc-contract). */
const idsPerCall = 1000;

type ById = ReadonlyMap<AssetId, Asset>;

/** By id, a thousand at a time; null as soon as nobody waits for them any more. */
async function assetsOf(ids: readonly AssetId[], isLeft: () => boolean): Promise<ById | null> {
  const found: Asset[] = [];
  for (let from = 0; from < ids.length && !isLeft(); from += idsPerCall)
    found.push(...(await call('assets.get', { ids: ids.slice(from, from + idsPerCall) })));
  return isLeft() ? null : new Map(found.map((asset) => [asset.id, asset]));
}

/** As many as `limit`, as they were chosen, without those that are gone; empty until they are there, or when they cannot be read. */
export function useSharePhotos(id: ShareId, limit: number): Asset[] {
  const [photos, setPhotos] = useState<Asset[]>([]);
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      const wanted = (await call('shares.photos', { id })).slice(0, limit);
      const byId = await assetsOf(wanted, () => left);
      if (byId) setPhotos(wanted.flatMap((one) => byId.get(one) ?? []));
    };
    ask().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [id, limit]);
  return photos;
}

/** Those that are not there yet, or any more, are missing. */
export function useAssetsById(ids: readonly AssetId[]): ById {
  const [assets, setAssets] = useState<ById>(new Map());
  const key = ids.join();
  useEffect(() => {
    let left = false;
    const wanted = key === '' ? [] : (key.split(',').map(Number) as AssetId[]);
    assetsOf(wanted, () => left).then(
      (found) => found && setAssets(found),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [key]);
  return assets;
}
