/**
 * Finds the JPEG previews in a TIFF structure: in EXIF (TIFF 6.0, EXIF 2.32) and in the camera RAW files that are TIFF with other names (CR2,
 * NEF, ARW, DNG, PEF, SRW, ORF, RW2). Files are not trusted: directories are visited once and counted, offsets outside lead nowhere.
 */
import type { PartialBytes } from './partial-bytes';

export interface EmbeddedPreview {
  start: number;
  sizeBytes: number;
  /** Long side; guessed from its bytes where the file does not say. */
  longPx: number;
}
export interface TiffFacts {
  previews: EmbeddedPreview[];
  /** EXIF orientation 1..8. */
  orientation: number;
  /** Of the sensor's picture as it lies in the file; null where no directory holds one. */
  rawSize: RawSize | null;
  /** EXIF's maker note, for its place in the object. */
  makerNote: { start: number; sizeBytes: number } | null;
}
export interface RawSize {
  widthPx: number;
  heightPx: number;
  /** The file names the part of it that is the photo; else a rim may be counted in. */
  exact: boolean;
}

/** A RAW file has about five; an endless chain has more. */
const MAX_DIRECTORIES = 32;
const MAX_ENTRIES = 512;
const MAX_SUB_DIRECTORIES = 16;
/** JPEG needs some 600 bytes for its tables alone. */
const SMALLEST_PREVIEW_BYTES = 256;

const tag = {
  width: 0x0100,
  height: 0x0101,
  compression: 0x0103,
  photometric: 0x0106,
  stripOffsets: 0x0111,
  orientation: 0x0112,
  defaultCropSize: 0xc620,
  panasonicTop: 0x0004,
  panasonicLeft: 0x0005,
  panasonicBottom: 0x0006,
  panasonicRight: 0x0007,
  stripByteCounts: 0x0117,
  subDirectories: 0x014a,
  jpegStart: 0x0201,
  jpegBytes: 0x0202,
  exifDirectory: 0x8769,
  interoperability: 0xa005,
  interoperabilityIndex: 0x0001,
  makerNote: 0x927c,
  panasonicJpeg: 0x002e,
  nikonPreviewDirectory: 0x0011,
  olympusCameraSettings: 0x2020,
  olympusPreviewStart: 0x0101,
  olympusPreviewBytes: 0x0102,
} as const;

/** Old-style and new-style JPEG (TIFF 6.0 and its Technical Note 2). */
const jpegCompressions = [6, 7];
/** RGB and YCbCr are pictures; colour filter arrays and linear raw are lossless JPEG that nothing here decodes. */
const picturePhotometrics = [2, 6];
/** Colour filter array and linear raw (DNG 1.7). */
const rawPhotometrics = [32803, 34892];
const bytesOfType: Partial<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 13: 4 };
/** No sensor has fewer or more columns. */
const SENSOR_PX: [number, number] = [64, 100_000];

/** Stamps of 160 x 120 have 3 to 15 KB; larger previews take about 0.17 bytes a pixel of a 3:2 picture. */
export const guessedLongPx = (sizeBytes: number): number =>
  sizeBytes < 20_000 ? 160 : Math.round(Math.sqrt(sizeBytes * 9));

export interface Entry {
  type: number;
  count: number;
  /** Where the value lies in the object. */
  valueAt: number;
}
export type Directory = Map<number, Entry>;

/** `tiffAt`: where the byte-order mark lies in the object. null when there is none. */
export function tiffPreviews(bytes: PartialBytes, tiffAt: number): TiffFacts | null {
  const tiff = openTiff(bytes, tiffAt);
  if (!tiff) return null;
  const previews: EmbeddedPreview[] = [];
  let orientation: number | undefined;
  let rawSize: RawSize | null = null;
  let makerNote: TiffFacts['makerNote'] = null;
  const waiting = [tiff.firstDirectory];
  const seen = new Set<number>();
  while (waiting.length > 0 && seen.size < MAX_DIRECTORIES) {
    const at = waiting.shift() ?? 0;
    if (at === tiffAt || seen.has(at)) continue;
    seen.add(at);
    const found = tiff.directory(at);
    if (!found) continue;
    const { entries, next } = found;
    orientation ??= tiff.number(entries, tag.orientation);
    previews.push(...previewsOf(tiff, entries));
    const sensor = sensorSize(tiff, entries);
    if (sensor && sensor.widthPx * sensor.heightPx > (rawSize ? rawSize.widthPx * rawSize.heightPx : 0))
      rawSize = sensor;
    const subDirectories = entries.get(tag.subDirectories);
    if (subDirectories)
      waiting.push(...tiff.numbers(subDirectories, MAX_SUB_DIRECTORIES).map((to) => tiffAt + to));
    const exif = tiff.number(entries, tag.exifDirectory);
    if (exif !== undefined) {
      const note = tiff.directory(tiffAt + exif)?.entries.get(tag.makerNote);
      if (note) {
        makerNote ??= { start: note.valueAt, sizeBytes: note.count };
        previews.push(...makerPreviews(bytes, note.valueAt));
      }
    }
    if (next !== 0) waiting.push(tiffAt + next);
  }
  return {
    previews: previews.filter(
      (one) =>
        Number.isSafeInteger(one.start + one.sizeBytes) &&
        one.sizeBytes >= SMALLEST_PREVIEW_BYTES &&
        one.start > 0 &&
        one.start + one.sizeBytes <= bytes.sizeBytes,
    ),
    orientation: orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : 1,
    rawSize,
    makerNote,
  };
}

/** At most so much of a note: its directory lies in front. */
const MAX_NOTE_BYTES = 64 * 1024;

/** EXIF's maker note of the TIFF structure at `at`; null where there is none. Throws MissingRange. */
export function makerNoteIn(bytes: PartialBytes, at: number): Buffer | null {
  const tiff = openTiff(bytes, at);
  const exif = tiff?.number(tiff.directory(tiff.firstDirectory)?.entries ?? new Map(), tag.exifDirectory);
  const note = exif ? tiff?.directory(at + exif)?.entries.get(tag.makerNote) : undefined;
  return note ? bytes.read(note.valueAt, Math.min(note.count, MAX_NOTE_BYTES)) : null;
}

const DCF_ADOBE = 'R03';

/** A camera's word, in EXIF's interoperability directory, that the pixels are Adobe RGB (DCF 2.0, 4.4). Throws MissingRange. */
export function isDcfAdobe(bytes: PartialBytes): boolean {
  const tiff = openTiff(bytes, 0);
  const inside = (at: number | undefined): Directory | undefined =>
    at ? tiff?.directory(at)?.entries : undefined;
  const number = (entries: Directory | undefined, wanted: number) => entries && tiff?.number(entries, wanted);
  const exif = inside(number(inside(tiff?.firstDirectory), tag.exifDirectory));
  const index = inside(number(exif, tag.interoperability))?.get(tag.interoperabilityIndex);
  return index?.type === 2 && bytes.read(index.valueAt, 3)?.toString('latin1') === DCF_ADOBE;
}

/** null for a directory that holds no sensor's picture. */
function sensorSize(tiff: Tiff, entries: Directory): RawSize | null {
  const [top = 0, left = 0, bottom = 0, right = 0] = [
    tag.panasonicTop,
    tag.panasonicLeft,
    tag.panasonicBottom,
    tag.panasonicRight,
  ].map((border) => tiff.number(entries, border));
  const isPanasonic = entries.has(tag.panasonicJpeg) && right > left && bottom > top;
  if (isPanasonic) return plausible(right - left, bottom - top, true);
  if (!rawPhotometrics.includes(tiff.number(entries, tag.photometric) ?? 0)) return null;
  const crop = entries.get(tag.defaultCropSize);
  const [cropWidth = 0, cropHeight = 0] = crop?.count === 2 ? tiff.numbers(crop, 2) : [];
  return (
    plausible(Math.round(cropWidth), Math.round(cropHeight), true) ??
    plausible(tiff.number(entries, tag.width) ?? 0, tiff.number(entries, tag.height) ?? 0, false)
  );
}

function plausible(widthPx: number, heightPx: number, exact: boolean): RawSize | null {
  const [least, most] = SENSOR_PX;
  const fits = [widthPx, heightPx].every((px) => px >= least && px <= most);
  return fits ? { widthPx, heightPx, exact } : null;
}

export interface Tiff {
  at: number;
  firstDirectory: number;
  directory(at: number): { entries: Directory; next: number } | null;
  number(entries: Directory, wanted: number): number | undefined;
  numbers(entry: Entry, most: number): number[];
}

/** null without a byte-order mark at `at`. */
export function openTiff(bytes: PartialBytes, at: number): Tiff | null {
  const head = bytes.read(at, 8);
  const order = head?.toString('latin1', 0, 2);
  if (!head || (order !== 'II' && order !== 'MM')) return null;
  return tiffAt(
    bytes,
    at,
    order === 'II',
    at + (order === 'II' ? head.readUInt32LE(4) : head.readUInt32BE(4)),
  );
}

/** A TIFF whose offsets count from `at`; `little`: its byte order. */
function tiffAt(bytes: PartialBytes, at: number, little: boolean, firstDirectory: number): Tiff {
  const short = (from: Buffer, offset: number) =>
    little ? from.readUInt16LE(offset) : from.readUInt16BE(offset);
  const long = (from: Buffer, offset: number) =>
    little ? from.readUInt32LE(offset) : from.readUInt32BE(offset);
  const numbers = (entry: Entry, most: number): number[] => {
    if (![3, 4, 5, 13].includes(entry.type)) return [];
    const size = bytesOfType[entry.type] ?? 4;
    const count = Math.min(entry.count, most);
    const values = bytes.read(entry.valueAt, size * count);
    return Array.from({ length: values ? count : 0 }, (_, index) => {
      if (!values) return 0;
      if (size === 2) return short(values, index * 2);
      return size === 4
        ? long(values, index * 4)
        : long(values, index * 8) / (long(values, index * 8 + 4) || 1);
    });
  };
  return {
    at,
    firstDirectory,
    numbers,
    number(entries, wanted) {
      const entry = entries.get(wanted);
      return entry?.count === 1 ? numbers(entry, 1)[0] : undefined;
    },
    directory(where) {
      const counted = bytes.read(where, 2);
      const count = counted ? short(counted, 0) : 0;
      if (count === 0 || count > MAX_ENTRIES) return null;
      const rows = bytes.read(where + 2, count * 12);
      if (!rows) return null;
      const entries: Directory = new Map();
      for (let row = 0; row < count; row += 1) {
        const type = short(rows, row * 12 + 2);
        const items = long(rows, row * 12 + 4);
        const inline = (bytesOfType[type] ?? 8) * items <= 4;
        const valueAt = inline ? where + 2 + row * 12 + 8 : at + long(rows, row * 12 + 8);
        entries.set(short(rows, row * 12), { type, count: items, valueAt });
      }
      // A file cut off after its last directory has none after it.
      const after = bytes.read(where + 2 + count * 12, 4);
      return { entries, next: after ? long(after, 0) : 0 };
    },
  };
}

function previewsOf(tiff: Tiff, entries: Directory): EmbeddedPreview[] {
  const width = tiff.number(entries, tag.width) ?? 0;
  const height = tiff.number(entries, tag.height) ?? 0;
  const found = (
    start: number | undefined,
    sizeBytes: number | undefined,
    longPx: number,
  ): EmbeddedPreview[] =>
    start !== undefined && sizeBytes !== undefined
      ? [{ start: tiff.at + start, sizeBytes, longPx: longPx || guessedLongPx(sizeBytes) }]
      : [];
  const panasonic = entries.get(tag.panasonicJpeg);
  const isPicture =
    jpegCompressions.includes(tiff.number(entries, tag.compression) ?? 0) &&
    picturePhotometrics.includes(tiff.number(entries, tag.photometric) ?? 6) &&
    width > 0 &&
    height > 0;
  return [
    // Its directory's width is that of the RAW in some makes: only the bytes tell.
    ...found(tiff.number(entries, tag.jpegStart), tiff.number(entries, tag.jpegBytes), 0),
    ...(isPicture
      ? found(
          tiff.number(entries, tag.stripOffsets),
          tiff.number(entries, tag.stripByteCounts),
          Math.max(width, height),
        )
      : []),
    ...(panasonic?.type === 7 && panasonic.count > 4
      ? found(panasonic.valueAt - tiff.at, panasonic.count, 0)
      : []),
  ];
}

/** Nikon and Olympus keep the preview of middling size in their maker note (as ExifTool's tag tables tell). */
function makerPreviews(bytes: PartialBytes, noteAt: number): EmbeddedPreview[] {
  const head = bytes.read(noteAt, 18);
  const name = head?.toString('latin1', 0, 12) ?? '';
  if (name.startsWith('Nikon\0')) {
    const nikon = openTiff(bytes, noteAt + 10);
    const directory = nikon?.directory(nikon.firstDirectory);
    const previewAt = nikon && directory && nikon.number(directory.entries, tag.nikonPreviewDirectory);
    const preview = previewAt ? nikon.directory(nikon.at + previewAt) : null;
    return nikon && preview ? previewsOf(nikon, preview.entries) : [];
  }
  const olympusAt = name.startsWith('OLYMPUS\0') ? 12 : name.startsWith('OM SYSTEM\0') ? 16 : 0;
  if (olympusAt === 0) return [];
  const little = head?.toString('latin1', olympusAt - 4, olympusAt - 2) === 'II';
  const olympus = tiffAt(bytes, noteAt, little, noteAt + olympusAt);
  const note = olympus.directory(olympus.firstDirectory);
  const settingsAt = note && olympus.number(note.entries, tag.olympusCameraSettings);
  const settings = settingsAt ? olympus.directory(noteAt + settingsAt) : null;
  const start = settings && olympus.number(settings.entries, tag.olympusPreviewStart);
  const sizeBytes = settings && olympus.number(settings.entries, tag.olympusPreviewBytes);
  return start && sizeBytes ? [{ start: noteAt + start, sizeBytes, longPx: guessedLongPx(sizeBytes) }] : [];
}
