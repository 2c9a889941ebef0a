/** Finds what a HEIF file keeps beside its pictures: EXIF, XMP, the colours (ISO/IEC 14496-12, 23008-12). Files are not trusted. */
import { bt2020, displayP3 } from './colour-profiles';
import type { PartialBytes } from './partial-bytes';
import { type Box, boxesIn } from './raw-containers';

interface Place {
  start: number;
  sizeBytes: number;
}
export interface HeifItems {
  /** Where the TIFF structure of its EXIF begins. */
  tiffAt: number | null;
  xmp: Place | null;
}
export interface HeifColour {
  icc: Uint8Array | null;
  /** Its numbers are those of ITU-R BT.2100's perceptual quantizer: light as it is, not as a screen shows it. */
  isPerceptualQuantizer: boolean;
}

const MAX_ITEMS = 1000;
/** Primaries and transfer of ITU-T H.273. */
const PRIMARIES_2020 = 9;
const PRIMARIES_P3 = 12;
const TRANSFER_PQ = 16;

/** Throws MissingRange. */
export function heifItems(bytes: PartialBytes): HeifItems {
  const found: HeifItems = { tiffAt: null, xmp: null };
  const meta = metaOf(bytes);
  const infos = meta && child(bytes, meta, 'iinf');
  const locations = meta && child(bytes, meta, 'iloc');
  if (!infos || !locations) return found;
  const wanted = new Map<number, 'exif' | 'xmp'>();
  // Version and flags, then a count of 16 or 32 bits.
  const first = infos.contentAt + (bytes.read(infos.contentAt, 1)?.[0] === 0 ? 6 : 8);
  for (const box of boxesIn(bytes, first, infos.end, MAX_ITEMS)) {
    const info =
      box.type === 'infe' ? bytes.read(box.contentAt, Math.min(64, box.end - box.contentAt)) : null;
    const version = info?.[0];
    if (!info || info.length < (version === 3 ? 14 : 12) || (version !== 2 && version !== 3)) continue;
    const wide = version === 3 ? 2 : 0;
    const id = wide ? info.readUInt32BE(4) : info.readUInt16BE(4);
    const type = info.toString('latin1', 8 + wide, 12 + wide);
    if (type === 'Exif') wanted.set(id, 'exif');
    if (type === 'mime' && info.includes('application/rdf+xml')) wanted.set(id, 'xmp');
  }
  for (const [id, place] of placesOf(bytes, locations, wanted)) {
    if (wanted.get(id) === 'xmp') found.xmp ??= place;
    else found.tiffAt ??= tiffIn(bytes, place);
  }
  return found;
}

/** The TIFF structure follows a number of bytes that the item's first four tell. */
function tiffIn(bytes: PartialBytes, { start, sizeBytes }: Place): number | null {
  const skipped = sizeBytes > 12 ? bytes.read(start, 4)?.readUInt32BE(0) : undefined;
  return skipped !== undefined && skipped < sizeBytes ? start + 4 + skipped : null;
}

/** Of items that lie in the file itself, in one piece. */
function placesOf(bytes: PartialBytes, box: Box, wanted: ReadonlyMap<number, unknown>): Map<number, Place> {
  const places = new Map<number, Place>();
  const table = bytes.read(box.contentAt, Math.min(box.end - box.contentAt, 256 * 1024));
  if (!table || table.length < 8) return places;
  const version = table[0] as number;
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [
    (table[4] as number) >> 4,
    (table[4] as number) & 15,
    (table[5] as number) >> 4,
    version > 0 ? (table[5] as number) & 15 : 0,
  ];
  let at = 6;
  const number = (size: number): number => {
    if (at + size > table.length) throw new RangeError('the list of items ends early');
    at += size;
    if (size === 8) return Number(table.readBigUInt64BE(at - 8));
    return size === 0 ? 0 : table.readUIntBE(at - size, Math.min(size, 6));
  };
  try {
    const idBytes = version < 2 ? 2 : 4;
    for (let count = Math.min(number(idBytes), MAX_ITEMS); count > 0; count -= 1) {
      const id = number(idBytes);
      const method = version > 0 ? number(2) & 15 : 0;
      number(2);
      const base = number(baseBytes);
      const extents = number(2);
      let place: Place | null = null;
      for (let extent = 0; extent < extents; extent += 1) {
        number(indexBytes);
        const start = base + number(offsetBytes);
        const sizeBytes = number(lengthBytes);
        place ??= { start, sizeBytes };
      }
      if (place && method === 0 && extents === 1 && wanted.has(id)) places.set(id, place);
    }
  } catch {
    // What was found before it ends counts.
  }
  return places;
}

/** The first profile among the item properties: the photo's; its tiles and stamp share it. */
export function heifColour(bytes: PartialBytes): HeifColour {
  const colour: HeifColour = { icc: null, isPerceptualQuantizer: false };
  const meta = metaOf(bytes);
  const properties = meta && child(bytes, meta, 'iprp');
  const container = properties && child(bytes, properties, 'ipco');
  if (!container) return colour;
  for (const box of boxesIn(bytes, container.contentAt, container.end, MAX_ITEMS)) {
    if (box.type !== 'colr' || box.end - box.contentAt < 8) continue;
    const kind = bytes.read(box.contentAt, 4)?.toString('latin1');
    if (kind === 'prof' || kind === 'rICC')
      return { ...colour, icc: bytes.read(box.contentAt + 4, box.end - box.contentAt - 4) };
    const named = kind === 'nclx' ? bytes.read(box.contentAt + 4, 4) : null;
    const primaries = named?.readUInt16BE(0);
    if (primaries === PRIMARIES_P3) colour.icc = displayP3();
    if (primaries === PRIMARIES_2020) colour.icc = bt2020();
    if (named?.readUInt16BE(2) === TRANSFER_PQ) colour.isPerceptualQuantizer = true;
  }
  return colour;
}

/** Its content, behind version and flags. */
function metaOf(bytes: PartialBytes): Pick<Box, 'contentAt' | 'end'> | undefined {
  const meta = child(bytes, { contentAt: 0, end: bytes.sizeBytes }, 'meta');
  return meta && { contentAt: meta.contentAt + 4, end: meta.end };
}

function child(bytes: PartialBytes, parent: Pick<Box, 'contentAt' | 'end'>, type: string): Box | undefined {
  for (const box of boxesIn(bytes, parent.contentAt, parent.end)) if (box.type === type) return box;
  return undefined;
}
