/** Stacks as the grid shows them: a closed one is its top photo alone; one opened among closed ones lies right behind its top. Pure. */
import { type AssetColumns, rowsOf } from './asset-columns';

export interface StackView {
  /** Stacks show their top alone. */
  closed: boolean;
  /** Those that are the other way, by the photo that stands for them. */
  except: ReadonlySet<number>;
}

/** Photos of each stack within a list, by the photo that stands for it there. Stacks of which the list has one photo only are none. */
export interface StackSizes {
  /** 0: that photo stands for no stack. */
  of(id: number): number;
}

export const noStacks: StackSizes = { of: () => 0 };

export interface ShownStacks {
  /** `all` itself when nothing is closed. */
  columns: AssetColumns;
  sizes: StackSizes;
}

/**
 * O(rows). Where the top of a stack is not in the list (a search did not find it, it is in the trash), the first photo of it that is
 * stands for it. `sizes` is keyed by the photo that stands.
 */
export function showStacks(all: AssetColumns, view: StackView): ShownStacks {
  const { ids, stackTop, count } = all;
  let any = false;
  for (let row = 0; row < count && !any; row++) any = stackTop[row] !== 0;
  if (!any) return { columns: all, sizes: noStacks };

  /** Row of the photo that stands for the stack of each row, -1: it is in none; and how many each stands for. */
  const stands = new Int32Array(count).fill(-1);
  const sizeAt = new Uint32Array(count);
  const withoutTop = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const top = stackTop[row] as number;
    if (top === 0) continue;
    let stand = all.rowOf(top);
    if (stand < 0 || stackTop[stand] !== top) {
      stand = withoutTop.get(top) ?? row;
      withoutTop.set(top, stand);
    }
    stands[row] = stand;
    sizeAt[stand] = (sizeAt[stand] as number) + 1;
  }
  const sizes: StackSizes = {
    of(id) {
      const row = all.rowOf(id);
      const size = row < 0 ? 0 : (sizeAt[row] as number);
      return size > 1 ? size : 0;
    },
  };
  if (!view.closed && view.except.size === 0) return { columns: all, sizes };

  const opened = view.closed ? membersOf(all, stands, view.except) : noMembers;
  const shown = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < count; row++) {
    const stand = stands[row] as number;
    const inStack = stand >= 0 && (sizeAt[stand] as number) > 1;
    if (!inStack) shown[at++] = row;
    else if (stand !== row) {
      if (!view.closed && !view.except.has(ids[stand] as number)) shown[at++] = row;
    } else {
      shown[at++] = row;
      for (const member of opened.get(row) ?? []) shown[at++] = member;
    }
  }
  return { columns: rowsOf(all, shown.subarray(0, at)), sizes };
}

type Members = ReadonlyMap<number, readonly number[]>;
const noMembers: Members = new Map();

/** Rows behind each of these photos, by the row of the photo. */
function membersOf({ rowOf, count }: AssetColumns, stands: Int32Array, of: ReadonlySet<number>): Members {
  if (of.size === 0) return noMembers;
  const members = new Map<number, number[]>();
  for (const id of of) if (rowOf(id) >= 0) members.set(rowOf(id), []);
  for (let row = 0; row < count; row++)
    if (stands[row] !== row) members.get(stands[row] as number)?.push(row);
  return members;
}

/** These photos and those that lie hidden behind them in closed stacks, each once, in the order of the list. */
export function withHidden(all: AssetColumns, shown: AssetColumns, ids: Iterable<number>): number[] {
  const asked = new Set(ids);
  if (all === shown) return inOrder(all, asked);
  const closedTops = new Set<number>();
  for (const id of asked) {
    const row = all.rowOf(id);
    const top = row < 0 ? 0 : (all.stackTop[row] as number);
    if (top !== 0) closedTops.add(top);
  }
  if (closedTops.size > 0)
    for (let row = 0; row < all.count; row++)
      if (closedTops.has(all.stackTop[row] as number) && shown.rowOf(all.ids[row] as number) < 0)
        asked.add(all.ids[row] as number);
  return inOrder(all, asked);
}

const inOrder = (columns: AssetColumns, ids: ReadonlySet<number>): number[] =>
  [...ids]
    .filter((id) => columns.rowOf(id) >= 0)
    .sort((one, other) => columns.rowOf(one) - columns.rowOf(other));
