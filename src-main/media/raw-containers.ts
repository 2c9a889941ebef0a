/** Finds previews and EXIF in the camera RAW files that are no TIFF: Canon CR3 (boxes of ISO/IEC 14496-12) and Fujifilm RAF. */
import type { PartialBytes } from './partial-bytes';
import { type EmbeddedPreview, guessedLongPx, type RawSize } from './tiff-previews';

/** Boxes of Canon's own, by their UUID as the first bytes of a `uuid` box. */
const CANON_METADATA = '85c0b687820f11e08111f4ce462b6a48';
const CANON_PREVIEW = 'eaf42b5e1c984b88b9fbb7dc406e4d16';
const MAX_BOXES = 64;
/** Head of a preview box before its JPEG, and some. */
const PREVIEW_HEAD_BYTES = 64;
/** No camera writes a larger preview. */
const MAX_TOLD_PX = 20_000;

export interface CanonPreviews {
  previews: EmbeddedPreview[];
  /** Small TIFF structures, by the directory of EXIF that each one is. */
  tiffs: { ifd0: Buffer | null; exif: Buffer | null; gps: Buffer | null };
}

export interface Box {
  type: string;
  start: number;
  contentAt: number;
  end: number;
}

export function* boxesIn(bytes: PartialBytes, start: number, end: number, most = MAX_BOXES): Generator<Box> {
  let at = start;
  for (let count = 0; count < most && at + 8 <= end; count += 1) {
    const head = bytes.read(at, 8);
    if (!head) return;
    let size = head.readUInt32BE(0);
    let contentAt = at + 8;
    if (size === 1) {
      const long = bytes.read(at + 8, 8)?.readBigUInt64BE(0) ?? 0n;
      size = long > BigInt(Number.MAX_SAFE_INTEGER) ? 0 : Number(long);
      contentAt += 8;
    }
    if (size < contentAt - at || at + size > end) return;
    yield { type: head.toString('latin1', 4, 8), start: at, contentAt, end: at + size };
    at += size;
  }
}

/** Of a file that is a CR3 by its brand. */
export function canonPreviews(bytes: PartialBytes): CanonPreviews {
  const found: CanonPreviews = { previews: [], tiffs: { ifd0: null, exif: null, gps: null } };
  for (const box of boxesIn(bytes, 0, bytes.sizeBytes)) {
    if (box.type === 'moov') readMovie(bytes, box, found);
    if (!isUuid(bytes, box, CANON_PREVIEW)) continue;
    // 16 bytes of UUID, 8 of version and count, then the box of the preview itself. The RAW data follows, of no concern to us.
    addPreviews(bytes, box.contentAt + 24, box.end, 'PRVW', found);
    break;
  }
  return found;
}

function readMovie(bytes: PartialBytes, movie: Box, found: CanonPreviews): void {
  for (const box of boxesIn(bytes, movie.contentAt, movie.end)) {
    if (!isUuid(bytes, box, CANON_METADATA)) continue;
    for (const inner of boxesIn(bytes, box.contentAt + 16, box.end)) {
      const content = () => bytes.read(inner.contentAt, inner.end - inner.contentAt);
      if (inner.type === 'CMT1') found.tiffs.ifd0 = content();
      if (inner.type === 'CMT2') found.tiffs.exif = content();
      if (inner.type === 'CMT4') found.tiffs.gps = content();
    }
    addPreviews(bytes, box.contentAt + 16, box.end, 'THMB', found);
  }
  for (const box of boxesIn(bytes, movie.contentAt, movie.end)) {
    const jpeg = box.type === 'trak' ? trackJpeg(bytes, box) : null;
    if (jpeg) found.previews.push(jpeg);
    // The first track is the photo as JPEG of full size, the others hold the sensor's data.
    if (box.type === 'trak') break;
  }
}

/** The one sample of a track, where it is a JPEG: its place and size from the track's sample table. */
function trackJpeg(bytes: PartialBytes, track: Box): EmbeddedPreview | null {
  let table: Box | undefined = track;
  for (const type of ['mdia', 'minf', 'stbl']) table = table && childOf(bytes, table, type);
  const [description, sizes, places] = ['stsd', 'stsz', 'co64'].map(
    (type) => table && childOf(bytes, table, type),
  );
  if (!description || !sizes || !places) return null;
  // After version and flags: one size for all samples or a list; a list of places in 64 bits.
  const told = bytes.read(sizes.contentAt, Math.min(16, sizes.end - sizes.contentAt));
  const place = bytes.read(places.contentAt, Math.min(16, places.end - places.contentAt));
  const entry = bytes.read(description.contentAt, Math.min(44, description.end - description.contentAt));
  if (told?.length !== 16 && told?.length !== 12) return null;
  if (place?.length !== 16 || entry?.length !== 44) return null;
  const sizeBytes = told.readUInt32BE(4) || (told.length === 16 ? told.readUInt32BE(12) : 0);
  const start = Number(place.readBigUInt64BE(8));
  const longPx = Math.max(entry.readUInt16BE(40), entry.readUInt16BE(42));
  const isInside = sizeBytes >= 1024 && start > 0 && start + sizeBytes <= bytes.sizeBytes;
  return isInside && longPx <= MAX_TOLD_PX
    ? { start, sizeBytes, longPx: longPx || guessedLongPx(sizeBytes) }
    : null;
}

function childOf(bytes: PartialBytes, parent: Box, type: string): Box | undefined {
  for (const box of boxesIn(bytes, parent.contentAt, parent.end)) if (box.type === type) return box;
  return undefined;
}

const isUuid = (bytes: PartialBytes, box: Box, uuid: string): boolean =>
  box.type === 'uuid' &&
  box.end - box.contentAt > 24 &&
  bytes.read(box.contentAt, 16)?.toString('hex') === uuid;

function addPreviews(
  bytes: PartialBytes,
  start: number,
  end: number,
  type: string,
  found: CanonPreviews,
): void {
  for (const box of boxesIn(bytes, start, end)) {
    const head =
      box.type === type && bytes.read(box.contentAt, Math.min(PREVIEW_HEAD_BYTES, box.end - box.contentAt));
    // Versions of the box differ in where the JPEG begins.
    const jpegAt = head ? head.indexOf('ffd8ff', 'hex') : -1;
    if (jpegAt < 0) continue;
    const sizeBytes = box.end - box.contentAt - jpegAt;
    const width = head ? head.readUInt16BE(type === 'THMB' ? 4 : 6) : 0;
    const height = head ? head.readUInt16BE(type === 'THMB' ? 6 : 8) : 0;
    const told = Math.max(width, height);
    const longPx = told >= 32 && told <= MAX_TOLD_PX ? told : guessedLongPx(sizeBytes);
    found.previews.push({ start: box.contentAt + jpegAt, sizeBytes, longPx });
  }
}

/** The whole JPEG that every RAF carries, by the offsets in its header; null when the header tells nonsense. */
export function fujifilmJpeg(bytes: PartialBytes): EmbeddedPreview | null {
  const header = bytes.read(84, 8);
  const start = header?.readUInt32BE(0) ?? 0;
  const sizeBytes = header?.readUInt32BE(4) ?? 0;
  if (start < 92 || sizeBytes === 0 || start + sizeBytes > bytes.sizeBytes) return null;
  return { start, sizeBytes, longPx: guessedLongPx(sizeBytes) };
}

/** Tags of RAF's own directory, whose place the header tells: height and width of the photo within the sensor, and of the sensor. */
const RAF_CROPPED = 0x0111;
const RAF_FULL = 0x0100;
const MAX_RAF_ENTRIES = 256;

/** null where the directory lies elsewhere or says nonsense. Throws MissingRange. */
export function fujifilmSize(bytes: PartialBytes): RawSize | null {
  let at = bytes.read(92, 4)?.readUInt32BE(0) ?? 0;
  const count = at > 92 ? (bytes.read(at, 4)?.readUInt32BE(0) ?? 0) : 0;
  if (count > MAX_RAF_ENTRIES) return null;
  let size: RawSize | null = null;
  at += 4;
  for (let row = 0; row < count; row += 1) {
    const head = bytes.read(at, 8);
    if (!head) return size;
    const tag = head.readUInt16BE(0);
    if (tag === RAF_CROPPED || (tag === RAF_FULL && !size)) {
      const [heightPx, widthPx] = [head.readUInt16BE(4), head.readUInt16BE(6)];
      if (heightPx > 0 && widthPx > 0) size = { widthPx, heightPx, exact: tag === RAF_CROPPED };
    }
    at += 4 + head.readUInt16BE(2);
  }
  return size;
}
