/** Reads a file that is about to be uploaded, and makes sure that it is still the file that was found. */
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';
import type { SourceStamp } from './jobs';

/** File times pass through floating point and, on some disks, rounding to whole milliseconds. */
const SAME_TIME_MS = 1;

function requireUnchanged(stats: Stats, source: SourceStamp): void {
  if (stats.size === source.sizeBytes && Math.abs(stats.mtimeMs - source.modifiedAtMs) <= SAME_TIME_MS)
    return;
  throw fileChanged(source);
}

const fileChanged = (source: SourceStamp): AppError =>
  new AppError(
    'file-changed',
    `“${source.path}” changed while it was read. It is read again from its beginning.`,
    {
      params: { path: source.path },
    },
  );

/** Opens the file, checks its stamp before and after `read`, and closes it. `read` gets only the opened file, whatever takes its name. */
export async function withSourceFile<T>(
  source: SourceStamp,
  read: (handle: FileHandle, stillUnchanged: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const handle = await open(source.pathBytes ? Buffer.from(source.pathBytes) : source.path, 'r').catch(
    (error) => {
      throw fileError(error, source.path);
    },
  );
  const stillUnchanged = async () => requireUnchanged(await handle.stat(), source);
  try {
    await stillUnchanged();
    return await read(handle, stillUnchanged);
  } finally {
    await handle.close();
  }
}

/** Exactly [start, start + sizeBytes), in memory, `into` when given. `file-changed` when the file became shorter. */
export async function readSlice(
  handle: FileHandle,
  source: SourceStamp,
  start: number,
  sizeBytes: number,
  into?: Buffer,
): Promise<Buffer> {
  const bytes = into ?? Buffer.allocUnsafeSlow(sizeBytes);
  try {
    for (let filled = 0; filled < sizeBytes; ) {
      const { bytesRead } = await handle.read(bytes, filled, sizeBytes - filled, start + filled);
      if (bytesRead === 0) throw fileChanged(source);
      filled += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw fileError(error, source.path);
  }
}

const CHUNK_BYTES = 1 << 20;

/** The whole file in chunks, for files too large for memory. Ends with the stamp checked, before its reader can take it as complete. */
export async function* readChunks(
  handle: FileHandle,
  source: SourceStamp,
  stillUnchanged: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < source.sizeBytes; start += CHUNK_BYTES) {
    if (signal.aborted) throw new AppError('cancelled', 'It was cancelled.');
    yield await readSlice(handle, source, start, Math.min(CHUNK_BYTES, source.sizeBytes - start));
  }
  await stillUnchanged();
}
