/** An album: one bucket, or a prefix inside one. It describes itself in `.caos/album.json`. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, AssetId, ConnectionId } from '../units';
import { AlbumAccess, Person, Protection, Visibility } from './album-access';

/** `offline`: the store did not answer lately. `attention`: something failed and waits for a person. */
export const AlbumState = z.enum(['empty', 'importing', 'stored', 'attention']);
export type AlbumState = z.infer<typeof AlbumState>;

export const Album = z.object({
  id: AlbumId,
  title: z.string().trim().min(1).max(200),
  note: z.string().max(4000),
  connectionId: ConnectionId,
  connectionName: z.string(),
  bucket: z.string(),
  /** '' when the album is the whole bucket, else ends with '/'. */
  prefix: z.string(),
  createdAtMs: z.number(),
  /**
   * `made` by this app (here or on another computer); `opened`: a bucket of photos that something else filled; `received`: somebody's share,
   * which nobody here can change.
   */
  origin: z.enum(['made', 'opened', 'received']),
  /** The album that an ingest made this one a copy of, on another connection or in another folder; null: none. */
  copyOf: AlbumId.nullable(),
  /** When the store was last listed to the end for this album; null: never (it was filled from here). */
  listedAtMs: z.number().nullable(),
  assetCount: z.number().int(),
  storedCount: z.number().int(),
  failedCount: z.number().int(),
  totalBytes: z.number().int(),
  coverAssetId: AssetId.nullable(),
  coverThumbRevision: z.number().int(),
  state: AlbumState,
  /** What was set on photos goes into sidecars beside them. null: not decided: yes in `made` albums, asked before in `opened` ones. */
  writesSidecars: z.boolean().nullable(),
  /** Capture time of the first and last asset (ms), null when empty. */
  firstAtMs: z.number().nullable(),
  lastAtMs: z.number().nullable(),
  /** Absent: it is nobody's, and open to all. */
  access: AlbumAccess.optional(),
});
export type Album = z.infer<typeof Album>;

/** Content of `.caos/album.json`, format 1. Anyone with the bucket can rebuild the album from it. */
export const AlbumFile = z.object({
  format: z.literal('caos-album'),
  version: z.literal(1),
  id: AlbumId,
  title: z.string(),
  note: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Absent, or not to be understood: nobody's. */
  owner: Person.optional().catch(undefined),
  /** Absent: `open`. What is not understood is taken as the narrower one. */
  visibility: Visibility.optional().catch('private'),
  /** What keeps others out of a private one. */
  protection: Protection.optional().catch(undefined),
});
export type AlbumFile = z.infer<typeof AlbumFile>;

/** Everything of ours in a bucket lives under this prefix (inside the album's own prefix); it is never listed as photos. */
export const CAOS_PREFIX = '.caos/';

/**
 * A legal bucket name on S3 and Swift, and a readable folder, made of a title: lower-case ASCII letters, digits and hyphens,
 * 3 to 63 long (Amazon S3 bucket naming rules). `suffix` makes it unique and is always kept.
 */
export function bucketNameFor(title: string, suffix: string): string {
  const base = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const head = (base || 'album').slice(0, 62 - suffix.length).replace(/-+$/, '');
  return `${head}-${suffix}`;
}

/** How far the listing of an album's bucket has come. */
export const AlbumListing = z.object({
  albumId: AlbumId,
  state: z.enum(['listing', 'done', 'failed']),
  seenObjects: z.number().int(),
  addedAssets: z.number().int(),
  removedAssets: z.number().int(),
  error: WireError.nullable(),
});
export type AlbumListing = z.infer<typeof AlbumListing>;
