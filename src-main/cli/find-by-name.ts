/** Finds the album or connection that a person means: by id, or by its title or name when only one has it. */
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { Connection } from '../../src-shared/domain/connection';
import type { Selection } from '../../src-shared/domain/selection';
import type { Session } from './session';

const same = (one: string, other: string): boolean =>
  one.normalize('NFC').trim() === other.normalize('NFC').trim();

/** Null when there is none. Error: `bad-input` when several albums have that title. */
export function pickAlbum(albums: Album[], titleOrId: string): Album | null {
  const byId = albums.find((album) => album.id === titleOrId.toLowerCase());
  if (byId) return byId;
  const titled = albums.filter((album) => same(album.title, titleOrId));
  // A copy has the title of its album, which is the one that is meant.
  const originals = titled.filter((album) => album.copyOf === null);
  const found = originals.length > 0 ? originals : titled;
  if (found.length > 1) {
    throw new AppError(
      'bad-input',
      `${found.length} albums are called “${titleOrId}”. Use the id of the one you mean.`,
      {
        params: { title: titleOrId },
        details: found.map((album) => `${album.id} on ${album.connectionName}`).join(', '),
      },
    );
  }
  return found[0] ?? null;
}

/** Names of connections are unique, whatever their case. */
export function pickConnection(connections: Connection[], nameOrId: string): Connection | null {
  const lower = (text: string): string => text.normalize('NFC').trim().toLowerCase();
  return (
    connections.find((connection) => connection.id === nameOrId.toLowerCase()) ??
    connections.find((connection) => lower(connection.name) === lower(nameOrId)) ??
    null
  );
}

export async function findAlbum(session: Session, titleOrId: string): Promise<Album> {
  const found = pickAlbum(await session.call('albums.list', {}), titleOrId);
  if (found) return found;
  throw new AppError('not-found', `There is no album “${titleOrId}” here. See them with: caos albums list`, {
    params: { title: titleOrId },
  });
}

/** By id, or by its name when only one has it. */
export async function findSelection(session: Session, nameOrId: string): Promise<Selection> {
  const selections = await session.call('selections.list', {});
  const byId = selections.find(({ id }) => id === nameOrId.toLowerCase());
  const named = byId ? [byId] : selections.filter(({ name }) => same(name, nameOrId));
  if (named.length > 1)
    throw new AppError(
      'bad-input',
      `${named.length} selections are called “${nameOrId}”. Use the id of the one you mean.`,
      { params: { name: nameOrId }, details: named.map(({ id }) => id).join(', ') },
    );
  if (named[0]) return named[0];
  throw new AppError(
    'not-found',
    `There is no selection “${nameOrId}” here. See them with: caos selections list`,
    { params: { name: nameOrId } },
  );
}

export async function findConnection(session: Session, nameOrId: string): Promise<Connection> {
  const found = pickConnection(await session.call('connections.list', {}), nameOrId);
  if (found) return found;
  throw new AppError(
    'not-found',
    `There is no connection “${nameOrId}” here. See them with: caos connections list`,
    {
      params: { name: nameOrId },
    },
  );
}
