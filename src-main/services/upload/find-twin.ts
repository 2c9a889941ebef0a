/** Whether the album holds the very bytes of a file already, so that they need not be sent. */
import { foundTwins } from '../found-twins';
import { headWhole } from '../head-whole';
import { planUpload } from '../plan-parts';
import { keyLimits, type Upload, type UploadOutcome } from './upload';

/**
 * A duplicate counts only within the album, by its full hash, and after the store confirms that object now. Only files whose
 * fingerprint equals a stored one, or whose name and size equal a found one's, are hashed beforehand, so that nothing else is read twice.
 */
export async function findTwin({ core, job, store, source, signal }: Upload): Promise<UploadOutcome | null> {
  if (!job.fingerprint || job.uploadId) return null;
  const twins = [
    ...core.catalogue.assets
      .storedTwins(job.albumId, job.fingerprint)
      .filter((twin) => twin.id !== job.assetId && twin.sizeBytes === source.sizeBytes),
    ...foundTwins(core, job, source.sizeBytes, keyLimits(store, job)),
  ];
  if (twins.length === 0) {
    return core.catalogue.assets.hasOpenTwinBefore(job.albumId, job.fingerprint, job.assetId)
      ? { type: 'twin-under-way' }
      : null;
  }
  // What was sent in parts has no hash of the whole; it is known by the hashes of its parts.
  const plan = planUpload(source.sizeBytes, store.capabilities);
  const { md5Hex, partSums } = await core.uploads.run(
    { type: 'hash-file', source, ...(plan.type === 'parts' && { partBytes: plan.partBytes }) },
    { signal },
  );
  const ofParts = partSums ? store.multipart.etagOf(partSums) : null;
  for (const twin of twins) {
    // Of a found object only its ETag is known: an MD5 that equals this one is no chance.
    const same =
      twin.md5Hex === null
        ? twin.etag === md5Hex || (ofParts !== null && twin.etag === ofParts)
        : twin.md5Hex === md5Hex;
    if (!same) continue;
    const held = await headWhole(store, job.bucket, job.prefix + twin.key, { signal });
    if (held && held.sizeBytes === source.sizeBytes && held.etag === twin.etag)
      return { type: 'duplicate', ofKey: twin.key };
  }
  return null;
}
