/** Waits for a download to end and says meanwhile how far it is. */
import type { Download } from '../../src-shared/domain/download';
import type { DownloadId } from '../../src-shared/units';
import { formatBytes, formatDuration } from './format';
import { type Session, unlessInterrupted } from './session';
import type { Terminal } from './terminal';
import { printable } from './text-width';

/** Events come up to 10 times a second; the line is redrawn at most this often. */
const REDRAW_MS = 200;
/** Events may be missed (a new owner, a full socket), so the state is also asked for this often. */
const ASK_AT_LEAST_MS = 1000;
/** Where no line can be kept up to date (a log file), one is written this often. */
const SPARSE_LINE_MS = 15_000;

/** Until it ended, or until only a person can help it on. Throws `cancelled`. */
export async function followDownload(
  { session, terminal }: { session: Session; terminal: Terminal },
  id: DownloadId,
): Promise<Download> {
  let lineAtMs = terminal.now();
  let changed: (() => void) | undefined;
  const stopListening = session.onEvent(
    ({ name }) => {
      if (name === 'downloads.changed') changed?.();
    },
    ['downloads.changed'],
  );
  try {
    for (;;) {
      const download = await session.call('downloads.get', { id });
      if (hasEnded(download)) return download;
      const line = downloadLine(download);
      terminal.status(line);
      if (!terminal.live && terminal.now() - lineAtMs >= SPARSE_LINE_MS) {
        terminal.note(line);
        lineAtMs = terminal.now();
      }
      await unlessInterrupted(
        pulse((wake) => {
          changed = wake;
        }),
        terminal.interrupted,
      );
    }
  } finally {
    stopListening();
    terminal.status('');
  }
}

const hasEnded = ({ state, error }: Download): boolean =>
  !['running', 'waiting', 'paused'].includes(state) || (state === 'paused' && error !== null);

/** Resolves when something changed, not sooner than REDRAW_MS, not later than ASK_AT_LEAST_MS. */
function pulse(onWake: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let happened = false;
    let early = true;
    const last = setTimeout(done, ASK_AT_LEAST_MS);
    const first = setTimeout(() => {
      early = false;
      if (happened) done();
    }, REDRAW_MS);
    function done(): void {
      clearTimeout(first);
      clearTimeout(last);
      resolve();
    }
    onWake(() => {
      happened = true;
      if (!early) done();
    });
  });
}

export function downloadLine(download: Download): string {
  const here = download.doneCount + download.alreadyThereCount;
  const parts = [
    `${here} of ${download.fileCount} here`,
    `${formatBytes(download.doneBytes)} of ${formatBytes(download.totalBytes)}`,
    ...(download.bytesPerSecond > 0 ? [`${formatBytes(download.bytesPerSecond)}/s`] : []),
    ...(download.remainingMs === null ? [] : [`${formatDuration(download.remainingMs)} left`]),
    ...(download.failedCount > 0 ? [`${download.failedCount} failed`] : []),
    ...(download.state === 'paused' ? ['paused'] : []),
    ...(download.state === 'waiting' && download.error
      ? [`waiting to try again: ${printable(download.error.message)}`]
      : []),
  ];
  return parts.join(' · ');
}
