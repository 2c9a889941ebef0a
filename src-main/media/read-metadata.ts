/** Reads what a photo says about itself: size and orientation by sharp, EXIF by exifr, XMP and IPTC by our own small readers. */
import { AssetMetadata } from '../../src-shared/domain/asset';
import { metadataOfExif } from './exif-metadata';
import type { MediaType } from './media-type';
import { withExif } from './open-exif';
import { readIptc } from './read-iptc';
import { readXmp } from './read-xmp';
import { openImage } from './thumbnail';

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
  const image =
    type?.decoder === 'kept'
      ? null
      : await openImage(input)
          .metadata()
          .catch(() => null);
  const blocks =
    image?.exif !== undefined
      ? await parseExif(withoutExifHeader(image.exif))
      : await parseExif(input, image === null || type?.format === 'tiff');
  // XMP is what people write with their programs; EXIF and IPTC are older copies of it.
  const xmp = readXmp(image?.xmp?.toString('utf8') ?? blocks.xmpText ?? '');
  const iptc = readIptc(image?.iptc ?? new Uint8Array());
  const exif = metadataOfExif(blocks);
  // HEIF's own rotation is applied by its decoder already; its EXIF orientation is then only a memory of it.
  const orientation = image === null ? exif.orientation : image.orientation;
  const turned = (orientation ?? 1) >= 5;
  const size =
    image?.width !== undefined && image.height !== undefined
      ? { widthPx: image.width, heightPx: image.height }
      : { widthPx: exif.storedWidthPx, heightPx: exif.storedHeightPx };
  const { storedWidthPx, storedHeightPx, ...camera } = exif;
  return checked({
    ...camera,
    format: type?.format ?? image?.format,
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
    copyright: xmp.copyright ?? iptc.copyright ?? exif.copyright,
  });
}

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
