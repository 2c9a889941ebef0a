/** What an upload worker does for one job: reads the file once, hashes it, sends it. Knows no threads. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../src-shared/app-error';
import type { ObjectStore, PutResult } from '../storage/object-store';
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
import { readChunks, readSlice, withSourceFile } from './source-file';

/** Up to here a file is held in memory, so that a hiccup of the network re-sends it without a second reading of the card. */
const IN_MEMORY_MAX_BYTES = 16 * 1024 * 1024;

export interface JobContext {
  openStore: (access: StoreAccess) => ObjectStore;
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
  }
}

function putFile(job: PutFileJob, { openStore, signal, onProgress }: JobContext): Promise<PutFileFacts> {
  const store = openStore(job.store);
  const { bucket, key, contentType, source, tier } = job;
  const options = {
    contentType,
    ifAbsent: job.ifAbsent ?? false,
    keepOther: true, // where the store cannot promise it: as far as it can see
    signal,
    onProgress,
    ...(tier !== undefined && { tier }),
  };
  return withSourceFile(source, async (handle, stillUnchanged) => {
    if (source.sizeBytes <= IN_MEMORY_MAX_BYTES) {
      const bytes = await readSlice(handle, source, 0, source.sizeBytes);
      await stillUnchanged();
      const md5Hex = md5Of(bytes);
      const held = await store.put(bucket, key, bytes, { ...options, md5Hex });
      requireSame(store, held, md5Hex, key);
      return { ...held, md5Hex };
    }
    const hash = createHash('md5');
    const body = Readable.from(hashed(readChunks(handle, source, stillUnchanged, signal), hash), {
      objectMode: false,
    });
    const held = await store.put(bucket, key, body, { ...options, sizeBytes: source.sizeBytes });
    const md5Hex = hash.digest('hex');
    requireSame(store, held, md5Hex, key);
    return { ...held, md5Hex };
  });
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
  { openStore, signal, onProgress }: JobContext,
): Promise<PutPartFacts> {
  const { bucket, key, uploadId, source } = job;
  const body = await withSourceFile(source, async (handle, stillUnchanged) => {
    const slice = await readSlice(handle, source, job.start, job.sizeBytes);
    await stillUnchanged();
    return slice;
  });
  const md5Hex = md5Of(body);
  const store = openStore(job.store);
  const part = await store.multipart.putPart(
    { bucket, key, uploadId },
    { number: job.partNumber, body, md5Hex },
    { signal, onProgress },
  );
  requireSame(store, part, md5Hex, key);
  return { part, md5Hex };
}

function hashFile(
  { source, partBytes }: HashFileJob,
  { signal, onProgress }: JobContext,
): Promise<HashFileFacts> {
  return withSourceFile(source, async (handle, stillUnchanged) => {
    const hash = createHash('md5');
    const partSums: string[] = [];
    let part = createHash('md5');
    let partLeft = partBytes ?? Number.POSITIVE_INFINITY;
    let readBytes = 0;
    for await (const chunk of readChunks(handle, source, stillUnchanged, signal)) {
      hash.update(chunk);
      for (let at = 0; partBytes !== undefined && at < chunk.length; ) {
        const piece = chunk.subarray(at, at + partLeft);
        part.update(piece);
        at += piece.length;
        partLeft -= piece.length;
        readBytes += piece.length;
        if (partLeft > 0 && readBytes < source.sizeBytes) continue;
        partSums.push(part.digest('hex'));
        part = createHash('md5');
        partLeft = partBytes;
      }
      if (partBytes === undefined) readBytes += chunk.length;
      onProgress(readBytes);
    }
    return { md5Hex: hash.digest('hex'), ...(partBytes !== undefined && { partSums }) };
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
