/** `caos selections list|show|create|add|remove-photos|move|rename|note|delete|duplicate|merge|compare|export` */
import { resolve } from 'node:path';
import type { Asset } from '../../src-shared/domain/asset';
import type { PhotoList, PhotoScope } from '../../src-shared/domain/photo-list';
import { type Selection, SelectionExport } from '../../src-shared/domain/selection';
import type { AssetId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { reportDownload } from './download-command';
import { findSelection } from './find-by-name';
import { followDownload } from './follow-download';
import { type Column, count, fieldLines, formatBytes, formatTime, tableLines } from './format';
import { choosePhotos, type PhotoChoice, pagesOf } from './photo-choice';
import type { Session } from './session';
import { printable } from './text-width';

const columns: Array<Column<Selection>> = [
  { title: 'NAME', value: (selection) => selection.name },
  { title: 'PHOTOS', value: (selection) => String(selection.photoCount), align: 'right' },
  { title: 'SIZE', value: (selection) => formatBytes(selection.totalBytes), align: 'right' },
  { title: 'NOTE', value: ({ note }) => (note.length > 40 ? `${note.slice(0, 39)}…` : note) },
  { title: 'ID', value: (selection) => selection.id },
];

export const listSelections: CommandWork = async ({ session, answer }) => {
  const selections = await session.call('selections.list', {});
  const empty = ['No selections yet. Make one: caos selections create NAME'];
  answer(selections, selections.length === 0 ? empty : tableLines(columns, selections));
  return 0;
};

const inOrder = (scope: PhotoScope): PhotoList => ({
  scope,
  query: {},
  sort: { by: 'own', descending: false },
  stacks: 'open',
});

async function photosOf(session: Session, scope: PhotoScope): Promise<Asset[]> {
  const photos: Asset[] = [];
  for await (const page of pagesOf(session, inOrder(scope))) for (const asset of page) photos.push(asset);
  return photos;
}

async function photoLines(session: Session, photos: Asset[]): Promise<string[]> {
  const titles = new Map((await session.call('albums.list', {})).map(({ id, title }) => [id, title]));
  return tableLines<Asset>(
    [
      { title: 'ALBUM', value: (asset) => titles.get(asset.albumId) ?? '' },
      { title: 'FILE', value: (asset) => asset.key },
      { title: 'SIZE', value: (asset) => formatBytes(asset.sizeBytes), align: 'right' },
      { title: 'ID', value: (asset) => String(asset.id), align: 'right' },
    ],
    photos,
  );
}

export function showSelection(nameOrId: string): CommandWork {
  return async ({ session, answer }) => {
    const selection = await findSelection(session, nameOrId);
    const photos = await photosOf(session, { kind: 'selection', selectionId: selection.id });
    const { name, note, photoCount, totalBytes, awayCount, updatedAtMs, id } = selection;
    answer(
      {
        ...selection,
        photos: photos.map(({ id: photoId, albumId, key }) => ({ id: photoId, albumId, key })),
      },
      [
        ...fieldLines([
          ['Name', name],
          ['Photos', `${photoCount}, ${formatBytes(totalBytes)}`],
          ...(awayCount > 0
            ? [['Elsewhere', `${awayCount} in albums that are not open here`] as [string, string]]
            : []),
          ...(note === '' ? [] : [['Note', note] as [string, string]]),
          ['Changed', formatTime(updatedAtMs)],
          ['Id', id],
        ]),
        ...(photos.length === 0 ? [] : ['', ...(await photoLines(session, photos))]),
      ],
    );
    return 0;
  };
}

export function createSelection(
  name: string,
  keys: string[],
  options: PhotoChoice & { note?: string },
): CommandWork {
  return async ({ session, answer }) => {
    const assetIds = await choosePhotos(session, keys, options);
    const made = await session.call('selections.create', {
      name,
      assetIds: assetIds ?? [],
      ...(options.note !== undefined && { note: options.note }),
    });
    answer(made, [`Made “${made.name}” with ${count(made.photoCount, 'photo')}.`]);
    return 0;
  };
}

export function addPhotos(nameOrId: string, keys: string[], options: PhotoChoice): CommandWork {
  return async ({ session, answer }) => {
    const selection = await findSelection(session, nameOrId);
    const assetIds = await photosMeant(session, keys, options);
    const result =
      assetIds.length === 0
        ? { added: 0, alreadyThere: 0 }
        : await session.call('selections.add', { id: selection.id, assetIds });
    answer(result, [
      `Added ${count(result.added, 'photo')} to “${selection.name}”${result.alreadyThere > 0 ? `, ${result.alreadyThere} there already` : ''}.`,
    ]);
    return 0;
  };
}

export function removePhotos(nameOrId: string, keys: string[], options: PhotoChoice): CommandWork {
  return async ({ session, answer }) => {
    const selection = await findSelection(session, nameOrId);
    const assetIds = await photosMeant(session, keys, options);
    const result =
      assetIds.length === 0
        ? { taken: 0 }
        : await session.call('selections.take', { id: selection.id, assetIds });
    answer(result, [
      `Took ${count(result.taken, 'photo')} out of “${selection.name}”; the photos stay in their albums.`,
    ]);
    return 0;
  };
}

async function photosMeant(session: Session, keys: string[], options: PhotoChoice): Promise<AssetId[]> {
  const assetIds = await choosePhotos(session, keys, options);
  if (assetIds !== null) return assetIds;
  throw new UsageError(
    'Say which photos: --album TITLE, with keys or without, or a filter such as --rating 3+, or --assets IDS.',
  );
}

export function editSelection(nameOrId: string, change: { name?: string; note?: string }): CommandWork {
  return async ({ session, answer }) => {
    const selection = await findSelection(session, nameOrId);
    const edited = await session.call('selections.edit', { id: selection.id, ...change });
    answer(edited, [
      change.name === undefined
        ? `Changed the note of “${edited.name}”.`
        : `“${selection.name}” is called “${edited.name}” now.`,
    ]);
    return 0;
  };
}

/** No question: it can be made again from its albums' buckets only by hand, but no photo is touched, and a name is typed by intent. */
export function deleteSelection(nameOrId: string): CommandWork {
  return async ({ session, answer }) => {
    const { id, name } = await findSelection(session, nameOrId);
    await session.call('selections.remove', { id });
    answer({ ok: true, id }, [`Deleted “${name}”. Its photos stay where they are.`]);
    return 0;
  };
}

export function duplicateSelection(nameOrId: string, newName: string | undefined): CommandWork {
  return async ({ session, answer }) => {
    const { id, name } = await findSelection(session, nameOrId);
    const made = await session.call('selections.duplicate', {
      id,
      ...(newName !== undefined && { name: newName }),
    });
    answer(made, [`Made “${made.name}” of “${name}”: ${count(made.photoCount, 'photo')}.`]);
    return 0;
  };
}

export function mergeSelections(namesOrIds: string[], options: { into: string }): CommandWork {
  return async ({ session, answer }) => {
    if (namesOrIds.length < 2) throw new UsageError('Name two selections or more to merge.');
    const ids = [];
    for (const one of namesOrIds) ids.push((await findSelection(session, one)).id);
    const made = await session.call('selections.merge', { ids, name: options.into });
    answer(made, [
      `Made “${made.name}” with ${count(made.photoCount, 'photo')}; the others stay as they are.`,
    ]);
    return 0;
  };
}

export function compareTwo(
  one: string,
  other: string,
  options: { onlyHere?: boolean; both?: boolean },
): CommandWork {
  return async ({ session, answer }) => {
    if (options.onlyHere && options.both) throw new UsageError('--only-here and --both do not go together.');
    const here = await findSelection(session, one);
    const there = await findSelection(session, other);
    const overlap = await session.call('selections.compare', { id: here.id, otherId: there.id });
    const show = options.onlyHere ? 'only-here' : options.both ? 'both' : null;
    const scope = { kind: 'comparison' as const, selectionId: here.id, otherId: there.id };
    const photos = show === null ? [] : await photosOf(session, { ...scope, show });
    const lines = fieldLines([
      ['In both', String(overlap.both)],
      [`Only in “${here.name}”`, String(overlap.onlyHere)],
      [`Only in “${there.name}”`, String(overlap.onlyThere)],
    ]);
    answer(
      show === null
        ? overlap
        : { ...overlap, photos: photos.map(({ id, albumId, key }) => ({ id, albumId, key })) },
      photos.length === 0 ? lines : [...lines, '', ...(await photoLines(session, photos))],
    );
    return 0;
  };
}

export interface ExportOptions {
  as: string;
  to: string;
  replace?: boolean;
  comma?: boolean;
  withoutLocation?: boolean;
  /** False with --no-extensions. */
  extensions: boolean;
}

export function exportPhotos(nameOrId: string, options: ExportOptions): CommandWork {
  return async (context) => {
    const { session, terminal, answer } = context;
    const form = SelectionExport.safeParse(options.as);
    if (!form.success) throw new UsageError(`--as is one of: ${SelectionExport.options.join(', ')}.`);
    if (options.withoutLocation && form.data !== 'folder')
      throw new UsageError('--without-location goes with --as folder only.');
    const selection = await findSelection(session, nameOrId);
    const path = resolve(terminal.workingFolder, options.to);
    const { photos, downloadId } = await session.call('selections.export', {
      id: selection.id,
      form: form.data,
      path,
      replace: options.replace ?? false,
      separator: options.comma ? 'comma' : 'line',
      extensions: options.extensions,
      stripLocation: options.withoutLocation ?? false,
    });
    if (downloadId !== null) return brought(context, downloadId);
    answer({ ok: true, photos, to: path }, [
      `Exported ${count(photos, 'photo')} of “${printable(selection.name)}” to ${printable(path)}.`,
    ]);
    return 0;
  };
}

async function brought(
  context: CommandContext,
  downloadId: Parameters<typeof followDownload>[1],
): Promise<0 | 1> {
  const { session, terminal } = context;
  const download = await followDownload(context, downloadId).catch((error: unknown) => {
    // The owner of the profile must not go on behind a person who stopped it.
    if (terminal.interrupted.aborted)
      void session.call('downloads.pause', { id: downloadId }).catch(() => undefined);
    throw error;
  });
  return reportDownload(context, download, download.notStoredCount);
}
