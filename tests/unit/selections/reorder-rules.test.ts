/** Where photos of a selection go by a key or a drop: between which ones, and never nowhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dropPlaceAt,
  type MoveStep,
  type ShownBox,
  targetOfStep,
} from '../../../src-renderer/features/selections/reorder-rules';
import type { AssetId } from '../../../src-shared/units';

const asIds = (numbers: number[]): AssetId[] => numbers as AssetId[];
const shownOf = (ids: number[]) => ({
  ids,
  count: ids.length,
  rowOf: (id: AssetId) => ids.indexOf(id),
});
/** Four photos in each line, 100 px wide and high with 4 px between them. */
const boxesOf = (ids: number[]): ShownBox[] =>
  ids.map((id, at) => ({
    id: id as AssetId,
    left: (at % 4) * 104,
    top: Math.floor(at / 4) * 104,
    width: 100,
    height: 100,
  }));
const line = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** As main does it (planMoving). */
function moved(ids: number[], moving: number[], beforeId: number | null): number[] {
  const staying = ids.filter((id) => !moving.includes(id));
  const target =
    beforeId === null ? undefined : ids.slice(ids.indexOf(beforeId)).find((id) => !moving.includes(id));
  const at = target === undefined ? staying.length : staying.indexOf(target);
  return [...staying.slice(0, at), ...moving, ...staying.slice(at)];
}
const movedBy = (moving: number[], step: MoveStep, ids = line): number[] | 'nowhere' => {
  const target = targetOfStep(shownOf(ids), asIds(moving), step, boxesOf(ids));
  return target === undefined ? 'nowhere' : moved(ids, moving, target);
};

describe('by a key', () => {
  it('one photo goes one place to the left or right, and stays at the ends', () => {
    expect(movedBy([3], 'left')).toEqual([1, 3, 2, 4, 5, 6, 7, 8, 9, 10]);
    expect(movedBy([3], 'right')).toEqual([1, 2, 4, 3, 5, 6, 7, 8, 9, 10]);
    expect(movedBy([9], 'right')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 9]);
    expect([movedBy([1], 'left'), movedBy([10], 'right'), movedBy(line, 'right')]).toEqual([
      'nowhere',
      'nowhere',
      'nowhere',
    ]);
  });
  it('several go together, those apart come together first', () => {
    expect(movedBy([4, 5], 'right')).toEqual([1, 2, 3, 6, 4, 5, 7, 8, 9, 10]);
    expect(movedBy([2, 5], 'left')).toEqual([1, 2, 5, 3, 4, 6, 7, 8, 9, 10]);
    expect(movedBy([9, 10], 'start')).toEqual([9, 10, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(movedBy([1, 3], 'end')).toEqual([2, 4, 5, 6, 7, 8, 9, 10, 1, 3]);
  });
  it('up and down go to the line above and below, under the same place', () => {
    expect(movedBy([6], 'up')).toEqual([1, 6, 2, 3, 4, 5, 7, 8, 9, 10]);
    expect(movedBy([2], 'down')).toEqual([1, 3, 4, 5, 6, 2, 7, 8, 9, 10]);
    expect(movedBy([2], 'up')).toEqual([2, 1, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(movedBy([9], 'down')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 9]);
  });
  it('loses no photo and doubles none, whatever is moved', () => {
    const steps: MoveStep[] = ['left', 'right', 'up', 'down', 'start', 'end'];
    fc.assert(
      fc.property(fc.subarray(line), fc.constantFrom(...steps), (moving, step) => {
        const result = movedBy(moving, step);
        if (result === 'nowhere') return;
        expect([...result].sort((a, b) => a - b)).toEqual(line);
        expect(result.filter((id) => !moving.includes(id))).toEqual(
          line.filter((id) => !moving.includes(id)),
        );
        expect(result).not.toEqual(line);
      }),
    );
  });
});

describe('by a drop', () => {
  const at = (x: number, y: number) => dropPlaceAt(shownOf(line), boxesOf(line), { x, y }, 4);
  it('comes before or after the photo under the pointer, by its halves', () => {
    expect(at(110, 50)).toEqual({ beforeId: 2, line: { left: 102, top: 0, height: 100 } });
    expect(at(190, 50)).toEqual({ beforeId: 3, line: { left: 206, top: 0, height: 100 } });
  });
  it('beside the last of a line comes after it, and below all at the end', () => {
    expect(at(900, 50)?.beforeId).toBe(5);
    expect(at(900, 900)?.beforeId).toBeNull();
    expect(dropPlaceAt(shownOf([]), [], { x: 1, y: 1 }, 4)).toBeNull();
  });
});
