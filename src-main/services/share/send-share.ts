/**
 * One share from composed to live: prepared and sealed while what is ready goes up, then packed, described, and its pages written. Every
 * step is written down when it is through, so that whatever ended it (a kill, the network) it goes on from there.
 */
import { rm } from 'node:fs/promises';
import { AppError, fromWire } from '../../../src-shared/app-error';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import type { RecipientRow, SharePhotoRow, ShareRow } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { signedForS } from './addresses';
import { choosePlace } from './choose-place';
import {
  changeShare,
  DAY_MS,
  hasEnd,
  inLanes,
  requireLine,
  type ShareDesk,
  setState,
  shareOr404,
  stagingOf,
  storeOf,
} from './desk';
import { packThumbs, sealManifest } from './pack-contents';
import { preparePhoto } from './prepare-photo';
import { mailCode, mailLink, photographerOf, publishPages } from './publish';
import { putObjects } from './put-objects';
import type { ShareSecrets } from './secrets';

/** Prepared ahead of the upload, so that a slow link does not fill the disk. */
const PHOTOS_AHEAD = 8;
const PREPARED_AT_ONCE = 2;
/** Stores that end objects by themselves do it so long after the share would: it may take long to go up, or be extended. */
export const SLACK_MS = 7 * DAY_MS;

/** Rejects with what kept it from going on: the store's errors, `disk-full`, `vault`, `cancelled`. */
export async function sendShare(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const { core } = desk;
  const { shares } = core.catalogue;
  requireLine(desk);
  dropWithdrawn(desk, shareOr404(desk, id));
  const share = await choosePlace(desk, shareOr404(desk, id));
  const people = shares.recipients(id).filter((row) => row.state !== 'revoked');
  const secrets = await desk.secrets.make(
    id,
    people.map((row) => row.id),
  );
  const put = {
    unheard: new Set(shares.waitingObjects(id).map((object) => object.id)),
    expiresAtMs: hasEnd(desk, id) ? core.now() + share.days * DAY_MS + SLACK_MS : null,
  };
  try {
    await prepareAndPut(desk, share, secrets, put, signal);
    setState(desk, id, 'uploading');
    await packThumbs(desk, share, secrets, signal);
    const described =
      share.manifest === null
        ? await sealManifest(desk, share, secrets, photographerOf(desk), signal)
        : share;
    await putObjects(desk, described, put, signal);
    const endsAtMs = share.endsAtMs ?? core.now() + share.days * DAY_MS;
    changeShare(desk, id, { endsAtMs });
    await publishPages(desk, { ...described, endsAtMs }, 'fresh', signal);
  } catch (error) {
    if (error instanceof AppError) makeLostAgain(desk, share, error);
    throw error;
  }
  setState(desk, id, 'live');
  core.journal({ type: 'share-sent', title: share.title, params: { people: people.length } });
  await mailOnce(desk, shareOr404(desk, id));
  await rm(stagingOf(desk, id), { recursive: true, force: true });
  core.changes.flush();
}

export async function prepareAndPut(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  put: { unheard: Set<string>; expiresAtMs: number | null },
  signal: AbortSignal,
): Promise<void> {
  const { shares } = desk.core.catalogue;
  let sending: Promise<unknown> = Promise.resolve();
  try {
    for (const batch of batchesOf(desk, shares.unprepared(share.id))) {
      await inLanes(batch, PREPARED_AT_ONCE, (photo) => preparePhoto(desk, share, secrets, photo, signal));
      await sending;
      sending = putObjects(desk, share, put, signal);
      // Met when the next batch is ready.
      sending.catch(() => undefined);
    }
    await sending;
  } finally {
    await sending.catch(() => undefined);
  }
  const photos = shares.photos(share.id);
  const [first] = photos.flatMap((photo) => photo.error ?? []);
  if (photos.every((photo) => photo.prepared === null) && first) throw fromWire(first);
}

/** Originals that a group may not download any more leave what was prepared before it was ever shown. */
function dropWithdrawn({ core }: ShareDesk, { id, allow }: ShareRow): void {
  const { shares } = core.catalogue;
  const prepared = allow.original ? [] : shares.photos(id).filter((photo) => photo.prepared?.original);
  if (prepared.length === 0) return;
  core.catalogue.transaction(() => {
    for (const { place, prepared: made } of prepared)
      if (made) shares.setPrepared(id, place, { ...made, original: null }, null);
    shares.removeObjects(
      id,
      prepared.flatMap((photo) => photo.prepared?.original?.object ?? []),
    );
    forgetManifest(core, id);
  });
}

/** It names what is not, or tells what is not allowed: it is made again. */
export function forgetManifest({ catalogue: { shares } }: Pick<Core, 'catalogue'>, id: ShareId): void {
  const manifest = shares.get(id)?.manifest;
  if (!manifest) return;
  shares.removeObjects(id, [manifest.id]);
  shares.change(id, { manifest: null });
}

/** A film may take an hour: photos do not wait for it, and it goes up while the next one is made. */
function batchesOf({ core }: ShareDesk, waiting: SharePhotoRow[]): SharePhotoRow[][] {
  const isFilm = ({ assetId }: SharePhotoRow): boolean =>
    core.catalogue.assets.get([assetId])[0]?.kind === 'video';
  const films = new Set(waiting.filter(isFilm));
  const photos = waiting.filter((row) => !films.has(row));
  const batches: SharePhotoRow[][] = [];
  for (let at = 0; at < photos.length; at += PHOTOS_AHEAD) batches.push(photos.slice(at, at + PHOTOS_AHEAD));
  return [...batches, ...[...films].map((film) => [film])];
}

/** A file of the staging folder is gone (somebody emptied it): what it was made of is made again at the next try. */
export function makeLostAgain({ core }: ShareDesk, share: ShareRow, error: AppError): void {
  const { shares } = core.catalogue;
  const lost = error.params?.object;
  const path = error.code === 'file-missing' ? String(error.params?.path ?? '') : '';
  const place = /thumb-(\d+)\.webp$/.exec(path)?.[1];
  if (lost === undefined && place === undefined) return;
  const holds = ({ place: at, prepared }: SharePhotoRow): boolean =>
    prepared !== null &&
    (String(at) === place ||
      [prepared.web, prepared.poster, prepared.original?.object, prepared.thumb?.object].includes(
        String(lost),
      ));
  core.catalogue.transaction(() => {
    for (const photo of shares.photos(share.id).filter(holds)) {
      const { web, poster, original } = photo.prepared ?? {};
      const objects = [web, poster, original?.object].filter((object) => typeof object === 'string');
      shares.removeObjects(share.id, objects);
      shares.setPrepared(share.id, photo.place, null, null);
    }
    if (lost !== undefined) shares.removeObjects(share.id, [String(lost)]);
    forgetManifest(core, share.id);
  });
}

/** Also after a kill in the midst of it: a mail that is in the Outbox is not put there again. */
export async function mailOnce(desk: ShareDesk, share: ShareRow): Promise<void> {
  const { shares, outbox } = desk.core.catalogue;
  const queued = new Set(outbox.ofShare(share.id).map((mail) => `${mail.kind} ${mail.recipientId}`));
  const isQueued = (kind: string, id: RecipientId): boolean => queued.has(`${kind} ${id}`);
  for (const person of shares.recipients(share.id)) {
    if (person.mailed || person.state === 'revoked') continue;
    if (!isQueued('share-link', person.id)) await mailLink(desk, share, person, 'share-link');
    if (person.codeWay === 'mail' && !isQueued('share-code', person.id)) await mailCode(desk, share, person);
    shares.changeRecipient(person.id, { mailed: true });
  }
}

/** Links that end before their share are renewed while so much of their life is left, or two sevenths of a shorter one. */
export const RENEW_WITH_LEFT_MS = 2 * DAY_MS;
/** Links of temporary keys live an hour: their pages are kept fresh, but nobody gets a mail every hour. */
const MAILED_LINKS_LIVE_MS = DAY_MS;

export async function renewWhenDue(
  desk: ShareDesk,
  share: ShareRow & { endsAtMs: number },
  leftMs: number,
  signal: AbortSignal,
): Promise<void> {
  const store = await storeOf(desk, share);
  const lifeMs = (await signedForS(desk, share, store, share.endsAtMs)) * 1000;
  if (isRenewalDue(leftMs, lifeMs)) await renewPages(desk, share, signal);
}

/** `lifeMs`: of what would be signed now. Where that reaches no further nothing is due. */
export const isRenewalDue = (leftMs: number, lifeMs: number): boolean =>
  lifeMs > leftMs && leftMs < (lifeMs * 2) / 7;

export const isLinkMailed = (sureUntilMs: number, endsAtMs: number, nowMs: number): boolean =>
  sureUntilMs >= endsAtMs || sureUntilMs - nowMs >= MAILED_LINKS_LIVE_MS;

/** Written anew with addresses that reach further; people get the new link where the old one would end. */
export async function renewPages(
  desk: ShareDesk,
  share: ShareRow & { endsAtMs: number },
  signal: AbortSignal,
): Promise<void> {
  const { sureUntilMs } = await publishPages(desk, share, 'fresh', signal);
  if (!isLinkMailed(sureUntilMs, share.endsAtMs, desk.core.now())) return;
  const renewed = shareOr404(desk, share.id);
  const isLive = (person: RecipientRow): boolean => person.state === 'live';
  for (const person of desk.core.catalogue.shares.recipients(share.id).filter(isLive))
    await mailLink(desk, renewed, person, 'share-fresh-link');
}
