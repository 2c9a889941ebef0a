/** What a worker thread does for a download: ranges of objects straight to their place in a file, hashed on the way or read again. */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError, toWire } from '../../src-shared/app-error';
import type { ObjectInfo, ObjectStore, Pace } from '../storage/object-store';
import type {
  FetchRangeFacts,
  FetchRangeJob,
  SealFileFacts,
  SealFileJob,
  StoreAccess,
  TargetFinish,
} from './jobs';
import { createTargetWriter, openTarget, targetError } from './target-file';

export interface DownloadJobContext {
  openStore: (access: StoreAccess) => ObjectStore;
  /** What bodies wait for under a bandwidth limit; undefined: nothing. */
  paceOf: (access: StoreAccess) => Pace | undefined;
  signal: AbortSignal;
  /** Bytes of this job that are in the file so far. */
  onProgress: (bytes: number) => void;
}

const READ_BYTES = 1 << 20;
/** Where the CRC-32 stands in a local header (APPNOTE 4.3.7). */
const CRC_AT = 14;
/** An answer that breaks off goes on at the next byte so often as long as each brought something. */
const MOST_ANSWERS = 50;

/** Rejects only where nothing could be begun; what came is kept and told with the error that ended it. */
export async function fetchRange(
  job: FetchRangeJob,
  { openStore, paceOf, signal, onProgress }: DownloadJobContext,
): Promise<FetchRangeFacts> {
  const store = openStore(job.store);
  const pace = paceOf({ ...job.store, paces: job.paces ?? [] });
  const { target, start, end } = job;
  const handle = await openTarget(target.path, job.create ? 'create' : 'write');
  try {
    const sums = createCutSums(job.cuts, job.crc);
    const writer = createTargetWriter(handle, target.path, target.offset + start);
    let seen: ObjectInfo | null = null;
    let at = start;

    const readAnswer = async (): Promise<void> => {
      const whole = at === 0 && end === job.objectBytes;
      const { info, body } = await store.get(job.bucket, job.key, {
        ...(!whole && { start: at, end }),
        signal,
      });
      try {
        requireSameObject(job, info, seen?.etag ?? job.etag);
        seen = info;
        for await (const chunk of body as AsyncIterable<Buffer>) {
          if (at + chunk.length > end) throw tooMuch(job.key);
          if (pace) await pace(chunk.length, signal);
          sums.update(chunk);
          at += chunk.length;
          await writer.write(chunk);
          onProgress(writer.writtenTo() - target.offset - start);
        }
      } finally {
        body.destroy();
      }
      if (at < end) throw brokenOff(job.key);
    };

    let error: unknown = null;
    try {
      for (let answers = 1; ; answers += 1) {
        const from = at;
        try {
          await readAnswer();
          break;
        } catch (failure) {
          const goesOn = failure instanceof AppError && failure.retry === 'later' && isOfStore(failure);
          if (!goesOn || signal.aborted || at === from || answers >= MOST_ANSWERS) throw failure;
        }
      }
    } catch (failure) {
      error = signal.aborted ? cancelled() : failure;
    }
    try {
      await writer.flush();
      if (error === null && job.finish) await finishTarget(handle, job.finish, sums.crc32());
    } catch (failure) {
      error = targetError(failure, target.path);
    }
    const until = writer.writtenTo() - target.offset;
    const info = seen as ObjectInfo | null; // set in the closure
    return {
      until,
      etag: info?.etag ?? null,
      etagKind: info?.etagKind ?? null,
      partSums: error === null ? sums.partSums() : null,
      crc32: error === null && job.crc ? sums.crc32() : null,
      error: error === null ? null : toWire(error),
    };
  } finally {
    await handle.close();
  }
}

/** Rejects with errors of the disk, `cancelled`, and `integrity` where the file is shorter than it should be. */
export async function sealFile(
  job: SealFileJob,
  { signal, onProgress }: Pick<DownloadJobContext, 'signal' | 'onProgress'>,
): Promise<SealFileFacts> {
  const { target, sizeBytes } = job;
  const handle = await openTarget(target.path, job.finish ? 'write' : 'read');
  try {
    const sums = createCutSums(job.cuts, job.crc === true);
    if (job.cuts.length > 0 || job.crc === true) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, Math.max(1, sizeBytes)));
      for (let done = 0; done < sizeBytes; ) {
        if (signal.aborted) throw cancelled();
        const length = Math.min(buffer.length, sizeBytes - done);
        const { bytesRead } = await handle.read(buffer, 0, length, target.offset + done);
        if (bytesRead === 0) throw tooShort(target.path);
        sums.update(buffer.subarray(0, bytesRead));
        done += bytesRead;
        onProgress(done);
      }
    }
    const crc = typeof job.crc === 'number' ? job.crc : job.crc ? sums.crc32() : null;
    if (job.finish) await finishTarget(handle, job.finish, crc);
    return { partSums: sums.partSums(), crc32: crc };
  } catch (error) {
    throw targetError(error, target.path);
  } finally {
    await handle.close();
  }
}

async function finishTarget(handle: FileHandle, finish: TargetFinish, crc: number | null): Promise<void> {
  if (finish.header) {
    const header = Buffer.from(finish.header.bytes);
    header.writeUInt32LE(crc ?? 0, CRC_AT);
    await handle.write(header, 0, header.length, finish.header.at);
  }
  if (finish.modifiedAtMs !== undefined) {
    const seconds = finish.modifiedAtMs / 1000;
    // Disks that keep no such time (some network folders) keep the photo all the same.
    await handle.utimes(seconds, seconds).catch(() => undefined);
  }
  if (finish.sync) await handle.sync();
}

/** MD5 of each cut, one after the other, and the CRC-32 over all. */
function createCutSums(
  cuts: readonly number[],
  withCrc: boolean,
): { update(chunk: Buffer): void; partSums(): string[]; crc32(): number } {
  const done: string[] = [];
  let hash: Hash | null = null;
  let left = 0;
  let index = 0;
  let crc = 0;
  const nextCut = (): void => {
    while (hash === null && index < cuts.length) {
      left = cuts[index] ?? 0;
      index += 1;
      hash = createHash('md5');
      if (left === 0) endCut();
    }
  };
  const endCut = (): void => {
    if (hash) done.push(hash.digest('hex'));
    hash = null;
  };
  nextCut();
  return {
    update(chunk) {
      if (withCrc) crc = crc32(chunk, crc);
      for (let at = 0; at < chunk.length && hash !== null; ) {
        const piece = chunk.subarray(at, at + left);
        hash.update(piece);
        at += piece.length;
        left -= piece.length;
        if (left > 0) continue;
        endCut();
        nextCut();
      }
    },
    partSums: () => done,
    crc32: () => crc,
  };
}

function requireSameObject(job: FetchRangeJob, info: ObjectInfo, etag: string | null): void {
  if (info.sizeBytes === job.objectBytes && (etag === null || info.etag === etag)) return;
  throw new AppError(
    'file-changed',
    `“${job.key}” was changed in the store since its album was listed. Refresh the album, then download it again.`,
    { retry: 'after-user', params: { key: job.key }, details: `${info.sizeBytes} bytes, ETag ${info.etag}` },
  );
}

/** Errors of this computer's disk come again at once. */
const isOfStore = ({ code }: AppError): boolean =>
  !['io', 'disk-full', 'file-missing', 'file-denied', 'file-changed'].includes(code);

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');
const brokenOff = (key: string): AppError =>
  new AppError('unreachable', `The store stopped in the middle of “${key}”. It goes on by itself.`, {
    params: { key },
  });
const tooMuch = (key: string): AppError =>
  new AppError('integrity', `The store sent more of “${key}” than there is. It is fetched again.`, {
    params: { key },
  });
const tooShort = (path: string): AppError =>
  new AppError('integrity', `“${path}” became shorter while it was checked. It is fetched again.`, {
    params: { path },
  });
