/** A cheap fingerprint of a file (size, head, tail): it only nominates duplicates; the full hash and the store decide. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Headers of cameras differ within the first bytes (time, counter), pixel data at the end: 32 KiB each way cost one disk read each. */
const EDGE_BYTES = 32 * 1024;

/** Hex SHA-256 over size, first and last 32 KiB. Throws the file system's own error. */
export async function fingerprintFile(path: string | Buffer, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256').update(`${sizeBytes}:`);
  await using file = await open(path, 'r');
  for (const start of sizeBytes <= EDGE_BYTES ? [0] : [0, sizeBytes - EDGE_BYTES]) {
    const buffer = Buffer.alloc(Math.min(EDGE_BYTES, sizeBytes));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    hash.update(buffer.subarray(0, bytesRead));
  }
  return hash.digest('hex');
}
