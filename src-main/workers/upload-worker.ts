/** The thread that reads, hashes and sends: runs the jobs main gives it, several at once, over sockets it keeps alive. */
import { parentPort } from 'node:worker_threads';
import { toWire } from '../../src-shared/app-error';
import type { ObjectStore } from '../storage/object-store';
import { openObjectStore } from '../storage/open-object-store';
import { coalesceProgress } from './coalesced-progress';
import type { StoreAccess, WorkerJob, WorkerMessage, WorkerRequest } from './jobs';
import { runUploadJob } from './run-upload-job';
import { createSessionRequests } from './session-requests';

/** A screen shows no more than ten changes a second. */
const PROGRESS_EVERY_MS = 100;

if (!parentPort) throw new Error('upload-worker runs only as a worker thread');
const main = parentPort;
const tell = (message: WorkerMessage): void => main.postMessage(message);

const stores = new Map<string, ObjectStore>();
const running = new Map<number, AbortController>();
const sessions = createSessionRequests(tell);

function openStore(access: StoreAccess): ObjectStore {
  const getSession = access.session ? sessions.of(access.storeKey) : undefined;
  const open = stores.get(access.storeKey) ?? openObjectStore(access, { getSession });
  stores.set(access.storeKey, open);
  return open;
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
      return;
    case 'close':
      for (const controller of running.values()) controller.abort();
      for (const store of stores.values()) store.close();
      main.close(); // nothing else holds the thread
      return;
    default:
      void run(request);
  }
});
