/** `caos receipt --album TITLE [--import ID] [--recheck] [--read-back] [--export FILE]`: whether the card may be formatted, and why not. */
import { extname, resolve } from 'node:path';
import { AppError, fromWire } from '../../src-shared/app-error';
import {
  type Receipt,
  type ReceiptFile,
  ReceiptFileState,
  ReceiptFormat,
} from '../../src-shared/domain/receipt';
import { receiptWords, verdictLines } from '../../src-shared/domain/receipt-words';
import { type AlbumId, ImportId, type IngestId, type ReceiptId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { count, formatBytes, formatDuration, formatTime } from './format';
import { unlessInterrupted } from './session';
import { printable } from './text-width';

export interface ReceiptOptions {
  album: string;
  import?: string;
  recheck?: boolean;
  readBack?: boolean;
  export?: string[];
  replace?: boolean;
}

/** Events may be missed (a new owner of the profile), so the receipt is also asked for this often. */
const ASK_AT_LEAST_MS = 1000;
/** Files in doubt that are named in the terminal; all are in an export. */
const NAMED = 20;
/** The most that JSON names. */
const NAMED_IN_JSON = 10_000;

const words = receiptWords.en;
const doubtful: ReceiptFileState[] = ReceiptFileState.options.filter(
  (state) => state !== 'confirmed' && state !== 'skipped',
);

export function showReceipt(options: ReceiptOptions): CommandWork {
  return async (context) => {
    const { session } = context;
    const exports = exportsOf(context, options.export ?? []);
    const album = await findAlbum(session, options.album);
    const about = {
      albumId: album.id,
      ...(options.import !== undefined && { importId: importIdOf(options.import) }),
    };
    const fresh = options.recheck === true || options.readBack === true;
    const receipt = fresh
      ? await makeReceipt(context, about, options.readBack ? 'read-back' : 'head')
      : await newestReceipt(context, album.title, about);
    for (const { format, to } of exports)
      await session.call('receipts.export', {
        id: receipt.id,
        format,
        to,
        replace: options.replace ?? false,
      });
    return await answerReceipt(context, receipt, { fresh, exported: exports.map(({ to }) => to) });
  };
}

/** Makes a receipt now, tells how far it is, and answers it when it has ended. Throws `cancelled` and why it could not be made. */
export async function makeReceipt(
  { session, terminal }: Pick<CommandContext, 'session' | 'terminal'>,
  about: { albumId?: AlbumId; importId?: ImportId; ingestId?: IngestId },
  depth: Receipt['depth'],
): Promise<Receipt> {
  let heard: () => void = () => undefined;
  const stop = session.onEvent(
    ({ name }) => {
      if (name === 'receipts.changed') heard();
    },
    ['receipts.changed'],
  );
  try {
    const { receiptId } = await session.call('receipts.make', { ...about, depth });
    for (;;) {
      const receipt = await session.call('receipts.get', { id: receiptId });
      if (receipt.state === 'done') return receipt;
      if (receipt.state === 'failed')
        throw receipt.error ? fromWire(receipt.error) : new AppError('io', words.notDone.failed);
      if (receipt.state === 'cancelled') throw new AppError('cancelled', words.notDone.cancelled);
      terminal.status(`Checking: ${receipt.checkedCount} of ${receipt.fileCount} files`);
      let timer: NodeJS.Timeout | undefined;
      const change = new Promise<void>((resolve) => {
        heard = resolve;
        timer = setTimeout(resolve, ASK_AT_LEAST_MS);
      });
      await unlessInterrupted(change, terminal.interrupted).finally(() => clearTimeout(timer));
    }
  } finally {
    stop();
    terminal.status('');
  }
}

async function newestReceipt(
  { session }: CommandContext,
  title: string,
  about: { albumId: AlbumId; importId?: ImportId },
): Promise<Receipt> {
  const all = await session.call('receipts.list', { ...about, limit: 200 });
  const newest = all.find((receipt) => receipt.state === 'done');
  if (newest) return newest;
  throw new AppError(
    'not-found',
    `Nothing of “${title}” was checked yet. Check it now with: caos receipt --album "${title}" --recheck`,
    { params: { title } },
  );
}

function importIdOf(text: string): ImportId {
  const id = ImportId.safeParse(Number(text));
  if (id.success) return id.data;
  throw new UsageError(`--import needs the number of an import, not “${text}”.`);
}

function exportsOf(
  { terminal }: CommandContext,
  files: string[],
): Array<{ format: ReceiptFormat; to: string }> {
  return files.map((file) => {
    const format = ReceiptFormat.safeParse(extname(file).slice(1).toLowerCase());
    if (!format.success) throw new UsageError(`“${file}” must end with .csv, .json or .pdf.`);
    return { format: format.data, to: resolve(terminal.workingFolder, file) };
  });
}

/** Prints a receipt. 0 only when it says safe. */
export async function answerReceipt(
  context: Pick<CommandContext, 'session' | 'options' | 'terminal' | 'answer'>,
  receipt: Receipt,
  { fresh, exported }: { fresh: boolean; exported: string[] },
): Promise<0 | 1> {
  const { session, options, terminal, answer } = context;
  const safe = receipt.verdict?.safe === true;
  const limit = options.json ? NAMED_IN_JSON : NAMED;
  const doubts = await session.call('receipts.files', { id: receipt.id, states: doubtful, limit });
  const leftOut =
    options.json || options.verbose
      ? (await session.call('receipts.files', { id: receipt.id, states: ['skipped'], limit: NAMED_IN_JSON }))
          .items
      : [];
  const atMs = receipt.endedAtMs ?? receipt.startedAtMs;
  const ageMs = Math.max(0, terminal.now() - atMs);
  const lines = [
    ...verdictOf(receipt, fresh ? null : ageMs),
    ...(receipt.skippedCount > 0 ? [words.leftOut(receipt.skippedCount)] : []),
    `Checked ${formatTime(atMs)}${fresh ? '' : ` (${formatDuration(ageMs)} ago; check again with --recheck)`}: ${words.depths[receipt.depth]}. ${words.counts(receipt)}, ${formatBytes(receipt.totalBytes)}.`,
    ...receipt.places.map((place) => `Stored at ${printable(place)}`),
    ...fileLines('In doubt', doubts.items, doubts.total),
    ...(options.verbose ? fileLines('Left out', leftOut, receipt.skippedCount) : []),
    ...exported.map((to) => `Written to ${printable(to)}`),
  ];
  answer({ ok: safe, fresh, receipt, doubtful: doubts.items, leftOut, exported }, lines);
  return safe ? 0 : 1;
}

/** What was true then is told as past: since then the card or the store may have changed. */
function verdictOf(receipt: Receipt, ageMs: number | null): string[] {
  const [verdict = '', ...reasons] = verdictLines(receipt, words);
  if (receipt.verdict?.safe) {
    const told =
      ageMs === null
        ? verdict
        : `It was safe to format the card ${formatDuration(ageMs)} ago: the store confirmed ${count(receipt.confirmedCount, 'file')} then. Check again before you format it.`;
    return [told, ...reasons];
  }
  const [first, ...rest] = reasons;
  if (first === undefined) return [verdict];
  const because = `Not yet, because ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  return [because, ...rest.map((reason) => `And: ${reason}`)];
}

const fileLines = (title: string, files: ReceiptFile[], total: number): string[] =>
  files.length === 0
    ? []
    : [
        `${title} (${total.toLocaleString('en')}):`,
        ...files.map((file) => `  ${printable(file.path)}: ${printable(whyOf(file))}`),
        ...(total > files.length ? [`  … and ${count(total - files.length, 'more file')}.`] : []),
      ];

const whyOf = (file: ReceiptFile): string => {
  const why = file.reason?.message ?? (file.skip ? words.skips[file.skip] : '');
  return file.state === 'skipped' ? why : `${words.states[file.state]}${why ? `. ${why}` : ''}`;
};

/** For the end of an import: one line about it, and the exit code that goes with it. Never throws but `cancelled`. */
export async function receiptOfImport(
  context: Pick<CommandContext, 'session' | 'terminal'>,
  importId: ImportId,
): Promise<{ receiptId: ReceiptId; safe: boolean; lines: string[] }> {
  const receipt = await makeReceipt(context, { importId }, 'head');
  return { receiptId: receipt.id, safe: receipt.verdict?.safe === true, lines: verdictOf(receipt, null) };
}
