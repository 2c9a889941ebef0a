/** Where the segments and the marker of an unfinished upload lie, and how they are named [Note: What an unfinished upload is]. */
import { z } from 'zod';
import type { CallOptions } from '../../object-store';
import { isCode, type SwiftRequests } from './requests';
import type { ListedEntry } from './wire';

export const SEGMENTS = '.caos/segments/';
export const MARKERS = '.caos/uploads/';

export const Marker = z.object({
  key: z.string(),
  startedAtMs: z.number(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  expiresAtMs: z.number().optional(),
});
export type Marker = z.infer<typeof Marker>;

/** `beside` or `within` the container, 128 random bits, and when the object (so every segment) ends by itself. */
export const uploadIdPattern = /^(beside|within)-[0-9a-f]{32}(?:-(\d+))?$/;

export const segmentKey = (uploadId: string, number: number): string =>
  `${SEGMENTS}${uploadId}/${String(number).padStart(8, '0')}`;

/** The upload and the number of a segment of ours; null for any other name. */
export function segmentOf(key: string): { uploadId: string; number: number } | null {
  const [uploadId = '', digits = '', ...more] = key.startsWith(SEGMENTS)
    ? key.slice(SEGMENTS.length).split('/')
    : [];
  if (more.length > 0 || !uploadIdPattern.test(uploadId) || !/^\d{8}$/.test(digits)) return null;
  return { uploadId, number: Number(digits) };
}

/** The pages of a listing, each fetched when it is asked for. */
export async function* listedPages(
  requests: SwiftRequests,
  place: { bucket?: string; prefix?: string; versions?: boolean },
  { signal }: CallOptions,
): AsyncGenerator<ListedEntry[]> {
  const { bucket, prefix, versions } = place;
  let after: { marker?: string | undefined; version_marker?: string | undefined } = {};
  for (;;) {
    const page = await requests.json<ListedEntry[]>({
      method: 'GET',
      bucket,
      query: { format: 'json', prefix, ...(versions && { versions: '' }), ...after },
      signal,
    });
    const last = page?.at(-1);
    if (!page || last?.name === undefined) return;
    yield page;
    after = { marker: last.name, ...(versions && { version_marker: last.version_id }) };
  }
}

/** The same, of what may be missing or not ours to see: then there is nothing. */
export async function* pagesIfAny(
  requests: SwiftRequests,
  place: { bucket: string; prefix: string },
  options: CallOptions,
): AsyncGenerator<ListedEntry[]> {
  try {
    yield* listedPages(requests, place, options);
  } catch (error) {
    if (!isCode(error, 'bucket-missing', 'access-denied')) throw error;
  }
}
