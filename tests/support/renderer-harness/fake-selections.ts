/** Selections of the harness: so many as the address asks for, answered without a main process. */
import type { Selection } from '../../../src-shared/domain/selection';
import type { AssetId, SelectionId } from '../../../src-shared/units';

const names = [
  'Album picks',
  'Kim & Lee · prints',
  'Höfn',
  '앨범 사진 2차 편집',
  'Everything the client wrote about on the telephone on Thursday afternoon',
];

export function fakeSelections(count: number, nowMs: number): Record<string, (input: never) => unknown> {
  const all = Array.from(
    { length: count },
    (_, n): Selection => ({
      id: `00000000-0000-4000-8000-${String(n + 900).padStart(12, '0')}` as SelectionId,
      name: names[n] ?? `Selection ${n + 1}`,
      note:
        n === 0
          ? 'For the book: 40 pages, no two of the same dance. Ask Mrs Lee about the grandparents.'
          : '',
      coverAssetId: n === 2 ? null : ((n * 3 + 1) as AssetId),
      coverThumbRevision: n === 2 ? 0 : 1,
      photoCount: n === 2 ? 0 : 48 + n * 13,
      totalBytes: n === 2 ? 0 : 1_204_000_000 + n * 310_000_000,
      awayCount: n === 1 ? 12 : 0,
      createdAtMs: nowMs - n * 86_400_000,
      updatedAtMs: nowMs,
    }),
  );
  return {
    'selections.list': () => all,
    'selections.add': ({ assetIds }: { assetIds: AssetId[] }) => ({
      added: assetIds.length,
      alreadyThere: 0,
    }),
    'selections.edit': ({ id, ...change }: { id: SelectionId }) => ({
      ...all.find((selection) => selection.id === id),
      ...change,
    }),
    'selections.take': ({ assetIds }: { assetIds: AssetId[] }) => ({ taken: assetIds.length }),
    'selections.move': ({ assetIds }: { assetIds: AssetId[] }) => ({ moved: assetIds.length }),
    'selections.export': () => ({ photos: 48, downloadId: null }),
  };
}
