/** Reads what a photo says about itself: size and orientation by sharp, EXIF by exifr, XMP and IPTC by our own small readers. */
import { statSync } from 'node:fs';
import { AssetMetadata } from '../../src-shared/domain/asset';
import { metadataOfExif } from './exif-metadata';
import { heifItems } from './heif-items';
import { openLocalBytes } from './local-bytes';
import { readBurst } from './maker-notes';
import type { MediaType } from './media-type';
import { withExif } from './open-exif';
import { ifHere, type PartialBytes, wholeBytes } from './partial-bytes';
import { psdResource, psdResourceBytes, psdSections } from './psd-sections';
import { readExif } from './read-exif';
import { readIptc } from './read-iptc';
import { readXmp } from './read-xmp';
import { openImage } from './thumbnail';
import { makerNoteIn } from './tiff-previews';

/** Blocks stay apart, values stay as they are in the file: exifr's own dates ignore OffsetTimeOriginal. */
const exifrOptions = {
  reviveValues: false,
  translateValues: false,
  translateKeys: true,
  mergeOutput: false,
  sanitize: true,
  tiff: true,
  ifd0: true as unknown as object,
  ifd1: false,
  exif: true,
  gps: true,
  interop: false,
  makerNote: false,
  userComment: false,
  xmp: { parse: false } as unknown as boolean,
  iptc: false,
  icc: false,
  jfif: false,
  ihdr: false,
};
/** exifr gives up on a directory when one value of it lies beyond the bytes at hand: these are small and lie near. */
const smallTags = [0x010e, 0x010f, 0x0110, 0x0112, 0x0132, 0x4746, 0x8298, 0x8769, 0x8825];

export interface ExifBlocks {
  ifd0?: Record<string, unknown>;
  exif?: Record<string, unknown>;
  gps?: Record<string, unknown>;
}

/**
 * Everything that can be read; what is absurd or broken is left out, so the result always satisfies AssetMetadata. Never throws for a
 * bad file. `type` null: unknown. `input`: an absolute path, or the first bytes of the file.
 */
export async function readPhotoMetadata(
  input: string | Uint8Array,
  type: MediaType | null,
): Promise<AssetMetadata> {
  if (type?.decoder === 'psd' || type?.decoder === 'heif')
    return readParts(input, type).catch(() => checked({ format: type.format }));
  const image =
    type !== null && type.decoder !== 'sharp'
      ? null
      : await openImage(input)
          .metadata()
          .catch(() => null);
  const exif = image?.exif && withoutExifHeader(image.exif);
  const blocks = exif
    ? await parseExif(exif)
    : await parseExif(input, image === null || type?.format === 'tiff');
  return metadataOf({
    type,
    blocks,
    note: exif && noteOf(wholeBytes(exif), 0),
    // XMP is what people write with their programs; EXIF and IPTC are older copies of it.
    xmp: image?.xmp?.toString('utf8') ?? blocks.xmpText,
    iptc: image?.iptc,
    image,
  });
}

/** Of a camera RAW that is a TIFF by another name, or the EXIF of one that is not, at `tiffAt`. What is not at hand is left out. */
export function readTiffMetadata(bytes: PartialBytes, tiffAt: number, type: MediaType): AssetMetadata {
  const blocks = readExif(bytes, tiffAt);
  return metadataOf({ type, blocks, xmp: blocks.xmpText, image: null });
}

async function readParts(input: string | Uint8Array, type: MediaType): Promise<AssetMetadata> {
  const read = type.decoder === 'psd' ? readPsdMetadata : readHeifMetadata;
  if (typeof input !== 'string') return read(wholeBytes(Buffer.from(input)), type);
  using bytes = openLocalBytes(input, statSync(input).size);
  return await read(bytes, type);
}

/** Of HEIC and HIF, from its items. Throws MissingRange. */
export async function readHeifMetadata(bytes: PartialBytes, type: MediaType): Promise<AssetMetadata> {
  const { tiffAt, xmp } = heifItems(bytes);
  return metadataOf({
    type,
    blocks: tiffAt === null ? {} : readExif(bytes, tiffAt),
    note: tiffAt === null ? undefined : noteOf(bytes, tiffAt),
    xmp: (xmp && bytes.read(xmp.start, xmp.sizeBytes))?.toString('utf8'),
    image: null,
  });
}

/** Of a Photoshop file, from its resources. Throws MissingRange. */
export async function readPsdMetadata(bytes: PartialBytes, type: MediaType | null): Promise<AssetMetadata> {
  const sections = psdSections(bytes);
  if (!sections) return checked({ format: type?.format });
  const part = (id: number) => psdResourceBytes(bytes, sections, id) ?? undefined;
  const exif = part(psdResource.exif);
  const { widthPx: width, heightPx: height } = sections.head;
  return metadataOf({
    type,
    blocks: exif ? await parseExif(exif) : {},
    xmp: part(psdResource.xmp)?.toString('utf8'),
    iptc: part(psdResource.iptc),
    // Its pixels lie as they are shown, whatever the camera's tag still says.
    image: { width, height, orientation: 1 },
  });
}

interface MetadataParts {
  type: MediaType | null;
  blocks: ExifBlocks;
  /** EXIF's maker note. */
  note?: Uint8Array | undefined;
  xmp?: string | undefined;
  iptc?: Uint8Array | undefined;
  /** What the decoder knows; null: only EXIF does. */
  image: {
    width?: number;
    height?: number;
    orientation?: number | undefined;
    format?: string;
    pages?: number | undefined;
  } | null;
}

function metadataOf({
  type,
  blocks,
  note,
  xmp: packet,
  iptc: datasets,
  image,
}: MetadataParts): AssetMetadata {
  const xmp = readXmp(packet ?? '');
  const iptc = readIptc(datasets ?? new Uint8Array());
  const exif = metadataOfExif(blocks);
  // HEIF's own rotation is applied by its decoder already; its EXIF orientation is then only a memory of it.
  const orientation = image === null ? exif.orientation : image.orientation;
  const turned = (orientation ?? 1) >= 5;
  const size =
    image?.width !== undefined && image.height !== undefined
      ? { widthPx: image.width, heightPx: image.height }
      : { widthPx: exif.storedWidthPx, heightPx: exif.storedHeightPx };
  const { storedWidthPx, storedHeightPx, ...camera } = exif;
  const format = type?.format ?? image?.format;
  return checked({
    ...camera,
    format,
    widthPx: turned ? size.heightPx : size.widthPx,
    heightPx: turned ? size.widthPx : size.heightPx,
    orientation,
    takenAtLocal: exif.takenAtLocal ?? xmp.takenAtLocal,
    takenAtOffsetMin: exif.takenAtLocal === undefined ? xmp.takenAtOffsetMin : exif.takenAtOffsetMin,
    rating: xmp.rating ?? exif.rating,
    label: xmp.label,
    title: xmp.title ?? iptc.title,
    caption: xmp.caption ?? iptc.caption ?? exif.caption,
    keywords: xmp.keywords ?? iptc.keywords,
    creator: xmp.creator ?? iptc.creator ?? exif.creator,
    copyright: xmp.copyright ?? iptc.copyright ?? exif.copyright,
    city: xmp.city ?? iptc.city,
    region: xmp.region ?? iptc.region,
    country: xmp.country ?? iptc.country,
    location: xmp.location ?? iptc.location,
    cameraSerial: exif.cameraSerial ?? xmp.cameraSerial,
    burstId: xmp.burstId,
    ...(note && readBurst(note)),
    // The pages of a TIFF are scans, not a film.
    ...((format === 'gif' || format === 'webp') && (image?.pages ?? 1) > 1 && { animated: true }),
  });
}

/** exifr would have to read it with all else, and gives up on all where it is cut off. */
const noteOf = (bytes: PartialBytes, tiffAt: number): Uint8Array | undefined =>
  ifHere(() => makerNoteIn(bytes, tiffAt)) ?? undefined;

/** Canon's CR3 keeps each directory of EXIF as a small TIFF of its own; exifr knows none of them by that place. */
export async function readCanonMetadata(
  tiffs: { ifd0: Buffer | null; exif: Buffer | null; gps: Buffer | null },
  type: MediaType | null,
): Promise<AssetMetadata> {
  const blocks: ExifBlocks = {
    ...(tiffs.ifd0 && (await parseExif(tiffs.ifd0))),
    ...(tiffs.exif && pick(await parseExif(asPartOf(EXIF_DIRECTORY, tiffs.exif)), 'exif')),
    ...(tiffs.gps && pick(await parseExif(asPartOf(GPS_DIRECTORY, tiffs.gps)), 'gps')),
  };
  const { storedWidthPx, storedHeightPx, ...camera } = metadataOfExif(blocks);
  const turned = (camera.orientation ?? 1) >= 5;
  return checked({
    ...camera,
    format: type?.format,
    widthPx: turned ? storedHeightPx : storedWidthPx,
    heightPx: turned ? storedWidthPx : storedHeightPx,
  });
}

const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const pick = (blocks: ExifBlocks, name: 'exif' | 'gps'): ExifBlocks =>
  blocks[name] ? { [name]: blocks[name] } : {};

/** The same TIFF with a first directory before its own, which points to that as the directory of `tag`. */
function asPartOf(tag: number, tiff: Buffer): Buffer {
  if (tiff.length < 8) return tiff;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const directory = Buffer.alloc(18);
  const fields: Array<[number, number, 2 | 4]> = [
    [1, 0, 2],
    [tag, 2, 2],
    [4, 4, 2], // a long
    [1, 6, 4],
    [little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4), 10, 4],
  ];
  for (const [value, at, size] of fields) {
    if (little) directory.writeUIntLE(value, at, size);
    else directory.writeUIntBE(value, at, size);
  }
  const joined = Buffer.concat([tiff, directory]);
  if (little) joined.writeUInt32LE(tiff.length, 4);
  else joined.writeUInt32BE(tiff.length, 4);
  return joined;
}

/** Keeps each field that its own schema accepts: one absurd value must not cost the others. */
export function checked(candidate: { [name in keyof AssetMetadata]?: unknown }): AssetMetadata {
  const kept: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(AssetMetadata.shape)) {
    const value = candidate[name as keyof AssetMetadata];
    if (value !== undefined && value !== null && schema.safeParse(value).success) kept[name] = value;
  }
  return kept as AssetMetadata;
}

async function parseExif(
  input: string | Uint8Array,
  worthwhile = true,
): Promise<ExifBlocks & { xmpText?: string }> {
  if (!worthwhile) return {};
  const parse = (options: object) =>
    withExif(input, options, async (exif) => (await exif.parse()) as ExifBlocks & { xmp?: unknown });
  let parsed = await parse(exifrOptions);
  if (typeof input !== 'string' && !parsed?.ifd0 && !parsed?.exif) {
    parsed = await parse({ ...exifrOptions, ifd0: { pick: smallTags } });
  }
  return { ...parsed, ...(typeof parsed?.xmp === 'string' && { xmpText: parsed.xmp }) };
}

/** JPEG and WebP carry `Exif\0\0` before the TIFF structure, PNG does not. */
function withoutExifHeader(exif: Buffer): Buffer {
  return exif.subarray(0, 4).toString('latin1') === 'Exif' ? exif.subarray(6) : exif;
}
