/**
 * A standing share follows its album: what came in is prepared and sent, what went is deleted from the store, and the pages are written in
 * place, so that links and codes stay. `behind` is written down before the rows run ahead of the pages: whatever interrupts it, it goes on.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { AppError } from '../../../../src-shared/app-error';
import { MAX_SHOWN } from '../../../../src-shared/domain/album-access';
import { SealError } from '../../../../src-shared/sealing/primitives';
import type { AlbumId, AssetId, ShareId } from '../../../../src-shared/units';
import type { SharePhotoRow, ShareRow, StandingRow } from '../../../catalogue/catalogue';
import { ofAlbum } from '../compose';
import { deleteBelow } from '../delete-below';
import { inLanes, type ShareDesk, shareOr404, stagingOf, storeOf } from '../desk';
import { isSmall, packThumbs, sealManifest } from '../pack-contents';
import { thumbPathOf } from '../prepare-photo';
import { photographerOf, publishPages } from '../publish';
import { putObjects } from '../put-objects';
import type { ShareSecrets } from '../secrets';
import { mailOnce, makeLostAgain, prepareAndPut } from '../send-share';
import { addOriginals } from './add-originals';
import { openSealed } from './open-sealed';
import { type FollowPlan, planFollow, stampOf, type WantedPhoto } from './plan-follow';

const DELETED_AT_ONCE = 4;

type Live = StandingRow & { shareId: ShareId };

/** What is stored of an album, in its order; of more than MAX_SHOWN those that are shown already, and the first of the others. */
export function photosOfAlbum(
  desk: Pick<ShareDesk, 'core'>,
  albumId: AlbumId,
  shown: ReadonlySet<AssetId> = new Set(),
): WantedPhoto[] {
  const { assets } = desk.core.catalogue;
  const ids = ofAlbum(desk.core, albumId);
  const photos: WantedPhoto[] = [];
  for (let at = 0; at < ids.length; at += 1000) {
    const page = new Map(assets.get(ids.slice(at, at + 1000)).map((asset) => [asset.id, asset]));
    for (const id of ids.slice(at, at + 1000)) {
      const asset = page.get(id);
      if (asset?.state === 'stored' && asset.trashedAtMs === null)
        photos.push({ assetId: id, fileName: asset.fileName, stamp: stampOf(asset) });
    }
  }
  if (photos.length <= MAX_SHOWN) return photos;
  let room = MAX_SHOWN - photos.filter(({ assetId }) => shown.has(assetId)).length;
  return photos.filter(({ assetId }) => {
    if (shown.has(assetId)) return true;
    room -= 1;
    return room >= 0;
  });
}

/** Rejects with what kept it from going on, as `sendShare` does. */
export async function followAlbum(desk: ShareDesk, standing: Live, signal: AbortSignal): Promise<void> {
  const { groups, shares } = desk.core.catalogue;
  const { albumId, groupId, shareId: id } = standing;
  for (;;) {
    const hasNew = shares.recipients(id).some((person) => person.state === 'waiting');
    const behind = groups.standingOf(id)?.behind;
    if (planNow(desk, standing).changed) await takeUp(desk, standing, signal);
    else if (behind !== 'write' && behind !== 'less' && !hasNew) {
      // Nothing was awaited since the album was read.
      groups.changeStanding(albumId, groupId, { behind: null });
      return;
    }
    await tellPages(desk, standing, signal);
    // It may have changed again meanwhile.
    groups.changeStanding(albumId, groupId, { behind: 'check' });
  }
}

function planNow(desk: ShareDesk, { albumId, shareId }: Live): FollowPlan {
  const held = desk.core.catalogue.shares.photos(shareId);
  const wanted = photosOfAlbum(desk, albumId, new Set(held.map(({ assetId }) => assetId)));
  return planFollow(held, wanted, {
    originals: shareOr404(desk, shareId).allow.original,
    newItemId: () => randomUUID().replaceAll('-', '').slice(0, 12),
  });
}

/** Thumbnails that share a pack with one that goes are taken out of it first; then the rows change at one stroke. */
async function takeUp(desk: ShareDesk, standing: Live, signal: AbortSignal): Promise<void> {
  const { shares, groups } = desk.core.catalogue;
  const { albumId, groupId, shareId: id } = standing;
  const secrets = await desk.secrets.make(id, []);
  const share = shareOr404(desk, id);
  // What an interrupted run made is not made again: packed, its thumbnail moves with its photo.
  await packThumbs(desk, share, secrets, signal).catch((error: unknown) => {
    if (error instanceof AppError) makeLostAgain(desk, share, error);
    throw error;
  });
  const plan = planNow(desk, standing);
  const lost = await unpack(desk, share, secrets, plan, signal);
  const isLess = plan.less || groups.standingOf(id)?.behind === 'less';
  const reopened = new Set(plan.reopened);
  const rows = plan.photos.map(({ row }): Omit<SharePhotoRow, 'place'> => {
    const pack = row.prepared?.thumb?.object;
    if (!row.prepared || pack === undefined || !reopened.has(pack)) return row;
    // A pack that cannot be read any more: its photos are prepared anew.
    return { ...row, prepared: lost.has(pack) ? null : { ...row.prepared, thumb: null } };
  });
  desk.core.catalogue.transaction(() => {
    shares.replacePhotos(id, rows);
    shares.removeObjects(id, plan.dropped);
    groups.changeStanding(albumId, groupId, { behind: isLess ? 'less' : 'write' });
  });
  desk.core.changes.share(id);
}

/** Writes them where thumbnails wait, under their new places. Answers the packs that could not be read. */
async function unpack(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  plan: FollowPlan,
  signal: AbortSignal,
): Promise<Set<string>> {
  const lost = new Set<string>();
  const objects = new Map(desk.core.catalogue.shares.objects(share.id).map((object) => [object.id, object]));
  await mkdir(stagingOf(desk, share.id), { recursive: true, mode: 0o700 });
  for (const packId of plan.reopened) {
    const pack = objects.get(packId);
    const held = plan.photos
      .map(({ row }, place) => ({ prepared: row.prepared, place }))
      .filter(({ prepared }) => prepared?.thumb?.object === packId);
    if (held.length === 0) continue;
    const whole = pack && (await read(openSealed(desk, share, secrets.contentKey, pack, signal)));
    if (!whole) lost.add(packId);
    else
      for (const { prepared, place } of held) {
        const start = prepared?.thumb?.offset ?? 0;
        await writeFile(
          thumbPathOf(desk, share, place),
          whole.subarray(start, start + (prepared?.thumbBytes ?? 0)),
        );
      }
  }
  return lost;
}

async function read(source: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of source) chunks.push(chunk);
  } catch (error) {
    if (error instanceof SealError || (error instanceof AppError && error.code === 'not-found')) return null;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** What the rows say is prepared, sent and shown; what they do not name any more goes from the store. */
async function tellPages(desk: ShareDesk, standing: Live, signal: AbortSignal): Promise<void> {
  const { shareId: id } = standing;
  const { shares, groups } = desk.core.catalogue;
  const secrets = await secretsOfAll(desk, id);
  const put = {
    unheard: new Set(shares.waitingObjects(id).map((object) => object.id)),
    expiresAtMs: null,
  };
  try {
    const told =
      groups.standingOf(id)?.behind === 'less' ? await takeOut(desk, standing, secrets, signal) : null;
    const share = shareOr404(desk, id);
    await prepareAndPut(desk, share, secrets, put, signal);
    await addOriginals(desk, share, secrets, put, signal);
    await packThumbs(desk, share, secrets, signal);
    if (!told || shares.objects(id).some((object) => !told.has(object.id)))
      await describeAndPublish(desk, share, secrets, signal);
  } catch (error) {
    if (error instanceof AppError) makeLostAgain(desk, shareOr404(desk, id), error);
    throw error;
  }
  await mailOnce(desk, shareOr404(desk, id));
  await sweepObjects(desk, id, signal);
  await rm(stagingOf(desk, id), { recursive: true, force: true });
  desk.core.changes.flush();
}

/**
 * What went from the album leaves pages and store before anything is prepared: a film takes hours, and paused uploads hold back what comes
 * in, not this. Answers the objects that pages name from now on.
 */
async function takeOut(
  desk: ShareDesk,
  { albumId, groupId, shareId: id }: Live,
  secrets: ShareSecrets,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { groups, shares } = desk.core.catalogue;
  await packThumbs(desk, shareOr404(desk, id), secrets, signal);
  await describeAndPublish(desk, shareOr404(desk, id), secrets, signal, 'stored');
  await sweepObjects(desk, id, signal);
  groups.changeStanding(albumId, groupId, { behind: 'write' });
  const untold = unsent(desk, id);
  return new Set(shares.objects(id).flatMap((object) => (untold.has(object.id) ? [] : object.id)));
}

/** Photos, films and originals that wait to be sent. */
const unsent = ({ core }: ShareDesk, id: ShareId): Set<string> =>
  new Set(core.catalogue.shares.waitingObjects(id).flatMap((object) => (isSmall(object) ? [] : object.id)));

export const secretsOfAll = (desk: ShareDesk, id: ShareId): Promise<ShareSecrets> =>
  desk.secrets.make(
    id,
    desk.core.catalogue.shares.recipients(id).flatMap((row) => (row.state === 'revoked' ? [] : row.id)),
  );

/** A manifest of the next revision, and everybody's page in place. `what`: of all that was prepared, or of what is stored already. */
export async function describeAndPublish(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  signal: AbortSignal,
  what: 'all' | 'stored' = 'all',
): Promise<void> {
  const { shares } = desk.core.catalogue;
  const without = what === 'stored' ? unsent(desk, share.id) : new Set<string>();
  const described = await sealManifest(desk, share, secrets, photographerOf(desk), signal, without);
  const waiting = shares.waitingObjects(share.id).map((object) => object.id);
  const put = {
    unheard: new Set<string>(),
    expiresAtMs: null,
    only: new Set(waiting.filter((object) => !without.has(object))),
    evenHeld: what === 'stored',
  };
  await putObjects(desk, described, put, signal);
  const { endsAtMs } = shareOr404(desk, share.id);
  if (endsAtMs === null) throw new Error('It was never live.');
  await publishPages(desk, { ...described, endsAtMs }, 'keep', signal);
}

/** Also what an interrupted try left there. */
export async function sweepObjects(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const share = shareOr404(desk, id);
  const store = await storeOf(desk, share);
  const prefix = share.folder + share.objectsFolder;
  const named = new Set(desk.core.catalogue.shares.objects(id).map((object) => prefix + object.id));
  const unnamed: string[] = [];
  for await (const { key } of store.list(share.bucket, { prefix, signal }))
    if (!named.has(key)) unnamed.push(key);
  await inLanes(unnamed, DELETED_AT_ONCE, (key) => deleteBelow(store, share.bucket, key, [key], signal));
}
