/** A fixed, long-lived pool of upload worker threads. Jobs wait here until a thread has room; no bytes cross threads. */
import { Worker } from 'node:worker_threads';
import { AppError, fromWire } from '../../src-shared/app-error';
import type { UploadPool, WorkerJob, WorkerMessage, WorkerRequest } from './jobs';

export interface UploadPoolOptions {
  /** Built upload-worker.js. */
  workerPath: string;
  workers?: number;
  /** Jobs one thread runs at once: each waits mostly for the network. */
  jobsPerWorker?: number;
  log?: { warn(event: string, fields?: Record<string, unknown>): void };
}

interface Pending {
  request: WorkerJob;
  resolve: (facts: never) => void;
  reject: (error: AppError) => void;
  onProgress: ((sentBytes: number) => void) | undefined;
  signal: AbortSignal | undefined;
}

interface Thread {
  worker: Worker;
  jobs: Map<number, Pending>;
  exited: Promise<void>;
}

const CLOSE_LIMIT_MS = 3000;

/** Threads are started with the first job that needs them. */
export function createUploadPool({ workerPath, workers = 4, jobsPerWorker = 4, log }: UploadPoolOptions): UploadPool {
  const threads = new Set<Thread>();
  const waiting: Pending[] = [];
  let nextId = 1;
  let closed = false;

  const startThread = (): Thread => {
    const worker = new Worker(workerPath, { name: 'caos-upload' });
    const jobs = new Map<number, Pending>();
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const thread = { worker, jobs, exited };
    worker.on('message', (message: WorkerMessage) => hear(thread, message));
    // An uncaught error in a thread also ends it: `exit` follows and settles its jobs.
    worker.on('error', (error) => log?.warn('upload-worker', { error: String(error) }));
    worker.once('exit', () => {
      threads.delete(thread);
      for (const job of jobs.values()) job.reject(new AppError('internal', 'A part of CAOS stopped; the upload goes on.', { retry: 'later' }));
      jobs.clear();
      fill();
    });
    threads.add(thread);
    return thread;
  };

  const hear = (thread: Thread, message: WorkerMessage): void => {
    const job = thread.jobs.get(message.jobId);
    if (!job) return;
    if (message.type === 'progress') {
      job.onProgress?.(message.sentBytes);
      return;
    }
    thread.jobs.delete(message.jobId);
    if (message.type === 'done') job.resolve(message.facts as never);
    else job.reject(fromWire(message.error));
    fill();
  };

  /** The thread with most room; a new one while all are busy and more are allowed. */
  const roomiest = (): Thread | null => {
    const [least] = [...threads].sort((a, b) => a.jobs.size - b.jobs.size);
    if (least && least.jobs.size === 0) return least;
    if (threads.size < workers) return startThread();
    return least && least.jobs.size < jobsPerWorker ? least : null;
  };

  const fill = (): void => {
    while (!closed && waiting.length > 0) {
      const thread = roomiest();
      const job = thread && waiting.shift();
      if (!thread || !job) return;
      thread.jobs.set(job.request.jobId, job);
      thread.worker.postMessage(job.request satisfies WorkerRequest);
    }
  };

  const cancel = (job: Pending): void => {
    const index = waiting.indexOf(job);
    if (index >= 0) {
      waiting.splice(index, 1);
      job.reject(cancelled());
      return;
    }
    for (const thread of threads) {
      if (thread.jobs.has(job.request.jobId)) {
        thread.worker.postMessage({ type: 'cancel', jobId: job.request.jobId } satisfies WorkerRequest);
      }
    }
  };

  return {
    size: workers * jobsPerWorker,
    run(job, options) {
      return new Promise((resolve, reject) => {
        if (closed || options?.signal?.aborted) {
          reject(cancelled());
          return;
        }
        const pending: Pending = {
          request: { ...job, jobId: nextId++ } as WorkerJob,
          resolve: settle(resolve),
          reject: settle(reject),
          onProgress: options?.onProgress,
          signal: options?.signal,
        };
        const onAbort = (): void => cancel(pending);
        options?.signal?.addEventListener('abort', onAbort, { once: true });
        function settle<A>(end: (value: A) => void): (value: A) => void {
          return (value) => {
            options?.signal?.removeEventListener('abort', onAbort);
            end(value);
          };
        }
        waiting.push(pending);
        fill();
      });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(cancelled());
      const ending = [...threads];
      for (const { worker } of ending) worker.postMessage({ type: 'close' } satisfies WorkerRequest);
      // A thread that hangs in a read of a dying disk must not keep the app from quitting.
      const late = setTimeout(() => {
        for (const { worker } of ending) void worker.terminate();
      }, CLOSE_LIMIT_MS);
      await Promise.all(ending.map((thread) => thread.exited));
      clearTimeout(late);
    },
  };
}

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');
