/** See jpeg-metadata.mjs. */
export function jpegWithMetadata(jpeg: Buffer, about: Record<string, unknown>): Buffer;
export function exifOf(about: Record<string, unknown>): Buffer;
export function xmpOf(about: Record<string, unknown>): string | null;
export function iptcOf(
  datasets: Array<[number, string | Uint8Array]>,
  options?: { declareUtf8?: boolean },
): Buffer;
