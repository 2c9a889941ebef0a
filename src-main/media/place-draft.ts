/** A file as it is to become: read through changes that are noted and not yet written. No change makes it longer or shorter. */

/** Why a file cannot be shown to be free of its place. Told to people by services/downloads/strip-copy.ts. */
export type CannotStrip =
  | 'kind' // nothing here reads files of this kind well enough
  | 'structure' // damaged, or written in a way that is not known
  | 'hidden' // something in it may hold a place and is not understood
  | 'track' // a film with a track of measurements beside picture and sound
  | 'still-there'; // the copy was read again, and still told it

export class Unclear extends Error {
  readonly reason: CannotStrip;
  constructor(reason: CannotStrip, what: string) {
    super(what);
    this.reason = reason;
  }
}

export interface Draft {
  readonly sizeBytes: number;
  /** With the changes noted so far. Throws Unclear when any of it lies outside. */
  read(at: number, length: number): Buffer;
  write(at: number, bytes: Uint8Array): void;
  /** Zeros. */
  clear(at: number, length: number): void;
}

/** `bytes` null: zeros. */
export interface Patch {
  at: number;
  length: number;
  bytes: Uint8Array | null;
}

export interface FileDraft extends Draft {
  /** In the order they were made: a later one stands above an earlier one. */
  readonly patches: readonly Patch[];
}

/** What the formats hold of each other. */
export interface Cleaners {
  /** A TIFF structure from its byte-order mark. */
  tiff(draft: Draft): void;
  /** The head of a JPEG; answers where the picture ends when all of it is `whole`. */
  jpeg(draft: Draft, whole: boolean): number;
  xmp(draft: Draft): void;
  iptc(draft: Draft): void;
  resources(draft: Draft): void;
  boxes(draft: Draft): void;
  /** Bytes that told the place: none of them may be anywhere in the copy. */
  told(bytes: Buffer): void;
}

/** No metadata of a real file is larger. */
const MAX_READ_BYTES = 64 * 1024 * 1024;
/** Each read looks through all of them. */
const MAX_PATCHES = 20_000;

/** `source` gives exactly the bytes asked for, or null. */
export function fileDraft(
  sizeBytes: number,
  source: (at: number, length: number) => Buffer | null,
): FileDraft {
  const patches: Patch[] = [];
  const note = (patch: Patch): void => {
    if (patch.length === 0) return;
    inside(patch.at, patch.length, sizeBytes);
    if (patches.length >= MAX_PATCHES)
      throw new Unclear('structure', 'more to change than any real file has');
    patches.push(patch);
  };
  return {
    sizeBytes,
    patches,
    read(at, length) {
      inside(at, length, sizeBytes);
      if (length > MAX_READ_BYTES) throw new Unclear('structure', 'metadata of absurd size');
      const found = source(at, length);
      if (found === null) throw new Unclear('structure', 'shorter than it says');
      const bytes = Buffer.from(found);
      applyPatches(patches, bytes, at);
      return bytes;
    },
    write: (at, bytes) => note({ at, length: bytes.length, bytes: Buffer.from(bytes) }),
    clear: (at, length) => note({ at, length, bytes: null }),
  };
}

/** `bytes` lie at `at` in the file. */
export function applyPatches(patches: readonly Patch[], bytes: Buffer, at: number): void {
  for (const patch of patches) {
    const from = Math.max(at, patch.at);
    const end = Math.min(at + bytes.length, patch.at + patch.length);
    if (from >= end) continue;
    if (patch.bytes === null) bytes.fill(0, from - at, end - at);
    else bytes.set(patch.bytes.subarray(from - patch.at, end - patch.at), from - at);
  }
}

function inside(at: number, length: number, sizeBytes: number): void {
  if (!Number.isSafeInteger(at) || !(length >= 0) || at < 0 || at + length > sizeBytes)
    throw new Unclear('structure', 'something points outside of the file');
}

export interface Piece {
  at: number;
  length: number;
}

/** Parts of a draft as one, in this order. */
export function joined(draft: Draft, pieces: readonly Piece[]): Draft {
  for (const { at, length } of pieces) inside(at, length, draft.sizeBytes);
  const sizeBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const each = (
    at: number,
    length: number,
    act: (at: number, from: number, length: number) => void,
  ): void => {
    inside(at, length, sizeBytes);
    let start = 0;
    for (const piece of pieces) {
      const from = Math.max(at, start);
      const end = Math.min(at + length, start + piece.length);
      if (from < end) act(piece.at + from - start, from - at, end - from);
      start += piece.length;
    }
  };
  return {
    sizeBytes,
    read(at, length) {
      if (length > MAX_READ_BYTES) throw new Unclear('structure', 'metadata of absurd size');
      const parts: Buffer[] = [];
      each(at, length, (there, _from, bytes) => void parts.push(draft.read(there, bytes)));
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    },
    write: (at, bytes) =>
      each(at, bytes.length, (there, from, length) =>
        draft.write(there, bytes.subarray(from, from + length)),
      ),
    clear: (at, length) => each(at, length, (there, _from, bytes) => draft.clear(there, bytes)),
  };
}

export const slice = (draft: Draft, at: number, length: number): Draft => joined(draft, [{ at, length }]);

/** Whether all of it are zeros, or the ones of erased memory; read in pieces. */
export function isBlank(draft: Draft, from: number, end: number): boolean {
  for (let at = from; at < end; at += 65_536) {
    const bytes = draft.read(at, Math.min(65_536, end - at));
    if (bytes.some((byte) => byte !== 0 && byte !== 0xff)) return false;
  }
  return true;
}
