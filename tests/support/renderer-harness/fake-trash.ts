/** Trash, duplicates and the cache of the harness: as the address asks for (`?trash=12&twins=3`). */
import type { Asset } from '../../../src-shared/domain/asset';
import type { TwinsFound } from '../../../src-shared/domain/duplicates';
import type { AlbumId, AssetId } from '../../../src-shared/units';

const DAY_MS = 86_400_000;

export function fakeTrash(
  query: URLSearchParams,
  albumId: AlbumId,
): { answers: Record<string, (input: never) => unknown>; thrown(asset: Asset): Asset } {
  const count = Number(query.get('trash') ?? 0);
  const groups = Number(query.get('twins') ?? 3);
  const twins = (): TwinsFound => ({
    groups: Array.from({ length: groups }, (_, n) => {
      const size = [2, 3, 4, 7][n % 4] as number;
      const ids = Array.from({ length: size }, (_, at) => (n * 10 + at + 1) as AssetId);
      return {
        ids,
        along: ids.map((id) => (n === 1 ? [(id + 100) as AssetId] : [])),
        why: (['similar', 'same', 'burst'] as const)[n % 3] ?? 'same',
        distance: n % 3 === 0 ? 3 : 0,
        best: ids[1] as AssetId,
      };
    }),
    photoCount: groups * 3,
    freedBytes: groups * 2 * 24_312_000,
  });
  const kept = [{ albumId, photoCount: 1284, readyCount: 402, error: null }];
  return {
    answers: {
      'trash.facts': () => ({ count, totalBytes: count * 24_312_000, waiting: count > 5 ? 2 : 0, hidden: 1 }),
      'trash.list': () => [],
      'trash.move': ({ ids, others }: { ids: AssetId[]; others?: string }) =>
        query.get('others') === 'yes' && others !== 'hide'
          ? { moved: 0, others: ids.length }
          : { moved: ids.length, others: 0 },
      'trash.restore': ({ ids }: { ids: AssetId[] }) => ({ restored: ids.length }),
      'trash.empty': () => ({ deleted: count, kept: 1 }),
      'duplicates.find': () => (query.get('twins') === 'slow' ? new Promise(() => undefined) : twins()),
      'duplicates.cancel': () => ({ ok: true }),
      'cache.kept': () => (query.get('kept') === 'yes' ? kept : []),
      'cache.keep': () => kept,
      'cache.usage': () => ({
        thumbBytes: 3_204_000_000,
        previewBytes: 6_120_000_000,
        keptBytes: 1_300_000_000,
        limitBytes: 8_589_934_592,
        kept: query.get('kept') === 'yes' ? kept : [],
      }),
    },
    thrown(asset) {
      if (count === 0) return asset;
      const key = asset.id % 5 === 4 ? asset.key : `.caos/trash/20261120T091100000Z-0123abcd/${asset.key}`;
      return { ...asset, key, trashedAtMs: Date.now() - (asset.id % 30) * DAY_MS };
    },
  };
}
