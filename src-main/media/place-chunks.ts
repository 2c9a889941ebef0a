/** Takes the place out of PNG (ISO/IEC 15948) and WebP (RIFF): chunks that are not known and not needed for the picture are emptied. */
import { crc32 } from 'node:zlib';
import { type Cleaners, type Draft, isBlank, slice, Unclear } from './place-draft';
import { speaksOfPlace } from './place-words';

const pictureChunks = new Set(
  (
    'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCv mDCV cLLi cLLI bKGD hIST pHYs sPLT tIME acTL ' +
    'fcTL fdAT oFFs pCAL sCAL sTER gIFg iDOT'
  ).split(' '),
);
/** Ancillary, private, safe to copy: no program reads it. */
const EMPTY_CHUNK = 'blNk';
const XMP_KEYWORD = 'XML:com.adobe.xmp\0';
const MAX_CHUNKS = 500_000;

export function cleanPng(draft: Draft, parts: Cleaners): void {
  let at = 8;
  for (let count = 0; count < MAX_CHUNKS; count += 1) {
    const head = draft.read(at, 8);
    const size = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (!/^[A-Za-z]{4}$/.test(type)) throw new Unclear('structure', 'a chunk without a name');
    // Also proves that all of it is there.
    draft.read(at + 8 + size, 4);
    if (!pictureChunks.has(type)) {
      if (type[0] === type[0]?.toUpperCase()) throw new Unclear('hidden', 'a chunk that is not known');
      cleanPngChunk(draft, at, type, size, parts);
    }
    at += 12 + size;
    if (type !== 'IEND') continue;
    if (!isBlank(draft, at, draft.sizeBytes)) throw new Unclear('hidden', 'unknown data behind the picture');
    return;
  }
  throw new Unclear('structure', 'too many chunks');
}

function cleanPngChunk(draft: Draft, at: number, type: string, size: number, parts: Cleaners): void {
  const content = slice(draft, at + 8, size);
  const before = content.read(0, size);
  const empty = (): void => {
    draft.write(at + 4, Buffer.from(EMPTY_CHUNK, 'latin1'));
    content.clear(0, size);
  };
  const text = before.toString('latin1');
  if (type === 'eXIf') parts.tiff(text.startsWith('Exif\0\0') ? slice(content, 6, size - 6) : content);
  else if (type === 'iTXt' && text.startsWith(`${XMP_KEYWORD}\0`)) {
    // Keyword, not compressed, language, translated keyword, text.
    const language = XMP_KEYWORD.length + 2;
    const translated = text.indexOf('\0', language) + 1;
    const from = translated === 0 ? 0 : text.indexOf('\0', translated) + 1;
    if (from === 0) throw new Unclear('structure', 'XMP without a beginning');
    parts.xmp(slice(content, from, size - from));
  } else if (
    type !== 'tEXt' ||
    /^Raw profile/i.test(text) ||
    speaksOfPlace(text) ||
    text.includes('<x:xmpmeta')
  )
    // Also words that are compressed: they could be looked at, but not changed in their place.
    empty();
  else if (text.split('\0').some(speaksOfPlace)) empty();
  if (content.read(0, size).equals(before)) return;
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(draft.read(at + 4, 4 + size)));
  draft.write(at + 8 + size, sum);
}

const webpPicture = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

export function cleanWebp(draft: Draft, parts: Cleaners): void {
  const end = 8 + draft.read(4, 4).readUInt32LE(0);
  if (end > draft.sizeBytes) throw new Unclear('structure', 'a WebP that is cut off');
  let at = 12;
  for (let count = 0; at + 8 <= end; count += 1) {
    if (count > MAX_CHUNKS) throw new Unclear('structure', 'too many chunks');
    const head = draft.read(at, 8);
    const type = head.toString('latin1', 0, 4);
    const size = head.readUInt32LE(4);
    if (at + 8 + size > end) throw new Unclear('structure', 'a WebP that is cut off');
    const content = slice(draft, at + 8, size);
    if (type === 'EXIF') {
      const marked = size > 6 && content.read(0, 6).toString('latin1') === 'Exif\0\0';
      parts.tiff(marked ? slice(content, 6, size - 6) : content);
    } else if (type === 'XMP ') parts.xmp(content);
    else if (!webpPicture.has(type)) content.clear(0, size);
    at += 8 + size + (size % 2);
  }
  if (!isBlank(draft, Math.min(at, end), draft.sizeBytes))
    throw new Unclear('hidden', 'unknown data behind the picture');
}
