/**
 * Places in a ZIP whose file could not be had. Programs that go by the list at its end do not see them; those that read from the front
 * (Archive Utility of macOS, Java) stop at bytes that are no entry, and everything behind would be missing. So each is filled with a hidden
 * entry of zeros that the list does not name; a retry writes over it.
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '../../../src-shared/app-error';
import { localHeader, localHeaderBytes } from './zip-format';

/** Short enough for the place of any file that has a name and a time. */
const FILLER_NAME = '.caos-gap';
const FILLER_TIME_MS = Date.UTC(1980, 0, 1);
/** Where the CRC-32 stands in a local header (APPNOTE 4.3.7). */
const CRC_AT = 14;
const ZEROS = Buffer.alloc(1 << 20);

/** Bytes [from, to) become one entry; too few for its header stay as they are. Rejects with `cancelled` and errors of the disk. */
export async function fillGap(
  handle: FileHandle,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<void> {
  const entry = fillerOf(to - from);
  if (entry === null) return;
  const header = localHeader(entry);
  header.writeUInt32LE(await clear(handle, from + header.length, to, signal), CRC_AT);
  await handle.write(header, 0, header.length, from);
}

function fillerOf(gapBytes: number): Parameters<typeof localHeader>[0] | null {
  const entryOf = (sizeBytes: number) => ({ name: FILLER_NAME, sizeBytes, timeMs: FILLER_TIME_MS });
  // Its header is longer where its size needs 64 bits.
  for (const about of [0, gapBytes]) {
    const entry = entryOf(gapBytes - localHeaderBytes(entryOf(about)));
    if (entry.sizeBytes >= 0 && localHeaderBytes(entry) + entry.sizeBytes === gapBytes) return entry;
  }
  return null;
}

/** Zeros, written only where there are others: a hole takes no space on the disk. Answers their CRC-32. */
async function clear(handle: FileHandle, from: number, to: number, signal: AbortSignal): Promise<number> {
  const found = Buffer.allocUnsafe(ZEROS.length);
  let crc = 0;
  for (let at = from; at < to; ) {
    if (signal.aborted) throw new AppError('cancelled', 'It was cancelled.');
    const length = Math.min(found.length, to - at);
    const { bytesRead } = await handle.read(found, 0, length, at);
    const zeros = ZEROS.subarray(0, length);
    const untouched = bytesRead === length && found.subarray(0, length).equals(zeros);
    for (let done = untouched ? length : 0; done < length; ) {
      const { bytesWritten } = await handle.write(zeros, done, length - done, at + done);
      done += bytesWritten;
    }
    crc = crc32(zeros, crc);
    at += length;
  }
  return crc;
}
