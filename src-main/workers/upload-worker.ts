/** The thread that reads, hashes and sends: runs the jobs main gives it, several at once, over sockets it keeps alive. */

import { setTimeout as delay } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { AppError, toWire } from '../../src-shared/app-error';
import type { ObjectStore, Pace } from '../storage/object-store';
import { openObjectStore } from '../storage/open-object-store';
import { coalesceProgress } from './coalesced-progress';
import type { BriefJob, StoreAccess, WorkerJob, WorkerMessage, WorkerRequest } from './jobs';
import { createPace, isPaced, sharedClockMs } from './pace';
import { runUploadJob } from './run-upload-job';
import { createSessionRequests } from './session-requests';

/** A screen shows no more than ten changes a second. */
const PROGRESS_EVERY_MS = 100;

if (!parentPort) throw new Error('upload-worker runs only as a worker thread');
const main = parentPort;
const tell = (message: WorkerMessage): void => main.postMessage(message);

const stores = new Map<string, ObjectStore>();
const accesses = new Map<string, StoreAccess>();
const running = new Map<number, AbortController>();
const sessions = createSessionRequests(tell);

function openStore(access: StoreAccess): ObjectStore {
  const known = stores.get(access.storeKey);
  if (known) return known;
  const getSession = access.session ? sessions.of(access.storeKey) : undefined;
  const open = openObjectStore(access, { getSession });
  stores.set(access.storeKey, open);
  return open;
}

/** undefined while nothing is limited: then a body goes out in one piece. */
function paceOf({ paces = [] }: StoreAccess): Pace | undefined {
  const limits = paces.filter(isPaced).map((shared) => createPace(shared, sharedClockMs, waitFor));
  if (limits.length === 0) return undefined;
  return async (bytes, signal) => {
    for (const limit of limits) await limit(bytes, signal);
  };
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal && { signal }).catch((error: unknown) => {
    throw new AppError('cancelled', 'It was cancelled.', { cause: error });
  });
}

/** Main tells all of a store with its first job only. */
function whole(job: WorkerJob | BriefJob): WorkerJob {
  if (!('store' in job)) return job;
  const { storeKey } = job.store;
  const access = 'config' in job.store ? job.store : accesses.get(storeKey);
  if (!access) throw new Error(`job for a store that nobody told of: ${storeKey}`);
  accesses.set(storeKey, access);
  return { ...job, store: access } as WorkerJob;
}

async function run(job: WorkerJob): Promise<void> {
  const { jobId } = job;
  const controller = new AbortController();
  running.set(jobId, controller);
  const progress = coalesceProgress(
    PROGRESS_EVERY_MS,
    () => performance.now(),
    (sentBytes) => tell({ type: 'progress', jobId, sentBytes }),
  );
  try {
    const facts = await runUploadJob(job, {
      openStore,
      paceOf,
      signal: controller.signal,
      onProgress: progress.report,
    });
    progress.flush();
    tell({ type: 'done', jobId, facts });
  } catch (error) {
    tell({ type: 'failed', jobId, error: toWire(error) });
  } finally {
    running.delete(jobId);
  }
}

main.on('message', (request: WorkerRequest) => {
  switch (request.type) {
    case 'cancel':
      running.get(request.jobId)?.abort();
      return;
    case 'session':
      sessions.answered(request);
      return;
    case 'forget':
      stores.get(request.storeKey)?.close();
      stores.delete(request.storeKey);
      accesses.delete(request.storeKey);
      return;
    case 'close':
      for (const controller of running.values()) controller.abort();
      for (const store of stores.values()) store.close();
      main.close(); // nothing else holds the thread
      return;
    default:
      void run(whole(request));
  }
});
