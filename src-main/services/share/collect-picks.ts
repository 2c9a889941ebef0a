/**
 * What guests wrote comes home: slots are listed, read when they changed, and believed only when their size, their proof and their words
 * are right. A guest can write into their own slots and nowhere else; whatever else lies there is not even read.
 */
import { AppError } from '../../../src-shared/app-error';
import {
  PICKS_SLOT_BYTES,
  PICKS_SLOTS,
  type PicksMessage,
  RECEIPT_SLOT,
  slotName,
} from '../../../src-shared/domain/share-page';
import { openPicks } from '../../../src-shared/sealing/picks-box';
import { newestChoice, parsePicksMessage } from '../../../src-shared/sealing/picks-messages';
import { type Bytes, SealError } from '../../../src-shared/sealing/primitives';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { bytesOfBase64, nameOf, type ShareDesk, storeOf } from './desk';
import { keepChoice } from './keep-choice';

export interface Collected {
  opened: number;
  choices: number;
  refused: number;
}

/** Names that are looked at for one person; who writes more only hides what is their own. */
const MOST_LISTED = 1000;

/** `of`: what these people sent; default: everybody. Rejects with the store's errors; what was read until then is kept. */
export async function collectPicks(
  desk: ShareDesk,
  share: ShareRow,
  signal: AbortSignal,
  of: (person: RecipientRow) => boolean = () => true,
): Promise<Collected> {
  const collected: Collected = { opened: 0, choices: 0, refused: 0 };
  const secrets = await desk.secrets.get(share.id);
  if (!secrets || share.folder === '') return collected;
  const store = await storeOf(desk, share);
  for (const person of desk.core.catalogue.shares.recipients(share.id)) {
    const own = secrets.recipients[person.id];
    if (!own || person.picksName === '' || !of(person)) continue;
    const changed = await changedSlots(desk, share, store, person, signal);
    for (const { slot, etag, sizeBytes } of changed) {
      const bytes =
        sizeBytes === PICKS_SLOT_BYTES ? await readSlot(store, share, person, slot, signal) : null;
      const message =
        bytes &&
        (await openSlot(desk, {
          bytes,
          slot,
          shareId: share.id,
          recipientId: person.id,
          picksKey: bytesOfBase64(own.picksKey),
          privateKey: bytesOfBase64(secrets.picksPrivateKey),
        }));
      if (message === null) {
        collected.refused += 1;
        desk.core.log.warn('share-slot-refused', { share: share.id, slot, sizeBytes });
      }
      desk.core.catalogue.shares.putSlot(person.id, slot, etag, message);
    }
    const isOpened = changed.length > 0 && takeReceipt(desk, share, person);
    // Also where nothing is new: a kill may have come between the slot and its choice.
    const isChosen = await takeChoice(desk, share, person);
    if (isOpened) collected.opened += 1;
    if (isChosen) collected.choices += 1;
    if (changed.length > 0 || isChosen) desk.core.changes.share(share.id);
  }
  return collected;
}

async function changedSlots(
  desk: ShareDesk,
  share: ShareRow,
  store: ObjectStore,
  person: RecipientRow,
  signal: AbortSignal,
): Promise<Array<{ slot: number; etag: string; sizeBytes: number }>> {
  const known = new Map(desk.core.catalogue.shares.slots(person.id).map(({ slot, etag }) => [slot, etag]));
  const prefix = share.folder + person.picksName;
  const names = new Map(Array.from({ length: PICKS_SLOTS }, (_, slot) => [prefix + slotName(slot), slot]));
  const changed = [];
  let listed = 0;
  for await (const { key, etag, sizeBytes } of store.list(share.bucket, { prefix, signal })) {
    const slot = names.get(key);
    if (slot !== undefined && known.get(slot) !== etag) changed.push({ slot, etag, sizeBytes });
    listed += 1;
    if (listed >= MOST_LISTED) break;
  }
  return changed;
}

/** null: it is another size by now, or gone. */
async function readSlot(
  store: ObjectStore,
  share: ShareRow,
  person: RecipientRow,
  slot: number,
  signal: AbortSignal,
): Promise<Bytes | null> {
  const key = share.folder + person.picksName + slotName(slot);
  const got = await store.get(share.bucket, key, { signal }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  });
  if (!got) return null;
  const bytes = new Uint8Array(PICKS_SLOT_BYTES);
  let at = 0;
  for await (const chunk of got.body as AsyncIterable<Buffer>) {
    if (at + chunk.length > bytes.length) return null;
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return at === bytes.length ? bytes : null;
}

async function openSlot(
  desk: ShareDesk,
  given: {
    bytes: Bytes;
    slot: number;
    shareId: string;
    recipientId: string;
    picksKey: Bytes;
    privateKey: Bytes;
  },
): Promise<PicksMessage | null> {
  const { bytes, privateKey, ...context } = given;
  try {
    const message = parsePicksMessage(await openPicks(desk.primitives, context, privateKey, bytes));
    // Each kind has its slots.
    return (message.kind === 'opened') === (given.slot === RECEIPT_SLOT) ? message : null;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** Times are the guest's own clock: never later than now. */
function takeReceipt({ core }: ShareDesk, share: ShareRow, person: RecipientRow): boolean {
  const { shares } = core.catalogue;
  const receipt = shares.slots(person.id).find(({ slot }) => slot === RECEIPT_SLOT)?.message;
  if (receipt?.kind !== 'opened') return false;
  const atMs = Math.min(receipt.atMs, core.now());
  if (person.lastOpenedAtMs === atMs && person.openedCount >= receipt.count) return false;
  shares.changeRecipient(person.id, {
    openedAtMs: person.openedAtMs ?? atMs,
    lastOpenedAtMs: Math.max(person.lastOpenedAtMs ?? 0, atMs),
    // Another browser of the same person counts from one again.
    openedCount: Math.max(person.openedCount + 1, receipt.count),
  });
  if (person.openedAtMs === null)
    core.journal({ type: 'share-opened', title: share.title, params: { name: nameOf(person) } });
  return true;
}

async function takeChoice(desk: ShareDesk, share: ShareRow, person: RecipientRow): Promise<boolean> {
  const { shares } = desk.core.catalogue;
  const messages = shares.slots(person.id).flatMap(({ message }) => message ?? []);
  const choice = newestChoice(messages);
  if (!choice || choice.sequence <= (person.pickedSequence ?? -1)) return false;
  await keepChoice(desk, share, person, choice);
  desk.core.journal({ type: 'share-picked', title: share.title, params: { name: nameOf(person) } });
  return true;
}
