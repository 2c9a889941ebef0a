/** The one order of object keys: by their UTF-8 bytes, as S3 and Swift list them. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
const ascii = /^[\x00-\x7f]*$/;

/** Negative, 0 or positive. JavaScript's own order is by UTF-16 units and differs above U+D7FF. */
export function compareKeys(a: string, b: string): number {
  if (ascii.test(a) && ascii.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
