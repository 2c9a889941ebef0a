/** Where every photo of an album lies: justified rows (or equal squares) over typed arrays, made in one pass for 100,000. */

export type GridMode = 'justified' | 'square';

export interface GridRequest {
  /** Width / height as shown, one per photo. */
  aspect: ArrayLike<number>;
  count: number;
  /** Width to fill, whole CSS px. */
  widthPx: number;
  /** Row height aimed at (justified), or side of a square, CSS px. */
  targetPx: number;
  gapPx: number;
  mode: GridMode;
  /** First photo of each group, ascending from 0, and the height of the heading above it. Absent: no groups. */
  groups?: { starts: Uint32Array; headPx: number } | undefined;
}

/** Between the last row of a group and the next heading, beside the gap of every row. */
export const groupGapPx = 12;

/** All lengths in whole CSS px, so that no edge of a picture falls between two pixels. Row r holds photos rowStart[r] to rowStart[r + 1]. */
export interface GridLayout {
  readonly count: number;
  readonly rowCount: number;
  readonly widthPx: number;
  readonly gapPx: number;
  readonly totalPx: number;
  /** Length rowCount + 1; the last entry is `count`. */
  readonly rowStart: Uint32Array;
  /** Length rowCount. */
  readonly rowTop: Float64Array;
  /** Length rowCount. */
  readonly rowHeight: Uint16Array;
  /** Length count: left edge and width of each photo's cell. */
  readonly left: Uint16Array;
  readonly width: Uint16Array;
  /** Groups: first photo of each and where its heading begins; both empty without groups. */
  readonly groupStart: Uint32Array;
  readonly groupTop: Float64Array;
  readonly headPx: number;
}

export interface Cell {
  index: number;
  leftPx: number;
  topPx: number;
  widthPx: number;
  heightPx: number;
}

/** Narrower portraits get a cell of this shape, and are shown whole inside it: thinner ones could not be hit with a mouse. */
const narrowestAspect = 0.4;

/**
 * Rows grow until one more photo would bring them nearer to the target height than leaving it out; then they are stretched to the
 * width. A cell is never wider than a whole row at target height, which bounds every row's height to target x [1/1.7, 1.7]
 * (the golden ratio, plus the gaps). The last row of the list or of a group is not stretched.
 */
export function layoutGrid(request: GridRequest): GridLayout {
  const widthPx = Math.max(1, Math.floor(request.widthPx));
  const targetPx = Math.max(1, Math.min(Math.round(request.targetPx), widthPx));
  const starts = request.groups === undefined || request.count === 0 ? noGroups : request.groups.starts;
  const headPx = request.groups?.headPx ?? 0;
  const rows = new Rows(request, widthPx, starts, headPx);
  const place = request.mode === 'square' ? placeSquares : placeJustified;
  if (starts.length === 0) place(request, rows, targetPx, 0, request.count);
  for (let group = 0; group < starts.length; group++) {
    rows.beginGroup(group);
    place(request, rows, targetPx, starts[group] as number, starts[group + 1] ?? request.count);
  }
  return rows.layout();
}

const noGroups = new Uint32Array(0);

/** Collects the rows of a layout from top to bottom. */
class Rows {
  readonly left: Uint16Array;
  readonly width: Uint16Array;
  private readonly rowStart: Uint32Array;
  private readonly rowTop: Float64Array;
  private readonly rowHeight: Uint16Array;
  private readonly groupTop: Float64Array;
  private row = 0;
  private topPx = 0;

  constructor(
    private readonly request: GridRequest,
    readonly widthPx: number,
    private readonly groupStart: Uint32Array,
    private readonly headPx: number,
  ) {
    const { count } = request;
    this.left = new Uint16Array(count);
    this.width = new Uint16Array(count);
    this.rowStart = new Uint32Array(count + 1);
    this.rowTop = new Float64Array(count);
    this.rowHeight = new Uint16Array(count);
    this.groupTop = new Float64Array(groupStart.length);
  }

  beginGroup(group: number): void {
    if (group > 0) this.topPx += groupGapPx;
    this.groupTop[group] = this.topPx;
    this.topPx += this.headPx;
  }

  /** The next row begins with this photo; left and width of its photos are written by whoever calls. */
  add(from: number, heightPx: number): void {
    this.rowStart[this.row] = from;
    this.rowTop[this.row] = this.topPx;
    this.rowHeight[this.row] = Math.max(1, Math.round(heightPx));
    this.topPx += (this.rowHeight[this.row] as number) + this.request.gapPx;
    this.row++;
  }

  layout(): GridLayout {
    const { row, request, groupStart, groupTop, headPx } = this;
    this.rowStart[row] = request.count;
    return {
      count: request.count,
      rowCount: row,
      widthPx: this.widthPx,
      gapPx: request.gapPx,
      totalPx: row === 0 ? 0 : this.topPx - request.gapPx,
      rowStart: this.rowStart.slice(0, row + 1),
      rowTop: this.rowTop.slice(0, row),
      rowHeight: this.rowHeight.slice(0, row),
      left: this.left,
      width: this.width,
      groupStart,
      groupTop,
      headPx,
    };
  }
}

type Place = (request: GridRequest, rows: Rows, targetPx: number, begin: number, end: number) => void;

const placeJustified: Place = ({ aspect, gapPx }, rows, targetPx, begin, end) => {
  const { widthPx, left, width } = rows;
  const widestAspect = widthPx / targetPx;
  const shapeOf = (index: number): number => {
    const shape = aspect[index] as number;
    return Math.min(widestAspect, Math.max(narrowestAspect, shape));
  };

  let from = begin;
  const closeRow = (to: number, shapes: number, stretch: boolean): void => {
    const roomPx = Math.max(1, widthPx - gapPx * (to - from - 1));
    const exactPx = roomPx / shapes;
    const heightPx = stretch ? exactPx : Math.min(exactPx, targetPx);
    let used = 0;
    for (let index = from; index < to; index++) {
      const start = Math.round(used * heightPx);
      used += shapeOf(index);
      left[index] = start + gapPx * (index - from);
      width[index] = Math.max(1, Math.round(used * heightPx) - start);
    }
    rows.add(from, heightPx);
    from = to;
  };

  let shapes = 0;
  for (let index = begin; index < end; index++) {
    const shape = shapeOf(index);
    const inRow = index - from;
    const withIt = (widthPx - gapPx * inRow) / (shapes + shape);
    if (withIt > targetPx) {
      shapes += shape;
      continue;
    }
    const withoutIt = inRow === 0 ? Number.POSITIVE_INFINITY : (widthPx - gapPx * (inRow - 1)) / shapes;
    if (withIt <= 0 || withoutIt / targetPx < targetPx / withIt) {
      closeRow(index, shapes, true);
      shapes = shape;
      if (widthPx / shape <= targetPx) {
        closeRow(index + 1, shapes, true);
        shapes = 0;
      }
    } else {
      closeRow(index + 1, shapes + shape, true);
      shapes = 0;
    }
  }
  if (from < end) closeRow(end, shapes, false);
};

/** As many equal squares a row as come nearest to the target side and fill the width exactly. */
const placeSquares: Place = ({ gapPx }, rows, targetPx, begin, end) => {
  const { widthPx, left, width } = rows;
  const columns = Math.max(1, Math.round((widthPx + gapPx) / (targetPx + gapPx)));
  const exactPx = Math.max(1, (widthPx - gapPx * (columns - 1)) / columns);
  for (let index = begin; index < end; index++) {
    const column = (index - begin) % columns;
    if (column === 0) rows.add(index, exactPx);
    const start = Math.round(column * exactPx);
    left[index] = start + gapPx * column;
    width[index] = Math.max(1, Math.round((column + 1) * exactPx) - start);
  }
};

/** The group that holds a photo; -1 without groups. */
export const groupOfIndex = ({ groupStart }: GridLayout, index: number): number =>
  groupStart.length === 0 ? -1 : lastNotAbove(groupStart, groupStart.length, index);

/** Photos [from, to) of a group. */
export const groupRange = (layout: GridLayout, group: number): { from: number; to: number } => ({
  from: layout.groupStart[group] as number,
  to: layout.groupStart[group + 1] ?? layout.count,
});

/** Where a group ends: the next heading, or the end of all. */
export const groupBottom = (layout: GridLayout, group: number): number => {
  const next = layout.groupTop[group + 1];
  return next === undefined ? layout.totalPx : next - groupGapPx - layout.gapPx;
};

/** The group whose heading or photos are at that height; -1 without groups. */
export const groupAt = ({ groupTop }: GridLayout, yPx: number): number =>
  groupTop.length === 0 ? -1 : lastNotAbove(groupTop, groupTop.length, yPx);

/** Last position in a sorted array whose value is not above `value`; 0 when all are. */
function lastNotAbove(sorted: ArrayLike<number>, length: number, value: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The row at that height (a gap belongs to the row above it); clamped to the first and last; -1 when there is none. */
export const rowAt = (layout: GridLayout, yPx: number): number =>
  layout.rowCount === 0 ? -1 : lastNotAbove(layout.rowTop, layout.rowCount, yPx);

/** The row that holds a photo. */
export const rowOfIndex = (layout: GridLayout, index: number): number =>
  lastNotAbove(layout.rowStart, layout.rowCount, index);

export function cellOf(layout: GridLayout, index: number): Cell {
  const row = rowOfIndex(layout, index);
  return {
    index,
    leftPx: layout.left[index] as number,
    topPx: layout.rowTop[row] as number,
    widthPx: layout.width[index] as number,
    heightPx: layout.rowHeight[row] as number,
  };
}

/** Rows [first, end) that touch the band [fromPx, toPx). */
export function rowsBetween(
  layout: GridLayout,
  fromPx: number,
  toPx: number,
): { first: number; end: number } {
  if (layout.rowCount === 0 || toPx <= 0 || fromPx >= layout.totalPx) return { first: 0, end: 0 };
  const first = rowAt(layout, fromPx);
  if ((layout.rowTop[first] as number) >= toPx) return { first: 0, end: 0 };
  const touchesFirst = (layout.rowTop[first] as number) + (layout.rowHeight[first] as number) > fromPx;
  return { first: touchesFirst ? first : first + 1, end: rowAt(layout, toPx - 1) + 1 };
}

/** The photo under a point, or -1 on a gap or outside. */
export function indexAt(layout: GridLayout, xPx: number, yPx: number): number {
  const row = rowAt(layout, yPx);
  // Above the first row there may be a heading.
  if (
    row < 0 ||
    yPx < (layout.rowTop[row] as number) ||
    yPx >= (layout.rowTop[row] as number) + (layout.rowHeight[row] as number)
  )
    return -1;
  for (let index = layout.rowStart[row] as number; index < (layout.rowStart[row + 1] as number); index++) {
    const leftPx = layout.left[index] as number;
    if (xPx >= leftPx && xPx < leftPx + (layout.width[index] as number)) return index;
  }
  return -1;
}

/** Every photo whose cell touches the rectangle (any two opposite corners), in order. */
export function indexesInRectangle(
  layout: GridLayout,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): number[] {
  const [fromX, toX] = [Math.min(x1, x2), Math.max(x1, x2)];
  const { first, end } = rowsBetween(layout, Math.min(y1, y2), Math.max(y1, y2) + 1);
  const found: number[] = [];
  for (let row = first; row < end; row++) {
    for (let index = layout.rowStart[row] as number; index < (layout.rowStart[row + 1] as number); index++) {
      const leftPx = layout.left[index] as number;
      if (leftPx <= toX && leftPx + (layout.width[index] as number) > fromX) found.push(index);
    }
  }
  return found;
}

const centreOf = (layout: GridLayout, index: number): number =>
  (layout.left[index] as number) + (layout.width[index] as number) / 2;

function nearestInRow(layout: GridLayout, row: number, xPx: number): number {
  let best = layout.rowStart[row] as number;
  for (let index = best + 1; index < (layout.rowStart[row + 1] as number); index++) {
    if (Math.abs(centreOf(layout, index) - xPx) < Math.abs(centreOf(layout, best) - xPx)) best = index;
  }
  return best;
}

export type GridStep = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'page-up' | 'page-down';

/**
 * Where the focus goes. `columnPx` is the x that up and down keep to (the centre of the photo where the vertical walk began), so that
 * a walk down through uneven rows comes back the same way; it is answered for the next step, null after a sideways one.
 */
export function stepFrom(
  layout: GridLayout,
  index: number,
  step: GridStep,
  columnPx: number | null,
  pagePx: number,
): { index: number; columnPx: number | null } {
  const last = layout.count - 1;
  if (last < 0) return { index: -1, columnPx: null };
  const at = Math.max(0, Math.min(last, index));
  switch (step) {
    case 'left':
      return { index: Math.max(0, at - 1), columnPx: null };
    case 'right':
      return { index: Math.min(last, at + 1), columnPx: null };
    case 'home':
      return { index: 0, columnPx: null };
    case 'end':
      return { index: last, columnPx: null };
  }
  const row = rowOfIndex(layout, at);
  const keptPx = columnPx ?? centreOf(layout, at);
  const pageTarget = (layout.rowTop[row] as number) + (step === 'page-up' ? -pagePx : pagePx);
  const target =
    step === 'up'
      ? row - 1
      : step === 'down'
        ? row + 1
        : step === 'page-up'
          ? Math.min(row - 1, rowAt(layout, Math.max(0, pageTarget)))
          : Math.max(row + 1, rowAt(layout, pageTarget));
  const clamped = Math.max(0, Math.min(layout.rowCount - 1, target));
  if (clamped === row) return { index: at, columnPx: keptPx };
  return { index: nearestInRow(layout, clamped, keptPx), columnPx: keptPx };
}
