/** Object keys that keep the human path: NFC, `/` between folders, legal on every store and on every file system we may download to. */
import { createHash } from 'node:crypto';
import { CAOS_PREFIX } from '../../src-shared/domain/album';

/** Longest file name of ext4, APFS (in UTF-8), NTFS and the local store's folders, in bytes of UTF-8. */
const MAX_SEGMENT_BYTES = 255;
/** An extension longer than this is part of a name that happens to hold a dot. */
const MAX_EXTENSION_BYTES = 16;
/** Folder names are not cut shorter than this; where that does not suffice, folders in the middle are folded into one. */
const MIN_SEGMENT_BYTES = 24;

export interface KeyLimits {
  /** From the store's capabilities; 1024 on S3 and Swift. */
  maxKeyBytes: number;
}

const byteLength = (text: string): number => Buffer.byteLength(text);

/**
 * The key for a path inside the dropped folder. Always legal and never empty; two different paths may (rarely) give one key,
 * and then `disambiguate` gives the second its own. Too long names are cut and get a piece of their SHA-256, so that they stay apart.
 */
export function objectKeyFor(relativePath: string, limits: KeyLimits): string {
  const segments = relativePath
    .split('/')
    .filter((segment) => segment !== '')
    .map(legalSegment);
  if (segments.length === 0) segments.push('unnamed');
  // Our own files live under this prefix; a dropped folder of that name must not get in among them.
  if (`${segments[0]}/` === CAOS_PREFIX) segments[0] = `%2E${segments[0]?.slice(1)}`;
  return fitWithin(segments, limits);
}

/** `a/name.jpg`, 2 -> `a/name (2).jpg`, within the same limits. */
export function disambiguate(key: string, n: number, limits: KeyLimits): string {
  const segments = key.split('/');
  const { stem, extension } = splitName(segments.pop() ?? '');
  const suffix = ` (${n})${extension}`;
  const folderBytes = byteLength(segments.join('/')) + (segments.length > 0 ? 1 : 0);
  const room = Math.min(MAX_SEGMENT_BYTES, limits.maxKeyBytes - folderBytes);
  const name = cutBytes(stem, room - byteLength(suffix)) + suffix;
  return [...segments, name].join('/');
}

/**
 * Escapes as %XX (per UTF-8 byte) what some store or file system cannot hold: control characters and U+FFFE/U+FFFF (XML 1.0, in which
 * S3 lists keys, has no way to write them), the backslash (a separator on Windows), and halves of surrogate pairs.
 */
function legalSegment(segment: string): string {
  const escaped = segment
    .normalize('NFC')
    .replace(/\p{Surrogate}/gu, (half) => `%${half.charCodeAt(0).toString(16).toUpperCase()}`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f\u007f-\u009f\\\ufffe\uffff]/g, (character) => encodeBytes(character));
  return escaped === '.' || escaped === '..' ? escaped.replaceAll('.', '%2E') : escaped;
}

const encodeBytes = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

function fitWithin(segments: string[], limits: KeyLimits): string {
  const keyAt = (most: number): string => segments.map((segment) => shorten(segment, most)).join('/');
  const fits = (most: number): boolean => byteLength(keyAt(most)) <= limits.maxKeyBytes;
  if (fits(MAX_SEGMENT_BYTES)) return keyAt(MAX_SEGMENT_BYTES);
  if (fits(MIN_SEGMENT_BYTES)) {
    // The longest that fits, by halving: a longer limit never gives a shorter key.
    let [fitting, tooLong] = [MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES];
    while (tooLong - fitting > 1) {
      const middle = (fitting + tooLong) >> 1;
      if (fits(middle)) fitting = middle;
      else tooLong = middle;
    }
    return keyAt(fitting);
  }
  // So deep that short names do not help: the first folder, one fold of all between, and the file's name remain.
  const name = shorten(segments.at(-1) ?? '', MIN_SEGMENT_BYTES);
  return [shorten(segments[0] ?? '', MIN_SEGMENT_BYTES), `~${hashOf(segments.join('/'))}`, name].join('/');
}

/** At most `most` bytes, the extension kept: `a very long na~1f2e3d4c.jpg`. */
function shorten(segment: string, most: number): string {
  if (byteLength(segment) <= most) return segment;
  const { stem, extension } = splitName(segment);
  const tail = `~${hashOf(segment)}${extension}`;
  return cutBytes(stem, most - byteLength(tail)) + tail;
}

/** 32 bits keep apart the few names of one folder that are too long; a collision is met by `disambiguate`. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  if (dot <= 0 || byteLength(extension) > MAX_EXTENSION_BYTES) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension };
}

/** The longest beginning of whole characters within `most` bytes. */
function cutBytes(text: string, most: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
