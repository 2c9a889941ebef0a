/** Custom metadata as Swift headers: plain where ASCII can carry it, percent-encoded UTF-8 (as Swift's own client reads it) where not. */
import { AppError } from '../../../../src-shared/app-error';

/** Swift's default for max_meta_value_length; it counts the encoded bytes. */
export const MAX_VALUE_BYTES = 256;
/** Swift's default for max_meta_name_length. */
const MAX_NAME_BYTES = 128;
/** A header name (RFC 9110 token) that survives Swift, which makes `_` a `-`: that one is encoded. */
const legalName = /^[a-z0-9!#$&'*+.^`|~_-]+$/;
/** Swift takes an empty value for none; NUL cannot be a value of its own. */
const EMPTY = '%00';

/** Header values: everything but printable ASCII, `%` itself and spaces at the ends becomes %XX of its UTF-8. */
export function encodeHeaderValue(value: string): string {
  if (value === '') return EMPTY;
  return value.replace(/[^\x21-\x24\x26-\x7e ]|^ | $/gu, (character) => {
    return [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('');
  });
}

/**
 * Also what others wrote: raw UTF-8 (Node hands headers over as Latin-1), and plain text with a percent sign that encodes nothing, which
 * stays as it is.
 */
export function decodeHeaderValue(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const utf8 = bytes.toString('utf8');
  const text = utf8.includes('\uFFFD') ? value : utf8;
  if (text === EMPTY) return '';
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `prefix`: `X-Object-Meta-` or `X-Container-Meta-`. Throws `bad-input` for what Swift cannot keep. */
export function encodeMetadata(prefix: string, metadata: Record<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [givenName, value] of Object.entries(metadata)) {
    const name = givenName.toLowerCase();
    if (!legalName.test(name) || name.length > MAX_NAME_BYTES)
      throw new AppError(
        'bad-input',
        `“${givenName}” cannot be the name of a property here. Use up to 128 letters, digits and hyphens.`,
      );
    const encoded = encodeHeaderValue(value);
    if (encoded.length > MAX_VALUE_BYTES) {
      throw new AppError(
        'bad-input',
        `The property “${givenName}” is too long for this store, which keeps ${MAX_VALUE_BYTES} bytes of each. Shorten it and try again.`,
        { params: { name: givenName, maxBytes: MAX_VALUE_BYTES } },
      );
    }
    headers[prefix + name.replace(/_/g, '%5F')] = encoded;
  }
  return headers;
}

/** From all headers of an answer, by lower-case names; undefined when there is none. `prefix` in lower case. */
export function decodeMetadata(
  prefix: string,
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> | undefined {
  const found: Array<[string, string]> = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(prefix) || typeof value !== 'string') continue;
    found.push([name.slice(prefix.length).replace(/%5f/g, '_'), decodeHeaderValue(value)]);
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
