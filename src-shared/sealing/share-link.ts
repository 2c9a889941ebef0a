/** L, the half of the key that travels in the link's fragment and so never reaches the store. */
import { fromBase64Url, toBase64Url } from './bytes';
import type { Bytes, SealingPrimitives } from './primitives';

export const LINK_SECRET_BYTES = 32;

/** 256 random bits, one per recipient. */
export function generateLinkSecret({ randomBytes }: Pick<SealingPrimitives, 'randomBytes'>): Bytes {
  return randomBytes(LINK_SECRET_BYTES);
}

/** `#…` to append to the address of the person's page. */
export function linkFragment(linkSecret: Uint8Array): string {
  return `#${toBase64Url(linkSecret)}`;
}

/** Null when the link was cut or changed on its way (mail programs break long lines). */
export function readLinkFragment(fragment: string): Bytes | null {
  const text = fragment.replace(/^#/, '').trim();
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
  try {
    return fromBase64Url(text);
  } catch {
    return null;
  }
}
