/**
 * What lets a page play a film while it is fetched (Media Source Extensions): a fragmented MP4's codecs, and how long and how large each of its
 * fragments is. They follow each other without a gap, so that none can overlap another or lie outside. No zod: the guest page carries this file.
 */
import type { Place } from './share-page';

export interface FilmFragments {
  /** As in `video/mp4; codecs="…"`. */
  codecs: string;
  /** What comes before the first fragment and describes all of them. */
  headBytes: number;
  /** Of each fragment in order; each begins with a key frame. */
  durationsMs: number[];
  sizesBytes: number[];
}

/** H.264, and AAC where there is sound: nothing else is made. */
const CODECS = /^avc1\.[0-9A-Fa-f]{6}(,mp4a\.40\.\d{1,2})?$/;
/** A film of six hours has a third of it. */
export const MOST_FRAGMENTS = 10_000;
const LONGEST_FILM_MS = 1e9;

/** Whether it can be what it says: each number sound, and all of it within the film. */
export function areFilmFragments(given: unknown, film: Pick<Place, 'sizeBytes'> | null): boolean {
  const { codecs, headBytes, durationsMs, sizesBytes } = (given ?? {}) as Partial<
    Record<keyof FilmFragments, unknown>
  >;
  if (!film || typeof codecs !== 'string' || !CODECS.test(codecs)) return false;
  const duration = sumOf(durationsMs);
  const size = sumOf(sizesBytes);
  return (
    isCount(headBytes) &&
    duration.count === size.count &&
    duration.sum <= LONGEST_FILM_MS &&
    headBytes + size.sum <= film.sizeBytes
  );
}

/** A list that is none counts as endless. */
function sumOf(list: unknown): { count: number; sum: number } {
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_FRAGMENTS || !list.every(isCount))
    return { count: Number.NaN, sum: Number.NaN };
  return { count: list.length, sum: (list as number[]).reduce((sum, one) => sum + one, 0) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
