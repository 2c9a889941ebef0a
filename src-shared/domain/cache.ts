/** What of the pictures lies on this computer. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId } from '../units';

export const KeptAlbum = z.object({
  albumId: AlbumId,
  /** Photos that a preview can be made of, and how many have theirs. */
  photoCount: z.number().int(),
  readyCount: z.number().int(),
  /** Why it does not go on; null: it does, or is through. */
  error: WireError.nullable(),
});
export type KeptAlbum = z.infer<typeof KeptAlbum>;

export const CacheUsage = z.object({
  thumbBytes: z.number(),
  previewBytes: z.number(),
  /** Of those previews, the ones that are kept whatever the limit says. */
  keptBytes: z.number(),
  limitBytes: z.number(),
  kept: z.array(KeptAlbum),
});
export type CacheUsage = z.infer<typeof CacheUsage>;
