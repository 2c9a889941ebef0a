/**
 * Tells whether a video file is shorter than it says: ffprobe answers a file with its index in front and its end cut off as if all were well.
 * Reads the headers of the outermost boxes (ISO/IEC 14496-12) or the size of the Matroska segment (RFC 8794), a few bytes each.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** Real files have a handful; a fragmented recording has two for each second. */
const MAX_BOXES = 200_000;

export async function endsTooEarly(plainPath: string, sizeBytes: number): Promise<boolean> {
  await using file = await open(plainPath, 'r');
  const head = await readAt(file, 0, 64);
  if (
    head.length >= 8 &&
    ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(head.toString('latin1', 4, 8))
  ) {
    return await boxesEndBeyond(file, sizeBytes);
  }
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return segmentEndsBeyond(head, sizeBytes);
  return false;
}

async function boxesEndBeyond(file: FileHandle, sizeBytes: number): Promise<boolean> {
  let at = 0;
  for (let boxes = 0; boxes < MAX_BOXES && at + 8 <= sizeBytes; boxes += 1) {
    const header = await readAt(file, at, 16);
    const short = header.readUInt32BE(0);
    if (short === 0) return false; // to the end of the file, whatever that is
    const size = short === 1 && header.length >= 16 ? Number(header.readBigUInt64BE(8)) : short;
    if (size < 8) return false; // rubbish after the last box: some cameras pad so
    at += size;
  }
  return at > sizeBytes;
}

function segmentEndsBeyond(head: Buffer, sizeBytes: number): boolean {
  const ebml = sizeAt(head, 4);
  const segmentAt = 4 + ebml.length + ebml.value;
  if (segmentAt + 12 > head.length || head.readUInt32BE(segmentAt) !== 0x18538067) return false;
  const segment = sizeAt(head, segmentAt + 4);
  return !segment.unknown && segmentAt + 4 + segment.length + segment.value > sizeBytes;
}

/** A variable-length size: the zeros before its first bit say how many bytes it takes; all ones means unknown (live recording). */
function sizeAt(bytes: Buffer, at: number): { value: number; length: number; unknown: boolean } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8) return { value: 0, length: 1, unknown: true };
  let value = first & ((1 << (8 - length)) - 1);
  let ones = value === (1 << (8 - length)) - 1;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    ones &&= byte === 0xff;
  }
  return { value, length, unknown: ones };
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
