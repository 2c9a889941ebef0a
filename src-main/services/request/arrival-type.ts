/** What a file that somebody sent really is, by its bytes, and what it is called here: a stranger's name is believed in nothing. */
import type { ArrivalKind } from '../../../src-shared/domain/request-page';
import { extensionOf, type MediaType, mediaTypeByBytes, mediaTypeByName } from '../../media/media-type';
import { objectKeyFor } from '../../media/object-key';

/** Beginnings of formats that `mediaTypeByBytes` leaves to the name, by the name's format. */
const beginnings: Record<string, (head: Uint8Array, ascii: string) => boolean> = {
  orf: (_, ascii) => /^(IIRO|IIRS|MMOR)/.test(ascii),
  rw2: (_, ascii) => ascii.startsWith('IIU\0'),
  crw: (_, ascii) => ascii.startsWith('HEAPCCDR', 6),
  x3f: (_, ascii) => ascii.startsWith('FOVb'),
  mts: (head) => head[0] === 0x47 || head[4] === 0x47,
  mpeg: (head) => head[0] === 0 && head[1] === 0 && head[2] === 1 && (head[3] ?? 0) >= 0xb0,
};

/** null: neither photo nor video. `head`: MAGIC_BYTES of it. */
export function arrivedType(name: string, head: Uint8Array): MediaType | null {
  const named = mediaTypeByName(name);
  const found = mediaTypeByBytes(head);
  // Most camera RAW looks like TIFF from inside: there the name says more.
  if (found?.format === 'tiff' && named?.decoder === 'raw') return named;
  // One container, several names.
  if (found?.kind === 'video' && named?.kind === 'video') return named;
  if (found?.decoder === 'heif' && named?.decoder === 'heif') return named;
  if (found) return found;
  if (!named) return null;
  return beginnings[named.format]?.(head, String.fromCharCode(...head)) ? named : null;
}

export function arrivalKindOf({ decoder, kind }: MediaType): ArrivalKind {
  return kind === 'video' ? 'videos' : decoder === 'raw' ? 'raw' : 'photos';
}

/** What no file system or screen shows as itself: marks that turn the direction of writing, spaces without width, line separators. */
const hidden = /[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
/** Windows gives these to devices, whatever stands behind the dot. */
const devices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** The last part of it, legal on every store and file system, never hidden, never a path. */
export function cleanName(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(hidden, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .replace(devices, '_$1');
  return objectKeyFor(plain === '' ? 'photo' : plain, { maxKeyBytes: 200 });
}

/** Its extension says what it is: a program's never stays at the end. */
export function nameOfType(name: string, type: MediaType): string {
  const named = mediaTypeByName(name);
  if (named && named.kind === type.kind && named.decoder === type.decoder) return name;
  const extension = { jpeg: 'jpg', tiff: 'tif' }[type.format] ?? type.format;
  return extensionOf(name) === extension ? name : `${name}.${extension}`;
}
