/** Writes slots: each message sealed to the photographer, into the next slot that the store takes. */
import {
  type EnvelopeContent,
  PICKS_SLOTS,
  type Pick,
  type PicksAddresses,
  RECEIPT_SLOT,
  slotName,
} from '../../../src-shared/domain/share-page';
import { addressIn } from '../../../src-shared/sealing/address-book';
import { fromBase64Url } from '../../../src-shared/sealing/bytes';
import { sealPicks } from '../../../src-shared/sealing/picks-box';
import { choiceTexts, openedText } from '../../../src-shared/sealing/picks-messages';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import type { RecipientIds } from '../../../src-shared/sealing/share-keys';
import { GuestError } from '../engine-protocol';
import { askStore, type StoreAccess } from './store-requests';

export interface PicksDeps {
  primitives: SealingPrimitives;
  ids: RecipientIds;
  picksKey: Bytes;
  content: EnvelopeContent;
}

/** False when there is nowhere to write it, or the store keeps the first one. */
export async function sendOpened(
  deps: PicksDeps,
  access: StoreAccess,
  opened: { atMs: number; count: number },
): Promise<boolean> {
  if (!deps.content.picks) return false;
  return writeSlot(deps, access, RECEIPT_SLOT, openedText(opened));
}

/** Goes round through slots 1 to 63; where the store never overwrites, a slot that is taken is passed over. */
export async function sendChoice(
  deps: PicksDeps,
  access: StoreAccess,
  choice: { atMs: number; sequence: number; message: string; picks: Pick[] },
  firstSlot: number,
): Promise<number> {
  let slot = firstSlot;
  let tried = 0;
  for (const text of choiceTexts(choice)) {
    for (;;) {
      if (++tried >= PICKS_SLOTS) throw new GuestError('full', 'Every slot is taken.');
      const written = await writeSlot(deps, access, slot, text);
      slot = slot >= PICKS_SLOTS - 1 ? 1 : slot + 1;
      if (written) break;
    }
  }
  return slot;
}

/** False when the slot is taken. */
async function writeSlot(deps: PicksDeps, access: StoreAccess, slot: number, text: string): Promise<boolean> {
  const { primitives, ids, picksKey, content } = deps;
  if (!content.picks || content.picksPublicKey === null) throw new GuestError('unsupported', 'No picks.');
  const context = { shareId: ids.shareId, recipientId: ids.recipientId, picksKey, slot };
  const box = await sealPicks(primitives, context, fromBase64Url(content.picksPublicKey), text);
  const answer = await sendBox(content.picks, slot, box, access);
  return answer.status !== 412;
}

function sendBox(picks: PicksAddresses, slot: number, box: Bytes, access: StoreAccess): Promise<Response> {
  if (picks.kind === 'put') {
    const address = addressIn(picks.slots, slotName(slot));
    if (address === null) throw new GuestError('full', 'No such slot.');
    return askStore(address, access, { method: 'PUT', headers: picks.headers, body: box, mayExist: true });
  }
  const form = new FormData();
  for (const [name, value] of picks.fields) form.append(name, value);
  form.append('file1', new Blob([box], { type: 'application/octet-stream' }), slotName(slot));
  return askStore(picks.action, access, { method: 'POST', body: form });
}
