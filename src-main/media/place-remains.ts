/** Looks for coordinates that nothing points to any more: a damaged or carelessly edited file may still hold what its directories no longer name. */
import { type Draft, Unclear } from './place-draft';

export type Range = readonly [from: number, end: number];

const COORDINATE_BYTES = 24;
const CHUNK_BYTES = 1024 * 1024;
/** Programs write degrees and minutes with these; chance hardly does, twice in a row. */
const denominators = new Set(Array.from({ length: 10 }, (_, zeros) => 10 ** zeros));

/** `known`: what directories and entries own, in any order. Throws Unclear when anything else looks like degrees, minutes and seconds. */
export function searchRemains(draft: Draft, known: readonly Range[]): void {
  let at = 0;
  for (const [from, end] of [...known].sort((a, b) => a[0] - b[0])) {
    if (from > at) searchGap(draft, at, from);
    at = Math.max(at, end);
  }
  searchGap(draft, at, draft.sizeBytes);
}

function searchGap(draft: Draft, from: number, end: number): void {
  for (let at = from; at + COORDINATE_BYTES <= end; at += CHUNK_BYTES) {
    const bytes = draft.read(at, Math.min(CHUNK_BYTES + COORDINATE_BYTES - 1, end - at));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let index = 0; index + COORDINATE_BYTES <= bytes.length; index += 1)
      if (isCoordinate(view, index, true) || isCoordinate(view, index, false))
        throw new Unclear('hidden', 'a place that nothing points to');
  }
}

function isCoordinate(view: DataView, at: number, little: boolean): boolean {
  const below = view.getUint32(at + 4, little);
  if (below > 1e9 || !denominators.has(below)) return false;
  const minuteBelow = view.getUint32(at + 12, little);
  if (minuteBelow > 1e9 || !denominators.has(minuteBelow)) return false;
  const secondBelow = view.getUint32(at + 20, little);
  const [degrees, minutes, seconds] = [0, 8, 16].map((offset) => view.getUint32(at + offset, little)) as [
    number,
    number,
    number,
  ];
  if (degrees > 180 * below || minutes >= 60 * minuteBelow || seconds > 60 * secondBelow) return false;
  // Tables of small numbers look like whole degrees; nothing but zeros is no place.
  return degrees + minutes + seconds > 3 && Math.max(below, minuteBelow, secondBelow, seconds) > 9;
}
