/**
 * [Note: taking somebody out of a group] Whoever opened a gallery may have kept its content key and its addresses. So when a person leaves,
 * their page goes first; everything is sealed anew under a new content key and put below a new unguessable name; the others' pages
 * are written in place, so that their links and codes stay; and only then the old objects are deleted, and their slots once they were read.
 * Each step is written down (`rekey`) when it is through; the new key lies in the vault before the first object is sealed under it.
 */
import { rm, stat } from 'node:fs/promises';
import { AppError } from '../../../../src-shared/app-error';
import { SealError } from '../../../../src-shared/sealing/primitives';
import type { ShareId } from '../../../../src-shared/units';
import type { ShareObjectRow, SharePhotoRow, ShareRow, StandingRow } from '../../../catalogue/catalogue';
import { deleteBelow } from '../delete-below';
import { changeShare, inLanes, randomName, type ShareDesk, shareOr404, stagingOf, storeOf } from '../desk';
import { otherFolders, takePageOf, takeSlotsOf } from '../end-share';
import { putObjects } from '../put-objects';
import { sealBytes, sealedPath } from '../seal-file';
import { gone } from '../secrets';
import { describeAndPublish, secretsOfAll } from './follow-album';
import { openSealed } from './open-sealed';

/** Sealed ahead of the upload, so that a slow link does not fill the disk. */
const OBJECTS_AHEAD = 8;
const SEALED_AT_ONCE = 2;

type Live = StandingRow & { shareId: ShareId };

/** Somebody who was taken out still has a page, or had one when the change of the key began. */
export const needsNewKey = (desk: ShareDesk, id: ShareId): boolean =>
  desk.core.catalogue.shares.recipients(id).some((row) => row.state === 'revoked' && row.pageName !== '');

/** Written down, nothing else. Safe to be done again. */
export function beginRekey(desk: ShareDesk, { albumId, groupId, shareId, rekey }: Live): void {
  if (rekey !== null) return;
  const { catalogue } = desk.core;
  catalogue.transaction(() => {
    forgetUnfinished(desk, shareId);
    catalogue.shares.forgetStored(shareId);
    changeShare(desk, shareId, { nextObjectsFolder: `objects/${randomName(desk.primitives)}/` });
    catalogue.groups.changeStanding(albumId, groupId, { rekey: 'begun', behind: 'write' });
  });
}

/** What was not stored yet is sealed under the old key: it is made anew. Manifest and logo are each time. */
function forgetUnfinished({ core }: ShareDesk, id: ShareId): void {
  const { shares } = core.catalogue;
  const objects = shares.objects(id);
  const lost = new Set(
    objects.flatMap((object) =>
      !object.stored || object.kind === 'manifest' || object.kind === 'logo' ? object.id : [],
    ),
  );
  for (const { place, prepared } of shares.photos(id)) {
    const names = namesOf(prepared);
    const isUnpacked = prepared !== null && prepared.thumb === null && prepared.thumbBytes > 0;
    const thumb = prepared?.thumb?.object;
    if (!isUnpacked && !(thumb && lost.has(thumb)) && !names.some((name) => lost.has(name))) continue;
    for (const name of names) lost.add(name);
    shares.setPrepared(id, place, null, null);
  }
  shares.removeObjects(id, [...lost]);
}

const namesOf = (prepared: SharePhotoRow['prepared']): string[] =>
  [prepared?.web, prepared?.poster, prepared?.original?.object].filter((name) => typeof name === 'string');

/** Goes on where it was. Rejects with the store's errors, `disk-full`, `vault`, `cancelled`. */
export async function finishRekey(desk: ShareDesk, given: Live, signal: AbortSignal): Promise<void> {
  const { groups, shares } = desk.core.catalogue;
  const { albumId, groupId, shareId: id } = given;
  const phase = (rekey: StandingRow['rekey']): void => groups.changeStanding(albumId, groupId, { rekey });
  let rekey = groups.standingOf(id)?.rekey ?? null;
  if (rekey === null) return;
  if (rekey !== 'sealed') {
    // Whoever is taken out while the key changes already has seen the new one: that is another change, after this one.
    const out = shares.recipients(id).filter((row) => row.state === 'revoked' && row.pageName !== '');
    for (const person of out) await takePageOf(desk, shareOr404(desk, id), person, signal);
  }
  if (rekey === 'begun') {
    // Files that wait are sealed under the old key.
    await rm(stagingOf(desk, id), { recursive: true, force: true });
    phase('sealing');
    rekey = 'sealing';
  }
  if (rekey === 'sealing') {
    await sealAnew(desk, shareOr404(desk, id), signal);
    phase('sealed');
  }
  await desk.secrets.takeNextKey(id);
  const { nextObjectsFolder: next } = shareOr404(desk, id);
  if (next === null) throw new Error('Nothing says where the objects lie.');
  changeShare(desk, id, { objectsFolder: next });
  const share = shareOr404(desk, id);
  await describeAndPublish(desk, share, await secretsOfAll(desk, id), signal);
  const store = await storeOf(desk, share);
  for (const folder of await otherFolders(desk, share, next, signal)) {
    const known = shares.objects(id).map((object) => folder + object.id);
    await deleteBelow(store, share.bucket, folder, known, signal);
  }
  // Who cannot be read just now is read with a later look: their page and the old objects are gone.
  await takeSlotsOf(desk, id, signal).catch(() => signal.throwIfAborted());
  desk.core.catalogue.transaction(() => {
    changeShare(desk, id, { nextObjectsFolder: null });
    shares.putRecipients(
      id,
      shares
        .recipients(id)
        .filter((row) => row.state !== 'revoked' || row.pageName !== '' || row.picksName !== ''),
    );
    phase(null);
  });
}

/** Every object out of the store under its old key, and back under the new one. What is stored there already is not touched again. */
async function sealAnew(desk: ShareDesk, share: ShareRow, signal: AbortSignal): Promise<void> {
  const { shares } = desk.core.catalogue;
  const secrets = await desk.secrets.get(share.id);
  if (!secrets || share.nextObjectsFolder === null) throw gone();
  const contentKey = await desk.secrets.nextKey(share.id);
  const waiting = shares.waitingObjects(share.id);
  const unheard = new Set(waiting.map((object) => object.id));
  const moved = { ...share, objectsFolder: share.nextObjectsFolder };
  while (waiting.length > 0) {
    const batch = waiting.splice(0, OBJECTS_AHEAD);
    await inLanes(batch, SEALED_AT_ONCE, async (object) => {
      const held = await stat(sealedPath(desk, share.id, object.id)).catch(() => null);
      if (held?.size === object.sealedBytes) return;
      const source = openSealed(desk, share, secrets.contentKey, object, signal, 'store');
      const { id, kind, revision, sizeBytes } = object;
      await sealBytes(
        desk,
        { id: share.id, secrets: { contentKey } },
        { id, kind, revision, sizeBytes, source },
        signal,
      ).catch((error: unknown) => {
        const isLost =
          error instanceof AppError && (error.code === 'not-found' || error.cause instanceof SealError);
        if (!isLost) throw error;
        makeAgain(desk, share.id, object);
      });
    });
    const only = new Set(batch.map((object) => object.id));
    await putObjects(desk, moved, { unheard, expiresAtMs: null, only }, signal);
  }
}

/** Its object is not in the store any more (somebody deleted it): what it was made of is prepared anew when the share follows its album. */
function makeAgain({ core }: ShareDesk, id: ShareId, object: ShareObjectRow): void {
  const { shares } = core.catalogue;
  core.catalogue.transaction(() => {
    for (const { place, prepared } of shares.photos(id)) {
      const names = namesOf(prepared);
      if (!names.includes(object.id) && prepared?.thumb?.object !== object.id) continue;
      shares.removeObjects(id, names);
      shares.setPrepared(id, place, null, null);
    }
    shares.removeObjects(id, [object.id]);
  });
}
