/** Main's side of the upload workers: a fixed number of long-lived threads, several jobs in each. No byte of a photo crosses over. */
import { Worker } from 'node:worker_threads';
import { AppError, fromWire, toWire } from '../../src-shared/app-error';
import type { StoreSession } from '../storage/session';
import type {
  AnyJob,
  BriefJob,
  SessionAnswer,
  UploadPool,
  WorkerFacts,
  WorkerJob,
  WorkerMessage,
  WorkerRequest,
} from './jobs';

export interface UploadPoolOptions {
  /** The built upload-worker program. */
  workerPath: string | URL;
  /** Threads; each keeps sockets of its own. */
  workers?: number;
  /** Jobs in one thread at once: while one hashes, another sends. */
  jobsPerWorker?: number;
  /** The one session of the store that was opened under this key; every thread asks here. Rejects with AppError. */
  session: (storeKey: string, refused: string | undefined) => Promise<StoreSession>;
  log?: { warn(event: string, fields?: Record<string, unknown>): void };
}

interface PendingJob {
  job: WorkerJob;
  resolve: (facts: WorkerFacts[WorkerJob['type']]) => void;
  reject: (error: AppError) => void;
  onProgress: ((sentBytes: number) => void) | undefined;
}
/** One place for a thread. The thread is made when the first job comes, and again after it died. */
interface Seat {
  worker: Worker | null;
  jobs: Map<number, PendingJob>;
  /** Stores the thread was told of: a thousand small files need not carry all of it a thousand times. */
  told: Set<string>;
}

/** A worker that does not end by itself within this time is ended. */
const CLOSE_GRACE_MS = 2000;

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');

/** `size` of the pool is the number of jobs that run at once. */
export function createUploadPool(options: UploadPoolOptions): UploadPool {
  const { workerPath, workers = 4, jobsPerWorker = 2, session, log } = options;
  const seats: Seat[] = Array.from({ length: workers }, () => ({
    worker: null,
    jobs: new Map(),
    told: new Set(),
  }));
  const queue: PendingJob[] = [];
  /** Keys to let go of as soon as their last job has ended, with those who wait for it. */
  const leaving = new Map<string, Array<() => void>>();
  let lastJobId = 0;
  let closed = false;

  function startWorker(seat: Seat): Worker {
    const worker = new Worker(workerPath, { name: 'upload', execArgv: [] });
    worker.on('message', (message: WorkerMessage) => hear(seat, worker, message));
    worker.on('error', (error) => bury(seat, worker, error));
    worker.on('exit', (exitCode) => bury(seat, worker, new Error(`ended with ${exitCode}`)));
    seat.worker = worker;
    seat.told.clear();
    return worker;
  }

  /** Its jobs fail, none of another thread's; the next job makes a new thread, so a program that cannot start makes no loop. */
  function bury(seat: Seat, worker: Worker, error: Error): void {
    if (seat.worker !== worker) return;
    seat.worker = null;
    const lost = [...seat.jobs.values()];
    seat.jobs.clear();
    if (!closed) log?.warn('upload-worker-died', { error: error.message, jobs: lost.length });
    for (const pending of lost) {
      pending.reject(
        closed
          ? cancelled()
          : new AppError(
              'internal',
              'A part of CAOS that sends files ended unexpectedly. What it was sending is sent again.',
              {
                retry: 'later',
                cause: error,
                details: error.message,
              },
            ),
      );
    }
    startNext();
  }

  function hear(seat: Seat, worker: Worker, message: WorkerMessage): void {
    if (message.type === 'need-session') {
      const { requestId, storeKey, refused } = message;
      void answerOf(requestId, storeKey, refused).then((answer) => worker.postMessage(answer));
      return;
    }
    const pending = seat.jobs.get(message.jobId);
    if (!pending) return;
    if (message.type === 'progress') {
      pending.onProgress?.(message.sentBytes);
      return;
    }
    seat.jobs.delete(message.jobId);
    if (message.type === 'done') pending.resolve(message.facts);
    else pending.reject(fromWire(message.error));
    startNext();
  }

  /** Never rejects: between threads errors are values. */
  function answerOf(
    requestId: number,
    storeKey: string,
    refused: string | undefined,
  ): Promise<SessionAnswer> {
    return session(storeKey, refused).then(
      (current) => ({ type: 'session', requestId, session: current }),
      (error) => ({ type: 'session', requestId, error: toWire(error) }),
    );
  }

  const tell = (seat: Seat, request: WorkerRequest): void => seat.worker?.postMessage(request);

  function startNext(): void {
    while (queue.length > 0 && !closed) {
      const seat = seats.reduce((least, other) => (other.jobs.size < least.jobs.size ? other : least));
      if (seat.jobs.size >= jobsPerWorker) return;
      const pending = queue.shift() as PendingJob;
      seat.jobs.set(pending.job.jobId, pending);
      if (!seat.worker) startWorker(seat);
      tell(seat, briefly(seat, pending.job));
    }
  }

  function briefly(seat: Seat, job: WorkerJob): WorkerJob | BriefJob {
    if (!('store' in job)) return job;
    const { storeKey } = job.store;
    if (seat.told.has(storeKey)) return { ...job, store: { storeKey } };
    seat.told.add(storeKey);
    return job;
  }

  function cancel(pending: PendingJob): void {
    const position = queue.indexOf(pending);
    if (position >= 0) {
      queue.splice(position, 1);
      pending.reject(cancelled());
      return;
    }
    // A running job ends when its worker says so: only then its file is closed and its request is gone.
    const { jobId } = pending.job;
    const seat = seats.find(({ jobs }) => jobs.has(jobId));
    if (seat) tell(seat, { type: 'cancel', jobId });
  }

  function run<J extends AnyJob>(
    job: J,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (sentBytes: number) => void } = {},
  ): Promise<WorkerFacts[J['type']]> {
    if (closed || signal?.aborted) return Promise.reject(cancelled());
    lastJobId += 1;
    const jobId = lastJobId;
    const result = new Promise<WorkerFacts[WorkerJob['type']]>((resolve, reject) => {
      const pending: PendingJob = { job: { ...job, jobId } as WorkerJob, resolve, reject, onProgress };
      const stop = () => cancel(pending);
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', stop);
          then(value);
          letGo();
        };
      pending.resolve = settle(resolve);
      pending.reject = settle(reject);
      signal?.addEventListener('abort', stop, { once: true });
      queue.push(pending);
      startNext();
    });
    return result as Promise<WorkerFacts[J['type']]>; // the worker answers a job with the facts of its type
  }

  const needed = (storeKey: string): boolean => {
    const needs = ({ job }: PendingJob): boolean => 'store' in job && job.store.storeKey === storeKey;
    return queue.some(needs) || seats.some(({ jobs }) => [...jobs.values()].some(needs));
  };

  function letGo(): void {
    for (const [storeKey, waiting] of leaving) {
      if (needed(storeKey)) continue;
      leaving.delete(storeKey);
      for (const seat of seats) {
        seat.told.delete(storeKey);
        tell(seat, { type: 'forget', storeKey });
      }
      for (const done of waiting) done();
    }
  }

  function forget(storeKey: string): Promise<void> {
    return new Promise((resolve) => {
      leaving.set(storeKey, [...(leaving.get(storeKey) ?? []), resolve]);
      letGo();
    });
  }

  async function close(): Promise<void> {
    closed = true;
    for (const pending of queue.splice(0)) pending.reject(cancelled());
    await Promise.all(seats.map((seat) => endWorker(seat)));
  }

  async function endWorker(seat: Seat): Promise<void> {
    const { worker } = seat;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ type: 'close' } satisfies WorkerRequest);
    const timer = setTimeout(() => void worker.terminate(), CLOSE_GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  return { size: workers * jobsPerWorker, run, forget, close };
}
