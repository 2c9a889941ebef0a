/** Where photos of a selection go when they are moved by a key or dropped between others. Pure. */
import type { AssetId } from '../../../src-shared/units';

export type MoveStep = 'left' | 'right' | 'up' | 'down' | 'start' | 'end';

export interface ShownBox {
  id: AssetId;
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Shown {
  readonly count: number;
  readonly ids: ArrayLike<number>;
  rowOf(id: AssetId): number;
}

/** The photo that the moved ones come before; null: the end; undefined: they lie there already, or cannot go further. */
export function targetOfStep(
  shown: Shown,
  moving: readonly AssetId[],
  step: MoveStep,
  boxes: readonly ShownBox[],
): AssetId | null | undefined {
  const rows = moving.map((id) => shown.rowOf(id)).filter((row) => row >= 0);
  const first = Math.min(...rows);
  const last = Math.max(...rows);
  if (rows.length === 0 || rows.length === shown.count) return undefined;
  const moved = new Set<number>(moving);
  const stays = (row: number): boolean => !moved.has(shown.ids[row] as number);
  const idAt = (row: number): AssetId | null => (row < shown.count ? (shown.ids[row] as AssetId) : null);
  const together = last - first + 1 === rows.length;
  if (step === 'start') return first === 0 && together ? undefined : idAt(0);
  if (step === 'end') return last === shown.count - 1 && together ? undefined : null;
  if (step === 'left') {
    // Lying apart, they come together first.
    if (!together) return idAt(first);
    return first === 0 ? undefined : idAt(first - 1);
  }
  if (step === 'right') {
    let next = last + 1;
    while (next < shown.count && !stays(next)) next += 1;
    if (next >= shown.count) return together ? undefined : null;
    return idAt(next + 1);
  }
  const from = boxes.find(({ id }) => shown.rowOf(id) === (step === 'up' ? first : last));
  const found = from && nearestInNextLine(boxes, from, step);
  if (!found)
    return step === 'up'
      ? targetOfStep(shown, moving, 'start', boxes)
      : targetOfStep(shown, moving, 'end', boxes);
  return step === 'up' ? found.id : idAt(shown.rowOf(found.id) + 1);
}

/** The box of the line above or below that lies nearest under the middle of this one. */
function nearestInNextLine(
  boxes: readonly ShownBox[],
  from: ShownBox,
  direction: 'up' | 'down',
): ShownBox | undefined {
  const beyond = boxes.filter(({ top }) => (direction === 'up' ? top < from.top : top > from.top));
  const line = beyond.reduce<number | null>(
    (best, { top }) => (best === null || Math.abs(top - from.top) < Math.abs(best - from.top) ? top : best),
    null,
  );
  return beyond
    .filter(({ top }) => top === line)
    .reduce<ShownBox | undefined>(
      (best, box) => (best === undefined || offCentre(box, from) < offCentre(best, from) ? box : best),
      undefined,
    );
}
const middle = ({ left, width }: ShownBox): number => left + width / 2;
const offCentre = (one: ShownBox, other: ShownBox): number => Math.abs(middle(one) - middle(other));

export interface DropPlace {
  /** null: the end. */
  beforeId: AssetId | null;
  /** Where the line is drawn between two photos. */
  line: { left: number; top: number; height: number };
}

/** Between which photos something dropped here comes. */
export function dropPlaceAt(
  shown: Shown,
  boxes: readonly ShownBox[],
  point: { x: number; y: number },
  gapPx: number,
): DropPlace | null {
  const distance = ({ left, top, width, height }: ShownBox): number => {
    const dx = Math.max(left - point.x, 0, point.x - left - width);
    const dy = Math.max(top - point.y, 0, point.y - top - height);
    // A line is gone along first: beside its last photo means after it, not before one below.
    return dx + dy * 1000;
  };
  const box = boxes.reduce<ShownBox | null>(
    (best, one) => (best === null || distance(one) < distance(best) ? one : best),
    null,
  );
  if (box === null) return null;
  const row = shown.rowOf(box.id);
  if (row < 0) return null;
  const before = point.x < middle(box);
  const next = before ? row : row + 1;
  return {
    beforeId: next < shown.count ? (shown.ids[next] as AssetId) : null,
    line: {
      left: before ? box.left - gapPx / 2 : box.left + box.width + gapPx / 2,
      top: box.top,
      height: box.height,
    },
  };
}
