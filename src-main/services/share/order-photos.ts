/** The photos of a share as its page shows them. */
import { inShareOrder } from '../../../src-shared/domain/share-order';
import type { SharePhotoRow, ShareRow } from '../../catalogue/catalogue';
import type { ShareDesk } from './desk';

/** Photos that are gone from the catalogue meanwhile have the time that was noted when they were prepared; without one they come last. */
export function shownOrder<Row extends SharePhotoRow>(
  { core }: Pick<ShareDesk, 'core'>,
  { options }: Pick<ShareRow, 'options'>,
  photos: readonly Row[],
): Row[] {
  if (options.order === undefined || options.order === 'chosen') return [...photos];
  const taken = new Map<number, number>();
  for (let at = 0; at < photos.length; at += 1000)
    for (const { id, sortAtMs } of core.catalogue.assets.get(
      photos.slice(at, at + 1000).map(({ assetId }) => assetId),
    ))
      taken.set(id, sortAtMs);
  const timeOf = ({ assetId, prepared }: Row): number =>
    taken.get(assetId) ?? prepared?.takenAtMs ?? Number.MAX_SAFE_INTEGER;
  return inShareOrder(
    photos.map((row) => ({ row, fileName: row.fileName, sortAtMs: timeOf(row) })),
    options.order,
  ).map(({ row }) => row);
}
