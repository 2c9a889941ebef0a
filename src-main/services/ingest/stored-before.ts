/** Finds out whether the bytes of a file on a card are stored in an album already, by its full hash and by what the store says now. */
import { AppError, toWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { ConfirmableAsset } from '../../catalogue/catalogue';
import { pathOnDisk } from '../../media/path-on-disk';
import type { ScannedFile } from '../../media/scan-folder';
import type { HashFileFacts, SourceStamp } from '../../workers/jobs';
import type { Core } from '../core';
import { fingerprintFile } from '../fingerprint-file';
import { headWhole } from '../head-whole';

/**
 * For each of `accepts`: `<album id>/<key>` of an object that holds these bytes, in an album that it accepts; null when there is none, or
 * its store could not be asked. The fingerprint only nominates.
 */
export async function findStoredBefore(
  core: Core,
  file: ScannedFile,
  accepts: Array<(album: Album) => boolean>,
  signal: AbortSignal,
): Promise<Array<string | null>> {
  const nothing = accepts.map(() => null);
  const onDisk = pathOnDisk(file.sourcePath);
  // A file that cannot be read is taken in, so that its upload says why.
  const fingerprint = await fingerprintFile(onDisk, file.sizeBytes).catch(() => null);
  if (fingerprint === null) return nothing;
  const candidates = core.catalogue.assets.storedAnywhere(fingerprint, file.sizeBytes).flatMap((asset) => {
    const album = core.catalogue.albums.get(asset.albumId);
    return album && accepts.some((accept) => accept(album)) ? [{ asset, album }] : [];
  });
  if (candidates.length === 0) return nothing;

  const source: SourceStamp = {
    path: file.sourcePath,
    ...(typeof onDisk !== 'string' && { pathBytes: onDisk }),
    sizeBytes: file.sizeBytes,
    modifiedAtMs: file.modifiedAtMs,
  };
  const hashes = new Map<number | null, Promise<HashFileFacts>>();
  const hashOf = (partBytes: number | null): Promise<HashFileFacts> => {
    const known = hashes.get(partBytes);
    if (known) return known;
    const job = { type: 'hash-file' as const, source, ...(partBytes !== null && { partBytes }) };
    const hashing = core.uploads.run(job, { signal });
    hashes.set(partBytes, hashing);
    return hashing;
  };
  const verdicts = new Map<ConfirmableAsset['id'], Promise<boolean>>();
  const holds = async (asset: ConfirmableAsset, album: Album): Promise<boolean> => {
    try {
      if (!sameBytes(asset, await hashOf(asset.parts?.partBytes ?? null))) return false;
      const store = await core.stores.open(album.connectionId);
      const held = await headWhole(store, album.bucket, album.prefix + asset.key, { signal });
      return held !== null && held.sizeBytes === asset.sizeBytes && held.etag === asset.etag;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      core.log.warn('stored-before', { album: album.id, error: toWire(error) });
      return false;
    }
  };

  const answers: Array<string | null> = [];
  for (const accept of accepts) {
    let answer: string | null = null;
    for (const { asset, album } of candidates) {
      if (!accept(album)) continue;
      const verdict = verdicts.get(asset.id) ?? holds(asset, album);
      verdicts.set(asset.id, verdict);
      if (!(await verdict)) continue;
      answer = `${album.id}/${asset.key}`;
      break;
    }
    answers.push(answer);
  }
  return answers;
}

function sameBytes({ parts, md5Hex }: ConfirmableAsset, hashed: HashFileFacts): boolean {
  if (md5Hex !== null) return md5Hex === hashed.md5Hex;
  return parts !== null && hashed.partSums?.join() === parts.md5Hex.join();
}
