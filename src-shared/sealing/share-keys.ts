/**
 * Every key of a share, each derived for one purpose. [Note: keys of a share]
 *
 *   KEK        = HKDF(Argon2id(code, salt) || L, "caos/share/v1|shareId|recipientId")      opens one person's envelope
 *   picks key  = HKDF(KEK, "caos/share/v1/picks|shareId|recipientId")                      proves who wrote a slot
 *   device key = HKDF(KEK, "caos/share/v1/device|shareId|recipientId")                     what the page keeps in the browser
 *   arrivals   = HKDF(KEK, "caos/share/v1/arrivals|shareId|recipientId")                   what the person sends (photo requests)
 *   greeting   = HKDF(L, "caos/share/v1/greeting|shareId|recipientId")                     shown before the code is typed
 *   object key = HKDF(content key, "caos/share/v1/object|shareId|objectId")                one object
 *
 * HKDF is HKDF-SHA256 with an empty salt, 32 bytes. With no server nothing can count attempts, so the code is part of the key
 * and Argon2id makes each guess dear; L alone or the code alone opens nothing.
 */
import { SHARE_ID, type ShareKdf } from '../domain/share-page';
import { concat, fromBase64Url, toBase64Url, utf8 } from './bytes';
import { type Bytes, SealError, type SealingPrimitives } from './primitives';
import { CODE_LENGTH } from './share-code';
import { LINK_SECRET_BYTES } from './share-link';

/** 64 MiB, three passes: about a second on a five-year-old phone. */
export const KDF_DEFAULTS = { memoryKiB: 65_536, passes: 3, lanes: 1 } as const;
/** The lower bounds keep a changed page from asking for a cheap key, the upper ones from stopping the phone. */
const KDF_BOUNDS = {
  memoryKiB: [65_536, 262_144],
  passes: [3, 10],
  lanes: [1, 1],
} as const;
const SALT_BYTES = 16;

export interface RecipientIds {
  shareId: string;
  recipientId: string;
}

/** A fresh salt and today's parameters, for a new envelope. */
export function newKdf({ randomBytes }: Pick<SealingPrimitives, 'randomBytes'>): ShareKdf {
  return { name: 'argon2id', salt: toBase64Url(randomBytes(SALT_BYTES)), ...KDF_DEFAULTS };
}

/** Throws SealError `unsupported`. */
export function checkKdf(kdf: ShareKdf): void {
  const within = (['memoryKiB', 'passes', 'lanes'] as const).every((name) => {
    const [least, most] = KDF_BOUNDS[name];
    return Number.isInteger(kdf[name]) && kdf[name] >= least && kdf[name] <= most;
  });
  if (kdf.name !== 'argon2id' || !within || fromBase64Url(kdf.salt).length !== SALT_BYTES) {
    throw new SealError('unsupported', 'The parameters of the key are out of bounds.');
  }
}

/** About half a second and 64 MiB. Throws SealError `unsupported` for parameters out of bounds, `malformed` for a code or L that is none. */
export async function deriveKek(
  primitives: SealingPrimitives,
  input: RecipientIds & { code: string; linkSecret: Bytes; kdf: ShareKdf },
): Promise<Bytes> {
  checkKdf(input.kdf);
  if (input.code.length !== CODE_LENGTH || input.linkSecret.length !== LINK_SECRET_BYTES) {
    throw new SealError('malformed', 'The code or the link is not whole.');
  }
  const { memoryKiB, passes, lanes } = input.kdf;
  const salt = fromBase64Url(input.kdf.salt);
  const stretched = await primitives.argon2id({
    password: utf8(input.code),
    salt,
    memoryKiB,
    passes,
    lanes,
  });
  return primitives.hkdfSha256(concat(stretched, input.linkSecret), infoOf('', input));
}

/** Authenticates what the person writes; the app keeps it so that collecting needs no Argon2id. */
export async function derivePicksKey(
  primitives: SealingPrimitives,
  kek: Bytes,
  ids: RecipientIds,
): Promise<Bytes> {
  return primitives.hkdfSha256(kek, infoOf('/picks', ids));
}

export async function deriveDeviceKey(
  primitives: SealingPrimitives,
  kek: Bytes,
  ids: RecipientIds,
): Promise<Bytes> {
  return primitives.hkdfSha256(kek, infoOf('/device', ids));
}

/** Of a photo request: everything that the person sends is sealed under keys made of it. */
export async function deriveArrivalsKey(
  primitives: SealingPrimitives,
  kek: Bytes,
  ids: RecipientIds,
): Promise<Bytes> {
  return primitives.hkdfSha256(kek, infoOf('/arrivals', ids));
}

export async function deriveGreetingKey(
  primitives: SealingPrimitives,
  linkSecret: Bytes,
  ids: RecipientIds,
): Promise<Bytes> {
  return primitives.hkdfSha256(linkSecret, infoOf('/greeting', ids));
}

export async function deriveObjectKey(
  primitives: SealingPrimitives,
  contentKey: Bytes,
  { shareId, objectId }: { shareId: string; objectId: string },
): Promise<Bytes> {
  checkIds(shareId, objectId);
  return primitives.hkdfSha256(contentKey, utf8(`caos/share/v1/object|${shareId}|${objectId}`));
}

function infoOf(purpose: string, { shareId, recipientId }: RecipientIds): Bytes {
  checkIds(shareId, recipientId);
  return utf8(`caos/share/v1${purpose}|${shareId}|${recipientId}`);
}

/** No `|` in an id: two different pairs never make the same words. */
function checkIds(...ids: string[]): void {
  if (!ids.every((id) => SHARE_ID.test(id))) throw new SealError('malformed', 'An id has other characters.');
}
