/** Which bytes of an object are on the disk, and in which pieces the others are fetched. */

/** Half-open [start, end). */
export type ByteRange = [start: number, end: number];

/** Ascending and merged, as the catalogue keeps them. */
export function withRange(have: readonly ByteRange[], added: ByteRange): ByteRange[] {
  if (added[0] >= added[1]) return [...have];
  const sorted = [...have, added].sort((a, b) => a[0] - b[0]);
  const merged: ByteRange[] = [];
  for (const [start, end] of sorted) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export function withoutRange(have: readonly ByteRange[], [from, to]: ByteRange): ByteRange[] {
  return have.flatMap(([start, end]): ByteRange[] => {
    const left: ByteRange = [start, Math.min(end, from)];
    const right: ByteRange = [Math.max(start, to), end];
    return [left, right].filter(([a, b]) => a < b);
  });
}

export const bytesOf = (have: readonly ByteRange[]): number =>
  have.reduce((sum, [start, end]) => sum + end - start, 0);

export const isWhole = (have: readonly ByteRange[], sizeBytes: number): boolean =>
  sizeBytes === 0 || (have.length === 1 && have[0]?.[0] === 0 && have[0][1] === sizeBytes);

/** One request: a range, and the parts of the object that lie wholly in it, by index. */
export interface Piece {
  start: number;
  end: number;
  /** Lengths of those parts, one after the other from `start`; [] when they do not begin and end with it. */
  cuts: number[];
  firstPart: number;
}

/** A piece of this size fills a far link for long enough that its round trip does not count, and little is lost with it. */
export const PIECE_BYTES = 8 * 1024 * 1024;
/** A part up to this size is one piece, so that its MD5 is made while it comes. */
const LONGEST_PIECE_BYTES = 32 * 1024 * 1024;

/** What is missing, in pieces. `parts`: sizes of the parts that the object was joined of, where they are known. */
export function piecesOf(
  have: readonly ByteRange[],
  sizeBytes: number,
  parts: readonly number[] | null,
): Piece[] {
  const grid = parts ? alongParts(parts) : evenPieces(0, sizeBytes);
  return grid.flatMap((piece) => {
    const here = have.filter(([start, end]) => start < piece.end && end > piece.start);
    if (here.length === 0) return [piece];
    const missing = here.reduce(
      (left, range) => withoutRange(left, range),
      [[piece.start, piece.end] as ByteRange],
    );
    return missing.map(([start, end]) => ({ start, end, cuts: [], firstPart: piece.firstPart }));
  });
}

function alongParts(parts: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let open: Piece | null = null;
  parts.forEach((sizeBytes, index) => {
    const end = at + sizeBytes;
    if (sizeBytes > LONGEST_PIECE_BYTES) {
      pieces.push(...evenPieces(at, end));
      open = null;
    } else if (open && open.end - open.start + sizeBytes <= PIECE_BYTES) {
      open.end = end;
      open.cuts.push(sizeBytes);
    } else {
      open = { start: at, end, cuts: [sizeBytes], firstPart: index };
      pieces.push(open);
    }
    at = end;
  });
  return pieces.filter(({ start, end }) => start < end);
}

function evenPieces(from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  for (let start = from; start < to; start += PIECE_BYTES)
    pieces.push({ start, end: Math.min(to, start + PIECE_BYTES), cuts: [], firstPart: 0 });
  return pieces;
}
