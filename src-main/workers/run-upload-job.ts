/** What an upload worker does for one job: reads the file once, hashes it, sends it. Knows no threads. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../src-shared/app-error';
import type { ObjectStore, Pace, PutResult } from '../storage/object-store';
import { hashObject } from './hash-object';
import type {
  HashFileFacts,
  HashFileJob,
  PutFileFacts,
  PutFileJob,
  PutPartFacts,
  PutPartJob,
  StoreAccess,
  WorkerFacts,
  WorkerJob,
} from './jobs';
import { createPartSums } from './part-sums';
import { fetchRange, sealFile } from './run-download-job';
import { readChunks, readSlice, withSourceFile } from './source-file';
import { createSpareBuffers } from './spare-buffers';
import { stretchCode } from './stretch-code';

/** Up to here a file is held in memory, so that a hiccup of the network re-sends it without a second reading of the card. */
const IN_MEMORY_MAX_BYTES = 16 * 1024 * 1024;
const PROGRESS_FROM_BYTES = 1024 * 1024;

/** Of this thread. */
const spare = createSpareBuffers(32 * 1024 * 1024);
/** Smaller ones are cheap. */
const SPARE_FROM_BYTES = 512 * 1024;

export interface JobContext {
  openStore: (access: StoreAccess) => ObjectStore;
  /** What bodies wait for under a bandwidth limit; undefined: nothing. */
  paceOf: (access: StoreAccess) => Pace | undefined;
  signal: AbortSignal;
  onProgress: (sentBytes: number) => void;
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

export function runUploadJob(job: WorkerJob, context: JobContext): Promise<WorkerFacts[WorkerJob['type']]> {
  switch (job.type) {
    case 'put-file':
      return putFile(job, context);
    case 'put-part':
      return putPart(job, context);
    case 'hash-file':
      return hashFile(job, context);
    case 'hash-object':
      return hashObject(job, context);
    case 'fetch-range':
      return fetchRange(job, context);
    case 'seal-file':
      return sealFile(job, context);
    case 'stretch-code':
      return stretchCode(job);
  }
}

function putFile(
  job: PutFileJob,
  { openStore, paceOf, signal, onProgress }: JobContext,
): Promise<PutFileFacts> {
  const store = openStore(job.store);
  const { bucket, key, contentType, source, tier } = job;
  const pace = paceOf(job.store);
  const options = {
    contentType,
    ifAbsent: store.capabilities.conditionalPut,
    keepOther: true, // where the store cannot promise it: as far as it can see
    signal,
    // A small file is through before a screen could show half of it; without it the body goes out in one piece.
    ...(source.sizeBytes > PROGRESS_FROM_BYTES && { onProgress }),
    ...(pace && { pace }),
    ...(tier !== undefined && { tier }),
    ...(job.expiresAtMs !== undefined && { expiresAtMs: job.expiresAtMs }),
  };
  return withSourceFile(source, async (handle, stillUnchanged) => {
    // Read first: a card that fails, or a file that changed, costs the store no question.
    const held = source.sizeBytes <= IN_MEMORY_MAX_BYTES;
    const reused = held && source.sizeBytes >= SPARE_FROM_BYTES ? spare.take(source.sizeBytes) : undefined;
    const bytes = held ? await readSlice(handle, source, 0, source.sizeBytes, reused) : null;
    if (bytes) await stillUnchanged();
    if (job.look && (await store.head(bucket, key, { signal }))) return { outcome: 'taken' };
    try {
      const md5Hex = bytes ? md5Of(bytes) : null;
      const sent = bytes
        ? {
            ...(await store.put(bucket, key, bytes, { ...options, md5Hex: md5Hex ?? '' })),
            md5Hex: md5Hex ?? '',
          }
        : await putStream(readChunks(handle, source, stillUnchanged, signal));
      // The store has answered for every byte of it.
      if (reused) spare.giveBack(reused);
      requireSame(store, sent, sent.md5Hex, key);
      if (!job.head) return { outcome: 'put', ...sent };
      const there = await store.head(bucket, key, { signal });
      return {
        outcome: 'put',
        ...sent,
        held: there && {
          etag: there.etag,
          sizeBytes: there.sizeBytes,
          ...(there.etagKind && { etagKind: there.etagKind }),
        },
      };
    } catch (error) {
      if (error instanceof AppError && error.code === 'precondition') return { outcome: 'taken' };
      throw error;
    }
  });

  async function putStream(chunks: AsyncIterable<Buffer>): Promise<PutResult & { md5Hex: string }> {
    const hash = createHash('md5');
    const body = Readable.from(hashed(chunks, hash), { objectMode: false });
    const answer = await store.put(bucket, key, body, { ...options, sizeBytes: source.sizeBytes });
    return { ...answer, md5Hex: hash.digest('hex') };
  }
}

async function* hashed(
  chunks: AsyncIterable<Buffer>,
  hash: { update(chunk: Buffer): unknown },
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function putPart(
  job: PutPartJob,
  { openStore, paceOf, signal, onProgress }: JobContext,
): Promise<PutPartFacts> {
  const { bucket, key, uploadId, source } = job;
  const body = await withSourceFile(source, async (handle, stillUnchanged) => {
    const slice = await readSlice(handle, source, job.start, job.sizeBytes, spare.take(job.sizeBytes));
    await stillUnchanged();
    return slice;
  });
  const md5Hex = md5Of(body);
  const store = openStore(job.store);
  const pace = paceOf(job.store);
  const part = await store.multipart.putPart(
    { bucket, key, uploadId },
    { number: job.partNumber, body, md5Hex },
    { signal, onProgress, ...(pace && { pace }) },
  );
  // The store has answered for every byte of it.
  spare.giveBack(body);
  requireSame(store, part, md5Hex, key);
  return { part, md5Hex };
}

function hashFile(
  { source, partBytes }: HashFileJob,
  { signal, onProgress }: JobContext,
): Promise<HashFileFacts> {
  return withSourceFile(source, async (handle, stillUnchanged) => {
    const sums = createPartSums(partBytes);
    for await (const chunk of readChunks(handle, source, stillUnchanged, signal)) {
      sums.update(chunk);
      onProgress(sums.sizeBytes());
    }
    return sums.digest();
  });
}

/**
 * Where an ETag is the MD5 of the bytes, it must be that of the bytes that were read. Encrypted buckets make other ETags: there the
 * store's own check of Content-MD5 stands.
 */
function requireSame(
  store: ObjectStore,
  { etag, etagKind }: Pick<PutResult, 'etag' | 'etagKind'>,
  md5Hex: string,
  key: string,
): void {
  const isMd5 = etagKind === undefined ? store.capabilities.etagIsMd5 : etagKind === 'md5';
  if (!isMd5 || etag === md5Hex) return;
  throw new AppError('integrity', `“${key}” arrived changed in the store. It is sent again.`, {
    params: { key },
  });
}
