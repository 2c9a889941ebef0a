/** Opens a bucket (or a prefix of one) that is there already as an album. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../src-shared/app-error';
import { type Album, CAOS_PREFIX } from '../../src-shared/domain/album';
import { type AlbumId, AlbumId as AlbumIdSchema, type ConnectionId } from '../../src-shared/units';
import type { AlbumRow } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';
import { adoptAccess, requireOpenTo } from './album-access';
import { type AlbumFileFound, readAlbumFile } from './album-file';
import type { AlbumLister } from './album-lister';
import { albumOr404 } from './albums';
import type { Core } from './core';
import { setListingOpen } from './listing-memory';

export interface OpenAlbumRequest {
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  title?: string | undefined;
}

/**
 * Answers at once; the listing goes on behind. An album that describes itself keeps its id, title and note; any other bucket gets a name
 * here, and nothing is written into it. One that is open already is answered, and listed again. Rejects with `bucket-missing`,
 * `not-found` (the connection), `bad-input`, and the store's errors.
 */
export async function openAlbum(core: Core, lister: AlbumLister, given: OpenAlbumRequest): Promise<Album> {
  const { catalogue } = core;
  const connection = catalogue.connections.get(given.connectionId);
  if (!connection)
    throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');
  const place = {
    connectionId: given.connectionId,
    bucket: given.bucket,
    prefix: folderPrefix(given.prefix),
  };
  const known = findAt(core, place);
  if (known) {
    lister.refresh(known.id);
    return known;
  }

  const store = await core.stores.open(connection.id);
  await mustExist(store, place, connection.name);
  const found = await readAlbumFile(store, place);
  if (found.type === 'album') requireOpenTo(core, found.file);
  const row = rowFor(core, place, found, given.title);
  const id = insertOnce(core, row, place);
  if (found.type === 'album') adoptAccess(core, id, found.file);
  core.changes.album(id);
  core.changes.connections();
  core.changes.flush();
  lister.refresh(id, found.type === 'unreadable' ? found.error : null);
  return albumOr404(core, id);
}

type Place = Pick<AlbumRow, 'connectionId' | 'bucket' | 'prefix'>;

function folderPrefix(given: string): string {
  const prefix = given === '' || given.endsWith('/') ? given : `${given}/`;
  if (`/${prefix}`.includes(`/${CAOS_PREFIX}`)) {
    throw new AppError(
      'bad-input',
      `“${given}” is where CAOS keeps its own files. Choose the folder that holds it.`,
    );
  }
  return prefix;
}

const findAt = ({ catalogue }: Core, place: Place): Album | undefined =>
  catalogue.albums
    .list()
    .find(
      (album) =>
        album.connectionId === place.connectionId &&
        album.bucket === place.bucket &&
        album.prefix === place.prefix,
    );

async function mustExist(
  store: ObjectStore,
  { bucket, prefix }: Place,
  connectionName: string,
): Promise<void> {
  const exists = await store.bucketExists(bucket).catch((error: unknown) => {
    // A key for one folder may not look at the bucket around it; the listing tells whether the folder is open to it.
    if (prefix !== '' && error instanceof AppError && error.code === 'access-denied') return true;
    throw error;
  });
  if (exists) return;
  throw new AppError(
    'bucket-missing',
    `There is no bucket “${bucket}” on “${connectionName}”. Check its name, capitals included.`,
    { params: { bucket, connection: connectionName } },
  );
}

/**
 * The same album may be open already through another connection (S3 and Swift of one container, or a copy elsewhere): then this one gets
 * an id of its own here, while the bucket keeps the album's. An id is how this catalogue tells its albums apart, nothing more.
 */
function rowFor(core: Core, place: Place, found: AlbumFileFound, title: string | undefined): AlbumRow {
  const lastPart = ((place.prefix.split('/').at(-2) ?? place.bucket).trim() || place.bucket).slice(0, 200);
  const ownId = (): AlbumId => AlbumIdSchema.parse(randomUUID());
  if (found.type !== 'album') {
    const name = (title ?? lastPart).slice(0, 200);
    return { ...place, id: ownId(), title: name, note: '', createdAtMs: core.now(), origin: 'opened' };
  }
  const { file } = found;
  return {
    ...place,
    id: core.catalogue.albums.get(file.id) ? ownId() : file.id,
    title: title ?? (file.title.trim().slice(0, 200).trim() || lastPart),
    note: file.note.slice(0, 4000),
    createdAtMs: Date.parse(file.createdAt),
    origin: 'made',
  };
}

/** Two who open the same place at once get the same album. */
function insertOnce(core: Core, row: AlbumRow, place: Place): AlbumId {
  try {
    // Killed right after it, the next start lists it.
    core.catalogue.transaction(() => {
      core.catalogue.albums.insert(row);
      setListingOpen(core, row.id, true);
    });
    return row.id;
  } catch (error) {
    const known =
      error instanceof AppError && error.code === 'already-exists' ? findAt(core, place) : undefined;
    if (!known) throw error;
    return known.id;
  }
}
