/** Reads an object back from its store and hashes every byte of it: what a proof rests on where the store's ETag says nothing. */
import { AppError } from '../../src-shared/app-error';
import type { ObjectStore } from '../storage/object-store';
import type { HashObjectFacts, HashObjectJob, StoreAccess } from './jobs';
import { createPartSums } from './part-sums';

/** `not-found` when there is no such object; `io` when fewer bytes came than the store said. Holds one chunk of it in memory. */
export async function hashObject(
  { store, bucket, key, partBytes }: Omit<HashObjectJob, 'jobId'>,
  context: {
    openStore: (access: StoreAccess) => ObjectStore;
    signal: AbortSignal;
    onProgress: (readBytes: number) => void;
  },
): Promise<HashObjectFacts> {
  const { info, body } = await context.openStore(store).get(bucket, key, { signal: context.signal });
  const sums = createPartSums(partBytes);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    sums.update(chunk);
    context.onProgress(sums.sizeBytes());
  }
  if (sums.sizeBytes() !== info.sizeBytes) {
    throw new AppError('io', `“${key}” could not be read back whole. Try again.`, {
      retry: 'later',
      details: `${sums.sizeBytes()} of ${info.sizeBytes} bytes`,
    });
  }
  return { ...sums.digest(), sizeBytes: sums.sizeBytes(), etag: info.etag };
}
