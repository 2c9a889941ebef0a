/** Objects that were in the bucket already under the name a file came with: they may hold its very bytes. */
import type { AssetTable, TransferJob } from '../catalogue/catalogue';
import { disambiguate, type KeyLimits } from '../media/object-key';
import type { Core } from './core';

type Twin = ReturnType<AssetTable['storedTwins']>[number];

/**
 * A found object has no fingerprint that could nominate it, but its name made our file take a number. Those of the same size under the
 * names before that number; the store's ETag has to say whether they are the same.
 */
export function foundTwins(
  { catalogue }: Core,
  job: Pick<TransferJob, 'albumId' | 'key'>,
  sizeBytes: number,
  limits: KeyLimits,
): Twin[] {
  const numbered = /^(.*) \((\d{1,3})\)(\.[^./]*)?$/su.exec(job.key);
  if (!numbered) return [];
  const plain = `${numbered[1]}${numbered[3] ?? ''}`;
  const names = [plain];
  for (let n = 2; n < Number(numbered[2]); n++) names.push(disambiguate(plain, n, limits));
  return names.flatMap((key) => {
    const asset = catalogue.assets.findByKey(job.albumId, key);
    if (
      asset?.state !== 'stored' ||
      asset.trashedAtMs !== null ||
      asset.origin !== 'found' ||
      asset.sizeBytes !== sizeBytes
    )
      return [];
    return [{ id: asset.id, key, sizeBytes, md5Hex: null, etag: asset.etag ?? '' }];
  });
}
