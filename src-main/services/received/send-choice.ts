/** Writes slots as the guest page does: each message sealed to the photographer, into the next slot that the store takes. */
import { AppError } from '../../../src-shared/app-error';
import { PICKS_SLOTS, type Pick, RECEIPT_SLOT, slotName } from '../../../src-shared/domain/share-page';
import { fromBase64Url } from '../../../src-shared/sealing/bytes';
import { sealPicks } from '../../../src-shared/sealing/picks-box';
import { choiceTexts, openedText } from '../../../src-shared/sealing/picks-messages';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import { derivePicksKey, type RecipientIds } from '../../../src-shared/sealing/share-keys';
import type { HttpClient } from '../../storage/http-client';
import { addressOf, refuseAnswer, sameHost, translated } from '../../storage/sealed-source';
import type { Envelope } from './page-schemas';

export interface Slots {
  primitives: SealingPrimitives;
  http: HttpClient;
  ids: RecipientIds;
  kek: Bytes;
  page: string;
  content: Envelope;
  signal: AbortSignal;
}

/** False when there is nowhere to write it, or the store keeps the first one. */
export async function sendOpened(slots: Slots, opened: { atMs: number; count: number }): Promise<boolean> {
  if (slots.content.picks === null || slots.content.picksPublicKey === null) return false;
  return writeSlot(slots, RECEIPT_SLOT, openedText(opened));
}

/** Goes round through slots 1 to 63; one that is taken and kept is passed over. Answers where the next choice begins. */
export async function sendChoice(
  slots: Slots,
  choice: { atMs: number; sequence: number; message: string; picks: Pick[] },
  firstSlot: number,
): Promise<number> {
  let slot = firstSlot;
  let tried = 0;
  for (const text of choiceTexts(choice)) {
    for (;;) {
      tried += 1;
      if (tried >= PICKS_SLOTS)
        throw new AppError(
          'quota',
          'There is no room for another choice in this share. Tell its sender your choice.',
        );
      const written = await writeSlot(slots, slot, text);
      slot = slot >= PICKS_SLOTS - 1 ? 1 : slot + 1;
      if (written) break;
    }
  }
  return slot;
}

/** False when the slot is taken. */
async function writeSlot(slots: Slots, slot: number, text: string): Promise<boolean> {
  const { primitives, ids, kek, content, page, http, signal } = slots;
  if (content.picks === null || content.picksPublicKey === null)
    throw new AppError('unsupported', 'This share takes no answers.');
  const picksKey = await derivePicksKey(primitives, kek, ids);
  const context = { shareId: ids.shareId, recipientId: ids.recipientId, picksKey, slot };
  const box = await sealPicks(primitives, context, fromBase64Url(content.picksPublicKey), text);
  const request = await requestOf(content.picks, slot, box, page);
  try {
    const { status, body } = await http.request({
      ...request,
      origin: new URL(request.url.origin),
      path: request.url.pathname + request.url.search,
      signal,
    });
    body.destroy();
    if (status === 412) return false;
    if (status < 200 || status > 299) refuseAnswer(status, request.url.host);
    return true;
  } catch (error) {
    throw translated(error, signal, page) as Error;
  }
}

async function requestOf(picks: NonNullable<Envelope['picks']>, slot: number, box: Bytes, page: string) {
  if (picks.kind === 'put') {
    const url = addressOf({ page, addresses: picks.slots }, slotName(slot));
    return { method: 'PUT', url, headers: headersOf(picks.headers), body: box };
  }
  const url = sameHost(picks.action, page);
  if (url === null)
    throw new AppError(
      'share-damaged',
      'This share leads answers to another place. Open its newest link again.',
    );
  const form = new FormData();
  for (const [name, value] of picks.fields) form.append(name, value);
  form.append('file1', new Blob([box], { type: 'application/octet-stream' }), slotName(slot));
  const encoded = new Response(form);
  const headers = { 'Content-Type': encoded.headers.get('content-type') ?? '' };
  return { method: 'POST', url, headers, body: new Uint8Array(await encoded.arrayBuffer()) };
}

/** Those that were signed for; what the connection itself is made of is not for a sender to say. */
const headersOf = (given: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) =>
        /^(?:content-type|if-none-match|x-amz-[a-z0-9-]+)$/i.test(name) && /^[\x20-\x7e]*$/.test(value),
    ),
  );
