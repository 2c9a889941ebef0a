/** Bytes to and from text and numbers, the same in Node and in any browser. */
import { type Bytes, SealError } from './primitives';

const encoder = new TextEncoder();

export function utf8(text: string): Bytes {
  return new Uint8Array(encoder.encode(text));
}

/** Throws SealError `malformed` when they are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SealError('malformed', 'Not UTF-8.');
  }
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Big endian; `value` is a whole number up to 2^53 - 1. */
export function uint64(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new SealError('malformed', 'Not a whole number.');
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return bytes;
}

/** Each field behind its length (4 bytes, big endian), so that none can reach into the next. Numbers as `uint64`. */
export function lengthPrefixed(...fields: Array<string | number | Uint8Array>): Bytes {
  return concat(
    ...fields.flatMap((field) => {
      const bytes =
        typeof field === 'string' ? utf8(field) : typeof field === 'number' ? uint64(field) : field;
      return [uint64(bytes.length).subarray(4), bytes];
    }),
  );
}

/** Takes the same time whichever byte differs. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function toBase64Url(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = [18, 12, 6, 0].map((shift) => alphabet[(group >> shift) & 63]);
    parts.push(characters.slice(0, left >= 3 ? 4 : left + 1).join(''));
  }
  return parts.join('');
}

/** Without padding, and only as `toBase64Url` writes it. Throws SealError `malformed`. */
export function fromBase64Url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new SealError('malformed', 'Not base64url.');
  }
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const character of text) {
    held = ((held << 6) | alphabet.indexOf(character)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw new SealError('malformed', 'Not base64url.');
  return bytes;
}
