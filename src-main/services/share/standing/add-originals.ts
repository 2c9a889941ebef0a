/** Originals of photos that are shown already, once a group may download them: each is sealed by itself, what was made before stays. */
import { mkdir } from 'node:fs/promises';
import { AppError, toWire } from '../../../../src-shared/app-error';
import type { PreparedPhoto, SharePhotoRow, ShareRow } from '../../../catalogue/catalogue';
import { inLanes, type ShareDesk, stagingOf } from '../desk';
import { originalToShare } from '../original-to-share';
import { contentTypeOf, faultsOfTheFile, originalOf, sealOriginal } from '../prepare-photo';
import { putObjects } from '../put-objects';
import { sealFile } from '../seal-file';
import type { ShareSecrets } from '../secrets';

/** Sealed ahead of the upload, so that a slow link does not fill the disk. */
const ORIGINALS_AHEAD = 8;
const SEALED_AT_ONCE = 2;

type Without = SharePhotoRow & { prepared: PreparedPhoto };
/** One that was withheld has its reason in `error`. */
const isWithout = (photo: SharePhotoRow): photo is Without =>
  photo.prepared !== null && photo.prepared.original === null && photo.error === null;

/** Goes on where it was. Rejects with the store's errors, `disk-full`, `cancelled`. */
export async function addOriginals(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  put: Parameters<typeof putObjects>[2],
  signal: AbortSignal,
): Promise<void> {
  if (!share.allow.original) return;
  const left = desk.core.catalogue.shares.photos(share.id).filter(isWithout);
  while (left.length > 0) {
    const batch = left.splice(0, ORIGINALS_AHEAD);
    await inLanes(batch, SEALED_AT_ONCE, (photo) => addOriginal(desk, { share, secrets, photo }, signal));
    await putObjects(desk, share, put, signal);
  }
}

/** What the file itself is guilty of keeps its original out; the photo is shown as before. */
async function addOriginal(
  desk: ShareDesk,
  { share, secrets, photo }: { share: ShareRow; secrets: ShareSecrets; photo: Without },
  signal: AbortSignal,
): Promise<void> {
  const { shares, assets } = desk.core.catalogue;
  const asset = assets.get([photo.assetId])[0];
  // It went meanwhile: the next look at the album takes it out.
  if (!asset || asset.trashedAtMs !== null) return;
  try {
    await mkdir(stagingOf(desk, share.id), { recursive: true, mode: 0o700 });
    await using file = await originalOf(desk, asset, signal);
    const { original, withheld } = await sealOriginal(
      await originalToShare(desk, { share, photo, asset, path: file.path }, signal),
      (path) => sealFile(desk, { id: share.id, secrets }, { kind: 'original', revision: 1, path }, signal),
    );
    desk.core.catalogue.transaction(() => {
      if (original) shares.addObjects(share.id, [original]);
      const told = original && { object: original.id, type: contentTypeOf(asset) };
      shares.setPrepared(share.id, photo.place, { ...photo.prepared, original: told }, withheld);
    });
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || !faultsOfTheFile.has(error.code)) throw error;
    shares.setPrepared(share.id, photo.place, photo.prepared, toWire(error));
  }
  desk.core.changes.share(share.id);
}
