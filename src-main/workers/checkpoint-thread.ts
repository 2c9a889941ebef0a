/** Main's side of the thread that syncs the catalogue to the disk. One that dies is not missed: main then does it now and again. */
import { Worker } from 'node:worker_threads';

export interface CheckpointThread {
  close(): Promise<void>;
}

/** A command that ends sooner needs no thread. */
const START_AFTER_MS = 2000;
/** Seldom enough that the writer does not begin its log anew, which syncs the head of it, with every act of a person. */
const LOOK_EVERY_MS = 10_000;
/** A thread that does not end by itself within this time is ended. */
const CLOSE_GRACE_MS = 2000;

export function startCheckpointThread(options: {
  /** The built checkpoint-worker program. */
  workerPath: string | URL;
  cataloguePath: string;
  log: { warn(event: string, fields?: Record<string, unknown>): void };
  startAfterMs?: number;
  lookEveryMs?: number;
}): CheckpointThread {
  const {
    workerPath,
    cataloguePath,
    log,
    startAfterMs = START_AFTER_MS,
    lookEveryMs = LOOK_EVERY_MS,
  } = options;
  let ended: Promise<void> = Promise.resolve();
  let worker: Worker | undefined;
  const starting = setTimeout(() => {
    const made = new Worker(workerPath, {
      name: 'checkpoint',
      execArgv: [],
      workerData: { cataloguePath, lookEveryMs },
    });
    made.unref();
    made.on('error', (error) => log.warn('checkpoint-thread-died', { error: error.message }));
    ended = new Promise((resolve) => made.once('exit', () => resolve()));
    worker = made;
  }, startAfterMs).unref();
  return {
    async close() {
      clearTimeout(starting);
      const ending = worker;
      if (!ending) return;
      ending.ref();
      ending.postMessage('close');
      const timer = setTimeout(() => void ending.terminate(), CLOSE_GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
