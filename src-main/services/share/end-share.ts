/** How shares end: for one person (everything sealed moves away from the addresses they had), or for all. */
import { rm } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import type { ShareId } from '../../../src-shared/units';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { throwUnlessBucketGone } from './bucket-gone';
import { collectPicks } from './collect-picks';
import { deleteBelow } from './delete-below';
import {
  changeShare,
  hasEnd,
  inLanes,
  randomName,
  type ShareDesk,
  shareOr404,
  stagingOf,
  storeOf,
} from './desk';
import { publishPages } from './publish';
import { SLACK_MS } from './send-share';
import { leaveFolder, leaveSlots } from './signed-slots';

const COPIED_AT_ONCE = 8;

/** Nothing of it is left in the store, nor a key of it here. Safe to be done again. */
export async function cleanUp(desk: ShareDesk, share: ShareRow, signal: AbortSignal): Promise<void> {
  const { core } = desk;
  if (share.folder !== '') {
    const store = await storeOf(desk, share);
    await deleteBelow(store, share.bucket, share.folder, knownKeys(desk, share), signal);
    leaveFolder(core, share);
  }
  await rm(stagingOf(desk, share.id), { recursive: true, force: true });
  await desk.outbox.withdraw({ shareId: share.id });
  await desk.secrets.forget(share.id);
  changeShare(desk, share.id, { cleanedAtMs: core.now(), reason: null, nextObjectsFolder: null });
  core.changes.flush();
}

/**
 * What was sent at the last moment comes home before it is deleted, however often that is tried. Where it was revoked, everything that
 * opens goes first: then waiting for the answers keeps nobody in.
 */
export async function endShare(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const share = shareOr404(desk, id);
  if (share.folder !== '') {
    const store = await storeOf(desk, share);
    if (share.state === 'revoked')
      for (const part of ['pages/', 'objects/']) {
        const prefix = share.folder + part;
        const known = knownKeys(desk, share).filter((key) => key.startsWith(prefix));
        await deleteBelow(store, share.bucket, prefix, known, signal);
      }
    await collectPicks(desk, share, signal).catch((error: unknown) =>
      unlessLost(desk, share, store, error, signal),
    );
  }
  await cleanUp(desk, shareOr404(desk, id), signal);
}

/** Throws, so that answers are read with the next try, unless they went with their bucket or no try would ever read them. */
async function unlessLost(
  { core }: ShareDesk,
  share: ShareRow,
  store: ObjectStore,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (!(error instanceof AppError) || error.retry !== 'never' || error.code === 'cancelled')
    return throwUnlessBucketGone(error, store, share.bucket, signal);
  core.log.warn('share-answers-lost', { share: share.id, code: error.code });
}

/** What was put into it, listed or not; slots are filled by guests. */
function knownKeys({ core }: ShareDesk, share: ShareRow): string[] {
  const { shares } = core.catalogue;
  const pages = shares.recipients(share.id).map(({ pageName }) => pageName);
  const folders = [share.objectsFolder, share.nextObjectsFolder].filter((folder) => folder !== null);
  const objects = shares.objects(share.id).flatMap(({ id }) => folders.map((folder) => folder + id));
  return [...pages.filter((name) => name !== ''), ...objects].map((name) => share.folder + name);
}

/**
 * [Note: revoking one person] Their page goes first. What they may have kept are addresses of the sealed objects, so these are
 * copied under a new unguessable name, the others' pages are written in place with addresses there, and only then the old ones are
 * deleted. The others' links stay. `nextObjectsFolder` is written down before the first copy: whatever interrupts it, it goes on. Where a
 * move for somebody else has come as far as the pages, this person may have seen its addresses: it moves once more.
 * What they answered is read when all that is through, and their slots are deleted last: reading keeps nobody in.
 */
export function beginMove(desk: ShareDesk, id: ShareId): void {
  const { objectsFolder, nextObjectsFolder } = shareOr404(desk, id);
  if (nextObjectsFolder === null || nextObjectsFolder === objectsFolder)
    changeShare(desk, id, { nextObjectsFolder: `objects/${randomName(desk.primitives)}/` });
}

export async function finishMove(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const share = shareOr404(desk, id);
  const { nextObjectsFolder: next, endsAtMs } = share;
  if (next === null || endsAtMs === null) return;
  const { shares } = desk.core.catalogue;
  const store = await storeOf(desk, share);
  for (const person of shares.recipients(id).filter((row) => row.state === 'revoked' && row.pageName !== ''))
    await takePageOf(desk, share, person, signal);
  if (share.objectsFolder !== next) {
    await inLanes(shares.objects(id), COPIED_AT_ONCE, async (object) => {
      const to = { bucket: share.bucket, key: share.folder + next + object.id };
      const there = await store.head(to.bucket, to.key, { signal });
      if (there?.sizeBytes === object.sealedBytes) return;
      const from = { bucket: share.bucket, key: share.folder + share.objectsFolder + object.id };
      await store.copy(from, to, { signal });
      if (store.capabilities.expiry === 'object')
        await store.admin.updateObject(to.bucket, to.key, { expiresAtMs: endsAtMs + SLACK_MS }, { signal });
    });
    changeShare(desk, id, { objectsFolder: next });
  }
  await publishPages(desk, { ...share, objectsFolder: next, endsAtMs }, 'keep', signal);
  const before = share.objectsFolder === next ? [] : [share.folder + share.objectsFolder];
  for (const folder of new Set([...before, ...(await otherFolders(desk, share, next, signal))]))
    await deleteBelow(store, share.bucket, folder, knownKeys(desk, share), signal);
  changeShare(desk, id, { nextObjectsFolder: null });
  await takeSlotsOf(desk, id, signal);
}

/** From then on nobody opens it. */
export async function takePageOf(
  desk: ShareDesk,
  share: ShareRow,
  person: RecipientRow,
  signal: AbortSignal,
): Promise<void> {
  const store = await storeOf(desk, share);
  const page = share.folder + person.pageName;
  await deleteBelow(store, share.bucket, page, [page], signal);
  await desk.outbox.withdraw({ shareId: share.id, recipientId: person.id });
  desk.core.catalogue.shares.changeRecipient(person.id, { pageName: '' });
}

const hasOnlySlots = ({ state, pageName, picksName }: RecipientRow): boolean =>
  state === 'revoked' && pageName === '' && picksName !== '';

/** Somebody is out whose slots were not read and deleted yet. */
export const hasSlotsLeft = ({ core }: ShareDesk, id: ShareId): boolean =>
  core.catalogue.shares.recipients(id).some(hasOnlySlots);

/**
 * Of everybody who is out: what they answered comes home, then their slots are deleted and their keys are forgotten; who cannot be read just
 * now is left for the next try. Rejects with the first failure once everybody's was tried.
 */
export async function takeSlotsOf(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  for (const person of desk.core.catalogue.shares.recipients(id).filter(hasOnlySlots)) {
    await takeSlots(desk, shareOr404(desk, id), person, signal).catch((error) => failures.push(error));
    signal.throwIfAborted();
  }
  if (failures.length > 0) throw failures[0];
}

async function takeSlots(
  desk: ShareDesk,
  share: ShareRow,
  person: RecipientRow,
  signal: AbortSignal,
): Promise<void> {
  const { core } = desk;
  const { shares } = core.catalogue;
  const store = await storeOf(desk, share);
  // Their page is gone: waiting keeps nobody in.
  await collectPicks(desk, share, signal, ({ id }) => id === person.id).catch((error: unknown) =>
    unlessLost(desk, share, store, error, signal),
  );
  await deleteBelow(store, share.bucket, share.folder + person.picksName, [], signal);
  leaveSlots(core, share, person.picksName);
  await desk.secrets.forgetRecipient(share.id, person.id);
  // A group's share lists those who are in the group.
  const others = shares.recipients(share.id).filter(({ id }) => id !== person.id);
  if (hasEnd(desk, share.id)) shares.changeRecipient(person.id, { picksName: '' });
  else shares.putRecipients(share.id, others);
}

export async function otherFolders(
  desk: ShareDesk,
  share: ShareRow,
  kept: string,
  signal: AbortSignal,
): Promise<string[]> {
  const store = await storeOf(desk, share);
  const found: string[] = [];
  const prefix = `${share.folder}objects/`;
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.listFolder(share.bucket, { prefix, signal, ...(after && { after }) });
    found.push(...page.folders.filter((folder) => folder !== share.folder + kept));
    after = page.next;
  }
  return found;
}
