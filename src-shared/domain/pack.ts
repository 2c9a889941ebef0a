/** The header of a pack of derivatives, format `caos-pack` 1 (docs/bucket-format.md): what an album's photos show before one original is read. */
import { z } from 'zod';
import { AssetKind, AssetMetadata } from './asset';

/** Writers put 200 into a pack; a header of more is none of theirs and would only keep the reader busy. */
export const MOST_PACK_ENTRIES = 1000;
/** Characters of JSON. Far more than a photo tells of itself; a row is read whenever its photo is shown. */
export const MAX_PACK_METADATA = 64 * 1024;

const PackHeader = z.object({
  format: z.literal('caos-pack'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  assets: z.array(z.unknown()),
});

export const MAX_PACK_THUMB_PX = 1024;

/** `key` is within the album; `thumb.start` counts from the first byte behind the header. */
export const PackEntry = z.object({
  key: z.string().min(1).max(1024),
  etag: z.string().min(1).max(200),
  sizeBytes: z.number().int().nonnegative(),
  kind: AssetKind,
  metadata: AssetMetadata.refine((metadata) => JSON.stringify(metadata).length <= MAX_PACK_METADATA),
  /** Base64. */
  thumbhash: z.string().max(100).nullable(),
  /** Cheap fingerprint of the original (size, head, tail; hex), so that the same file is known again when it is imported elsewhere. */
  fingerprint: z.string().max(200).nullable().default(null),
  /** Lower-case hex MD5 of the original, where it is known. */
  md5: z.string().max(32).nullable().default(null),
  /** A WebP image, its long side in pixels: 512 by our apps. */
  thumb: z
    .object({
      start: z.number().int().nonnegative(),
      sizeBytes: z.number().int().positive().max(1_000_000),
      px: z.number().int().positive().max(MAX_PACK_THUMB_PX),
    })
    .nullable(),
});
export type PackEntry = z.infer<typeof PackEntry>;

export function packHeaderText(entries: readonly PackEntry[], createdAtMs: number): string {
  const header: z.infer<typeof PackHeader> = {
    format: 'caos-pack',
    version: 1,
    createdAt: new Date(createdAtMs).toISOString(),
    assets: [...entries],
  };
  return JSON.stringify(header);
}

/** null when it is no header that we can read. An entry that makes no sense is left out, the others count. */
export function parsePackHeader(text: string): PackEntry[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (entriesIn(json) > MOST_PACK_ENTRIES) return null;
  const header = PackHeader.safeParse(json);
  if (!header.success) return null;
  return header.data.assets.flatMap((given) => {
    const entry = PackEntry.safeParse(given);
    return entry.success ? [entry.data] : [];
  });
}

const entriesIn = (json: unknown): number =>
  typeof json === 'object' && json !== null && 'assets' in json && Array.isArray(json.assets)
    ? json.assets.length
    : 0;
