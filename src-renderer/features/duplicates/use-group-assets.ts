/** The photos of a group as they are now: asked for again when something was thrown away or brought back. */
import { useEffect, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useUndoStore } from '../../stores/undo-store';

/** null: still asked for. Photos that are deleted are left out. */
export function useGroupAssets(ids: readonly AssetId[]): ReadonlyMap<AssetId, Asset> | null {
  const [known, setKnown] = useState<{ key: string; assets: ReadonlyMap<AssetId, Asset> } | null>(null);
  const back = useUndoStore((state) => state.back);
  const again = useUndoStore((state) => state.again);
  const key = ids.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every act and its undo may concern these photos
  useEffect(() => {
    let over = false;
    void call('assets.get', { ids: [...ids] })
      .catch(() => [])
      .then((assets) => {
        if (!over) setKnown({ key, assets: new Map(assets.map((asset) => [asset.id, asset])) });
      });
    return () => {
      over = true;
    };
  }, [key, back, again]);
  return known?.key === key ? known.assets : null;
}
