/** Writes a ZIP while its files stream by: stored, UTF-8 names, sizes known before, the checksum put in afterwards. Below 4 GiB. */
import { concat, utf8 } from '../../../src-shared/sealing/bytes';
import type { Bytes } from '../../../src-shared/sealing/primitives';

/** Where bytes go: in order, and once more at a place already written. */
export interface ByteSink {
  append(bytes: Bytes): Promise<void>;
  overwrite(position: number, bytes: Bytes): Promise<void>;
}

export interface ZipEntry {
  name: string;
  sizeBytes: number;
  modifiedAtMs: number;
  content: AsyncIterable<Bytes>;
}

const LOCAL_HEAD_BYTES = 30;
const CRC_AT = 14;
const VERSION = 20;
/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800;
/** Made by Unix: others take names of files "made by DOS" for an old code page, whatever bit 11 says. */
const MADE_BY = (3 << 8) | VERSION;
/** A regular file, rw-r--r--. */
const MODE = (0o100644 << 16) >>> 0;

/** What a ZIP of these files will weigh. */
export function zipSizeBytes(entries: ReadonlyArray<Pick<ZipEntry, 'name' | 'sizeBytes'>>): number {
  return entries.reduce((sum, { name, sizeBytes }) => sum + sizeBytes + 76 + 2 * utf8(name).length, 22);
}

export async function writeZip(
  sink: ByteSink,
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): Promise<void> {
  const directory: Bytes[] = [];
  let position = 0;
  for await (const entry of entries) {
    const name = utf8(entry.name);
    await sink.append(concat(localHead(entry, name, 0), name));
    let crc = 0;
    let writtenBytes = 0;
    for await (const piece of entry.content) {
      crc = crc32(piece, crc);
      writtenBytes += piece.length;
      await sink.append(piece);
    }
    if (writtenBytes !== entry.sizeBytes) throw new Error('A file has another size than was said.');
    await sink.overwrite(position + CRC_AT, uint32(crc));
    directory.push(concat(directoryHead(entry, name, crc, position), name));
    position += LOCAL_HEAD_BYTES + name.length + entry.sizeBytes;
  }
  const central = concat(...directory);
  await sink.append(concat(central, endOfDirectory(directory.length, central.length, position)));
}

function localHead(entry: ZipEntry, name: Bytes, crc: number): Bytes {
  const { date, time } = dosTime(entry.modifiedAtMs);
  return fields(LOCAL_HEAD_BYTES, [
    [4, 0x04034b50],
    [2, VERSION],
    [2, FLAGS],
    [2, 0],
    [2, time],
    [2, date],
    [4, crc],
    [4, entry.sizeBytes],
    [4, entry.sizeBytes],
    [2, name.length],
    [2, 0],
  ]);
}

function directoryHead(entry: ZipEntry, name: Bytes, crc: number, position: number): Bytes {
  const { date, time } = dosTime(entry.modifiedAtMs);
  return fields(46, [
    [4, 0x02014b50],
    [2, MADE_BY],
    [2, VERSION],
    [2, FLAGS],
    [2, 0],
    [2, time],
    [2, date],
    [4, crc],
    [4, entry.sizeBytes],
    [4, entry.sizeBytes],
    [2, name.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, MODE],
    [4, position],
  ]);
}

function endOfDirectory(count: number, sizeBytes: number, position: number): Bytes {
  return fields(22, [
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, sizeBytes],
    [4, position],
    [2, 0],
  ]);
}

function fields(sizeBytes: number, values: Array<[size: 2 | 4, value: number]>): Bytes {
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

const uint32 = (value: number): Bytes => fields(4, [[4, value]]);

/** MS-DOS knows local times from 1980 in steps of two seconds. */
function dosTime(atMs: number): { date: number; time: number } {
  const at = new Date(Math.max(atMs, Date.UTC(1980, 0, 2)));
  return {
    date: ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
    time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
  };
}

const table = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
const crcTable = new Uint32Array(table);

function crc32(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (let index = 0; index < bytes.length; index++) {
    crc = (crcTable[(crc ^ (bytes[index] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
