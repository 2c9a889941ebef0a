/** Writes a selection for other programs: names, a table, sidecars; or brings its originals. Only the last needs the network. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import { unpackCull } from '../../../src-shared/domain/cull';
import { fileError } from '../../../src-shared/file-error';
import type { CommandArgs, CommandOutput } from '../../../src-shared/ipc-contract';
import type { AssetId, SelectionId } from '../../../src-shared/units';
import type { ItemPosition, SelectionItem } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { giveName } from '../downloads/folder-target';
import type { Downloads } from '../downloads/open-downloads';
import { refuseStorePlaces } from '../downloads/store-places';
import { csvLine } from '../receipts/export-csv';
import { writeSidecars } from './selection-sidecars';
import { selectionOr404 } from './selections';

/** Photos between two breaths of the main thread. */
const PHOTOS_AT_ONCE = 200;
/** Spreadsheets take a file for UTF-8 only with it. */
const BYTE_ORDER_MARK = '\uFEFF';

type Asked = CommandArgs<'selections.export'>;

/** Rejects with `not-found`, `bad-input`, `already-exists`, `disk-full`, `file-denied`, `io`, `cancelled`. */
export async function exportSelection(
  core: Core,
  downloads: Downloads,
  asked: Asked,
  signal: AbortSignal,
): Promise<CommandOutput<'selections.export'>> {
  const selection = selectionOr404(core, asked.id);
  if (!isAbsolute(asked.path))
    throw new AppError('bad-input', `“${asked.path}” is no whole path. Choose where to write it.`);
  if (selection.photoCount === 0)
    throw new AppError('bad-input', `“${selection.name}” has no photos. Add some, then export it.`);
  if (asked.form === 'folder' || asked.form === 'zip') {
    const assetIds: AssetId[] = [];
    for await (const page of pagesOf(core, asked.id)) for (const item of page) assetIds.push(item.assetId);
    const downloadId = await downloads.start({
      assetIds,
      form: asked.form,
      to: asked.path,
      conflicts: asked.replace ? 'replace' : 'ask',
      title: selection.name,
      stripLocation: asked.stripLocation,
    });
    return { photos: assetIds.length, downloadId };
  }
  if (asked.stripLocation)
    throw new AppError(
      'bad-input',
      'The place is left out of photos only. Export them as files in a folder.',
    );
  await refuseStorePlaces(core, asked.path);
  if (asked.form === 'xmp') {
    const photos = await writeSidecars(core, pagesOf(core, asked.id), asked.path, asked.replace, signal);
    return { photos, downloadId: null };
  }
  const text = asked.form === 'csv' ? csvOf(core, asked.id) : namesOf(core, asked);
  await writeText(text, asked.path, asked.replace, signal);
  return { photos: selection.photoCount, downloadId: null };
}

/** Its photos in order, without those in the trash. */
async function* pagesOf(core: Core, id: SelectionId): AsyncGenerator<SelectionItem[]> {
  for (let after: ItemPosition | null = null; ; ) {
    const page: SelectionItem[] = core.catalogue.selections.items(id, after, PHOTOS_AT_ONCE);
    yield page.filter((item) => !item.trashed);
    if (page.length < PHOTOS_AT_ONCE) return;
    after = page.at(-1) ?? null;
    await breathe();
  }
}

const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
const withoutExtension = (name: string): string => name.replace(/(?<=.)\.[^.]*$/, '');

/** A line end in a name would be two names: stores allow it, and so do some systems. */
async function* namesOf(core: Core, { id, separator, extensions }: Asked): AsyncGenerator<string> {
  const between = separator === 'comma' ? ', ' : '\n';
  let first = true;
  for await (const page of pagesOf(core, id)) {
    const names = page
      .map(({ key }) => nameOf(key).replace(/[\r\n]+/g, ' '))
      .map((name) => (extensions ? name : withoutExtension(name)));
    if (names.length === 0) continue;
    yield `${first ? '' : between}${names.join(between)}`;
    first = false;
  }
  yield '\n';
}

const csvColumns = ['album', 'key', 'stars', 'flag', 'colour', 'size_bytes', 'taken_at', 'checksum'] as const;

async function* csvOf(core: Core, id: SelectionId): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${csvLine(csvColumns)}`;
  const titles = new Map(core.catalogue.albums.list().map((album) => [album.id, album.title]));
  for await (const page of pagesOf(core, id)) {
    const ids = page.map((item) => item.assetId);
    const sums = core.catalogue.assets.contentSums(ids);
    const assets = new Map(core.catalogue.assets.get(ids).map((asset) => [asset.id, asset]));
    yield page
      .map(({ assetId, albumId, key }) => {
        const asset = assets.get(assetId) as Asset;
        const { rating, flag, colour } = unpackCull(asset.cull);
        const md5 = sums.get(assetId)?.md5Hex ?? null;
        const takenAt = asset.metadata.takenAtLocal ?? null;
        const set = (word: string): string => (word === 'none' ? '' : word);
        return csvLine([
          titles.get(albumId) ?? '',
          key,
          rating,
          set(flag),
          set(colour),
          asset.sizeBytes,
          takenAt,
          md5 && `md5:${md5}`,
        ]);
      })
      .join('');
  }
}

/** Whole or not at all. */
async function writeText(
  text: AsyncIterable<string>,
  to: string,
  replace: boolean,
  signal: AbortSignal,
): Promise<void> {
  const there = await lstat(to).catch(() => null);
  if (there && (!replace || !there.isFile())) throw isTaken(to);
  const partial = join(dirname(to), `.${basename(to).slice(0, 60)}.${randomUUID()}.part`);
  try {
    const sink = createWriteStream(partial, { flags: 'wx', flush: true });
    await pipeline(Readable.from(text, { objectMode: false }), sink, { signal });
    if (!(await giveName(partial, to, replace))) throw isTaken(to);
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'The export was cancelled.', { cause: error });
    throw fileError(error, to);
  } finally {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

const isTaken = (to: string): AppError =>
  new AppError('already-exists', `“${to}” is there already. Choose another name, or replace it.`, {
    params: { path: to },
  });
