/** How a file is cut for upload: one request, or equal parts that fit the store's limits. */
import type { Capabilities } from '../storage/object-store';

/** Up to here one request is cheaper than begin + part + complete, and a repeat after a fault costs little. */
export const SINGLE_PUT_MAX_BYTES = 16 * 1024 * 1024;
/** Eight of these in flight keep memory near 64 MiB; larger parts gain nothing on links below 1 Gbit/s. */
const PREFERRED_PART_BYTES = 8 * 1024 * 1024;
const MIB = 1024 * 1024;

export type UploadPlan =
  | { type: 'single' }
  | { type: 'parts'; partBytes: number; partCount: number }
  | { type: 'too-large'; limitBytes: number };

/** `partBytes` is a multiple of 1 MiB and within the store's bounds; the last part may be smaller. */
export function planUpload(
  sizeBytes: number,
  limits: Pick<Capabilities, 'multipart' | 'maxSinglePutBytes'>,
): UploadPlan {
  const { minPartBytes, maxPartBytes, maxParts } = limits.multipart;
  if (sizeBytes <= Math.min(SINGLE_PUT_MAX_BYTES, limits.maxSinglePutBytes)) return { type: 'single' };
  const needed = Math.ceil(sizeBytes / maxParts);
  const rounded = Math.ceil(Math.max(PREFERRED_PART_BYTES, minPartBytes, needed) / MIB) * MIB;
  const partBytes = Math.min(rounded, maxPartBytes);
  if (partBytes * maxParts < sizeBytes) return { type: 'too-large', limitBytes: maxPartBytes * maxParts };
  return { type: 'parts', partBytes, partCount: Math.ceil(sizeBytes / partBytes) };
}

/** Every part of a file as half-open ranges, numbered from 1. */
export function partRanges(
  sizeBytes: number,
  partBytes: number,
): Array<{ number: number; start: number; sizeBytes: number }> {
  const count = Math.max(1, Math.ceil(sizeBytes / partBytes));
  return Array.from({ length: count }, (_, index) => {
    const start = index * partBytes;
    return { number: index + 1, start, sizeBytes: Math.min(partBytes, sizeBytes - start) };
  });
}
