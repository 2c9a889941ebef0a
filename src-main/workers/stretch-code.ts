/** Makes guessing a share's code dear: Argon2id, as WebAssembly, in a worker thread. */
import type { StretchCodeFacts, StretchCodeJob } from './jobs';

export async function stretchCode(job: Omit<StretchCodeJob, 'jobId' | 'type'>): Promise<StretchCodeFacts> {
  // Few threads ever need it.
  const { argon2id } = await import('hash-wasm');
  const key = await argon2id({
    password: job.password,
    salt: job.salt,
    memorySize: job.memoryKiB,
    iterations: job.passes,
    parallelism: job.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  return { key };
}
