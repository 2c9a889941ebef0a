/** Keys come from stores that others may write to: each becomes a path that every file system can hold and that never leaves the folder. */
import { createHash } from 'node:crypto';
import { atOnce } from './in-slices';

/** Longest file name of ext4, APFS (in UTF-8) and NTFS, in bytes of UTF-8. */
const MAX_SEGMENT_BYTES = 255;
/** An extension longer than this is part of a name that happens to hold a dot. */
const MAX_EXTENSION_BYTES = 16;
/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

/**
 * A path for each key, in the order given: `/` between segments, NFC, relative, no two alike on a disk that ignores case or the form of
 * Unicode. The same keys give the same paths, in whatever order they come.
 */
export const safePaths = (keys: readonly string[]): string[] => atOnce(safePathsInSteps(keys));

export function* safePathsInSteps(keys: readonly string[]): Generator<void, string[]> {
  const wanted: string[] = [];
  const folders = new Set<string>();
  const seen = new Set<string>();
  for (const key of keys) {
    const path = safePath(key);
    wanted.push(path);
    for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (seen.has(folder)) break;
      seen.add(folder);
      folders.add(fold(folder));
    }
    yield;
  }
  // A key that is its own path comes before one that had to be changed into it; then by key.
  const order = yield* sortInSteps(keys.length, (a, b) => {
    const changed = Number(wanted[a] !== keys[a]) - Number(wanted[b] !== keys[b]);
    return changed || compareText(keys[a] ?? '', keys[b] ?? '') || a - b;
  });
  const taken = new Set<string>();
  /** Where to go on counting: a store may hold thousands of keys that become one name. */
  const counted = new Map<string, number>();
  const paths = [...wanted];
  for (const index of order) {
    const path = wanted[index] ?? '';
    const folded = fold(path);
    let [n, free, foldedFree] = [counted.get(folded) ?? 2, path, folded];
    for (; taken.has(foldedFree) || folders.has(foldedFree); n += 1) {
      free = numbered(path, n);
      foldedFree = fold(free);
    }
    if (free !== path) counted.set(folded, n);
    taken.add(foldedFree);
    paths[index] = free;
    yield;
  }
  return paths;
}

const RUN_ITEMS = 512;

/** The numbers below `count` in their order: sorted runs, merged two by two. */
function* sortInSteps(count: number, compare: (a: number, b: number) => number): Generator<void, number[]> {
  let runs: number[][] = [];
  for (let from = 0; from < count; from += RUN_ITEMS) {
    runs.push(Array.from({ length: Math.min(RUN_ITEMS, count - from) }, (_, at) => from + at).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: number[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge(
  left: number[],
  right: number[],
  compare: (a: number, b: number) => number,
): Generator<void, number[]> {
  const merged: number[] = [];
  for (let [l, r] = [0, 0]; l < left.length || r < right.length; ) {
    const takesLeft = r >= right.length || (l < left.length && compare(left[l] ?? 0, right[r] ?? 0) <= 0);
    merged.push((takesLeft ? left[l++] : right[r++]) ?? 0);
    if (merged.length % RUN_ITEMS === 0) yield;
  }
  return merged;
}

/** `a/name.jpg`, 2 -> `a/name (2).jpg`, never longer than a disk takes. */
export function numbered(path: string, n: number): string {
  const slash = path.lastIndexOf('/');
  const { stem, extension } = splitName(path.slice(slash + 1));
  const suffix = ` (${n})${extension}`;
  return path.slice(0, slash + 1) + cutBytes(stem, MAX_SEGMENT_BYTES - Buffer.byteLength(suffix)) + suffix;
}

/** One name out of any text: for folders named after albums, and ZIPs. */
export const safeName = (text: string): string => safeSegment(text.replaceAll('/', '%2F')) || 'unnamed';

function safePath(key: string): string {
  const segments = key.split('/').map(safeSegment).filter(Boolean);
  return segments.length > 0 ? segments.join('/') : 'unnamed';
}

/** '' stays ''. Escapes are %XX per UTF-8 byte, as in the keys that CAOS makes. */
function safeSegment(segment: string): string {
  const escaped = segment
    .normalize('NFC')
    .replace(/\p{Surrogate}/gu, (half) => `%${half.charCodeAt(0).toString(16).toUpperCase()}`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f\u007f-\u009f<>:"|?*\\\ufffe\uffff]/g, percent)
    // Marks that turn the direction of what follows: they make names read as other names.
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, percent)
    // Windows drops these silently, and . and .. lead elsewhere.
    .replace(/[. ]+$/, percent);
  return shorten(DEVICE.test(escaped) ? `_${escaped}` : escaped);
}

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** How a disk compares names that takes `É` and `é`, or both ways to write either, for one. */
const fold = (path: string): string =>
  isAscii(path) ? path.toUpperCase() : path.normalize('NFC').toLowerCase().normalize('NFD').toUpperCase();
// biome-ignore lint/suspicious/noControlCharactersInRegex: every ASCII character is meant
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `a very long na~1f2e3d4c.jpg`: the extension kept, and a piece of its SHA-256 keeps it apart from others. */
function shorten(segment: string): string {
  if (Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES) return segment;
  const { stem, extension } = splitName(segment);
  const tail = `~${createHash('sha256').update(segment).digest('hex').slice(0, 8)}${extension}`;
  return cutBytes(stem, MAX_SEGMENT_BYTES - Buffer.byteLength(tail)) + tail;
}

function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  if (dot <= 0 || Buffer.byteLength(extension) > MAX_EXTENSION_BYTES) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension };
}

/** The longest beginning of whole characters within `most` bytes. */
function cutBytes(text: string, most: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
