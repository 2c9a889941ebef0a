/** Tells photos and videos from everything else: a table of extensions first, a look at the first bytes where that does not answer. */
import type { AssetKind } from '../../src-shared/domain/asset';

export interface MediaType {
  /** Short name of the format, as in AssetMetadata.format. */
  format: string;
  kind: AssetKind;
  contentType: string;
  /** `sharp` decodes it; `raw`: a preview in it is shown, or it is developed; `heif`, `psd`: by decoders of their own; `video`: by ffprobe and ffmpeg. */
  decoder: 'sharp' | 'raw' | 'heif' | 'psd' | 'video';
}

const photo = (format: string, contentType: string): MediaType => ({
  format,
  kind: 'photo',
  contentType,
  decoder: 'sharp',
});
const raw = (format: string, contentType: string): MediaType => ({
  ...photo(format, contentType),
  decoder: 'raw',
});
const heif = (format: string, contentType: string): MediaType => ({
  ...photo(format, contentType),
  decoder: 'heif',
});
const video = (format: string, contentType: string): MediaType => ({
  format,
  kind: 'video',
  contentType,
  decoder: 'video',
});

const jpeg = photo('jpeg', 'image/jpeg');
const png = photo('png', 'image/png');
const webp = photo('webp', 'image/webp');
const avif = photo('avif', 'image/avif');
const tiff = photo('tiff', 'image/tiff');
const gif = photo('gif', 'image/gif');
const heic = heif('heic', 'image/heic');
const psd: MediaType = { ...photo('psd', 'image/vnd.adobe.photoshop'), decoder: 'psd' };
const mp4 = video('mp4', 'video/mp4');
const mov = video('mov', 'video/quicktime');
const mkv = video('mkv', 'video/x-matroska');
const webm = video('webm', 'video/webm');
const avi = video('avi', 'video/x-msvideo');
const transportStream = video('mts', 'video/mp2t');
const mpeg = video('mpeg', 'video/mpeg');

const byExtension = new Map<string, MediaType>([
  ['jpg', jpeg],
  ['jpeg', jpeg],
  ['jpe', jpeg],
  ['jfif', jpeg],
  ['png', png],
  ['webp', webp],
  ['avif', avif],
  ['tif', tiff],
  ['tiff', tiff],
  ['gif', gif],
  ['heic', heic],
  ['heif', heif('heif', 'image/heif')],
  ['hif', heif('heif', 'image/heif')],
  ['psd', psd],
  ['psb', psd],
  // Camera RAW. Content types as browsers and desktops write them: image/x-<maker>-<extension> (freedesktop shared-mime-info).
  ['cr2', raw('cr2', 'image/x-canon-cr2')],
  ['cr3', raw('cr3', 'image/x-canon-cr3')],
  ['crw', raw('crw', 'image/x-canon-crw')],
  ['nef', raw('nef', 'image/x-nikon-nef')],
  ['nrw', raw('nrw', 'image/x-nikon-nrw')],
  ['arw', raw('arw', 'image/x-sony-arw')],
  ['srf', raw('srf', 'image/x-sony-srf')],
  ['sr2', raw('sr2', 'image/x-sony-sr2')],
  ['raf', raw('raf', 'image/x-fuji-raf')],
  ['dng', raw('dng', 'image/x-adobe-dng')],
  ['orf', raw('orf', 'image/x-olympus-orf')],
  ['rw2', raw('rw2', 'image/x-panasonic-rw2')],
  ['rwl', raw('rwl', 'image/x-panasonic-rw2')],
  ['pef', raw('pef', 'image/x-pentax-pef')],
  ['srw', raw('srw', 'image/x-samsung-srw')],
  ['3fr', raw('3fr', 'image/x-hasselblad-3fr')],
  ['fff', raw('fff', 'image/x-hasselblad-fff')],
  ['iiq', raw('iiq', 'image/x-phaseone-iiq')],
  ['x3f', raw('x3f', 'image/x-sigma-x3f')],
  ['mp4', mp4],
  ['m4v', video('mp4', 'video/x-m4v')],
  ['mov', mov],
  ['qt', mov],
  ['mkv', mkv],
  ['webm', webm],
  ['avi', avi],
  ['mts', transportStream],
  ['m2ts', transportStream],
  ['3gp', video('3gp', 'video/3gpp')],
  ['mpg', mpeg],
  ['mpeg', mpeg],
]);

/**
 * Extensions whose bytes look like media but are companions of media: camera thumbnails (THM is a small JPEG), low-resolution
 * proxies (LRV is an MP4), audio in the containers of video. Listed as `not-media`, with this as the reason in words.
 */
const companions = new Map<string, string>([
  ['thm', 'A small preview that a camera wrote beside a video.'],
  ['lrv', 'A low-resolution copy that a camera wrote beside a video.'],
  ['m4a', 'Sound only.'],
  ['m4b', 'Sound only.'],
  ['mka', 'Sound only.'],
  ['weba', 'Sound only.'],
  ['wav', 'Sound only.'],
  ['mp3', 'Sound only.'],
  ['xmp', 'A sidecar, not a photo. It goes into the album with the photo of its name.'],
]);

/** Lower-case, without the dot; '' when there is none. `.hidden` has none. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(dot + 1).toLowerCase() : '';
}

/** The type by the name alone, or null when the name does not tell. */
export function mediaTypeByName(fileName: string): MediaType | null {
  return byExtension.get(extensionOf(fileName)) ?? null;
}

/** Why a file of that name is certainly no photo or video; null when its name does not tell. */
export function companionReason(fileName: string): string | null {
  return companions.get(extensionOf(fileName)) ?? null;
}

/** How many bytes `mediaTypeByBytes` wants to see. */
export const MAGIC_BYTES = 32;

/** The type by the first bytes (signatures from each format's specification), or null when they are no known media. */
export function mediaTypeByBytes(head: Uint8Array): MediaType | null {
  const ascii = (start: number, end: number) => String.fromCharCode(...head.subarray(start, end));
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return jpeg;
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return png;
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return webp;
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'AVI ') return avi;
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return gif;
  if (ascii(0, 4) === '8BPS') return psd;
  if (ascii(0, 15) === 'FUJIFILMCCD-RAW') return byExtension.get('raf') ?? null;
  if (starts(0x49, 0x49, 0x2a, 0x00) || starts(0x4d, 0x4d, 0x00, 0x2a)) {
    return ascii(8, 10) === 'CR' ? (byExtension.get('cr2') ?? null) : tiff;
  }
  if (starts(0x49, 0x49, 0x2b, 0x00) || starts(0x4d, 0x4d, 0x00, 0x2b)) return tiff; // BigTIFF
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return mkv; // Matroska or WebM: both are EBML
  if (ascii(4, 8) === 'ftyp') return byBrand(ascii(8, 12));
  // QuickTime files older than `ftyp` begin with one of these boxes.
  if (['moov', 'wide'].includes(ascii(4, 8))) return mov;
  return null;
}

/** Major brands of ISO base media files (ISO/IEC 14496-12; mp4ra.org). */
function byBrand(brand: string): MediaType | null {
  if (brand === 'avif' || brand === 'avis') return avif;
  if (['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].includes(brand)) return heic;
  if (brand === 'crx ') return byExtension.get('cr3') ?? null;
  if (brand === 'qt  ') return mov;
  if (['M4A ', 'M4B ', 'M4P '].includes(brand)) return null; // sound
  return mp4;
}
