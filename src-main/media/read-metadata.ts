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

export interface ExifBlocks {
  ifd0?: Record<string, unknown>;
  exif?: Record<string, unknown>;
  gps?: Record<string, unknown>;
}

/**
 * Everything that can be read; what is absurd or broken is left out, so the result always satisfies AssetMetadata. Never throws for a
 * bad file. `type` null: unknown.
 */
export async function readPhotoMetadata(plainPath: string, type: MediaType | null): Promise<AssetMetadata> {
  const image =
    type?.decoder === 'kept'
      ? null
      : await openImage(plainPath)
          .metadata()
          .catch(() => null);
  const blocks =
    image?.exif !== undefined
      ? await parseExif(withoutExifHeader(image.exif))
      : await parseExif(plainPath, image === null || type?.format === 'tiff');
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
  const parsed = await withExif(
    input,
    exifrOptions,
    async (exif) => (await exif.parse()) as ExifBlocks & { xmp?: unknown },
  );
  return { ...parsed, ...(typeof parsed?.xmp === 'string' && { xmpText: parsed.xmp }) };
}

/** JPEG and WebP carry `Exif\0\0` before the TIFF structure, PNG does not. */
function withoutExifHeader(exif: Buffer): Buffer {
  return exif.subarray(0, 4).toString('latin1') === 'Exif' ? exif.subarray(6) : exif;
}
