/** What a grid, a viewer or a command goes through: a scope, a query that narrows it, an order, and whether stacks are closed. */
import { z } from 'zod';
import { AlbumId, SelectionId, SmartAlbumId, type UnixMs } from '../units';
import { PhotoColour, PhotoFlag } from './cull';

export const PhotoScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('album'), albumId: AlbumId }),
  /** All albums but copies of others. */
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('selection'), selectionId: SelectionId }),
  /** Two selections side by side: photos in both, or only in the first. */
  z.object({
    kind: z.literal('comparison'),
    selectionId: SelectionId,
    otherId: SelectionId,
    show: z.enum(['both', 'only-here']),
  }),
  z.object({ kind: z.literal('trash') }),
]);
export type PhotoScope = z.infer<typeof PhotoScope>;

const range = z.object({ from: z.number().optional(), to: z.number().optional() });

/** Every field that is given must hold; within one field of several values any of them. Numbers of ranges are included. */
export const PhotoQuery = z.object({
  /** Words over names, titles, captions, keywords, camera, lens and place: each must begin some word. */
  text: z.string().max(500).optional(),
  takenAtMs: range.optional(),
  ratings: z.array(z.number().int().min(0).max(5)).optional(),
  flags: z.array(PhotoFlag).optional(),
  colours: z.array(PhotoColour).optional(),
  /** As `cameraName` tells them (make and model). */
  cameras: z.array(z.string()).optional(),
  lenses: z.array(z.string()).optional(),
  iso: range.optional(),
  focalLengthMm: range.optional(),
  orientation: z.array(z.enum(['landscape', 'portrait', 'square'])).optional(),
  kinds: z.array(z.enum(['photo', 'video', 'raw'])).optional(),
  stored: z.boolean().optional(),
  albumIds: z.array(AlbumId).optional(),
  /** `same`: the very bytes are there twice; `similar`: a near-duplicate or its burst is there. */
  duplicates: z.enum(['same', 'similar']).optional(),
  /** As AssetMetadata.sharpness. */
  sharpness: range.optional(),
  /** The file or a person said something about the place. */
  hasPlace: z.boolean().optional(),
});
export type PhotoQuery = z.infer<typeof PhotoQuery>;

export const PhotoSort = z.object({
  /** `own`: the order that a selection keeps; elsewhere the same as `time`. */
  by: z.enum(['own', 'time', 'name', 'rating', 'added', 'size', 'sharpness']),
  descending: z.boolean(),
});
export type PhotoSort = z.infer<typeof PhotoSort>;

export const PhotoList = z.object({
  scope: PhotoScope,
  query: PhotoQuery.default({}),
  sort: PhotoSort.default({ by: 'own', descending: false }),
  /** `closed`: of a stack only its top is shown. */
  stacks: z.enum(['open', 'closed']).default('open'),
});
export type PhotoList = z.infer<typeof PhotoList>;

export const inAlbum = (albumId: AlbumId): PhotoList => ({
  scope: { kind: 'album', albumId },
  query: {},
  sort: { by: 'own', descending: false },
  stacks: 'open',
});

export const isPlain = ({ query, sort, stacks }: Omit<PhotoList, 'scope'>): boolean =>
  isWhole({ query, stacks }) && (sort.by === 'own' || sort.by === 'time') && !sort.descending;

/** The list with nothing left out. */
export const wholeOf = (list: PhotoList): PhotoList => ({ ...list, query: {}, stacks: 'open' });
export const isWhole = ({ query, stacks }: Pick<PhotoList, 'query' | 'stacks'>): boolean =>
  Object.values(query).every((value) => value === undefined) && stacks === 'open';

/** What a caller has of a whole list: so many rows, and `rowsDigest` of their ids. */
export const KnownRows = z.object({
  count: z.number().int().min(0),
  digest: z.number().int().min(0).max(0xffffffff),
});
export type KnownRows = z.infer<typeof KnownRows>;

/** FNV-1a over the ids in their order (http://www.isthe.com/chongo/tech/comp/fnv), 32 bits: tells lists apart, guards against nobody. */
export function rowsDigest(ids: Uint32Array): number {
  let digest = 0x811c9dc5;
  for (let row = 0; row < ids.length; row += 1) digest = Math.imul(digest ^ (ids[row] as number), 0x01000193);
  return digest >>> 0;
}

/** The album when the list is all of it in order of time: then its index answers, and patches keep it fresh row by row. */
export const plainAlbum = (list: PhotoList): AlbumId | null =>
  list.scope.kind === 'album' && isPlain(list) ? list.scope.albumId : null;

export const SmartAlbumName = z.string().trim().min(1).max(200);

/** A search that was given a name: it shows what fits now. */
export const SmartAlbum = z.object({
  id: SmartAlbumId,
  name: z.string(),
  list: PhotoList,
  createdAtMs: z.number(),
});
export type SmartAlbum = z.infer<typeof SmartAlbum>;

/** What there is to filter by within a scope, each with how many photos have it, most first. */
export const PhotoFacets = z.object({
  cameras: z.array(z.object({ name: z.string(), count: z.number().int() })),
  lenses: z.array(z.object({ name: z.string(), count: z.number().int() })),
  keywords: z.array(z.object({ name: z.string(), count: z.number().int() })),
  takenAtMs: z.object({ from: z.number(), to: z.number() }).nullable(),
  iso: z.object({ from: z.number(), to: z.number() }).nullable(),
  focalLengthMm: z.object({ from: z.number(), to: z.number() }).nullable(),
  ratings: z.array(z.number().int()).length(6),
  flags: z.record(PhotoFlag, z.number().int()),
  colours: z.record(PhotoColour, z.number().int()),
  kinds: z.object({ photo: z.number().int(), raw: z.number().int(), video: z.number().int() }),
  notStored: z.number().int(),
  photoCount: z.number().int(),
});
export type PhotoFacets = z.infer<typeof PhotoFacets>;

/** "Canon EOS R5", not "Canon Canon EOS R5". */
export function cameraName(make: string | undefined, model: string | undefined): string | null {
  if (model === undefined) return make ?? null;
  const first = make?.split(' ')[0]?.toLowerCase();
  return make === undefined || (first !== undefined && model.toLowerCase().startsWith(first))
    ? model
    : `${make} ${model}`;
}

/** Days a photo stays in the trash before it is deleted by itself. */
export const TRASH_DAYS = 30;
export const leavesTrashAtMs = (trashedAtMs: UnixMs): UnixMs => trashedAtMs + TRASH_DAYS * 86_400_000;
