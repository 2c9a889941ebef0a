/** An upload worker thread: reads file slices, hashes them, sends them over sockets it keeps alive, and reports facts. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { AppError, toWire } from '../../src-shared/app-error';
import { pathOnDisk } from '../media/path-on-disk';
import type { ObjectStore } from '../storage/object-store';
import { openObjectStore } from '../storage/open-object-store';
import type { PutFileFacts, PutFileJob, PutPartFacts, PutPartJob, SourceStamp, StoreAccess, WorkerJob, WorkerMessage, WorkerRequest } from './jobs';

/** Read whole up to here, so that the store verifies the MD5 before it keeps anything; larger single puts are streamed. */
const IN_MEMORY_BYTES = 32 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** Progress is told at most this often per job. */
const PROGRESS_INTERVAL_MS = 100;

const stores = new Map<string, ObjectStore>();
const running = new Map<number, AbortController>();
const port = parentPort;
if (!port) throw new Error('upload-worker runs only as a worker thread');
const post = (message: WorkerMessage): void => port.postMessage(message);

port.on('message', (request: WorkerRequest) => {
  if (request.type === 'cancel') running.get(request.jobId)?.abort();
  else if (request.type === 'close') close();
  else void perform(request);
});

function close(): void {
  for (const controller of running.values()) controller.abort();
  for (const store of stores.values()) store.close();
  port?.close();
}

async function perform(job: WorkerJob): Promise<void> {
  const controller = new AbortController();
  running.set(job.jobId, controller);
  try {
    post({ type: 'done', jobId: job.jobId, facts: await work(job, controller.signal) });
  } catch (error) {
    const wire = controller.signal.aborted ? toWire(new AppError('cancelled', 'It was cancelled.')) : toWire(error);
    post({ type: 'failed', jobId: job.jobId, error: wire });
  } finally {
    running.delete(job.jobId);
  }
}

function work(job: WorkerJob, signal: AbortSignal): Promise<PutFileFacts | PutPartFacts | { md5Hex: string }> {
  if (job.type === 'put-part') return putPart(job, signal);
  if (job.type === 'put-file') return putFile(job, signal);
  return hashFile(job.source, signal);
}

/** One store per connection and thread, opened at first use; its sockets stay alive between jobs. */
function storeFor(access: StoreAccess): ObjectStore {
  const known = stores.get(access.storeKey);
  if (known) return known;
  const store = openObjectStore(access);
  stores.set(access.storeKey, store);
  return store;
}

const progressFor = (jobId: number): ((sentBytes: number) => void) => {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (sentBytes) => {
    const now = performance.now();
    if (now - toldAtMs < PROGRESS_INTERVAL_MS) return;
    toldAtMs = now;
    post({ type: 'progress', jobId, sentBytes });
  };
};

/** Opens the file, checks before and after reading that it is the one that was found. */
async function withSource<T>(source: SourceStamp, read: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(pathOnDisk(source.path), 'r');
  } catch (error) {
    throw readError(error, source.path);
  }
  try {
    await mustBeUnchanged(file, source);
    const result = await read(file).catch((error) => {
      throw readError(error, source.path);
    });
    await mustBeUnchanged(file, source);
    return result;
  } finally {
    await file.close();
  }
}

async function mustBeUnchanged(file: FileHandle, source: SourceStamp): Promise<void> {
  const now = await file.stat();
  if (now.size === source.sizeBytes && Math.trunc(now.mtimeMs) === source.modifiedAtMs) return;
  throw new AppError('file-changed', `“${source.path}” changed while it was read. CAOS reads it again from the start.`, {
    params: { path: source.path },
  });
}

/** AppErrors of the store pass; what the file system says becomes ours. */
function readError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof AppError || typeof code !== 'string') return error;
  if (code === 'ENOENT') {
    return new AppError('file-missing', `“${path}” is not there any more. Plug in its card or disk, or choose it again.`, { cause: error, params: { path } });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('file-denied', `CAOS may not read “${path}”. Change its permissions, or copy it where you can read it.`, { cause: error, params: { path } });
  }
  return new AppError('io', `“${path}” could not be read. Check the card or disk, then try again.`, { cause: error, params: { path }, details: code });
}

async function readSlice(file: FileHandle, start: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const { bytesRead } = await file.read(buffer, filled, sizeBytes - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

async function putFile(job: PutFileJob, signal: AbortSignal): Promise<PutFileFacts> {
  const { source, bucket, key, contentType } = job;
  const store = storeFor(job.store);
  const options = { signal, contentType, onProgress: progressFor(job.jobId) };
  if (source.sizeBytes > IN_MEMORY_BYTES) return streamFile(job, store, options);
  const body = await withSource(source, (file) => readSlice(file, 0, source.sizeBytes));
  const md5Hex = md5Of(body);
  const { etag, sizeBytes } = await store.put(bucket, key, body, { ...options, md5Hex });
  return { etag, md5Hex, sizeBytes };
}

/** For stores without parts: the MD5 is known only at the end, and the caller compares it with what the store holds. */
async function streamFile(
  { source, bucket, key }: PutFileJob,
  store: ObjectStore,
  options: { signal: AbortSignal; contentType: string; onProgress: (sentBytes: number) => void },
): Promise<PutFileFacts> {
  const hash = createHash('md5');
  const { etag, sizeBytes } = await withSource(source, (file) => {
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    const body = file.createReadStream({ autoClose: false, highWaterMark: READ_BYTES }).pipe(meter);
    return store.put(bucket, key, body, { ...options, sizeBytes: source.sizeBytes });
  });
  return { etag, md5Hex: hash.digest('hex'), sizeBytes };
}

async function putPart(job: PutPartJob, signal: AbortSignal): Promise<PutPartFacts> {
  const { source, start, sizeBytes, bucket, key, uploadId, partNumber } = job;
  const body = await withSource(source, (file) => readSlice(file, start, sizeBytes));
  signal.throwIfAborted();
  const md5Hex = md5Of(body);
  const part = await storeFor(job.store).multipart.putPart(
    { bucket, key, uploadId },
    { number: partNumber, body, md5Hex },
    { signal, onProgress: progressFor(job.jobId) },
  );
  return { part, md5Hex };
}

async function hashFile(source: SourceStamp, signal: AbortSignal): Promise<{ md5Hex: string }> {
  return withSource(source, async (file) => {
    const hash = createHash('md5');
    for (let start = 0; start < source.sizeBytes; start += READ_BYTES) {
      signal.throwIfAborted();
      hash.update(await readSlice(file, start, Math.min(READ_BYTES, source.sizeBytes - start)));
    }
    return { md5Hex: hash.digest('hex') };
  });
}
