/** What a person set, with what holds until they do. */
import { z } from 'zod';

export const Settings = z.object({
  language: z.enum(['system', 'en', 'ko']),
  theme: z.enum(['system', 'dark', 'light']),
  thumbSizePx: z.number().int().min(96).max(480),
  viewerGround: z.enum(['black', 'dark', 'middle', 'white']),
  sidebarOpen: z.boolean(),
  infoOpen: z.boolean(),
  welcomed: z.boolean(),
  /** Photos that cannot be decoded are uploaded too (they may be readable elsewhere). */
  uploadBroken: z.boolean(),

  /** Bytes a second over all connections; null: as fast as the link. */
  uploadLimitBps: z.number().int().min(10_000).nullable(),
  downloadLimitBps: z.number().int().min(10_000).nullable(),
  /** Requests that carry bytes at once; null: adapted to what the link gives. */
  maxParallel: z.number().int().min(1).max(64).nullable(),
  /**
   * `upload-between`: uploads run only between these minutes of the local day. `limit-between`: the limits above hold only then. `from`
   * later than `to`: over midnight.
   */
  transferHours: z.object({
    mode: z.enum(['always', 'upload-between', 'limit-between']),
    fromMin: z.number().int().min(0).max(1439),
    toMin: z.number().int().min(0).max(1439),
  }),
  onlyPluggedIn: z.boolean(),
  notMetered: z.boolean(),
  /** `small-first`: small files first within one priority (while culling); videos come last. */
  uploadOrder: z.enum(['found', 'small-first']),
  /** false: files go into the store first, metadata and thumbnails are read when nothing waits for the link any more. */
  picturesFirst: z.boolean(),
  /** A note of the operating system when an import or download ended or needs a person. */
  notifyWhenDone: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;
export const defaultSettings: Settings = {
  language: 'system',
  theme: 'dark',
  thumbSizePx: 220,
  viewerGround: 'dark',
  sidebarOpen: true,
  infoOpen: false,
  welcomed: false,
  uploadBroken: true,
  uploadLimitBps: null,
  downloadLimitBps: null,
  maxParallel: null,
  transferHours: { mode: 'always', fromMin: 22 * 60, toMin: 7 * 60 },
  onlyPluggedIn: false,
  notMetered: false,
  uploadOrder: 'found',
  picturesFirst: true,
  notifyWhenDone: true,
};
