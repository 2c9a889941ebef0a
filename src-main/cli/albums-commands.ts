/** `caos albums create|open|refresh|list|show|edit|delete` */
import type { Album } from '../../src-shared/domain/album';
import { type CommandWork, UsageError } from './command-context';
import { findAlbum, findConnection } from './find-by-name';
import { followListing } from './follow-listing';
import { type Column, count, fieldLines, formatBytes, formatTime, tableLines } from './format';
import { accessWords } from './groups-commands';

const stateWords: Record<Album['state'], string> = {
  empty: 'empty',
  importing: 'uploading',
  stored: 'stored',
  attention: 'needs attention',
};

const columns: Array<Column<Album>> = [
  { title: 'TITLE', value: (album) => `${album.copyOf === null ? '' : '  copy: '}${album.title}` },
  { title: 'PHOTOS', value: (album) => String(album.assetCount), align: 'right' },
  { title: 'STORED', value: (album) => String(album.storedCount), align: 'right' },
  { title: 'SIZE', value: (album) => formatBytes(album.totalBytes), align: 'right' },
  { title: 'STATE', value: (album) => stateWords[album.state] },
  { title: 'OPEN TO', value: (album) => accessWords(album.access) },
  { title: 'CONNECTION', value: (album) => album.connectionName },
  { title: 'ID', value: (album) => album.id },
];

export function createAlbum(
  title: string,
  options: { on?: string; note?: string; bucket?: string },
): CommandWork {
  return async ({ session, answer }) => {
    if (title.trim() === '') throw new UsageError('An album needs a title.');
    const connection = options.on === undefined ? null : await findConnection(session, options.on);
    const album = await session.call('albums.create', {
      title,
      ...(connection && { connectionId: connection.id }),
      ...(options.note !== undefined && { note: options.note }),
      ...(options.bucket !== undefined && { bucket: options.bucket }),
    });
    answer(album, [
      `Created the album “${album.title}” on “${album.connectionName}” (bucket ${album.bucket}).`,
    ]);
    return 0;
  };
}

export function openAlbum(options: {
  on?: string;
  bucket?: string;
  prefix?: string;
  title?: string;
}): CommandWork {
  return async ({ session, terminal, answer }) => {
    const { on, bucket } = options;
    if (on === undefined || bucket === undefined)
      throw new UsageError(
        'Say which bucket to open: --on CONNECTION --bucket NAME. Or name a private album.',
      );
    const connection = await findConnection(session, on);
    const prefix = (options.prefix ?? '').replace(/^\/+/, '').replace(/([^/])$/, '$1/');
    const album = await followListing({ session, terminal }, () =>
      session.call('albums.open', {
        connectionId: connection.id,
        bucket,
        prefix,
        ...(options.title !== undefined && { title: options.title }),
      }),
    );
    answer(album, [
      `Opened “${album.title}” on “${album.connectionName}”: ${count(album.assetCount, 'photo')} of ${formatBytes(album.totalBytes)}.`,
    ]);
    return 0;
  };
}

export function refreshAlbum(titleOrId: string): CommandWork {
  return async ({ session, terminal, answer }) => {
    const before = await findAlbum(session, titleOrId);
    const album = await followListing({ session, terminal }, async () => {
      await session.call('albums.refresh', { id: before.id });
      return before;
    });
    answer(album, [
      `“${album.title}” holds ${count(album.assetCount, 'photo')} now (${before.assetCount} before).`,
    ]);
    return 0;
  };
}

export const listAlbums: CommandWork = async ({ session, answer }) => {
  const albums = await session.call('albums.list', {});
  // Where every album is everybody's, nobody has to read that.
  const shown = albums.some(({ access }) => access)
    ? columns
    : columns.filter(({ title }) => title !== 'OPEN TO');
  const empty = ['No albums yet. Make one: caos import FOLDER --album TITLE'];
  answer(albums, albums.length === 0 ? empty : tableLines(shown, withCopiesBehind(albums)));
  return 0;
};

/** Each copy under its album; one whose album is gone stands alone. */
function withCopiesBehind(albums: Album[]): Album[] {
  const ids = new Set(albums.map((album) => album.id));
  const stands = albums.filter((album) => album.copyOf === null || !ids.has(album.copyOf));
  return stands.flatMap((album) => [album, ...albums.filter((copy) => copy.copyOf === album.id)]);
}

export function showAlbum(titleOrId: string): CommandWork {
  return async ({ session, answer }) => {
    const album = await findAlbum(session, titleOrId);
    const times =
      album.firstAtMs === null || album.lastAtMs === null
        ? []
        : [['Taken', `${formatTime(album.firstAtMs)} to ${formatTime(album.lastAtMs)}`] as [string, string]];
    answer(
      album,
      fieldLines([
        ['Title', album.title],
        ...(album.note ? [['Note', album.note] as [string, string]] : []),
        ['State', stateWords[album.state]],
        ['Photos', `${album.assetCount} (${album.storedCount} stored, ${album.failedCount} failed)`],
        ['Size', formatBytes(album.totalBytes)],
        ...times,
        ...(album.access ? [['Open to', accessWords(album.access)] as [string, string]] : []),
        ['Connection', album.connectionName],
        ['Bucket', album.bucket + (album.prefix && `, under ${album.prefix}`)],
        ['Created', formatTime(album.createdAtMs)],
        ['Id', album.id],
      ]),
    );
    return 0;
  };
}

export function editAlbum(
  titleOrId: string,
  change: { title?: string; note?: string; sidecars?: string },
): CommandWork {
  return async ({ session, answer }) => {
    if (change.title === undefined && change.note === undefined && change.sidecars === undefined)
      throw new UsageError('Say what to change: --title T, --note N or --sidecars yes|no.');
    if (change.sidecars !== undefined && change.sidecars !== 'yes' && change.sidecars !== 'no')
      throw new UsageError('--sidecars is yes or no.');
    if (change.title?.trim() === '') throw new UsageError('An album needs a title.');
    const { id } = await findAlbum(session, titleOrId);
    const album = await session.call('albums.edit', {
      id,
      ...(change.title !== undefined && { title: change.title }),
      ...(change.note !== undefined && { note: change.note }),
      ...(change.sidecars !== undefined && { writesSidecars: change.sidecars === 'yes' }),
    });
    answer(album, [`Changed the album “${album.title}”.`]);
    return 0;
  };
}

export function deleteAlbum(titleOrId: string, options: { objects?: boolean; yes?: boolean }): CommandWork {
  return async ({ session, answer, confirm }) => {
    const album = await findAlbum(session, titleOrId);
    const objects = options.objects ?? false;
    if (objects && !options.yes) {
      const what = `This deletes ${count(album.storedCount, 'stored photo')} of “${album.title}” from “${album.connectionName}” for good.`;
      if (!(await confirm(what))) {
        answer({ deleted: false }, ['Nothing was deleted.']);
        return 1;
      }
    }
    const result = await session.call('albums.delete', { id: album.id, objects });
    const kept =
      result.keptObjects > 0
        ? ` ${count(result.keptObjects, 'object')} in the bucket did not come from CAOS and stayed.`
        : '';
    const told = objects
      ? `Deleted the album “${album.title}” and what it had stored (${count(result.deletedObjects, 'object')}).${kept}`
      : `Forgot the album “${album.title}” on this computer. Its photos stay in the bucket ${album.bucket}.`;
    answer({ id: album.id, title: album.title, ...result }, [told]);
    return 0;
  };
}
