/** ZIPs as other programs read them, and CRC-32 put together from pieces. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineCrc32 } from '../../../src-main/services/downloads/crc32-combine';
import { safePaths } from '../../../src-main/services/downloads/safe-names';
import {
  centralHeader,
  endRecords,
  localHeader,
  localHeaderBytes,
  type ZipEntry,
} from '../../../src-main/services/downloads/zip-format';

function zipOf(files: Array<{ name: string; bytes: Buffer; timeMs: number }>): Buffer {
  const body: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, timeMs } of files) {
    const entry: ZipEntry = { name, sizeBytes: bytes.length, timeMs, offset };
    const header = localHeader(entry);
    header.writeUInt32LE(crc32(bytes), 14);
    expect(header.length).toBe(localHeaderBytes(entry));
    body.push(header, bytes);
    central.push(centralHeader(entry, crc32(bytes)));
    offset += header.length + bytes.length;
  }
  const list = Buffer.concat(central);
  return Buffer.concat([...body, list, endRecords(files.length, offset, list.length)]);
}

/** Of each file: names, times (as Python sees the DOS time), CRCs and sizes of every entry, once all its bytes were read without complaint. */
const readByPython = `
import sys, json, zipfile
def read(path):
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        return [[i.filename, list(i.date_time), i.CRC, i.file_size] for i in z.infolist()]
print(json.dumps([read(path) for path in sys.argv[1:]]))
`;
function inPython(zips: Buffer[]): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'caos-zip-'));
  try {
    const paths = zips.map((zip, index) => {
      const path = join(folder, `${index}.zip`);
      writeFileSync(path, zip);
      return path;
    });
    return JSON.parse(execFileSync('python3', ['-c', readByPython, ...paths], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a ZIP', () => {
  it('is read by Python as it was written, whatever names and times', () => {
    const file = fc.record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      timeMs: fc.integer({ min: -3e12, max: 6e12 }),
    });
    const archives = fc.sample(fc.array(file, { maxLength: 8 }), 60).map((given) => {
      const names = safePaths(given.map(({ name }) => name));
      return given.map((one, index) => ({ ...one, name: names[index] ?? '' }));
    });
    expect(inPython(archives.map(zipOf))).toEqual(
      archives.map((files) =>
        files.map(({ name, bytes, timeMs }) => [name, dosTimeOf(timeMs), crc32(bytes), bytes.length]),
      ),
    );
  });

  it('asks for 64 bits exactly from where 32 do not suffice', () => {
    const at = (sizeBytes: number, offset: number) => {
      const entry = { name: 'a', sizeBytes, timeMs: 0, offset };
      const header = centralHeader(entry, 1);
      return [
        header.readUInt16LE(6),
        header.readUInt32LE(24),
        header.readUInt32LE(42),
        header.readUInt16LE(30),
      ];
    };
    const most = 0xffffffff;
    expect([at(most - 1, most - 1), at(most, 0), at(5, most), at(2 ** 40, 2 ** 41)]).toEqual([
      [20, most - 1, most - 1, 9],
      [45, most, 0, 29],
      [45, 5, most, 21],
      [45, most, most, 37],
    ]);
    expect([
      endRecords(65_534, 1, 1).length,
      endRecords(65_535, 1, 1).length,
      endRecords(1, most, 1).length,
    ]).toEqual([22, 98, 98]);
  });
});

/** Python tells the fields of the DOS time as they are. */
function dosTimeOf(timeMs: number): number[] {
  const at = new Date(Math.min(Date.UTC(2107, 11, 31, 23, 59, 58), Math.max(Date.UTC(1980, 0, 1), timeMs)));
  return [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds() & ~1,
  ];
}

describe('CRC-32 of pieces', () => {
  it('is that of the whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ maxLength: 5000 }), (a, b) => {
        expect(combineCrc32(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
      }),
    );
  });

  it('counts lengths beyond 32 bits', () => {
    // Zeros, made of halves of halves.
    const zeros = (sizeBytes: number): number => {
      if (sizeBytes <= 1024) return crc32(Buffer.alloc(sizeBytes));
      const half = zeros(sizeBytes / 2);
      return combineCrc32(half, half, sizeBytes / 2);
    };
    expect(combineCrc32(crc32('caos'), zeros(2 ** 33), 2 ** 33)).toBe(
      combineCrc32(combineCrc32(crc32('caos'), zeros(2 ** 32), 2 ** 32), zeros(2 ** 32), 2 ** 32),
    );
  });
});
