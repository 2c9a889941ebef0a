/** The header of a pack of derivatives, format `caos-pack` 1 (docs/bucket-format.md): what an album's photos show before one original is read. */
import { z } from 'zod';
import { AssetKind, AssetMetadata } from './asset';

const PackHeader = z.object({
  format: z.literal('caos-pack'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  assets: z.array(z.unknown()),
});

/** `key` is within the album; `thumb.start` counts from the first byte behind the header. */
export const PackEntry = z.object({
  key: z.string().min(1).max(1024),
  etag: z.string().min(1).max(200),
  sizeBytes: z.number().int().nonnegative(),
  kind: AssetKind,
  metadata: AssetMetadata,
  /** Base64. */
  thumbhash: z.string().max(100).nullable(),
  /** Cheap fingerprint of the original (size, head, tail; hex), so that the same file is known again when it is imported elsewhere. */
  fingerprint: z.string().max(200).nullable().default(null),
  /** Lower-case hex MD5 of the original, where it is known. */
  md5: z.string().max(32).nullable().default(null),
  /** A WebP image, its long side in pixels. */
  thumb: z
    .object({
      start: z.number().int().nonnegative(),
      sizeBytes: z.number().int().positive().max(4_000_000),
      px: z.number().int().positive().max(4096),
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
  const header = PackHeader.safeParse(json);
  if (!header.success) return null;
  return header.data.assets.flatMap((given) => {
    const entry = PackEntry.safeParse(given);
    return entry.success ? [entry.data] : [];
  });
}
