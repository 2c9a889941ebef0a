/** An asset: one photo or video of an album: an object, its metadata, its derived images. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, AssetId, ImportId } from '../units';
import { AssetEdits } from './edits';
import type { PhotoList } from './photo-list';

export const AssetKind = z.enum(['photo', 'video']);
export type AssetKind = z.infer<typeof AssetKind>;

/** What the file itself tells. Every field is optional: a broken photo tells nothing and is kept all the same. */
export const AssetMetadata = z.object({
  format: z.string().optional(), // jpeg png webp avif tiff mp4 mov mkv …
  /** Pixel size as shown, that is after `orientation` was applied. */
  widthPx: z.number().int().positive().optional(),
  heightPx: z.number().int().positive().optional(),
  /** EXIF orientation 1..8 of the stored pixels (1 = upright). */
  orientation: z.number().int().min(1).max(8).optional(),
  /** Wall clock at the camera, ISO 8601 without zone: `2024-05-01T10:11:12`, optional fraction. */
  takenAtLocal: z.string().optional(),
  /** Offset of that wall clock from UTC in minutes; absent when the file does not say. */
  takenAtOffsetMin: z.number().int().min(-1440).max(1440).optional(),
  cameraMake: z.string().optional(),
  cameraModel: z.string().optional(),
  lens: z.string().optional(),
  exposureTimeS: z.number().positive().optional(),
  fNumber: z.number().positive().optional(),
  iso: z.number().int().positive().optional(),
  focalLengthMm: z.number().positive().optional(),
  latitudeDeg: z.number().min(-90).max(90).optional(),
  longitudeDeg: z.number().min(-180).max(180).optional(),
  altitudeM: z.number().optional(),
  /** XMP rating 0..5; -1 = rejected. */
  rating: z.number().int().min(-1).max(5).optional(),
  label: z.string().optional(),
  title: z.string().optional(),
  caption: z.string().optional(),
  keywords: z.array(z.string()).optional(),
  creator: z.string().optional(),
  copyright: z.string().optional(),
  durationMs: z.number().nonnegative().optional(),
  videoCodec: z.string().optional(),
  audioCodec: z.string().optional(),
  bitrateBps: z.number().nonnegative().optional(),
  framesPerSecond: z.number().nonnegative().optional(),
  /** More than one picture in it (GIF, WebP). */
  animated: z.boolean().optional(),
  /** Pictures side by side in the strip that lies beside a video's thumbnail, for looking through it. */
  stripFrames: z.number().int().positive().max(100).optional(),
  /** Serial number of the camera's body. */
  cameraSerial: z.string().optional(),
  /** The same for all photos of one burst, where the camera says so. */
  burstId: z.string().optional(),
  /** Place within a burst or series, from 1, where the camera counts. */
  sequence: z.number().int().positive().optional(),
  /** The words of IPTC for a place. */
  city: z.string().optional(),
  region: z.string().optional(),
  country: z.string().optional(),
  location: z.string().optional(),
  /** Difference hash of the thumbnail, 64 bits: photos that look alike differ in few of them. */
  dhash: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** Variance of the Laplacian of the luminance at 512 px; only of photos that fill a thumbnail, so that the numbers compare. */
  sharpness: z.number().nonnegative().optional(),
});
export type AssetMetadata = z.infer<typeof AssetMetadata>;

/** Where an asset stands on its way into the store. `stored` only after the store confirmed it. */
export const AssetState = z.enum([
  'discovered',
  'preparing',
  'queued',
  'uploading',
  'stored',
  'failed',
  'cancelled',
]);
export type AssetState = z.infer<typeof AssetState>;

export const Asset = z.object({
  id: AssetId,
  albumId: AlbumId,
  kind: AssetKind,
  /** Object key within the album: the human path, NFC, `/` between folders. */
  key: z.string(),
  /** Last part of the key. */
  fileName: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  state: AssetState,
  metadata: AssetMetadata,
  /** Base64 thumbhash, when a thumbnail could be made. */
  thumbhash: z.string().nullable(),
  /** Revision of the cached thumbnail; 0 = none yet. Part of the media:// address, so that a new one is fetched. */
  thumbRevision: z.number().int(),
  /** Why no thumbnail could be made; the file is kept all the same. */
  mediaError: WireError.nullable(),
  /** Milliseconds UTC used for sorting: capture time (local wall clock taken as UTC when no zone), else file time. */
  sortAtMs: z.number(),
  /** Lower-case hex MD5 and ETag the store reported, once stored. */
  etag: z.string().nullable(),
  storedAtMs: z.number().nullable(),
  importId: ImportId.nullable(),
  /** `found`: it was in the store already and no app of ours is known to have put it there; never deleted with its album. */
  origin: z.enum(['uploaded', 'found']),
  /** What a person set; null: nothing. `shownWords` and `cullOf` (edits.ts) put it over the metadata. */
  edits: AssetEdits.nullable(),
  /** As `packCull` (cull.ts). */
  cull: z.number().int(),
  /** The photo that stands for its stack (maybe itself); null: it stands alone. */
  stackTop: AssetId.nullable(),
  /** In the trash since; null: it is not. */
  trashedAtMs: z.number().nullable(),
  /** Long side of the thumbnail at hand in pixels, 0 without one; below 512 a better one can be made from the original. */
  thumbPx: z.number().int(),
  createdAtMs: z.number(),
});
export type Asset = z.infer<typeof Asset>;

/**
 * A whole list in compact columns of equal length, in its display order (an album: sortAtMs, id): enough to lay out a grid of 100,000.
 * `aspect` is width / height as shown (1.5 when unknown), `state` an index into AssetState.options, `flags` bit 0 = video,
 * bit 1 = broken media, bit 2 = has thumbnail; `cull` as `packCull`; `stackTop` 0 = alone.
 */
export interface AssetIndex {
  list: PhotoList;
  /** Of the album that the list is all of, in order of time; 0 for every other list. */
  revision: number;
  ids: Uint32Array;
  aspect: Float32Array;
  sortAtMs: Float64Array;
  state: Uint8Array;
  flags: Uint8Array;
  thumbRevision: Uint16Array;
  cull: Uint8Array;
  stackTop: Uint32Array;
}
export const assetFlag = { video: 1, broken: 2, thumb: 4 } as const;

/** One changed row for the grid, enough to draw it without asking again. */
export const AssetPatch = z.object({
  id: AssetId,
  aspect: z.number(),
  sortAtMs: z.number(),
  state: AssetState,
  flags: z.number().int(),
  thumbRevision: z.number().int(),
  cull: z.number().int(),
  stackTop: z.number().int(),
  /** In the trash since: it leaves every list but the trash. */
  trashedAtMs: z.number().nullable().optional(),
});
export type AssetPatch = z.infer<typeof AssetPatch>;
