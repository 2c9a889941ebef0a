/** The name of a file in its store: never that of somebody else's object. */
import { disambiguate } from '../../media/object-key';
import type { ObjectInfo } from '../../storage/object-store';
import { takeAlongWaiting } from '../library/take-sidecars';
import { joinedEtag } from './confirm';
import { keyLimits, kindOf, storeKey, type Upload, type UploadOutcome } from './upload';

/**
 * Never overwrites an object that is not ours. One that is there under our key either holds exactly our bytes (an upload whose end
 * we did not live to hear of): then it is stored; or our asset takes another name. null: the name is free.
 */
export async function claimKey(upload: Upload): Promise<UploadOutcome | null> {
  const { core, job, store, signal } = upload;
  const plainKey = job.key;
  const limits = keyLimits(store, job);
  for (let n = 2; ; ) {
    // What lies there is about to be deleted, or something is about to be copied there: whoever took that name would lose it.
    const taken = core.catalogue.trash.isTaken(job.albumId, job.key);
    const held = taken || (await store.head(job.bucket, storeKey(job), { signal }));
    if (!held) return null;
    const ours = held === true ? null : await holdsOurBytes(upload, held);
    if (ours) {
      // Nothing was sent by us yet: somebody else put the same bytes there, and they stay theirs when the album is deleted.
      if (nothingSentBefore(upload)) core.catalogue.assets.setFound(job.assetId);
      return ours;
    }
    for (let renamed = false; !renamed; n++) {
      const next = disambiguate(plainKey, n, limits);
      renamed = core.catalogue.assets.rekey(job.assetId, next);
      if (!renamed) continue;
      takeAlongWaiting(core, job.albumId, job.key, next);
      job.key = next;
    }
    core.changes.asset(job.albumId, job.assetId);
  }
}

/** False from the first request on, also when it was made by a run that was killed. */
export function nothingSentBefore({ core, job, sending }: Upload): boolean {
  return !sending.begun && core.catalogue.transfers.timesIn(job.id, 'uploading') <= 1;
}

/** Whether the object under our key is what we would send, or have sent. */
export async function holdsOurBytes(upload: Upload, held: ObjectInfo): Promise<UploadOutcome | null> {
  const { core, job, store, access, source, signal } = upload;
  if (held.sizeBytes !== source.sizeBytes) return null;
  const { etag, sizeBytes } = held;
  const rows = core.catalogue.transfers.parts(job.id);
  const ofParts = joinedEtag(store, rows);
  const joinedByUs = ofParts !== null && etag === ofParts;
  if (joinedByUs && (await store.multipart.isWhole(job.bucket, storeKey(job), { signal }))) {
    const parts = { partBytes: rows[0]?.sizeBytes ?? sizeBytes, md5Hex: rows.map((row) => row.md5Hex) };
    return { type: 'stored', facts: { etag, sizeBytes, md5Hex: null, parts, proof: 'parts' } };
  }
  const kind = kindOf(store, held);
  if (kind === 'parts' && (rows.length === 0 || ofParts !== null)) return null;
  const { md5Hex } = await core.uploads.run({ type: 'hash-file', source }, { signal });
  if (kind === 'md5') {
    if (etag !== md5Hex) return null;
    return { type: 'stored', facts: { etag, sizeBytes, md5Hex, parts: null, proof: 'md5' } };
  }
  // Where the store's ETag says nothing of the bytes, only the bytes can tell.
  const back = await core.uploads.run(
    { type: 'hash-object', store: access, bucket: job.bucket, key: storeKey(job) },
    { signal },
  );
  if (back.md5Hex !== md5Hex) return null;
  return { type: 'stored', facts: { etag, sizeBytes, md5Hex, parts: null, proof: 'read-back' } };
}
