/** Waits for uploads to end and says meanwhile how far they are. */
import { fromWire } from '../../src-shared/app-error';
import {
  type ImportRun,
  type Transfer,
  TransferState,
  type TransferSummary,
  transferIsOpen,
} from '../../src-shared/domain/transfer';
import type { AlbumId, ImportId } from '../../src-shared/units';
import { count, formatBytes, formatDuration, formatTime } from './format';
import { type Session, unlessInterrupted } from './session';
import type { Terminal } from './terminal';
import { printable } from './text-width';

export const openStates: TransferState[] = TransferState.options.filter(transferIsOpen);

/** Events come up to 10 times a second; the line is redrawn at most this often. */
const REDRAW_MS = 200;
/** Events may be missed (a new owner, a full socket), so the state is also asked for this often. */
const ASK_AT_LEAST_MS = 1000;
/** Where no line can be kept up to date (a log file), one is written this often. */
const SPARSE_LINE_MS = 15_000;
/** Rows asked for at once; the contract allows 10,000. */
const PAGE_ROWS = 5000;

export interface Followed {
  session: Session;
  terminal: Terminal;
}

/** Until every file of this import, and whatever was unfinished in its album before, is stored or failed. Throws `cancelled`. */
export async function followImport(
  { session, terminal }: Followed,
  importId: ImportId,
  albumId: AlbumId,
): Promise<ImportRun> {
  return follow({ session, terminal }, async () => {
    const run = await session.call('imports.get', { id: importId });
    const open = await session.call('transfers.list', { albumId, states: openStates, limit: 1 });
    const summary = await session.call('transfers.summary', {});
    const scanning = run.state === 'scanning';
    const ended = run.state !== 'scanning' && run.state !== 'running' && open.total === 0;
    return { result: ended ? run : null, summary, scanningFound: scanning ? run.foundCount : null };
  });
}

/** Until no transfer of any album is under way. Throws `cancelled`. */
export async function followAll({ session, terminal }: Followed): Promise<TransferSummary> {
  return follow({ session, terminal }, async () => {
    const runs = await session.call('imports.list', {});
    const open = await session.call('transfers.list', { states: openStates, limit: 1 });
    const summary = await session.call('transfers.summary', {});
    const scanning = runs.find((run) => run.state === 'scanning');
    return {
      result: open.total === 0 && !scanning ? summary : null,
      summary,
      scanningFound: scanning?.foundCount ?? null,
    };
  });
}

export interface Look<T> {
  /** Not null: it has ended. */
  result: T | null;
  summary: TransferSummary;
  scanningFound: number | null;
}

export async function follow<T>({ session, terminal }: Followed, look: () => Promise<Look<T>>): Promise<T> {
  const pulse = startPulse(session);
  let lineAtMs = terminal.now();
  let lastLine = '';
  try {
    for (;;) {
      const { result, summary, scanningFound } = await look();
      if (result !== null) return result;
      if (summary.trouble) throw fromWire(summary.trouble);
      const stands = summary.activeCount === 0 || summary.pausedAll || summary.held !== null;
      const stuck = stands ? await whyNothingMoves(session, summary) : null;
      const line = stuck ?? progressLine(summary, scanningFound);
      terminal.status(line);
      const due = terminal.now() - lineAtMs >= SPARSE_LINE_MS || (stuck !== null && stuck !== lastLine);
      if (!terminal.live && due && line !== lastLine) {
        terminal.note(line);
        lineAtMs = terminal.now();
        lastLine = line;
      }
      await unlessInterrupted(pulse.next(), terminal.interrupted);
    }
  } finally {
    pulse.stop();
    terminal.status('');
  }
}

/** Resolves when something changed, not sooner than REDRAW_MS after the last time, not later than ASK_AT_LEAST_MS. */
function startPulse(session: Session): { next(): Promise<void>; stop(): void } {
  let changed = false;
  let wake: (() => void) | undefined;
  let timers: NodeJS.Timeout[] = [];
  const stopListening = session.onEvent(
    ({ name }) => {
      if (name !== 'imports.changed') return;
      changed = true;
      wake?.();
    },
    ['imports.changed'],
  );
  const clear = (): void => {
    timers.forEach(clearTimeout);
    timers = [];
    wake = undefined;
  };
  return {
    next: () =>
      new Promise((resolve) => {
        const done = (): void => {
          clear();
          changed = false;
          resolve();
        };
        timers = [
          setTimeout(() => {
            wake = done;
            if (changed) done();
          }, REDRAW_MS),
          setTimeout(done, ASK_AT_LEAST_MS),
        ];
      }),
    stop() {
      stopListening();
      clear();
    },
  };
}

export function progressLine(summary: TransferSummary, scanningFound: number | null): string {
  if (summary.totalCount === 0)
    return scanningFound === null ? 'Starting …' : 'Looking for photos and videos …';
  const looking = scanningFound === null ? '' : `Looking (${scanningFound} found so far) · `;
  const parts = [
    `${looking}${summary.storedCount} of ${summary.totalCount} stored`,
    `${formatBytes(summary.sentBytes)} of ${formatBytes(summary.totalBytes)}`,
    ...(summary.bytesPerSecond > 0 ? [`${formatBytes(summary.bytesPerSecond)}/s`] : []),
    ...(summary.remainingMs === null ? [] : [`${formatDuration(summary.remainingMs)} left`]),
    ...(summary.failedCount > 0 ? [`${summary.failedCount} failed`] : []),
  ];
  return parts.join(' · ');
}

/** What a person must know when nothing is under way; null when work is about to start. */
async function whyNothingMoves(session: Session, summary: TransferSummary): Promise<string | null> {
  if (summary.pausedAll) return 'All uploads are paused. Go on with: caos transfers retry';
  if (summary.held) return heldLine(summary.held);
  if (summary.waitingCount > 0) {
    const { items } = await session.call('transfers.list', { states: ['waiting'], limit: 1 });
    const message = items[0]?.error?.message;
    if (message)
      return `${count(summary.waitingCount, 'upload')} waiting to try again: ${printable(message)}`;
  }
  if (summary.pausedCount > 0)
    return `${count(summary.pausedCount, 'upload')} paused. Go on with: caos transfers retry`;
  return null;
}

function heldLine({ reason, untilMs }: NonNullable<TransferSummary['held']>): string {
  switch (reason) {
    case 'schedule':
      return `Settings let uploads run at other hours only${untilMs === null ? '' : `; they go on at ${formatTime(untilMs)}`}.`;
    case 'battery':
      return 'This computer runs on its battery; uploads go on when it is plugged in, as Settings ask for.';
    case 'metered':
      return 'This network is metered; uploads go on with another one, as Settings ask for.';
  }
}

/** Every transfer that fits, page by page. */
export async function allTransfers(
  session: Session,
  filter: { states?: TransferState[]; albumId?: AlbumId },
): Promise<Transfer[]> {
  const rows: Transfer[] = [];
  for (;;) {
    const { total, items } = await session.call('transfers.list', {
      ...filter,
      offset: rows.length,
      limit: PAGE_ROWS,
    });
    rows.push(...items);
    if (items.length === 0 || rows.length >= total) return rows;
  }
}

export interface FailedFile {
  path: string;
  code: string;
  message: string;
}

export const failedFile = (transfer: Transfer): FailedFile => ({
  path: transfer.sourcePath,
  code: transfer.error?.code ?? 'cancelled',
  message: transfer.error?.message ?? 'It was cancelled. Import it again to store it.',
});

export const failedLines = (failed: FailedFile[]): string[] =>
  failed.length === 0
    ? []
    : [
        `Not stored (${failed.length}):`,
        ...failed.map((file) => `  ${printable(file.path)}: ${printable(file.message)}`),
      ];
