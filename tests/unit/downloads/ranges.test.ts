/** Which bytes are there and which are asked for: never one twice, never one left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ByteRange,
  bytesOf,
  isWhole,
  PIECE_BYTES,
  piecesOf,
  withoutRange,
  withRange,
} from '../../../src-main/services/downloads/ranges';

const MiB = 1024 * 1024;
const range = (most: number) =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]): ByteRange => [Math.min(a, b), Math.max(a, b)]);
const setOf = (ranges: readonly ByteRange[]): boolean[] =>
  Array.from({ length: 61 }, (_, at) => ranges.some(([start, end]) => at >= start && at < end));

describe('ranges', () => {
  it('join and leave like sets of bytes, ascending and merged', () => {
    fc.assert(
      fc.property(fc.array(range(60)), range(60), (given, taken) => {
        const have = given.reduce((left: ByteRange[], one) => withRange(left, one), []);
        expect(setOf(have)).toEqual(setOf(given));
        expect(bytesOf(have)).toBe(setOf(given).filter(Boolean).length);
        have.slice(1).forEach(([start], index) => void expect(start).toBeGreaterThan(have[index]?.[1] ?? 0));
        const [from, to] = taken;
        expect(setOf(withoutRange(have, taken))).toEqual(
          setOf(have).map((is, at) => is && !(at >= from && at < to)),
        );
      }),
    );
  });

  it('is whole only from the first byte to the last', () => {
    expect([
      isWhole([], 0),
      isWhole([[0, 5]], 5),
      isWhole([[0, 4]], 5),
      isWhole(
        [
          [0, 2],
          [3, 5],
        ],
        5,
      ),
    ]).toEqual([true, true, false, false]);
  });
});

describe('pieces', () => {
  it('cover exactly what is missing, along the parts of the object', () => {
    const sizes = fc.array(fc.oneof(fc.nat(3 * MiB), fc.integer({ min: 1, max: 80 * MiB })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        sizes,
        fc.boolean(),
        fc.array(range(100 * MiB), { maxLength: 4 }),
        (parts, aligned, there) => {
          const sizeBytes = parts.reduce((sum, size) => sum + size, 0);
          const have = there
            .map(([start, end]): ByteRange => [Math.min(start, sizeBytes), Math.min(end, sizeBytes)])
            .reduce((left: ByteRange[], one) => withRange(left, one), []);
          const pieces = piecesOf(have, sizeBytes, aligned ? parts : null);
          const all = pieces.reduce((left, piece) => {
            expect(bytesOf(withRange(left, [piece.start, piece.end]))).toBe(
              bytesOf(left) + piece.end - piece.start,
            );
            return withRange(left, [piece.start, piece.end]);
          }, have);
          expect(isWhole(all, sizeBytes)).toBe(true);
          for (const { start, end, cuts, firstPart } of pieces) {
            if (cuts.length === 0) continue;
            expect(cuts).toEqual(parts.slice(firstPart, firstPart + cuts.length));
            expect(start).toBe(parts.slice(0, firstPart).reduce((sum, size) => sum + size, 0));
            expect(end - start).toBe(cuts.reduce((sum, size) => sum + size, 0));
          }
        },
      ),
    );
  });

  it('are small enough to lose little, and whole parts up to 32 MiB', () => {
    expect(piecesOf([], 20 * MiB, null).map(({ start, end }) => [start, end])).toEqual([
      [0, PIECE_BYTES],
      [PIECE_BYTES, 2 * PIECE_BYTES],
      [2 * PIECE_BYTES, 20 * MiB],
    ]);
    const parts = [5 * MiB, 3 * MiB, 30 * MiB, 33 * MiB, MiB];
    expect(piecesOf([], 72 * MiB, parts).map(({ end, cuts }) => [end / MiB, cuts.length])).toEqual([
      [8, 2],
      [38, 1],
      [46, 0],
      [54, 0],
      [62, 0],
      [70, 0],
      [71, 0],
      [72, 1],
    ]);
  });
});
