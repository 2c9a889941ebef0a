/** The ZIP format as far as CAOS writes it (PKWARE APPNOTE 6.3.9): stored entries of known size, UTF-8 names, zip64 where needed, stable times. */

export interface ZipEntry {
  /** `/` between folders. */
  name: string;
  sizeBytes: number;
  /** Stamp; Unix milliseconds. The DOS time, which has no zone, is the same moment in UTC: the wall clock of the camera. */
  timeMs: number;
  /** Where its local header begins. */
  offset: number;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const ZIP64_END = 0x06064b50;
const ZIP64_END_LOCATOR = 0x07064b50;
const END = 0x06054b50;

const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;
/** Versions of the format that a reader must know: 2.0 folders, 4.5 zip64. */
const PLAIN_VERSION = 20;
const ZIP64_VERSION = 45;
/** Made by: Unix, so that the permissions below count. */
const MADE_BY_UNIX = 3 << 8;
/** A regular file, rw-r--r--. */
const UNIX_MODE = 0o100644;
/** Bit 11: the name is UTF-8. */
const UTF8_NAMES = 1 << 11;

const ZIP64_EXTRA = 0x0001;
const EXTENDED_TIME_EXTRA = 0x5455;
const MODIFIED_ONLY = 1;

/** The local header needs 64 bits for the sizes; the central one perhaps also for the offset. */
const isLarge = (sizeBytes: number): boolean => sizeBytes >= MOST_32;

/** Bytes from the start of the entry's local header to its first byte. */
export const localHeaderBytes = (entry: Omit<ZipEntry, 'offset'>): number =>
  30 + Buffer.byteLength(entry.name) + (isLarge(entry.sizeBytes) ? 20 : 0) + timeExtra(entry.timeMs).length;

/** Its CRC-32, at byte 14, is still 0. */
export function localHeader(entry: Omit<ZipEntry, 'offset'>): Buffer {
  const name = Buffer.from(entry.name);
  const large = isLarge(entry.sizeBytes);
  const extra = Buffer.concat([
    ...(large ? [zip64Extra([entry.sizeBytes, entry.sizeBytes])] : []),
    timeExtra(entry.timeMs),
  ]);
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(LOCAL_HEADER, 0);
  fixed.writeUInt16LE(large ? ZIP64_VERSION : PLAIN_VERSION, 4);
  fixed.writeUInt16LE(UTF8_NAMES, 6);
  writeCommon(fixed, 10, entry, 0, large);
  fixed.writeUInt16LE(name.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return Buffer.concat([fixed, name, extra]);
}

export function centralHeader(entry: ZipEntry, crc32: number): Buffer {
  const name = Buffer.from(entry.name);
  const large = isLarge(entry.sizeBytes);
  const far = entry.offset >= MOST_32;
  const wide = [...(large ? [entry.sizeBytes, entry.sizeBytes] : []), ...(far ? [entry.offset] : [])];
  const extra = Buffer.concat([...(wide.length > 0 ? [zip64Extra(wide)] : []), timeExtra(entry.timeMs)]);
  const version = large || far ? ZIP64_VERSION : PLAIN_VERSION;
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(CENTRAL_HEADER, 0);
  fixed.writeUInt16LE(MADE_BY_UNIX | version, 4);
  fixed.writeUInt16LE(version, 6);
  fixed.writeUInt16LE(UTF8_NAMES, 8);
  writeCommon(fixed, 12, entry, crc32, large);
  fixed.writeUInt16LE(name.length, 28);
  fixed.writeUInt16LE(extra.length, 30);
  fixed.writeUInt32LE((UNIX_MODE << 16) >>> 0, 38);
  fixed.writeUInt32LE(far ? MOST_32 : entry.offset, 42);
  return Buffer.concat([fixed, name, extra]);
}

/** What ends the file. `centralOffset`, `centralBytes`: where all central headers lie. */
export function endRecords(entryCount: number, centralOffset: number, centralBytes: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(Math.min(entryCount, MOST_16), 8);
  end.writeUInt16LE(Math.min(entryCount, MOST_16), 10);
  end.writeUInt32LE(Math.min(centralBytes, MOST_32), 12);
  end.writeUInt32LE(Math.min(centralOffset, MOST_32), 16);
  if (entryCount < MOST_16 && centralBytes < MOST_32 && centralOffset < MOST_32) return end;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(ZIP64_END, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt16LE(MADE_BY_UNIX | ZIP64_VERSION, 12);
  wide.writeUInt16LE(ZIP64_VERSION, 14);
  wide.writeBigUInt64LE(BigInt(entryCount), 24);
  wide.writeBigUInt64LE(BigInt(entryCount), 32);
  wide.writeBigUInt64LE(BigInt(centralBytes), 40);
  wide.writeBigUInt64LE(BigInt(centralOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(ZIP64_END_LOCATOR, 0);
  locator.writeBigUInt64LE(BigInt(centralOffset + centralBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end]);
}

/** Method (stored), DOS time and date, CRC-32 and both sizes stand in this order in both headers. */
function writeCommon(
  header: Buffer,
  timeAt: number,
  { timeMs, sizeBytes }: Omit<ZipEntry, 'offset'>,
  crc32: number,
  large: boolean,
): void {
  const { time, date } = dosTime(timeMs);
  header.writeUInt16LE(time, timeAt);
  header.writeUInt16LE(date, timeAt + 2);
  header.writeUInt32LE(crc32, timeAt + 4);
  header.writeUInt32LE(large ? MOST_32 : sizeBytes, timeAt + 8);
  header.writeUInt32LE(large ? MOST_32 : sizeBytes, timeAt + 12);
}

function zip64Extra(values: number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(ZIP64_EXTRA, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, index) => void extra.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  return extra;
}

/** Seconds of UTC; none for times that 32 bits do not hold. */
function timeExtra(timeMs: number): Buffer {
  const seconds = Math.floor(timeMs / 1000);
  if (seconds < -0x80000000 || seconds > 0x7fffffff) return Buffer.alloc(0);
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(EXTENDED_TIME_EXTRA, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(MODIFIED_ONLY, 4);
  extra.writeInt32LE(seconds, 5);
  return extra;
}

/** Whole two seconds from 1980 to 2107; what lies outside is put at that end. */
function dosTime(timeMs: number): { time: number; date: number } {
  const earliest = Date.UTC(1980, 0, 1);
  const latest = Date.UTC(2107, 11, 31, 23, 59, 58);
  const at = new Date(Math.min(latest, Math.max(earliest, timeMs)));
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}
