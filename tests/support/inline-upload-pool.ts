/** The upload pool's port without threads: the worker's own code in this thread, so that a test sees and faults each request. */
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { UploadPool, WorkerJob } from '../../src-main/workers/jobs';
import { runUploadJob } from '../../src-main/workers/run-upload-job';
import { AppError, fromWire, toWire } from '../../src-shared/app-error';

export function createInlineUploadPool(store: ObjectStore): UploadPool {
  const never = new AbortController().signal;
  let lastJobId = 0;
  return {
    size: 4,
    run(job, { signal = never, onProgress = () => undefined } = {}) {
      if (signal.aborted) return Promise.reject(new AppError('cancelled', 'It was cancelled.'));
      lastJobId += 1;
      // As between threads, errors cross over as values.
      return runUploadJob({ ...job, jobId: lastJobId } as WorkerJob, {
        openStore: () => store,
        paceOf: () => undefined,
        signal,
        onProgress,
      }).catch((error: unknown) => {
        throw fromWire(toWire(error));
      }) as Promise<never>;
    },
    forget: async () => undefined,
    close: async () => undefined,
  };
}
