/** A selection: a named, ordered, virtual set of photos across albums. It copies nothing. */
import { z } from 'zod';
import { AlbumId, AssetId, SelectionId } from '../units';

export const Selection = z.object({
  id: SelectionId,
  name: z.string(),
  note: z.string(),
  /** The chosen cover, else the first photo; null while it is empty. */
  coverAssetId: AssetId.nullable(),
  coverThumbRevision: z.number().int(),
  photoCount: z.number().int(),
  totalBytes: z.number(),
  /** Photos of albums that are not open on this computer: kept, counted, and shown once their album is opened. */
  awayCount: z.number().int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type Selection = z.infer<typeof Selection>;

export const SelectionName = z.string().trim().min(1).max(200);
export const SelectionNote = z.string().max(4000);

/** How a photo is named outside this computer: the album and its key there. */
export const PhotoReference = z.object({ albumId: AlbumId, key: z.string().min(1).max(1024) });
export type PhotoReference = z.infer<typeof PhotoReference>;

/** Most photos of one selection: all that a catalogue is made for. */
export const MAX_SELECTED = 200_000;

/** `.caos/selections/<id>.json`, version 1 (docs/bucket-format.md). The newest `updatedAt` wins. */
export const SelectionFile = z.object({
  format: z.literal('caos-selection'),
  version: z.literal(1),
  id: SelectionId,
  name: SelectionName,
  note: SelectionNote,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** It was deleted: readers forget it. */
  deleted: z.boolean().optional(),
  cover: PhotoReference.nullable(),
  /** Albums that `photos` names by their number here, from 0: 100,000 photos are 2 MB instead of 10. */
  albums: z.array(AlbumId).max(10_000),
  /** In order, `<number of the album>/<key>`. One that names no album is passed over. */
  photos: z.array(z.string().max(1032)).max(MAX_SELECTED),
});
export type SelectionFile = z.infer<typeof SelectionFile>;

/** null: it makes no sense. */
export function photoOfFile({ albums }: Pick<SelectionFile, 'albums'>, photo: string): PhotoReference | null {
  const slash = photo.indexOf('/');
  const albumId = /^\d{1,5}$/.test(photo.slice(0, slash)) ? albums[Number(photo.slice(0, slash))] : undefined;
  const key = photo.slice(slash + 1);
  return slash < 1 || albumId === undefined || key === '' ? null : { albumId, key };
}

/** What a selection is written to. `folder` and `zip` bring the originals; the others work without the network. */
export const SelectionExport = z.enum(['names', 'csv', 'xmp', 'folder', 'zip']);
export type SelectionExport = z.infer<typeof SelectionExport>;

/** How two selections overlap, photos in the trash not counted. */
export const SelectionOverlap = z.object({
  both: z.number().int(),
  onlyHere: z.number().int(),
  onlyThere: z.number().int(),
});
export type SelectionOverlap = z.infer<typeof SelectionOverlap>;
