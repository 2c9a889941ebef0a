/** The few facts that only maker notes tell: which photos belong to one burst, and the lens of older cameras (tags as in ExifTool's tables). */
import { cleanText } from './clean-text';
import { lensOfRange } from './exif-metadata';
import type { PartialBytes } from './partial-bytes';
import { openTiff } from './tiff-previews';

export interface BurstFacts {
  burstId?: string;
  sequence?: number;
}

const MAX_ENTRIES = 512;
const appleBurstId = 0x000b;
const panasonicSequence = 0x002b;
const sonySequence = 0xb04a;
const canonLens = 0x0095;
const nikonLens = 0x0084;
const MAX_LENS_CHARACTERS = 128;
/** Sony's word for "single shot" at the most a short can hold. */
const SONY_NONE = 0xffff;

/** `note`: the value of EXIF's MakerNote. Values that lie elsewhere in the photo are left. */
export function readBurst(note: Uint8Array): BurstFacts {
  const bytes = Buffer.from(note.buffer, note.byteOffset, note.byteLength);
  const name = bytes.toString('latin1', 0, 12);
  if (name.startsWith('Apple iOS\0')) {
    const entry = entriesAt(bytes, 14, false).get(appleBurstId);
    // Apple's offsets count from the note itself.
    const burstId = entry && cleanText(bytes.toString('latin1', entry.offset, entry.offset + entry.count));
    return burstId ? { burstId } : {};
  }
  if (name.startsWith('SONY')) return sequenceOf(bytes, sonySequence);
  if (name.startsWith('Panasonic\0')) return sequenceOf(bytes, panasonicSequence);
  return {};
}

function sequenceOf(bytes: Buffer, tag: number): BurstFacts {
  // The note does not tell its byte order: it is the photo's own. In the wrong one there are no such entries.
  const entry = entriesAt(bytes, 12, true).get(tag) ?? entriesAt(bytes, 12, false).get(tag);
  return entry && entry.value > 0 && entry.value < SONY_NONE ? { sequence: entry.value } : {};
}

interface NoteEntry {
  count: number;
  /** A short or long that lies in the entry itself. */
  value: number;
  offset: number;
}

function entriesAt(bytes: Buffer, at: number, little: boolean): Map<number, NoteEntry> {
  const entries = new Map<number, NoteEntry>();
  const short = (from: number) => (little ? bytes.readUInt16LE(from) : bytes.readUInt16BE(from));
  const long = (from: number) => (little ? bytes.readUInt32LE(from) : bytes.readUInt32BE(from));
  if (at + 2 > bytes.length) return entries;
  const count = short(at);
  if (count > MAX_ENTRIES) return entries;
  for (let row = at + 2; row + 12 <= Math.min(bytes.length, at + 2 + count * 12); row += 12) {
    const value = short(row + 2) === 3 ? short(row + 8) : long(row + 8);
    entries.set(short(row), { count: long(row + 4), value, offset: long(row + 8) });
  }
  return entries;
}

/** The lens by Canon's or Nikon's note at `noteAt` of the TIFF at `tiffAt`; undefined where it tells none. Throws MissingRange. */
export function readNoteLens(bytes: PartialBytes, tiffAt: number, noteAt: number): string | undefined {
  if (bytes.read(noteAt, 6)?.toString('latin1') === 'Nikon\0') {
    const nikon = openTiff(bytes, noteAt + 10);
    const range = nikon?.directory(nikon.firstDirectory)?.entries.get(nikonLens);
    return nikon && range?.type === 5 && range.count === 4 ? lensOfRange(nikon.numbers(range, 4)) : undefined;
  }
  // Canon's note is a directory at once, its offsets those of the photo.
  const name = openTiff(bytes, tiffAt)?.directory(noteAt)?.entries.get(canonLens);
  if (name?.type !== 2) return undefined;
  const text = cleanText(
    bytes.read(name.valueAt, Math.min(name.count, MAX_LENS_CHARACTERS))?.toString('latin1'),
  );
  return text && /\d/.test(text) ? text : undefined;
}
