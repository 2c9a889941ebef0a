/** `caos download --album T --to DIR [--zip FILE] [--select KEY…] [--assets IDS] [--on-conflict …] [--parallel N] [--without-location]`: ends when all is here, or says what is not. */
import { resolve } from 'node:path';
import { AppError, fromWire, type WireError } from '../../src-shared/app-error';
import { ConflictChoice, type Download, type DownloadFile } from '../../src-shared/domain/download';
import type { CommandOutput } from '../../src-shared/ipc-contract';
import { AssetId, type DownloadId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { followDownload } from './follow-download';
import { count } from './format';
import { parallelElsewhere } from './import-command';
import type { Session } from './session';
import { printable } from './text-width';

export interface DownloadOptions {
  album?: string;
  to?: string;
  zip?: string;
  select?: string[];
  assets?: string;
  onConflict?: string;
  withoutLocation?: boolean;
  /** Requests at once, for this run only (`AppOverrides`). */
  parallel?: number;
}

/** Rows asked for at once; the contract allows these. */
const PAGE_ROWS = 5000;
const FILE_ROWS = 10_000;

interface Chosen {
  title: string;
  albumId?: CommandOutput<'albums.get'>['id'];
  assetIds?: AssetId[];
  notStoredCount: number;
}

export function downloadPhotos(options: DownloadOptions): CommandWork {
  return async (context) => {
    const { session, terminal } = context;
    if (options.parallel !== undefined && session.isForwarded()) throw parallelElsewhere();
    const conflicts = conflictsOf(options.onConflict);
    const place = placeOf(options, terminal.workingFolder);
    if (options.withoutLocation && place.form === 'zip')
      throw new UsageError(
        '--without-location is for a folder (--to DIR): a ZIP holds the bytes as they were stored.',
      );
    const chosen = await choose(session, options);
    terminal.status(`Downloading “${chosen.title}” …`);
    const { downloadId } = await session.call('downloads.start', {
      ...(chosen.albumId && { albumId: chosen.albumId }),
      ...(chosen.assetIds && { assetIds: chosen.assetIds }),
      ...place,
      conflicts,
      stripLocation: options.withoutLocation ?? false,
    });
    const download = await followDownload(context, downloadId).catch((error: unknown) => {
      // The owner of the profile must not go on behind a person who stopped it.
      if (terminal.interrupted.aborted)
        void session.call('downloads.pause', { id: downloadId }).catch(() => undefined);
      throw error;
    });
    if (download.state === 'cancelled')
      throw new AppError('cancelled', 'The download was cancelled elsewhere. What was whole is kept.');
    return reportDownload(context, download, chosen.notStoredCount);
  };
}

function conflictsOf(word: string | undefined): ConflictChoice {
  const parsed = ConflictChoice.safeParse(word ?? 'ask');
  if (parsed.success) return parsed.data;
  throw new UsageError(`--on-conflict is one of: ${ConflictChoice.options.join(', ')}.`);
}

function placeOf(
  { to, zip }: DownloadOptions,
  workingFolder: string,
): { form: Download['form']; to: string } {
  if ((to === undefined) === (zip === undefined))
    throw new UsageError('Say where to: --to DIR for a folder, or --zip FILE for one ZIP.');
  return zip === undefined
    ? { form: 'folder', to: resolve(workingFolder, to ?? '') }
    : { form: 'zip', to: resolve(workingFolder, zip) };
}

async function choose(session: Session, { album: title, select, assets }: DownloadOptions): Promise<Chosen> {
  if (assets !== undefined) {
    if (select !== undefined) throw new UsageError('--assets and --select do not go together.');
    const assetIds = assets
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((id) => {
        const parsed = AssetId.safeParse(Number(id));
        if (!parsed.success)
          throw new UsageError(`“${id}” is no id of a photo. See them with: caos assets list`);
        return parsed.data;
      });
    return { title: count(assetIds.length, 'photo'), assetIds, notStoredCount: 0 };
  }
  if (title === undefined) throw new UsageError('Say what to download: --album TITLE, or --assets IDS.');
  const album = await findAlbum(session, title);
  if (select === undefined)
    return { title: album.title, albumId: album.id, notStoredCount: album.assetCount - album.storedCount };
  return { title: album.title, albumId: album.id, ...(await selected(session, album.id, select)) };
}

/** Photos with these keys; a key that ends with `/` is a folder. */
async function selected(
  session: Session,
  albumId: NonNullable<Chosen['albumId']>,
  keys: string[],
): Promise<{ assetIds: AssetId[]; notStoredCount: number }> {
  const wanted = keys.map((key) => key.normalize('NFC'));
  const found = new Set<string>();
  const assetIds: AssetId[] = [];
  let notStoredCount = 0;
  for (let afterId: AssetId | undefined; ; ) {
    const page = await session.call('assets.list', {
      albumId,
      limit: PAGE_ROWS,
      ...(afterId && { afterId }),
    });
    for (const asset of page) {
      const by = wanted.find((key) => asset.key === key || (key.endsWith('/') && asset.key.startsWith(key)));
      if (by === undefined) continue;
      found.add(by);
      if (asset.state === 'stored') assetIds.push(asset.id);
      else notStoredCount += 1;
    }
    if (page.length < PAGE_ROWS) break;
    afterId = page.at(-1)?.id;
  }
  const missing = wanted.find((key) => !found.has(key));
  if (missing !== undefined)
    throw new AppError(
      'not-found',
      `“${missing}” is not in the album. See its photos with: caos assets list`,
      {
        params: { key: missing },
      },
    );
  return { assetIds, notStoredCount };
}

interface FailedDownload {
  key: string;
  error: WireError;
}

export async function reportDownload(
  { session, answer, options: { verbose } }: CommandContext,
  download: Download,
  unstored: number,
): Promise<0 | 1> {
  // Nothing can go on until a person changes something: that is the answer.
  if (download.error && download.state !== 'done' && download.conflictCount + download.failedCount === 0)
    throw fromWire(download.error);
  const files = await troubledFiles(session, download.id);
  const failed = files.map((file): FailedDownload => ({ key: file.key, error: errorOf(file, download) }));
  const ok = failed.length === 0;
  const { to, doneCount, alreadyThereCount, form } = download;
  const lines = [
    `${count(doneCount, 'file')} written to ${printable(to)}${alreadyThereCount > 0 ? `, ${alreadyThereCount} were there already` : ''}.`,
    ...(unstored > 0 ? [`${count(unstored, 'file')} of the album not stored yet, so not downloaded.`] : []),
    ...(ok ? [] : [`Not downloaded (${failed.length}):`]),
    ...failed.flatMap(({ key, error }) => [
      `  ${printable(key)}: ${printable(error.message)}`,
      ...(verbose && error.details ? [`    ${printable(error.details)}`] : []),
    ]),
    ...(download.conflictCount > 0 && form === 'folder'
      ? ['For names that are taken: the same command with --on-conflict keep-both, replace or leave-out.']
      : []),
  ];
  answer(
    { ok, to, written: doneCount, alreadyThere: alreadyThereCount, failed, notStoredCount: unstored },
    lines,
  );
  return ok ? 0 : 1;
}

async function troubledFiles(session: Session, id: DownloadId): Promise<DownloadFile[]> {
  const rows: DownloadFile[] = [];
  for (;;) {
    const { total, items } = await session.call('downloads.files', {
      id,
      states: ['failed', 'conflict'],
      offset: rows.length,
      limit: FILE_ROWS,
    });
    rows.push(...items);
    if (items.length === 0 || rows.length >= total) return rows;
  }
}

function errorOf(file: DownloadFile, { to }: Download): WireError {
  if (file.error) return file.error;
  const path = resolve(to, file.path);
  return {
    code: 'already-exists',
    message: `“${path}” exists and is different. Move it away or choose another folder.`,
    retry: 'after-user',
    params: { path },
  };
}
