/** `caos import PATH… --album TITLE [--on CONNECTION] [--no-pictures] [--parallel N]`: ends only when all is stored, or says what is not. */
import { isAbsolute, relative, resolve } from 'node:path';
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { ImportRun, SkippedFile, SkipReason, Transfer } from '../../src-shared/domain/transfer';
import type { ImportId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findConnection, pickAlbum } from './find-by-name';
import { allTransfers, failedFile, failedLines, followImport } from './follow-uploads';
import { count } from './format';
import { receiptOfImport } from './receipt-command';
import type { Session } from './session';
import { printable } from './text-width';

export const skipWords: Record<SkipReason, string> = {
  'not-media': 'neither a photo nor a video',
  empty: 'empty',
  unreadable: 'could not be read',
  'link-outside': 'a link that leads out of the folder',
  'link-broken': 'a link that leads nowhere',
  duplicate: 'the same photo is in the album already',
  'special-file': 'no ordinary file',
  'already-here': 'stored already',
  hidden: 'a hidden system file',
  'name-not-storable': 'its name cannot be stored',
  'ingested-before': 'stored already in another album',
};
/** Behind these there may be a photo that is not in the store: the import is not wholly done. */
const mayHoldPhotos: ReadonlySet<SkipReason> = new Set<SkipReason>(['unreadable', 'name-not-storable']);
/** The most the contract answers at once. */
const SKIPPED_LIMIT = 100_000;

export interface ImportOptions {
  album: string;
  on?: string;
  /** false: what is stored now is read for its pictures afterwards, while the app runs or at its next start. */
  pictures: boolean;
  /** Requests that carry bytes at once, for this run only (`AppOverrides`). */
  parallel?: number;
  /** At the end the store and the card are asked for every file; done only when it is safe to format. */
  receipt?: boolean;
}

export function importPaths(given: string[], options: ImportOptions): CommandWork {
  return async (context) => {
    const { session, terminal } = context;
    if (options.album.trim() === '') throw new UsageError('--album needs a title.');
    if (options.parallel !== undefined && session.isForwarded()) throw parallelElsewhere();
    const paths = given.map((path) => resolve(terminal.workingFolder, path));
    await mustBeThere(session, paths);
    const album = await albumFor(context, options);
    const { importId } = await session.call('imports.start', {
      albumId: album.id,
      paths,
      ...(!options.pictures && { picturesFirst: false }),
    });
    if (!session.isForwarded()) await session.call('transfers.resume', {});
    const run = await followImport(context, importId, album.id).catch((error: unknown) => {
      throw asPaused(error, session, album);
    });
    if (run.error)
      throw new AppError(run.error.code, run.error.message, {
        ...(run.error.details && { details: run.error.details }),
      });
    const receipt = options.receipt ? await receiptOfImport(context, run.id) : null;
    return await report(context, { album, run, paths, receipt });
  };
}

/** The running app sends for everybody: one command must not change its pace behind a person's back. */
export const parallelElsewhere = (): AppError =>
  new AppError(
    'bad-input',
    'CAOS is running and does the work, so --parallel has no say here. Leave it out, set it in Settings, or close CAOS first.',
  );

/** Said before an album is made for nothing. */
export async function mustBeThere(session: Session, paths: string[]): Promise<void> {
  const { missing } = await session.call('imports.plan', { paths });
  if (missing[0] === undefined) return;
  const names = missing.map((path) => `“${path}”`).join(', ');
  throw new AppError(
    'file-missing',
    `${names} cannot be found. Check the name, or plug in its card or disk.`,
    {
      params: { path: missing[0] },
    },
  );
}

async function albumFor(
  { session, terminal }: CommandContext,
  options: Pick<ImportOptions, 'album' | 'on'>,
): Promise<Album> {
  const wanted = options.on === undefined ? null : await findConnection(session, options.on);
  const known = pickAlbum(await session.call('albums.list', {}), options.album);
  if (!known) {
    const made = await session.call('albums.create', {
      title: options.album,
      ...(wanted && { connectionId: wanted.id }),
    });
    terminal.note(`Created the album “${made.title}” on “${made.connectionName}”.`);
    return made;
  }
  if (wanted && wanted.id !== known.connectionId) {
    throw new AppError(
      'bad-input',
      `The album “${known.title}” is on “${known.connectionName}”, not on “${wanted.name}”. Leave out --on, or choose another title.`,
      { params: { title: known.title } },
    );
  }
  return known;
}

function asPaused(error: unknown, session: Session, album: Album): unknown {
  if (!(error instanceof AppError) || error.code !== 'cancelled') return error;
  const message = session.isForwarded()
    ? `The import into “${album.title}” goes on in the CAOS that is running. Pause or cancel it there.`
    : `Paused the import into “${album.title}”. What is stored is safe and nothing is lost. To go on, type the same command, or: caos transfers retry`;
  return new AppError('cancelled', message);
}

interface Ended {
  /** As it was before. */
  album: Album;
  run: ImportRun;
  paths: string[];
  receipt: Awaited<ReturnType<typeof receiptOfImport>> | null;
}

async function report(context: CommandContext, { album, run, paths, receipt }: Ended): Promise<0 | 1> {
  const { session, options, answer } = context;
  const ofImport = (transfer: Transfer): boolean => isOfImport(transfer, run.id, paths);
  const skipped = await session.call('imports.skipped', { id: run.id, limit: SKIPPED_LIMIT });
  const ended = await allTransfers(session, { albumId: album.id, states: ['failed', 'cancelled'] });
  const failed = ended.filter(ofImport).map(failedFile);
  const already = skipped.filter((file) => file.reason === 'already-here');
  const storedCount = await countStored(session, { album, run, paths }, already);
  const ok = failed.length === 0 && !skipped.some((file) => mayHoldPhotos.has(file.reason));

  const value = {
    ok,
    importId: run.id,
    album: { id: album.id, title: album.title },
    storedCount,
    alreadyStoredCount: already.length,
    failed,
    skipped,
    ...(receipt && { receipt: { id: receipt.receiptId, safe: receipt.safe } }),
  };
  const hereCount = already.length + skipped.filter((file) => file.reason === 'duplicate').length;
  const listed = options.verbose ? skipped : skipped.filter((file) => file.reason !== 'already-here');
  const unlisted = run.skippedCount - skipped.length;
  answer(value, [
    sentence(album, storedCount, hereCount, ok),
    ...failedLines(failed),
    ...skippedLines(listed),
    ...(unlisted > 0 ? [`… and ${count(unlisted, 'more skipped file')}.`] : []),
    ...(receipt?.lines ?? []),
  ]);
  return ok && receipt?.safe !== false ? 0 : 1;
}

/**
 * Files stored since this run began, at the places that it was asked to import. The run's own figure is not enough: a file that
 * an earlier run had begun, or another one takes up meanwhile, counts in that run.
 */
async function countStored(
  session: Session,
  { album, run, paths }: Pick<Ended, 'album' | 'run' | 'paths'>,
  already: SkippedFile[],
): Promise<number> {
  const now = await session.call('albums.get', { id: album.id });
  if (now.storedCount === album.storedCount) return 0;
  const known = new Set(already.map((file) => file.path));
  const stored = await allTransfers(session, { albumId: album.id, states: ['stored'] });
  return stored.filter(
    (transfer) =>
      transfer.updatedAtMs >= run.startedAtMs &&
      !known.has(transfer.sourcePath) &&
      isOfImport(transfer, run.id, paths),
  ).length;
}

/** Of this run, or left by an earlier one at a place that this one was asked to import. */
export function isOfImport(
  transfer: Pick<Transfer, 'importId' | 'sourcePath'>,
  importId: ImportId,
  roots: string[],
): boolean {
  if (transfer.importId === importId) return true;
  return roots.some((root) => {
    const inside = relative(root.normalize('NFC'), transfer.sourcePath.normalize('NFC'));
    return (
      inside === '' ||
      (inside !== '..' && !inside.startsWith('../') && !inside.startsWith('..\\') && !isAbsolute(inside))
    );
  });
}

function sentence(album: Album, storedCount: number, hereCount: number, ok: boolean): string {
  const where = `in “${album.title}” on “${album.connectionName}”`;
  if (storedCount + hereCount === 0)
    return ok ? 'No photos or videos were found there.' : `Nothing was stored ${where}.`;
  const rest = ok ? '' : ' Not everything could be stored.';
  if (storedCount === 0) return `Nothing new: ${count(hereCount, 'file')} stored already ${where}.${rest}`;
  return `${count(storedCount, 'file')} stored ${where}${hereCount > 0 ? `, ${hereCount.toLocaleString('en')} more stored already` : ''}.${rest}`;
}

const skippedLines = (skipped: SkippedFile[]): string[] =>
  skipped.length === 0
    ? []
    : [
        `Skipped (${skipped.length}):`,
        ...skipped.map((file) => {
          const like = file.reason === 'duplicate' && file.detail ? ` as ${file.detail}` : '';
          return `  ${printable(file.path)}: ${skipWords[file.reason]}${printable(like)}`;
        }),
      ];
