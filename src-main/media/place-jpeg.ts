/**
 * Takes the place out of a JPEG, and out of what lies behind its picture (other pictures of MPF, a film of a moving photo). Segments that are
 * not known, and are not needed to show the picture, are emptied.
 */
import { createHash } from 'node:crypto';
import { type Cleaners, type Draft, joined, type Piece, slice, Unclear } from './place-draft';
import { speaksOfPlace } from './place-words';

const EXIF = 'Exif\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const MORE_XMP = 'http://ns.adobe.com/xmp/extension/\0';
const PHOTOSHOP = 'Photoshop 3.0\0';
const GUID_BYTES = 32;
const NAME_BYTES = 40;
const MAX_SEGMENTS = 4000;
const MAX_PICTURES = 64;

/** Segments without words: by marker, how they begin. */
const harmless: Record<number, string[]> = {
  224: ['JFIF\0', 'JFXX\0'],
  226: ['ICC_PROFILE\0', 'MPF\0', 'urn:iso:std:iso:ts:21496'],
  238: ['Adobe'],
};

interface Found {
  xmp: Piece[];
  /** Pieces of one long packet, by its name. */
  more: Map<string, Array<Piece & { offset: number; nameAt: number; totalBytes: number }>>;
  photoshop: Piece[];
}

/** Answers the end of the picture; of its head alone when it is not asked about as a whole. */
export function cleanJpeg(draft: Draft, whole: boolean, parts: Cleaners): number {
  const found: Found = { xmp: [], more: new Map(), photoshop: [] };
  if (draft.read(0, 2).readUInt16BE(0) !== 0xffd8) throw new Unclear('structure', 'no JPEG');
  let at = 2;
  for (let count = 0; ; count += 1) {
    if (count > MAX_SEGMENTS) throw new Unclear('structure', 'too many segments');
    const head = draft.read(at, 2);
    const marker = head[1] as number;
    if (head[0] !== 0xff) throw new Unclear('structure', 'bytes between segments');
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    at += 2;
    if (marker === 0xd9) break;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    if (marker === 0x00 || marker === 0xd8) throw new Unclear('structure', 'a marker in a false place');
    const length = draft.read(at, 2).readUInt16BE(0);
    if (length < 2) throw new Unclear('structure', 'a segment of no length');
    const piece = { at: at + 2, length: length - 2 };
    const name = draft.read(piece.at, Math.min(NAME_BYTES, piece.length)).toString('latin1');
    if (marker >= 0xe0 && marker <= 0xef) cleanApp(draft, marker, name, piece, found, parts);
    else if (marker === 0xfe) cleanRemark(draft, piece);
    else checkTable(draft.read(piece.at, piece.length), marker);
    at += length;
    if (marker === 0xda) {
      if (!whole) break;
      at = endOfScan(draft, at);
    }
  }
  for (const one of found.xmp) parts.xmp(joined(draft, [one]));
  for (const [name, pieces] of found.more) cleanLongXmp(draft, name, pieces, found.xmp, parts);
  if (found.photoshop.length > 0) parts.resources(joined(draft, found.photoshop));
  return at;
}

function cleanApp(
  draft: Draft,
  marker: number,
  name: string,
  piece: Piece,
  found: Found,
  parts: Cleaners,
): void {
  const after = (bytes: number): Piece => ({ at: piece.at + bytes, length: piece.length - bytes });
  if (marker === 0xe1 && name.startsWith(EXIF) && piece.length > 6) {
    // The padding byte is not always the zero it should be.
    const { at, length } = after(6);
    parts.tiff(slice(draft, at, length));
  } else if (marker === 0xe1 && name.startsWith(XMP)) found.xmp.push(after(XMP.length));
  else if (marker === 0xe1 && name.startsWith(MORE_XMP)) {
    const headAt = piece.at + MORE_XMP.length;
    const head = draft.read(headAt, GUID_BYTES + 8);
    const guid = head.toString('latin1', 0, GUID_BYTES);
    found.more.set(guid, [
      ...(found.more.get(guid) ?? []),
      {
        ...after(MORE_XMP.length + head.length),
        nameAt: headAt,
        totalBytes: head.readUInt32BE(GUID_BYTES),
        offset: head.readUInt32BE(GUID_BYTES + 4),
      },
    ]);
  } else if (marker === 0xed && name.startsWith(PHOTOSHOP)) found.photoshop.push(after(PHOTOSHOP.length));
  else if (marker === 0xe1 && name.startsWith('FLIR\0')) throw new Unclear('hidden', 'a thermal picture');
  // Residues of JPEG XT belong to the picture; content credentials (JUMBF) tell of it, and hold no longer anyway.
  else if (marker === 0xeb && name.startsWith('JP') && !name.includes('jumb'))
    throw new Unclear('hidden', 'a second layer of the picture');
  else if (!harmless[marker]?.some((start) => name.startsWith(start))) draft.clear(piece.at, piece.length);
}

function cleanRemark(draft: Draft, { at, length }: Piece): void {
  const text = draft.read(at, length).toString('latin1').replace(/\0+$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no text is told by them
  if (/[\0-\x08\x0e-\x1f]/.test(text) || speaksOfPlace(text)) draft.clear(at, length);
}

/** Metadata under a false marker would pass for a table of the decoder. */
function checkTable(bytes: Buffer, marker: number): void {
  const bad = (): never => {
    throw new Unclear('structure', 'a table that is none');
  };
  if (marker === 0xdb || marker === 0xc4) {
    let at = 0;
    while (at < bytes.length) {
      const [high, low] = [(bytes[at] as number) >> 4, (bytes[at] as number) & 15];
      if (high > 1 || low > 3) bad();
      if (marker === 0xdb) at += 1 + 64 * (high + 1);
      else at += 17 + bytes.subarray(at + 1, at + 17).reduce((sum, codes) => sum + codes, 0);
    }
    if (at !== bytes.length) bad();
  } else if (bytes.length > 2 * 256) bad();
}

/** Where the next marker lies that is no restart. */
function endOfScan(draft: Draft, from: number): number {
  for (let at = from; at < draft.sizeBytes; ) {
    const bytes = draft.read(at, Math.min(65_536, draft.sizeBytes - at));
    for (let found = bytes.indexOf(0xff); found >= 0; found = bytes.indexOf(0xff, found + 1)) {
      const next = bytes[found + 1];
      if (next === undefined || next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue;
      return at + found;
    }
    if (at + bytes.length >= draft.sizeBytes) break;
    // Its last byte again: a marker may lie across.
    at += bytes.length - 1;
  }
  throw new Unclear('structure', 'a picture that is cut off');
}

/** It is named by its checksum, which readers compare. */
function cleanLongXmp(
  draft: Draft,
  name: string,
  pieces: Array<Piece & { offset: number; nameAt: number; totalBytes: number }>,
  packets: readonly Piece[],
  parts: Cleaners,
): void {
  pieces.sort((a, b) => a.offset - b.offset);
  let offset = 0;
  for (const piece of pieces) {
    if (piece.offset !== offset) throw new Unclear('structure', 'long XMP with gaps');
    offset += piece.length;
  }
  if (offset !== pieces[0]?.totalBytes) throw new Unclear('structure', 'long XMP that is cut off');
  const long = joined(draft, pieces);
  const before = long.read(0, long.sizeBytes);
  parts.xmp(long);
  const after = long.read(0, long.sizeBytes);
  if (before.equals(after)) return;
  const renamed = Buffer.from(createHash('md5').update(after).digest('hex').toUpperCase(), 'latin1');
  for (const { nameAt } of pieces) draft.write(nameAt, renamed);
  for (const { at, length } of packets) {
    const found = draft.read(at, length).indexOf(name, 0, 'latin1');
    if (found >= 0) draft.write(at + found, renamed);
  }
}

/** What follows the picture: more pictures, a film, or padding. Anything else might be a place in a maker's own way. */
export function cleanBehind(draft: Draft, from: number, parts: Cleaners): void {
  let at = from;
  for (let count = 0; count < MAX_PICTURES; count += 1) {
    at = firstByte(draft, at);
    if (at >= draft.sizeBytes) return;
    const rest = slice(draft, at, draft.sizeBytes - at);
    const head = rest.read(0, Math.min(12, rest.sizeBytes));
    if (head.length >= 12 && head.toString('latin1', 4, 8) === 'ftyp') {
      parts.boxes(rest);
      return;
    }
    // The padding skipped over may have been the mark of the next picture's own first byte.
    if (head.readUIntBE(0, Math.min(3, head.length)) !== 0xffd8ff) break;
    at += parts.jpeg(rest, true);
  }
  throw new Unclear('hidden', 'unknown data behind the picture');
}

/** Behind padding; a `0xff` that begins a picture is none, nor are the zeros before `ftyp`. */
function firstByte(draft: Draft, from: number): number {
  for (let at = from; at < draft.sizeBytes; at += 4096) {
    const bytes = draft.read(at, Math.min(4096 + 8, draft.sizeBytes - at));
    for (let index = 0; index < Math.min(4096, bytes.length); index += 1) {
      const isPicture = bytes[index] === 0xff && bytes[index + 1] === 0xd8;
      const isFilm = bytes.toString('latin1', index + 4, index + 8) === 'ftyp';
      const isPadding = bytes[index] === 0 || bytes[index] === 0xff;
      if (isPicture || isFilm || !isPadding) return at + index;
    }
  }
  return draft.sizeBytes;
}
