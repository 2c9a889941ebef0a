/** A file that a download writes: opened without following a link, written in large pieces, its faults in our words. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';

/** Sockets give 16 to 64 KiB at a time; one write for each would cost more than the bytes. */
const WRITE_BYTES = 512 * 1024;
/** Windows has none of these links without a right of its own. */
const NO_LINKS = constants.O_NOFOLLOW ?? 0;

/** `file-missing` when it is not there (any more), unless it is to be made. */
export async function openTarget(path: string, how: 'read' | 'write' | 'create'): Promise<FileHandle> {
  const { O_RDONLY, O_RDWR, O_CREAT } = constants;
  const flags = NO_LINKS | { read: O_RDONLY, write: O_RDWR, create: O_RDWR | O_CREAT }[how];
  try {
    return await open(path, flags, 0o666);
  } catch (error) {
    throw targetError(error, path);
  }
}

export interface TargetWriter {
  /** Takes the chunk over; waits while earlier ones are being written. */
  write(chunk: Buffer): Promise<void>;
  /** Writes what is left. */
  flush(): Promise<void>;
  /** Everything before this position of the file is written, without a gap from where it began. */
  writtenTo(): number;
}

/** `position`: of the file, where the first chunk goes. Rejects with our errors. */
export function createTargetWriter(handle: FileHandle, path: string, position: number): TargetWriter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let next = position;
  let written = position;
  let writing: Promise<void> = Promise.resolve();

  const start = async (): Promise<void> => {
    await writing;
    if (heldBytes === 0) return;
    const [chunks, at, bytes] = [held, next, heldBytes];
    held = [];
    heldBytes = 0;
    next += bytes;
    writing = writeAll(handle, chunks, at).then(
      () => {
        written = at + bytes;
      },
      (error: unknown) => {
        throw targetError(error, path);
      },
    );
    // Met by whoever waits for it next; until then it must not end the thread.
    writing.catch(() => undefined);
  };

  return {
    async write(chunk) {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= WRITE_BYTES) await start();
    },
    async flush() {
      await start();
      await writing;
    },
    writtenTo: () => written,
  };
}

async function writeAll(handle: FileHandle, chunks: Buffer[], position: number): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await handle.writev(chunks, position);
  if (bytesWritten === total) return;
  // A disk that is almost full takes a part; the next write says so.
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    const step = await handle.write(rest, done, rest.length - done, position + bytesWritten + done);
    done += step.bytesWritten;
  }
}

/** As fileError, in the words of a file that is written. */
export function targetError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as { code?: string } | null)?.code ?? '';
  const given = { cause: error, params: { path }, details: code };
  if (code === 'EACCES' || code === 'EPERM' || code === 'ELOOP') {
    return new AppError(
      'file-denied',
      `CAOS may not write “${path}”. Change its permissions, or choose another folder.`,
      given,
    );
  }
  if (code === 'EFBIG') {
    return new AppError(
      'unsupported',
      `“${path}” is larger than its disk can hold in one file (FAT32 ends at 4 GB). Choose another disk.`,
      { ...given, retry: 'after-user' },
    );
  }
  if (code === 'ENAMETOOLONG') {
    return new AppError(
      'bad-input',
      `The name “${path}” is too long for this disk. Choose a shorter folder.`,
      given,
    );
  }
  return fileError(error, path);
}
