/** One photo of a share: its pictures made, sealed, and written down together, so that a kill leaves all of it or nothing. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, toWire, type WireError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import { shownWords } from '../../../src-shared/domain/edits';
import type { NewShareObject, PreparedPhoto, SharePhotoRow, ShareRow } from '../../catalogue/catalogue';
import type { FilmFacts, SharePictures } from '../../media/media-protocol';
import { fetchOriginal } from '../fetch-original';
import { isUnchanged } from '../make-preview';
import { type ShareDesk, stagingOf } from './desk';
import { type MadeFilm, makeFilm, notMade } from './make-film';
import { type OriginalToShare, originalToShare } from './original-to-share';
import { sealFile } from './seal-file';
import type { ShareSecrets } from './secrets';

/** What the file itself is guilty of: it is left out, the share goes on. */
export const faultsOfTheFile = new Set([
  'media-broken',
  'media-timeout',
  'media-crashed',
  'unsupported',
  'file-missing',
  'file-changed',
  'not-found',
  'archived',
]);

export const thumbPathOf = (desk: ShareDesk, share: Pick<ShareRow, 'id'>, place: number): string =>
  join(stagingOf(desk, share.id), `thumb-${place}.webp`);

/** Rejects with what concerns all of them: the store's errors, `disk-full`, `cancelled`. */
export async function preparePhoto(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  photo: SharePhotoRow,
  signal: AbortSignal,
): Promise<void> {
  const { shares, assets } = desk.core.catalogue;
  try {
    const asset = assets.get([photo.assetId])[0];
    if (!asset || asset.trashedAtMs !== null)
      throw new AppError('not-found', `“${photo.fileName}” is not in its album any more.`);
    await using original = await originalOf(desk, asset, signal);
    const { prepared, objects, withheld } = await make(
      desk,
      { share, secrets, photo, asset, path: original.path },
      signal,
    );
    desk.core.catalogue.transaction(() => {
      shares.addObjects(share.id, objects);
      shares.setPrepared(share.id, photo.place, prepared, withheld);
    });
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || !faultsOfTheFile.has(error.code)) throw error;
    shares.setPrepared(share.id, photo.place, null, toWire(error));
  }
  desk.core.changes.share(share.id);
}

/** The file that was imported while it is what it was, else the object in the store. */
export async function originalOf(
  { core }: ShareDesk,
  asset: Asset,
  signal: AbortSignal,
): Promise<AsyncDisposable & { path: string }> {
  const local = core.catalogue.assets.sourcePath(asset.id);
  if (local && (await isUnchanged(local, asset)))
    return { path: local, [Symbol.asyncDispose]: async () => undefined };
  if (asset.state !== 'stored')
    throw new AppError(
      'file-missing',
      `“${asset.fileName}” is not stored yet, and its file is not where it was imported from. Connect the disk it is on.`,
    );
  return fetchOriginal(core, asset, { signal });
}

async function make(
  desk: ShareDesk,
  given: { share: ShareRow; secrets: ShareSecrets; photo: SharePhotoRow; asset: Asset; path: string },
  signal: AbortSignal,
): Promise<{ prepared: PreparedPhoto; objects: NewShareObject[]; withheld: WireError | null }> {
  const { share, secrets, photo, asset, path } = given;
  const folder = stagingOf(desk, share.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const webPath = join(folder, `web-${photo.place}.jpg`);
  const filmPath = join(folder, `film-${photo.place}.mp4`);
  const pictures = await desk.core.media.share(
    {
      sourcePath: path,
      webPath,
      thumbPath: thumbPathOf(desk, share, photo.place),
      watermark: share.options.watermark,
      fontPath: desk.fontPath,
    },
    { signal },
  );
  const sealed = (kind: NewShareObject['kind'], from: string | Buffer): Promise<NewShareObject> =>
    sealFile(desk, { id: share.id, secrets }, { kind, revision: 1, path: from }, signal);
  try {
    const picture = pictures.web && (await sealed('picture', webPath));
    const made = await filmOf(desk, { ...given, filmPath, pictures }, signal);
    const film = made?.film ? await sealed('film', filmPath) : null;
    await rm(filmPath, { force: true });
    const { original, withheld } = await sealOriginal(
      await originalToShare(desk, { share, photo, asset, path }, signal),
      (from) => sealed('original', from),
    );
    if (!picture && !film && !original)
      throw new AppError(
        'unsupported',
        `There is no picture in “${asset.fileName}” that a guest could be shown.`,
      );
    const isVideo = asset.kind === 'video';
    const { fragments } = made?.film ?? {};
    return {
      withheld,
      objects: [picture, film, original].filter((object) => object !== null),
      prepared: {
        ...factsOf(asset, pictures, made?.film ?? null),
        web: (isVideo ? film : picture)?.id ?? null,
        webType: isVideo ? 'video/mp4' : 'image/jpeg',
        poster: isVideo ? (picture?.id ?? null) : null,
        original: original && { object: original.id, type: contentTypeOf(asset) },
        thumb: null,
        ...(fragments && { film: fragments }),
        ...(made?.withheld && { filmError: made.withheld }),
      },
    };
  } finally {
    await Promise.all([rm(webPath, { force: true }), rm(filmPath, { force: true })]);
  }
}

/** null: it is a photo. */
async function filmOf(
  desk: ShareDesk,
  given: { share: ShareRow; asset: Asset; path: string; filmPath: string; pictures: SharePictures },
  signal: AbortSignal,
): Promise<MadeFilm | null> {
  const { share, asset, path, filmPath, pictures } = given;
  const { fileName, metadata } = asset;
  if (asset.kind !== 'video') return null;
  if (!pictures.video) return { film: null, withheld: toWire(notMade(fileName, { code: 'unsupported' })) };
  const durationMs = pictures.video.durationMs ?? metadata.durationMs ?? null;
  const { watermark } = share.options;
  const { fontPath } = desk;
  return makeFilm(desk, { fileName, sourcePath: path, filmPath, watermark, fontPath, durationMs }, signal);
}

export async function sealOriginal(
  given: OriginalToShare,
  seal: (path: string | Buffer) => Promise<NewShareObject>,
): Promise<{ original: NewShareObject | null; withheld: WireError | null }> {
  if (given.outcome === 'none') return { original: null, withheld: null };
  if (given.outcome === 'withheld') return { original: null, withheld: toWire(given.error) };
  try {
    return { original: await seal(given.path), withheld: null };
  } finally {
    if (given.outcome === 'copy') await rm(given.path, { force: true });
  }
}

function factsOf(asset: Asset, { web, thumb, thumbhash }: SharePictures, film: FilmFacts | null) {
  const { title = '', caption = '' } = shownWords(asset.metadata, asset.edits);
  const shown = film ?? web;
  return {
    kind: asset.kind,
    width: shown?.widthPx ?? asset.metadata.widthPx ?? 3,
    height: shown?.heightPx ?? asset.metadata.heightPx ?? 2,
    thumbHash: thumbhash ?? '',
    durationMs: film?.durationMs ?? asset.metadata.durationMs ?? null,
    takenAtMs: asset.metadata.takenAtLocal === undefined ? null : asset.sortAtMs,
    title,
    caption,
    thumbBytes: thumb?.sizeBytes ?? 0,
  };
}

export const contentTypeOf = ({ metadata, kind }: Asset): string =>
  metadata.format === 'jpeg' ? 'image/jpeg' : kind === 'video' ? 'video/mp4' : 'application/octet-stream';
