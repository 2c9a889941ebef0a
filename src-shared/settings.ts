/** What a person set, with what holds until they do. */
import { z } from 'zod';
import { EditChange } from './domain/edits';
import { PhotoScope } from './domain/photo-list';
import { SelectionId } from './units';

export const MetadataTemplate = z.object({ name: z.string().trim().min(1).max(100), change: EditChange });
export type MetadataTemplate = z.infer<typeof MetadataTemplate>;

export const Settings = z.object({
  language: z.enum(['system', 'en', 'ko']),
  theme: z.enum(['system', 'dark', 'light']),
  thumbSizePx: z.number().int().min(96).max(480),
  gridMode: z.enum(['justified', 'square']),
  /** Photos in order of time lie under headings of their day or month. */
  gridGroups: z.enum(['none', 'day', 'month']),
  viewerGround: z.enum(['black', 'dark', 'middle', 'white']),
  /** In the viewer the next photo comes after a mark. */
  autoAdvance: z.boolean(),
  filmstripOpen: z.boolean(),
  histogramOpen: z.boolean(),
  sidebarOpen: z.boolean(),
  /** Sections of it that are folded. */
  sidebarFolded: z.array(z.enum(['albums', 'received', 'selections', 'smart'])),
  infoOpen: z.boolean(),
  welcomed: z.boolean(),
  /** The list of photos that was open last: the next start begins there. */
  lastScope: PhotoScope.nullable(),
  /** The selection that the key B adds to; null: the person is asked. */
  selectionTarget: SelectionId.nullable(),
  /** What is set on photos again and again (copyright, creator), each under a name of its own. */
  metadataTemplates: z.array(MetadataTemplate).max(100),
  /** Name of the one that every imported photo gets; null: none. */
  importTemplate: z.string().nullable(),
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
  /** Previews of photos that were looked at take at most so much of the disk; those of albums that are kept come on top. */
  previewCacheBytes: z.number().int().min(0),
});
export type Settings = z.infer<typeof Settings>;
export const defaultSettings: Settings = {
  language: 'system',
  theme: 'dark',
  thumbSizePx: 220,
  gridMode: 'justified',
  gridGroups: 'none',
  viewerGround: 'dark',
  autoAdvance: true,
  filmstripOpen: false,
  histogramOpen: false,
  sidebarOpen: true,
  sidebarFolded: [],
  infoOpen: false,
  welcomed: false,
  lastScope: null,
  selectionTarget: null,
  metadataTemplates: [],
  importTemplate: null,
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
  previewCacheBytes: 8_000_000_000,
};
