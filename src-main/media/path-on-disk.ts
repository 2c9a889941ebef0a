/**
 * Paths as strings that always find their file again. On Linux a name is bytes and need not be UTF-8; such a path is carried as
 * `bytes:` followed by the path with every byte that is no UTF-8 (and every `%`) as %XX. An absolute path starts with `/`, a drive letter or
 * `\\`, never with `bytes:`, so the two cannot be mixed up. It survives JSON and SQLite, which a lone surrogate would not.
 */
import path from 'node:path';

const PREFIX = 'bytes:';
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of UTF-8 bytes, or null when they are not UTF-8. */
function decodeStrict(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Length of the valid UTF-8 sequence at `index`, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  const length =
    first < 0x80
      ? 1
      : first >= 0xc2 && first <= 0xdf
        ? 2
        : first >= 0xe0 && first <= 0xef
          ? 3
          : first >= 0xf0
            ? 4
            : 0;
  if (length === 0 || index + length > bytes.length) return 0;
  return length === 1 || decodeStrict(bytes.subarray(index, index + length)) !== null ? length : 0;
}

/** Text in which each byte that is no UTF-8 is %XX; `escapePercent` makes it reversible. */
function decodeEscaped(bytes: Uint8Array, escapePercent: boolean): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes, index);
    const piece = length > 0 ? (decodeStrict(bytes.subarray(index, index + length)) ?? '') : '';
    const mustEscape = length === 0 || (escapePercent && piece === '%');
    text += mustEscape ? `%${(bytes[index] ?? 0).toString(16).toUpperCase().padStart(2, '0')}` : piece;
    index += Math.max(1, length);
  }
  return text;
}

/** A file name as a person may read it: UTF-8, with %XX for what is none. */
export function readableName(name: Uint8Array): string {
  return decodeStrict(name) ?? decodeEscaped(name, false);
}

/** The path of `name` (as bytes from readdir) inside `folder`. */
export function childPath(folder: string, name: Uint8Array): string {
  const text = folder.startsWith(PREFIX) ? null : decodeStrict(name);
  if (text !== null) return path.join(folder, text);
  const parent = toBytes(folder);
  const separator = parent.at(-1) === 0x2f ? '' : '/';
  return PREFIX + decodeEscaped(Buffer.concat([parent, Buffer.from(separator), name]), true);
}

/** A path given as bytes (by realpath, for one), as such a string. */
export function pathOfBytes(bytes: Uint8Array): string {
  return decodeStrict(bytes) ?? PREFIX + decodeEscaped(bytes, true);
}

/** What to hand to `node:fs`: give every `sourcePath` through this before opening it. */
export function pathOnDisk(sourcePath: string): string | Buffer {
  return sourcePath.startsWith(PREFIX) ? toBytes(sourcePath) : sourcePath;
}

function toBytes(sourcePath: string): Buffer {
  if (!sourcePath.startsWith(PREFIX)) return Buffer.from(sourcePath);
  const pieces: Buffer[] = [];
  for (const piece of sourcePath.slice(PREFIX.length).split(/(%[0-9A-F]{2})/)) {
    pieces.push(/^%[0-9A-F]{2}$/.test(piece) ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}
