/** The envelope of one person's page, sealed under code and link, and the greeting, sealed under the link alone. */
import type { RequestContent } from '../domain/request-page';
import {
  type EnvelopeContent,
  type EnvelopeHeader,
  SHARE_FORMAT,
  SHARE_ID,
  SHARE_VERSION,
  type ShareGreeting,
} from '../domain/share-page';
import { concat, fromBase64Url, fromUtf8, lengthPrefixed, toBase64Url, utf8 } from './bytes';
import { type Bytes, SealError, type SealingPrimitives } from './primitives';
import { checkKdf, deriveGreetingKey } from './share-keys';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** base64url for `GuestPageData.sealed`. A fresh nonce each time; the header is bound to it. */
export function sealEnvelope(
  primitives: SealingPrimitives,
  kek: Bytes,
  header: EnvelopeHeader,
  content: EnvelopeContent | RequestContent,
): Promise<string> {
  checkHeader(header);
  return sealJson(primitives, kek, additionalOf('envelope', header), content);
}

/** Null for a wrong code or link: nothing can tell those from an envelope that was changed. Throws SealError `malformed`, `unsupported`. */
export async function openEnvelope<Content extends EnvelopeContent | RequestContent = EnvelopeContent>(
  primitives: SealingPrimitives,
  kek: Bytes,
  header: EnvelopeHeader,
  sealed: string,
): Promise<Content | null> {
  checkHeader(header);
  return (await openJson(primitives, kek, additionalOf('envelope', header), sealed)) as Content | null;
}

/** base64url for `GuestPageData.greeting`. */
export async function sealGreeting(
  primitives: SealingPrimitives,
  linkSecret: Bytes,
  header: EnvelopeHeader,
  greeting: ShareGreeting,
): Promise<string> {
  checkHeader(header);
  const key = await deriveGreetingKey(primitives, linkSecret, header);
  return sealJson(primitives, key, additionalOf('greeting', header), greeting);
}

/** Null when the link's fragment is not this page's. */
export async function openGreeting(
  primitives: SealingPrimitives,
  linkSecret: Bytes,
  header: EnvelopeHeader,
  sealed: string,
): Promise<ShareGreeting | null> {
  checkHeader(header);
  const key = await deriveGreetingKey(primitives, linkSecret, header);
  return (await openJson(primitives, key, additionalOf('greeting', header), sealed)) as ShareGreeting | null;
}

/** Throws SealError `malformed` for what is no header of ours, `unsupported` for another version or parameters out of bounds. */
export function checkHeader(header: EnvelopeHeader): void {
  if (
    header.format !== SHARE_FORMAT ||
    !SHARE_ID.test(header.shareId) ||
    !SHARE_ID.test(header.recipientId)
  ) {
    throw new SealError('malformed', 'This is no page of a share.');
  }
  if (!Number.isSafeInteger(header.revision) || header.revision < 0) {
    throw new SealError('malformed', 'This is no page of a share.');
  }
  if (header.version !== SHARE_VERSION) throw new SealError('unsupported', 'Another version of shares.');
  checkKdf(header.kdf);
}

function additionalOf(
  what: 'envelope' | 'greeting',
  { shareId, recipientId, revision, kdf }: EnvelopeHeader,
) {
  return lengthPrefixed(
    `caos/share/v1/${what}`,
    shareId,
    recipientId,
    revision,
    kdf.name,
    fromBase64Url(kdf.salt),
    kdf.memoryKiB,
    kdf.passes,
    kdf.lanes,
  );
}

export async function sealJson(
  primitives: SealingPrimitives,
  key: Bytes,
  additional: Bytes,
  value: unknown,
): Promise<string> {
  const nonce = primitives.randomBytes(NONCE_BYTES);
  const sealed = await primitives.aesGcmSeal(key, nonce, utf8(JSON.stringify(value)), additional);
  return toBase64Url(concat(nonce, sealed));
}

/** Null when it is not authentic. */
export async function openJson(
  primitives: SealingPrimitives,
  key: Bytes,
  additional: Bytes,
  sealed: string,
): Promise<unknown> {
  const bytes = fromBase64Url(sealed);
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = bytes.slice(0, NONCE_BYTES);
  const plain = await primitives.aesGcmOpen(key, nonce, bytes.slice(NONCE_BYTES), additional);
  return plain === null ? null : JSON.parse(fromUtf8(plain));
}
