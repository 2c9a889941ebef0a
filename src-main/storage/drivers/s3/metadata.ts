/** Custom metadata as headers: plain where ASCII can carry it, RFC 2047 words (as Amazon S3 itself documents) where not. */

const plain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;
const word = /=\?utf-8\?([bq])\?([^?]*)\?=/gi;

export function encodeMetadata(metadata: Record<string, string>): Record<string, string> {
  const encode = (value: string): string =>
    plain.test(value) && !value.includes('=?')
      ? value
      : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), encode(value)]),
  );
}

function decodeQuoted(text: string): Buffer {
  const bytes = text
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** Also reads what other programs and Swift's S3 API write: several words in a row, quoted-printable. */
export function decodeMetadata(metadata: Record<string, string>): Record<string, string> {
  const decode = (value: string): string => {
    const joined = value.replace(/\?=\s+=\?/g, '?==?');
    return joined.replace(word, (_, kind: string, text: string) =>
      (kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : decodeQuoted(text)).toString('utf8'),
    );
  };
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), decode(value)]),
  );
}
