/**
 * One slot: a message sealed to the photographer's X25519 key, padded to 64 KiB, and authenticated under the person's picks key,
 * so that only who opened the envelope can write it and only the app can read it.
 *
 *   "CAOSPIK1" (8) | ephemeral public key (32) | nonce (12) | AES-256-GCM( length (4) | message | zeros ) | HMAC-SHA256 (32)
 *
 * The box's key is HKDF(X25519(ephemeral, photographer), info with both public keys); the MAC covers share, person, slot and all before it.
 */
import { PICKS_SLOT_BYTES, PICKS_SLOTS } from '../domain/share-page';
import { concat, fromUtf8, lengthPrefixed, sameBytes, uint64, utf8 } from './bytes';
import { KEY_BYTES, NONCE_BYTES, TAG_BYTES } from './envelope';
import { type Bytes, SealError, type SealingPrimitives } from './primitives';
import type { RecipientIds } from './share-keys';

const magic = utf8('CAOSPIK1');
const MAC_BYTES = 32;
const LENGTH_BYTES = 4;
const PLAIN_BYTES = PICKS_SLOT_BYTES - magic.length - KEY_BYTES - NONCE_BYTES - TAG_BYTES - MAC_BYTES;
/** UTF-8 bytes of JSON that fit into one slot. */
export const MAX_MESSAGE_BYTES = PLAIN_BYTES - LENGTH_BYTES;

/** The photographer's keys of one share: the private one stays in the vault, the public one goes into every envelope. */
export async function generatePicksKeys(
  primitives: SealingPrimitives,
): Promise<{ privateKey: Bytes; publicKey: Bytes }> {
  const privateKey = primitives.randomBytes(KEY_BYTES);
  return { privateKey, publicKey: await primitives.x25519PublicKey(privateKey) };
}

export interface SlotContext extends RecipientIds {
  slot: number;
  /** `derivePicksKey`. */
  picksKey: Bytes;
}

/** Exactly PICKS_SLOT_BYTES. Throws SealError `malformed` when the message is too long. */
export async function sealPicks(
  primitives: SealingPrimitives,
  context: SlotContext,
  publicKey: Bytes,
  message: string,
): Promise<Bytes> {
  const text = utf8(message);
  if (text.length > MAX_MESSAGE_BYTES) throw new SealError('malformed', 'Too long for one slot.');
  const plain = new Uint8Array(PLAIN_BYTES);
  plain.set(uint64(text.length).subarray(4));
  plain.set(text, LENGTH_BYTES);
  const ephemeral = await generatePicksKeys(primitives);
  const key = await boxKey(primitives, ephemeral.privateKey, publicKey, ephemeral.publicKey, publicKey);
  const nonce = primitives.randomBytes(NONCE_BYTES);
  const sealed = await primitives.aesGcmSeal(key, nonce, plain, magic);
  const body = concat(magic, ephemeral.publicKey, nonce, sealed);
  return concat(body, await macOf(primitives, context, body));
}

/** The message's text, still to be checked (`parsePicksMessage`). Throws SealError `malformed` or `not-authentic`. */
export async function openPicks(
  primitives: SealingPrimitives,
  context: SlotContext,
  privateKey: Bytes,
  box: Bytes,
): Promise<string> {
  if (box.length !== PICKS_SLOT_BYTES || !sameBytes(box.subarray(0, magic.length), magic)) {
    throw new SealError('malformed', 'Not a slot of ours.');
  }
  const body = box.slice(0, PICKS_SLOT_BYTES - MAC_BYTES);
  if (!sameBytes(box.subarray(body.length), await macOf(primitives, context, body))) {
    throw new SealError('not-authentic', 'Written by somebody else, or for another slot.');
  }
  const nonceAt = magic.length + KEY_BYTES;
  const ephemeral = body.slice(magic.length, nonceAt);
  const publicKey = await primitives.x25519PublicKey(privateKey);
  const key = await boxKey(primitives, privateKey, ephemeral, ephemeral, publicKey);
  const sealed = body.slice(nonceAt + NONCE_BYTES);
  const plain = await primitives.aesGcmOpen(key, body.slice(nonceAt, nonceAt + NONCE_BYTES), sealed, magic);
  if (plain === null) throw new SealError('not-authentic', 'Sealed to another key.');
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(0);
  if (length > MAX_MESSAGE_BYTES) throw new SealError('malformed', 'Not a slot of ours.');
  return fromUtf8(plain.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
}

async function boxKey(
  primitives: SealingPrimitives,
  privateKey: Bytes,
  publicKey: Bytes,
  ephemeral: Bytes,
  photographer: Bytes,
): Promise<Bytes> {
  const shared = await primitives.x25519(privateKey, publicKey);
  // A public key of small order would make the same secret for everybody.
  if (shared === null || shared.every((byte) => byte === 0)) {
    throw new SealError('not-authentic', 'Not a usable public key.');
  }
  return primitives.hkdfSha256(shared, lengthPrefixed('caos/share/v1/picks-box', ephemeral, photographer));
}

function macOf(primitives: SealingPrimitives, context: SlotContext, body: Bytes): Promise<Bytes> {
  const { picksKey, shareId, recipientId, slot } = context;
  if (!Number.isInteger(slot) || slot < 0 || slot >= PICKS_SLOTS) {
    throw new SealError('malformed', 'There is no such slot.');
  }
  const bound = lengthPrefixed('caos/share/v1/picks-mac', shareId, recipientId, slot, body);
  return primitives.hmacSha256(picksKey, bound);
}
