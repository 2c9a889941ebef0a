/** Stars, pick or reject, and colour of a photo: what culling sets by one key each, packed into one small number for the grid. */
import { z } from 'zod';

export const PhotoFlag = z.enum(['none', 'pick', 'reject']);
export type PhotoFlag = z.infer<typeof PhotoFlag>;

/** The five colours of Lightroom, Bridge and Photo Mechanic, in the order of their keys 6 to 9 (purple has none). */
export const PhotoColour = z.enum(['none', 'red', 'yellow', 'green', 'blue', 'purple']);
export type PhotoColour = z.infer<typeof PhotoColour>;

export const Cull = z.object({
  /** 0 to 5 stars. */
  rating: z.number().int().min(0).max(5),
  flag: PhotoFlag,
  colour: PhotoColour,
});
export type Cull = z.infer<typeof Cull>;

/** Bits 0 to 2 stars, 3 and 4 flag, 5 to 7 colour: it goes through SQLite, IPC and typed arrays as it is. */
export const packCull = ({ rating, flag, colour }: Cull): number =>
  rating | (PhotoFlag.options.indexOf(flag) << 3) | (PhotoColour.options.indexOf(colour) << 5);

export const unpackCull = (packed: number): Cull => ({
  rating: packed & 7,
  flag: PhotoFlag.options[(packed >> 3) & 3] ?? 'none',
  colour: PhotoColour.options[(packed >> 5) & 7] ?? 'none',
});
