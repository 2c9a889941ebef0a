/** `caos ingest PATH… --album TITLE …` and `caos cards`: a card to one or more places, done only when it is safe to format. */
import { resolve } from 'node:path';
import { AppError, fromWire } from '../../src-shared/app-error';
import type { Card, CopyTarget, Ingest, IngestOptionsInput } from '../../src-shared/domain/ingest';
import type { Receipt } from '../../src-shared/domain/receipt';
import type { IngestId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findConnection, pickAlbum } from './find-by-name';
import { follow } from './follow-uploads';
import { type Column, count, formatBytes, tableLines } from './format';
import { mustBeThere } from './import-command';
import type { Session } from './session';
import { printable } from './text-width';

export interface IngestCommandOptions {
  album: string;
  on?: string;
  copyTo: string[];
  copyOn: string[];
  name?: string;
  split?: string;
  gap?: string;
  shoot?: string;
  firstNumber?: string;
  skipKnown?: boolean;
  eject?: boolean;
  preview?: boolean;
}

const doubtWords: Record<NonNullable<Receipt['verdict']>['doubts'][number]['state'], string> = {
  'not-stored': 'not stored',
  lost: 'not in the store any more',
  differs: 'not what the store holds under their names',
  unproven: 'stored, but not proven yet: check again with --read-back',
  'changed-here': 'changed on the card since they were stored',
  'new-here': 'new on the card',
  unanswered: 'not confirmed, because their store did not answer',
  unreadable: 'not readable on the card',
  unsupported: 'of a kind that CAOS does not store: copy them somewhere else',
  'nothing-found': 'nothing was found to store',
  'not-looked-through': 'not wholly looked through',
  'source-gone': 'the card is not there any more',
};
/** The most the contract answers at once. */
const SKIPPED_LIMIT = 100_000;
/** These are not about files. */
const withoutCount = new Set(['nothing-found', 'not-looked-through', 'source-gone']);

export function ingestPaths(given: string[], options: IngestCommandOptions): CommandWork {
  return async (context) => {
    const { session, terminal } = context;
    if (options.album.trim() === '') throw new UsageError('--album needs a title.');
    const paths = given.map((path) => resolve(terminal.workingFolder, path));
    await mustBeThere(session, paths);
    const ingestOptions = await optionsOf(context, options);
    if (options.preview) return await preview(context, paths, options.album, ingestOptions);

    const on = options.on === undefined ? null : await findConnection(session, options.on);
    const known = pickAlbum(await session.call('albums.list', {}), options.album);
    if (known && on && known.connectionId !== on.id && ingestOptions.splitBy === 'none') {
      throw new AppError(
        'bad-input',
        `The album “${known.title}” is on “${known.connectionName}”, not on “${on.name}”. Leave out --on, or choose another title.`,
        { params: { title: known.title } },
      );
    }
    const { ingestId } = await session.call('ingests.start', {
      paths,
      ...(known && (!on || on.id === known.connectionId)
        ? { albumId: known.id }
        : { title: options.album, ...(on && { connectionId: on.id }) }),
      options: ingestOptions,
    });
    if (!session.isForwarded()) await session.call('transfers.resume', {});
    const ingest = await untilEnded(context, ingestId).catch((error: unknown) => {
      throw asPaused(error, session);
    });
    return await report(context, ingest);
  };
}

export const listCards: CommandWork = async ({ session, answer }) => {
  const cards = await session.call('ingests.cards', {});
  answer(cards, cards.length === 0 ? ['No camera card is plugged in.'] : tableLines(cardColumns, cards));
  return 0;
};

const cardColumns: Array<Column<Card>> = [
  { title: 'NAME', value: (card) => card.name },
  {
    title: 'FILES',
    value: (card) => `${card.fileCount}${card.counted === 'all' ? '' : '+'}`,
    align: 'right',
  },
  { title: 'STORED', value: (card) => String(card.knownCount ?? '?'), align: 'right' },
  { title: 'SIZE', value: (card) => formatBytes(card.totalBytes), align: 'right' },
  { title: 'PATH', value: (card) => card.path },
];

async function optionsOf(
  { session, terminal }: CommandContext,
  options: IngestCommandOptions,
): Promise<IngestOptionsInput> {
  const { split, name, gap, firstNumber } = options;
  if (split !== undefined && split !== 'day' && split !== 'shoot')
    throw new UsageError('--split takes day or shoot.');
  const copies: CopyTarget[] = options.copyTo.map((path) => ({
    type: 'folder',
    path: resolve(terminal.workingFolder, path),
  }));
  for (const wanted of options.copyOn)
    copies.push({ type: 'connection', connectionId: (await findConnection(session, wanted)).id });
  if (copies.length > 2) throw new UsageError('At most two copies can be made beside the album.');
  return {
    nameTemplate: name ?? null,
    shoot: options.shoot ?? '',
    splitBy: split ?? 'none',
    copies,
    skipKnown: options.skipKnown ?? false,
    eject: options.eject ?? false,
    ...(firstNumber !== undefined && { firstSeq: numberOf('--first-number', firstNumber, 0, 999_999_999) }),
    ...(gap !== undefined && { shootGapHours: numberOf('--gap', gap, 0.5, 72) }),
  };
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`${option} takes a number from ${least} to ${most}.`);
}

async function preview(
  { session, answer }: CommandContext,
  paths: string[],
  title: string,
  options: IngestOptionsInput,
): Promise<0 | 1> {
  const told = await session.call('ingests.preview', { paths, title, options });
  if (told.error) throw fromWire(told.error);
  answer(told, [
    ...tableLines(
      [
        { title: 'ON THE CARD', value: (row) => row.from },
        { title: 'IN THE ALBUM', value: (row) => row.to },
      ],
      told.names,
    ),
    ...told.albums.map((album) => `Album “${printable(album.title)}”: ${count(album.fileCount, 'file')}`),
  ]);
  return 0;
}

/** Until its receipt is made and the card is out, as far as asked. Throws `cancelled`. */
function untilEnded({ session, terminal }: CommandContext, id: IngestId): Promise<Ingest> {
  return follow({ session, terminal }, async () => {
    const ingest = await session.call('ingests.get', { id });
    const summary = await session.call('transfers.summary', {});
    const over = ['done', 'failed', 'cancelled'].includes(ingest.state);
    return {
      result: over ? ingest : null,
      summary,
      scanningFound: ingest.state === 'reading' ? summary.totalCount : null,
    };
  });
}

function asPaused(error: unknown, session: Session): unknown {
  if (!(error instanceof AppError) || error.code !== 'cancelled') return error;
  return new AppError(
    'cancelled',
    session.isForwarded()
      ? 'The ingest goes on in the CAOS that is running. Pause or cancel it there.'
      : 'Paused the ingest. What is stored is safe and nothing is lost. To go on, type the same command, or: caos transfers retry',
  );
}

async function report({ session, answer }: CommandContext, ingest: Ingest): Promise<0 | 1> {
  const [receipt] = await session.call('receipts.list', { ingestId: ingest.id, limit: 1 });
  const runs = await Promise.all(ingest.importIds.map((id) => session.call('imports.get', { id })));
  const albums = await session.call('albums.list', {});
  const safe = ingest.state === 'done' && receipt?.verdict?.safe === true;
  const places = [];
  for (const run of runs) {
    const album = albums.find((one) => one.id === run.albumId);
    const skipped = await session.call('imports.skipped', { id: run.id, limit: SKIPPED_LIMIT });
    const hereCount = skipped.filter((file) => file.reason === 'already-here').length;
    places.push({
      album: { id: run.albumId, title: album?.title ?? '', connection: album?.connectionName ?? '' },
      copyOf: album?.copyOf ?? null,
      foundCount: run.foundCount,
      storedCount: run.storedCount,
      failedCount: run.failedCount,
      alreadyStoredCount: hereCount,
      skippedCount: run.skippedCount - hereCount,
    });
  }
  answer({ safe, ingest, receipt: receipt ?? null, places }, [
    ...places.map(placeLine),
    ...verdictLines(receipt ?? null, safe),
    ...(ingest.error ? [printable(ingest.error.message)] : []),
    ...(ingest.ejected === true ? [`Ejected “${printable(ingest.name)}”: it can be taken out.`] : []),
  ]);
  return safe && ingest.error === null ? 0 : 1;
}

function placeLine(place: {
  album: { title: string; connection: string };
  copyOf: string | null;
  storedCount: number;
  alreadyStoredCount: number;
  failedCount: number;
  skippedCount: number;
}): string {
  const { album, copyOf, storedCount, alreadyStoredCount, failedCount, skippedCount } = place;
  const parts = [
    `${count(storedCount, 'file')} stored`,
    ...(alreadyStoredCount > 0 ? [`${alreadyStoredCount.toLocaleString('en')} stored there already`] : []),
    ...(failedCount > 0 ? [`${failedCount.toLocaleString('en')} failed`] : []),
    ...(skippedCount > 0 ? [`${skippedCount.toLocaleString('en')} left out`] : []),
  ];
  const copy = copyOf === null ? '' : ', a copy';
  return `“${printable(album.title)}” on “${printable(album.connection)}”${copy}: ${parts.join(', ')}.`;
}

function verdictLines(receipt: Receipt | null, safe: boolean): string[] {
  if (safe)
    return [
      `Safe to format the card: ${count(receipt?.confirmedCount ?? 0, 'copy', 'copies')} confirmed by the store now.`,
    ];
  const doubts = receipt?.verdict?.doubts ?? [];
  return [
    'Do not format the card yet.',
    ...doubts.map(({ state, count: files }) =>
      withoutCount.has(state) ? `  ${doubtWords[state]}` : `  ${count(files, 'file')}: ${doubtWords[state]}`,
    ),
    ...(receipt?.error ? [`  ${printable(receipt.error.message)}`] : []),
  ];
}
