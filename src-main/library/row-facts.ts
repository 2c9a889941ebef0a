/** What the columns need of one row of the catalogue. */
import type { AssetKind, AssetMetadata, AssetState } from '../../src-shared/domain/asset';
import { type AssetEdits, shownWords } from '../../src-shared/domain/edits';
import { cameraName } from '../../src-shared/domain/photo-list';
import { isRawName } from '../../src-shared/domain/raw-formats';

/** One asset as the catalogue's reader hands it over. */
export interface PhotoRow {
  id: number;
  albumNumber: number;
  sortAtMs: number;
  aspect: number;
  state: AssetState;
  flags: number;
  thumbRevision: number;
  cull: number;
  /** 0: it stands alone. */
  stackTop: number;
  kind: AssetKind;
  sizeBytes: number;
  key: string;
  /** JSON of AssetMetadata. */
  metadata: string;
  /** JSON of AssetEdits. */
  edits: string | null;
  /** Digest of the stored bytes, as far as it is known. */
  content: string | null;
  /** 0: it is not in the trash. */
  trashedAtMs: number;
  addedAtMs: number;
}

export const kindCode = { photo: 0, video: 1, raw: 2 } as const;

export interface RowFacts {
  kind: number;
  camera: string | null;
  lens: string | null;
  /** 0: the file does not say; so the others. */
  iso: number;
  focalLengthMm: number;
  /** -1: nothing to compare with. */
  sharpness: number;
  hasPlace: boolean;
  keywords: readonly string[];
  /** Upper and lower half of the difference hash; null: none. */
  hash: { high: number; low: number } | null;
  /** 0: of no burst. */
  burst: number;
  /** 0: not known. */
  content: number;
  /** For sorting by name. */
  name: string;
}

export function factsOf(row: PhotoRow): RowFacts {
  const metadata = JSON.parse(row.metadata) as AssetMetadata;
  const edits = row.edits === null ? null : (JSON.parse(row.edits) as AssetEdits);
  const { dhash, burstId } = metadata;
  return {
    kind: kindOf(row),
    camera: cameraName(metadata.cameraMake, metadata.cameraModel),
    lens: metadata.lens ?? null,
    iso: metadata.iso ?? 0,
    focalLengthMm: metadata.focalLengthMm ?? 0,
    sharpness: metadata.sharpness ?? -1,
    hasPlace: metadata.latitudeDeg !== undefined || placeWords(metadata).length > 0,
    keywords: shownWords(metadata, edits).keywords ?? [],
    hash:
      dhash === undefined
        ? null
        : { high: Number.parseInt(dhash.slice(0, 8), 16), low: Number.parseInt(dhash.slice(8), 16) },
    burst: burstId === undefined ? 0 : hashOf(`${row.albumNumber} ${metadata.cameraSerial ?? ''} ${burstId}`),
    content: row.content === null ? 0 : hashOf(row.content.toLowerCase()),
    name: naturalKey(row.key.slice(row.key.lastIndexOf('/') + 1)),
  };
}

export const placeWords = ({ location, city, region, country }: AssetMetadata): string[] =>
  [location, city, region, country].filter((word) => word !== undefined);

function kindOf({ kind, key }: PhotoRow): number {
  if (kind === 'video') return kindCode.video;
  return isRawName(key) ? kindCode.raw : kindCode.photo;
}

/** Numbers within names compare as numbers: `IMG_9` before `IMG_10`. Each is written with its length in front. */
export const naturalKey = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\d+/g, (digits) => {
      const number = digits.replace(/^0+(?=\d)/, '');
      return String.fromCharCode(0x30 + Math.min(number.length, 78)) + number;
    });

/** 53 bits, never 0: among 200,000 texts two meet once in 400,000 libraries. Two mixes of 32 bits (public domain "cyrb53"). */
export function hashOf(text: string): number {
  let first = 0xdeadbeef;
  let second = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 2654435761);
    second = Math.imul(second ^ code, 1597334677);
  }
  first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
  second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  return 4294967296 * (2097151 & second) + (first >>> 0) || 1;
}
