/** Main's side of the media hosts: a few processes that decode untrusted files, one at a time each, watched for time and memory. */
import { rm } from 'node:fs/promises';
import { availableParallelism, constants } from 'node:os';
import { AppError, fromWire } from '../../src-shared/app-error';
import type {
  EmbeddedFacts,
  FilmFacts,
  MediaFacts,
  MediaJob,
  MediaPool,
  PrepareFacts,
  PreviewFacts,
  ReadFacts,
  SharePictures,
  StripFacts,
} from '../media/media-protocol';
import { gridPathOf, stripPathOf, temporaryNameOf } from '../media/write-whole';
import { createHostProcess, type HostEnd, type HostProcess } from './media-host-process';

export interface MediaPoolOptions {
  /** A standalone Node; never Electron (sharp and Electron's GLib do not live in one process on Linux). */
  nodePath: string;
  /** The built media-host program. */
  hostPath: string;
  ffprobePath: string;
  /** Default: one less than the cores, at least 1, at most 2 (the window and the upload need the rest). */
  processes?: number;
  /** Per file, default 30 s: a 100 MP photo takes about 1 s. */
  timeLimitMs?: number;
  /** A film that has not become longer for so long is given up; default two minutes. */
  filmQuietMs?: number;
  /** Resident memory of one host, default 1.5 GB: a 500 MP photo as decoded pixels. */
  memoryLimitBytes?: number;
  /** A host is replaced after so many files, default 500, so that what a decoder leaks does not add up. */
  filesPerHost?: number;
  /** Where resident memory is read: in /proc (Linux), else the host tells it itself. */
  memoryFrom?: 'proc' | 'host';
  log?: { warn(event: string, fields: Record<string, unknown>): void };
}

interface PendingJob {
  job: MediaJob;
  resolve: (facts: MediaFacts) => void;
  reject: (error: AppError) => void;
  /** How often a host ended before it could even begin; the file is not to blame then. */
  failedStarts: number;
}
interface Seat {
  /** What waits for it. */
  queue: PendingJob[];
  priority: number;
  host: HostProcess | null;
  running: PendingJob | null;
  filesDone: number;
}

/** A host that cannot begin so many times in a row will not begin at all. */
const MAX_FAILED_STARTS = 3;
/** An old computer that is busy makes a film so many times slower than it plays; and what it may take at least. */
const SLOWEST_FILM = 60;
const FILM_START_MS = 5 * 60_000;
const UNKNOWN_FILM_MS = 3_600_000;
/** A timer beyond 2^31 ms ends at once; a file may claim to last for weeks. */
const LONGEST_TIMER_MS = 2_000_000_000;
/** Four passes over a file on an old card: 1 MB a second. */
const SLOWEST_COPY_BYTES_PER_MS = 1000;

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');

export function createMediaPool(options: MediaPoolOptions): MediaPool {
  const processes = options.processes ?? Math.min(2, Math.max(1, availableParallelism() - 1));
  const timeLimitMs = options.timeLimitMs ?? 30_000;
  const memoryLimitBytes = options.memoryLimitBytes ?? 1.5e9;
  const filesPerHost = options.filesPerHost ?? 500;
  const memoryFrom = options.memoryFrom ?? (process.platform === 'linux' ? 'proc' : 'host');
  const filmQuietMs = options.filmQuietMs ?? 120_000;
  const queue: PendingJob[] = [];
  const films: PendingJob[] = [];
  const seatFor = (jobs: PendingJob[], priority: number): Seat => ({
    queue: jobs,
    priority,
    host: null,
    running: null,
    filesDone: 0,
  });
  const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
  const seats = Array.from({ length: processes }, () => seatFor(queue, PRIORITY_BELOW_NORMAL));
  // Films have a seat of their own: no thumbnail waits hours for one, and no two are made at once.
  seats.push(seatFor(films, PRIORITY_LOW));
  const ending = new Set<Promise<void>>();
  let lastJobId = 0;
  let closed = false;

  function fillSeats(): void {
    for (const seat of seats) {
      if (seat.running) continue;
      const next = seat.queue.shift();
      if (!next) continue;
      seat.running = next;
      seat.host ??= startHost(seat);
      seat.host.send(next.job, limitsOf(next.job));
    }
  }

  function limitsOf(job: MediaJob): { timeMs: number; quietMs?: number } {
    if (job.type === 'film') return { timeMs: job.timeLimitMs + timeLimitMs, quietMs: filmQuietMs };
    // A file that is copied may be as large as a film: the slowest of disks reads and writes it so fast.
    return { timeMs: timeLimitMs + (job.type === 'strip' ? job.sizeBytes / SLOWEST_COPY_BYTES_PER_MS : 0) };
  }

  function startHost(seat: Seat): HostProcess {
    seat.filesDone = 0;
    const host: HostProcess = createHostProcess({
      nodePath: options.nodePath,
      hostPath: options.hostPath,
      ffprobePath: options.ffprobePath,
      memoryLimitBytes,
      memoryFrom,
      priority: seat.priority,
      onAnswer(answer) {
        const pending = seat.running;
        if (seat.host !== host || !pending || answer.jobId !== pending.job.jobId) return;
        seat.running = null;
        seat.filesDone += 1;
        // Films are rare: nothing waits in memory for the next one.
        if (seat.filesDone >= filesPerHost || (seat.queue === films && films.length === 0))
          retire(seat, host);
        if (answer.ok) pending.resolve(answer.facts);
        else pending.reject(fromWire(answer.error));
        fillSeats();
      },
      onEnd(end) {
        if (seat.host === host) lose(seat, end);
      },
    });
    return host;
  }

  /** Lets go of a host; its seat may get another at once. */
  function retire(seat: Seat, host: HostProcess): void {
    seat.host = null;
    const gone = host.kill().finally(() => ending.delete(gone));
    ending.add(gone);
  }

  /** The host ended by itself or by a limit: that costs the file it was reading its thumbnail, and nothing else. */
  function lose(seat: Seat, end: HostEnd): void {
    const pending = seat.running;
    seat.host = null;
    seat.running = null;
    options.log?.warn('media-host-ended', {
      why: end.why,
      details: end.details,
      file: pending?.job.sourcePath ?? null,
    });
    if (pending) {
      removeLeftover(pending.job);
      if (end.why === 'never-began' && pending.failedStarts + 1 < MAX_FAILED_STARTS) {
        pending.failedStarts += 1;
        seat.queue.unshift(pending);
      } else {
        pending.reject(errorOf(end, pending.job));
      }
    }
    fillSeats();
  }

  function errorOf(end: HostEnd, job: MediaJob): AppError {
    const params = { path: job.sourcePath };
    switch (end.why) {
      case 'too-slow':
        return new AppError(
          'media-timeout',
          `Reading this file took longer than ${Math.round(timeLimitMs / 1000)} seconds, so it has no thumbnail. The file itself is kept.`,
          { params },
        );
      case 'too-large':
        return new AppError(
          'media-crashed',
          'Reading this file needed more memory than CAOS allows, so it has no thumbnail. The file itself is kept.',
          { params, details: end.details },
        );
      case 'never-began':
        return new AppError(
          'media-crashed',
          'CAOS could not start the program that reads photos, so there are no thumbnails. Install CAOS again.',
          // No fault of the file.
          { params, details: end.details, retry: 'after-user' },
        );
      case 'died':
        return new AppError(
          'media-crashed',
          'Reading this file failed badly, so it has no thumbnail. The file itself is kept.',
          {
            params,
            details: end.details,
          },
        );
    }
  }

  function run(job: MediaJob, first: boolean, signal: AbortSignal | undefined): Promise<MediaFacts> {
    if (closed || signal?.aborted) return Promise.reject(cancelled());
    return new Promise<MediaFacts>((resolve, reject) => {
      const done = () => signal?.removeEventListener('abort', cancel);
      const pending: PendingJob = {
        job,
        failedStarts: 0,
        resolve: (facts) => {
          done();
          resolve(facts);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      const waiting = job.type === 'film' ? films : queue;
      const cancel = () => {
        const at = waiting.indexOf(pending);
        if (at >= 0) waiting.splice(at, 1);
        const seat = seats.find((candidate) => candidate.running === pending);
        // A decoder cannot be interrupted from outside; ending its process is quick, and the next job gets a new one.
        if (seat?.host) {
          seat.running = null;
          retire(seat, seat.host);
          removeLeftover(job);
        }
        pending.reject(cancelled());
        fillSeats();
      };
      signal?.addEventListener('abort', cancel, { once: true });
      if (first) waiting.unshift(pending);
      else waiting.push(pending);
      fillSeats();
    });
  }

  return {
    prepare: (job, { signal } = {}) =>
      run({ type: 'prepare', jobId: ++lastJobId, ...job }, false, signal) as Promise<PrepareFacts>,
    // Someone is looking at an empty screen: ahead of all that is prepared in the background.
    preview: (job, { signal } = {}) =>
      run({ type: 'preview', jobId: ++lastJobId, ...job }, true, signal) as Promise<PreviewFacts>,
    // Its cell is on the screen and empty.
    embedded: (job, { signal } = {}) =>
      run({ type: 'embedded', jobId: ++lastJobId, ...job }, true, signal) as Promise<EmbeddedFacts>,
    facts: (job, { signal } = {}) =>
      run({ type: 'facts', jobId: ++lastJobId, ...job }, true, signal) as Promise<ReadFacts>,
    share: (job, { signal } = {}) =>
      run({ type: 'share', jobId: ++lastJobId, ...job }, false, signal) as Promise<SharePictures>,
    film: ({ durationMs, ...job }, { signal } = {}) => {
      const slowestMs = FILM_START_MS + SLOWEST_FILM * (durationMs ?? UNKNOWN_FILM_MS);
      const timeLimitMs = Math.min(slowestMs, LONGEST_TIMER_MS);
      return run(
        { type: 'film', jobId: ++lastJobId, timeLimitMs, ...job },
        false,
        signal,
      ) as Promise<FilmFacts>;
    },
    strip: (job, { signal } = {}) =>
      run({ type: 'strip', jobId: ++lastJobId, ...job }, false, signal) as Promise<StripFacts>,
    async close() {
      closed = true;
      for (const pending of [...queue.splice(0), ...films.splice(0)]) pending.reject(cancelled());
      for (const seat of seats) {
        const pending = seat.running;
        seat.running = null;
        if (pending) removeLeftover(pending.job);
        pending?.reject(cancelled());
        if (seat.host) retire(seat, seat.host);
      }
      await Promise.all(ending);
    },
  };
}

/** A killed host leaves the temporary file it was writing. */
function removeLeftover(job: MediaJob): void {
  if (job.type === 'facts') return;
  if (job.type === 'strip') {
    rm(job.targetPath, { force: true }).catch(() => undefined);
    return;
  }
  const targets = targetsOf(job);
  for (const target of targets) {
    const temporary = temporaryNameOf(target, job.jobId);
    // A film's words over it lie beside it.
    for (const path of [temporary, ...(job.type === 'film' ? [`${temporary}.png`] : [])])
      rm(path, { force: true }).catch(() => undefined);
  }
}

function targetsOf(job: Exclude<MediaJob, { type: 'facts' | 'strip' }>): string[] {
  if (job.type === 'preview') return [job.previewPath];
  if (job.type === 'share') return [job.webPath, job.thumbPath];
  if (job.type === 'film') return [job.filmPath];
  return [job.thumbPath, gridPathOf(job.thumbPath), stripPathOf(job.thumbPath)];
}
