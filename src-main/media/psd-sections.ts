/** Where things lie in a Photoshop file (Adobe Photoshop File Formats Specification): its head, its resources, its flattened picture. */
import type { PartialBytes } from './partial-bytes';
import type { EmbeddedPreview } from './tiff-previews';

export interface PsdHead {
  channels: number;
  widthPx: number;
  heightPx: number;
  bitsPerChannel: number;
  /** 0 bitmap, 1 grey, 2 indexed, 3 RGB, 4 CMYK, 7 multichannel, 8 duotone, 9 Lab. */
  mode: number;
  /** PSB: lengths of 32 bits become 64, those of rows 32. */
  isLarge: boolean;
}
interface Place {
  start: number;
  sizeBytes: number;
}
export interface PsdSections {
  head: PsdHead;
  palette: Place;
  resources: Map<number, Place>;
  /** Of the flattened picture, whose first two bytes tell its compression. */
  pictureAt: number;
}

export const psdResource = {
  iptc: 1028,
  stamp: 1036,
  icc: 1039,
  version: 1057,
  exif: 1058,
  xmp: 1060,
} as const;
const MAX_RESOURCES = 500;
const MAX_SIDE_PX = 300_000;
/** Before the JPEG of the stamp: format, sizes, bits. */
const STAMP_HEAD_BYTES = 28;

/** null when it is none. Throws MissingRange. */
export function psdSections(bytes: PartialBytes): PsdSections | null {
  const top = bytes.read(0, 30);
  const version = top?.readUInt16BE(4);
  if (top?.toString('latin1', 0, 4) !== '8BPS' || (version !== 1 && version !== 2)) return null;
  const head: PsdHead = {
    channels: top.readUInt16BE(12),
    heightPx: top.readUInt32BE(14),
    widthPx: top.readUInt32BE(18),
    bitsPerChannel: top.readUInt16BE(22),
    mode: top.readUInt16BE(24),
    isLarge: version === 2,
  };
  const sides = [head.widthPx, head.heightPx];
  if (sides.some((px) => px < 1 || px > MAX_SIDE_PX) || head.channels < 1 || head.channels > 56) return null;
  const palette = { start: 30, sizeBytes: top.readUInt32BE(26) };
  const resourcesAt = palette.start + palette.sizeBytes;
  const resourceBytes = bytes.read(resourcesAt, 4)?.readUInt32BE(0);
  if (resourceBytes === undefined) return null;
  const layersAt = resourcesAt + 4 + resourceBytes;
  return {
    head,
    palette,
    resources: resourcesIn(bytes, resourcesAt + 4, layersAt),
    // Told in 32 bits, and in 64 in large files; what cannot be read leads to no picture.
    pictureAt: afterLayers(bytes, layersAt, head.isLarge),
  };
}

function afterLayers(bytes: PartialBytes, at: number, isLarge: boolean): number {
  if (at + (isLarge ? 8 : 4) > bytes.sizeBytes) return bytes.sizeBytes;
  try {
    const told = isLarge ? Number(bytes.read(at, 8)?.readBigUInt64BE(0)) : bytes.read(at, 4)?.readUInt32BE(0);
    return Math.min(bytes.sizeBytes, at + (isLarge ? 8 : 4) + (told ?? 0));
  } catch {
    return bytes.sizeBytes; // not among the ranges at hand: nobody asks for the picture then
  }
}

function resourcesIn(bytes: PartialBytes, start: number, end: number): Map<number, Place> {
  const found = new Map<number, Place>();
  let at = start;
  for (let count = 0; count < MAX_RESOURCES && at + 12 <= end; count += 1) {
    const head = bytes.read(at, 8);
    const magic = head?.toString('latin1', 0, 4);
    if (!head || (magic !== '8BIM' && magic !== 'MeSa' && magic !== 'AgHg' && magic !== 'PHUT')) break;
    // A Pascal string, padded to an even length, its own length byte counted.
    const nameBytes = ((head[6] ?? 0) + 2) & ~1;
    const sizeBytes = bytes.read(at + 6 + nameBytes, 4)?.readUInt32BE(0);
    if (sizeBytes === undefined) break;
    const from = at + 6 + nameBytes + 4;
    if (from + sizeBytes > end) break;
    if (!found.has(head.readUInt16BE(4))) found.set(head.readUInt16BE(4), { start: from, sizeBytes });
    at = from + sizeBytes + (sizeBytes % 2);
  }
  return found;
}

/** The small JPEG that Photoshop draws for file managers. */
export function psdStamp(bytes: PartialBytes, { resources }: PsdSections): EmbeddedPreview | null {
  const place = resources.get(psdResource.stamp);
  const head = place && place.sizeBytes > STAMP_HEAD_BYTES ? bytes.read(place.start, STAMP_HEAD_BYTES) : null;
  if (!place || head?.readUInt32BE(0) !== 1) return null;
  return {
    start: place.start + STAMP_HEAD_BYTES,
    sizeBytes: place.sizeBytes - STAMP_HEAD_BYTES,
    longPx: Math.max(head.readUInt32BE(4), head.readUInt32BE(8)),
  };
}

/** The bytes of a resource, at most 4 MB of them; null where there is none. */
export function psdResourceBytes(bytes: PartialBytes, sections: PsdSections, id: number): Buffer | null {
  const place = sections.resources.get(id);
  return place && place.sizeBytes > 0 && place.sizeBytes <= 4_000_000
    ? bytes.read(place.start, place.sizeBytes)
    : null;
}

/** False where the file was saved without its flattened picture: what lies there then is white. */
export function hasFlattened(bytes: PartialBytes, sections: PsdSections): boolean {
  return psdResourceBytes(bytes, sections, psdResource.version)?.[4] !== 0;
}
