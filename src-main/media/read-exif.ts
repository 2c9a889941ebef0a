/**
 * Reads the EXIF blocks of a TIFF structure wherever its directories lie (TIFF 6.0, EXIF 2.32), with the names and shapes that exifr gives.
 * For camera RAW: exifr knows not all of its kinds, and reads what lies far behind in the file as if it were in front.
 */
import { ifHere, type PartialBytes } from './partial-bytes';
import type { ExifBlocks } from './read-metadata';
import { type Directory, type Entry, openTiff, type Tiff } from './tiff-previews';

const ifd0Names: Record<number, string> = {
  270: 'ImageDescription',
  271: 'Make',
  272: 'Model',
  274: 'Orientation',
  306: 'ModifyDate',
  315: 'Artist',
  18246: 'Rating',
  33432: 'Copyright',
};
const exifNames: Record<number, string> = {
  33434: 'ExposureTime',
  33437: 'FNumber',
  34855: 'ISO',
  36867: 'DateTimeOriginal',
  36868: 'CreateDate',
  36880: 'OffsetTime',
  36881: 'OffsetTimeOriginal',
  36882: 'OffsetTimeDigitized',
  37521: 'SubSecTimeOriginal',
  37522: 'SubSecTimeDigitized',
  37386: 'FocalLength',
  40962: 'ExifImageWidth',
  40963: 'ExifImageHeight',
  42033: 'SerialNumber',
  42034: 'LensInfo',
  42036: 'LensModel',
};
const gpsNames: Record<number, string> = {
  1: 'GPSLatitudeRef',
  2: 'GPSLatitude',
  3: 'GPSLongitudeRef',
  4: 'GPSLongitude',
  5: 'GPSAltitudeRef',
  6: 'GPSAltitude',
};
const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const XMP = 0x02bc;
const MAX_TEXT_BYTES = 4096;
const MAX_XMP_BYTES = 2_000_000;
const MAX_NUMBERS = 16;

/** `tiffAt`: where the byte-order mark lies. What lies beyond the bytes at hand is left out. */
export function readExif(bytes: PartialBytes, tiffAt: number): ExifBlocks & { xmpText?: string } {
  const tiff = ifHere(() => openTiff(bytes, tiffAt));
  const main = tiff && ifHere(() => tiff.directory(tiff.firstDirectory)?.entries);
  if (!tiff || !main) return {};
  const inside = (tag: number): Directory => {
    const at = tiff.number(main, tag);
    return (at !== undefined && ifHere(() => tiff.directory(tiffAt + at)?.entries)) || new Map();
  };
  const packet = main.get(XMP);
  const xmp = packet && ifHere(() => bytes.read(packet.valueAt, Math.min(packet.count, MAX_XMP_BYTES)));
  return {
    ifd0: named(bytes, tiff, main, ifd0Names),
    exif: named(bytes, tiff, inside(EXIF_DIRECTORY), exifNames),
    gps: named(bytes, tiff, inside(GPS_DIRECTORY), gpsNames),
    ...(xmp && { xmpText: xmp.toString('utf8') }),
  };
}

function named(
  bytes: PartialBytes,
  tiff: Tiff,
  directory: Directory,
  names: Record<number, string>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [tag, entry] of directory) {
    const name = names[tag];
    if (name !== undefined) values[name] = ifHere(() => contentOf(bytes, tiff, entry));
  }
  return values;
}

function contentOf(bytes: PartialBytes, tiff: Tiff, entry: Entry): unknown {
  if (entry.type === 2)
    return bytes.read(entry.valueAt, Math.min(entry.count, MAX_TEXT_BYTES))?.toString('utf8');
  if (entry.type === 1 || entry.type === 7)
    return bytes.read(entry.valueAt, Math.min(entry.count, MAX_NUMBERS));
  const numbers = tiff.numbers(entry, MAX_NUMBERS);
  return numbers.length === 1 ? numbers[0] : numbers;
}
