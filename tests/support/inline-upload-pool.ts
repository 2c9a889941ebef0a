/** The upload pool's port without threads: the same requests to the store, from this thread, so that a test sees and faults each one. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type {
  HashFileJob,
  PutFileJob,
  PutPartJob,
  UploadPool,
  WorkerFacts,
} from '../../src-main/workers/jobs';
import { AppError } from '../../src-shared/app-error';

type Job = Omit<PutFileJob, 'jobId'> | Omit<PutPartJob, 'jobId'> | Omit<HashFileJob, 'jobId'>;
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

export function createInlineUploadPool(store: ObjectStore): UploadPool {
  const run = async (job: Job, signal?: AbortSignal): Promise<WorkerFacts[keyof WorkerFacts]> => {
    const bytes = await readFile(job.source.pathBytes ? Buffer.from(job.source.pathBytes) : job.source.path);
    if (bytes.length !== job.source.sizeBytes) throw new AppError('file-changed', 'changed');
    if (signal?.aborted) throw new AppError('cancelled', 'cancelled');
    const options = signal ? { signal } : {};
    if (job.type === 'hash-file') {
      const { partBytes } = job;
      if (partBytes === undefined) return { md5Hex: md5(bytes) };
      const count = Math.ceil(bytes.length / partBytes);
      const partSums = Array.from({ length: count }, (_, i) =>
        md5(bytes.subarray(i * partBytes, (i + 1) * partBytes)),
      );
      return { md5Hex: md5(bytes), partSums };
    }
    if (job.type === 'put-file') {
      const md5Hex = md5(bytes);
      const held = await store.put(job.bucket, job.key, bytes, {
        ...options,
        md5Hex,
        ifAbsent: job.ifAbsent ?? false,
        contentType: job.contentType,
        ...(job.tier !== undefined && { tier: job.tier }),
      });
      return { ...held, md5Hex };
    }
    const body = bytes.subarray(job.start, job.start + job.sizeBytes);
    const md5Hex = md5(body);
    const part = await store.multipart.putPart(job, { number: job.partNumber, body, md5Hex }, options);
    return { part, md5Hex };
  };
  return {
    size: 4,
    run: (job, options) => run(job, options?.signal) as Promise<never>,
    forget: async () => undefined,
    close: async () => undefined,
  };
}
