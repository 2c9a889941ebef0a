/** Photos that are there twice, look alike or belong to one burst: groups to choose from. */
import { z } from 'zod';
import { AssetId } from '../units';

export const TwinGroup = z.object({
  /** Oldest first. */
  ids: z.array(AssetId).min(2),
  /** Photos that go where each of these goes: the RAW of a JPEG. As long as `ids`. */
  along: z.array(z.array(AssetId)),
  /** `same`: the same bytes. `similar`: they look alike. `burst`: the camera says that they are one burst. */
  why: z.enum(['same', 'similar', 'burst']),
  /** Most bits in which hashes of two neighbours in the group differ; 0 for the same bytes. */
  distance: z.number().int(),
  /** The one that is most likely wanted. */
  best: AssetId,
});
export type TwinGroup = z.infer<typeof TwinGroup>;

export const TwinKind = z.enum(['same', 'similar']);
export type TwinKind = z.infer<typeof TwinKind>;

export const TwinsFound = z.object({
  /** Those of the oldest photos first. */
  groups: z.array(TwinGroup),
  /** Photos in all groups. */
  photoCount: z.number().int(),
  /** What would be free when only the best of each group stayed. */
  freedBytes: z.number(),
});
export type TwinsFound = z.infer<typeof TwinsFound>;
