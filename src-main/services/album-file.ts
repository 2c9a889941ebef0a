/** `.caos/album.json`: how an album describes itself in its bucket. */
import { AppError } from '../../src-shared/app-error';
import { AlbumFile, CAOS_PREFIX } from '../../src-shared/domain/album';
import type { AlbumAccessRow, AlbumRow } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';

/** Ours have a few hundred bytes; title and note together are bounded far below this. */
const MAX_BYTES = 256 * 1024;

export const albumFileKey = (prefix: string): string => `${prefix}${CAOS_PREFIX}album.json`;

export type AlbumFileFound =
  | { type: 'none' }
  | { type: 'album'; file: AlbumFile }
  /** There is one that this version of CAOS cannot read; `error` says so to a person. It must not be overwritten. */
  | { type: 'unreadable'; error: AppError };

/** Rejects with the store's errors only. */
export async function readAlbumFile(
  store: ObjectStore,
  place: Pick<AlbumRow, 'bucket' | 'prefix'>,
  signal?: AbortSignal,
): Promise<AlbumFileFound> {
  const text = await readText(store, place, signal);
  if (text === null) return { type: 'none' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable(place, 'damaged');
  }
  const file = AlbumFile.safeParse(json);
  if (file.success) return { type: 'album', file: file.data };
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  return unreadable(place, typeof version === 'number' && version > 1 ? 'newer' : 'damaged');
}

async function readText(
  store: ObjectStore,
  { bucket, prefix }: Pick<AlbumRow, 'bucket' | 'prefix'>,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    const { body } = await store.get(bucket, albumFileKey(prefix), signal ? { signal } : {});
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > MAX_BYTES) break; // leaving the loop ends the request; what is that long is no description
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}

function unreadable(
  { bucket, prefix }: Pick<AlbumRow, 'bucket' | 'prefix'>,
  how: 'damaged' | 'newer',
): AlbumFileFound {
  const name = `“${albumFileKey(prefix)}” in “${bucket}”`;
  const message =
    how === 'newer'
      ? `${name} was written by a newer CAOS. The photos show as those of any other bucket; update CAOS to see the album as it is.`
      : `${name} is damaged and was left as it is. The photos show as those of any other bucket.`;
  return {
    type: 'unreadable',
    error: new AppError('bad-input', message, { retry: 'never', params: { bucket, prefix } }),
  };
}

export async function writeAlbumFile(
  store: ObjectStore,
  album: Pick<AlbumRow, 'id' | 'title' | 'note' | 'bucket' | 'prefix' | 'createdAtMs'> & {
    /** Default: nobody's. */
    access?: Pick<AlbumAccessRow, 'owner' | 'visibility' | 'protection'> | null | undefined;
  },
  nowMs: number,
): Promise<void> {
  const file = AlbumFile.parse({
    format: 'caos-album',
    version: 1,
    id: album.id,
    title: album.title,
    note: album.note,
    createdAt: new Date(album.createdAtMs).toISOString(),
    updatedAt: new Date(nowMs).toISOString(),
    ...(album.access && {
      owner: { email: album.access.owner.email, name: album.access.owner.name },
      visibility: album.access.visibility,
      protection: album.access.protection,
    }),
  });
  const body = Buffer.from(`${JSON.stringify(file, null, 2)}\n`);
  await store.put(album.bucket, albumFileKey(album.prefix), body, { contentType: 'application/json' });
}
