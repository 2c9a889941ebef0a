/** Marking photos of a list: to here, all, the others, a group; and what is left of marks when photos leave the list. */
import type { AssetId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';

export const idAt = (columns: AssetColumns, index: number): AssetId => columns.ids[index] as AssetId;

/** Both included, whichever comes first. */
export const idsBetween = (columns: AssetColumns, a: number, b: number): AssetId[] =>
  Array.from(columns.ids.subarray(Math.min(a, b), Math.max(a, b) + 1)) as AssetId[];

/** From the photo where the range began to that one. */
export function markTo(columns: AssetColumns, index: number): void {
  const { anchor, range } = useMarksStore.getState();
  const anchorIndex = anchor === null ? -1 : columns.rowOf(anchor);
  range(idsBetween(columns, anchorIndex < 0 ? index : anchorIndex, index), idAt(columns, index));
}

export function markAll(): void {
  const { columns } = useAssetsStore.getState();
  if (columns === null || columns.count === 0) return;
  const { focus, range } = useMarksStore.getState();
  const focused = focus !== null && columns.rowOf(focus) >= 0 ? focus : idAt(columns, 0);
  range(idsBetween(columns, 0, columns.count - 1), focused);
}

/** What was marked is not, and the other way round. */
export function markOthers(): void {
  const { columns } = useAssetsStore.getState();
  if (columns === null) return;
  const { ids, focus, range, clear } = useMarksStore.getState();
  const others = (Array.from(columns.ids) as AssetId[]).filter((id) => !ids.has(id));
  const first = others[0];
  if (first === undefined) clear();
  else range(others, focus !== null && !ids.has(focus) ? focus : first);
}

/** Adds photos [from, to) to the marks, or takes them out. */
export function markRange(columns: AssetColumns, from: number, to: number, isMarked: boolean): void {
  if (to <= from) return;
  const { ids, range } = useMarksStore.getState();
  const next = new Set(ids);
  for (let row = from; row < to; row++) {
    if (isMarked) next.delete(idAt(columns, row));
    else next.add(idAt(columns, row));
  }
  range(next, idAt(columns, from));
}

/**
 * Marks of photos that are shown no more are gone; what went behind the top of its stack is marked there. The focus goes to the photo that
 * lies where the focused one was.
 */
export function keepMarksIn(columns: AssetColumns, focusWasAt: number): void {
  const { ids, anchor, focus, keep } = useMarksStore.getState();
  const isShown = (id: AssetId | null): boolean => id === null || columns.rowOf(id) >= 0;
  if ([...ids].every(isShown) && isShown(anchor) && isShown(focus)) return;
  const left = new Set([...ids].flatMap((id) => shownFor(columns, id) ?? []));
  const next =
    focus === null || focusWasAt < 0 || columns.count === 0
      ? null
      : idAt(columns, Math.min(focusWasAt, columns.count - 1));
  const kept = focus === null ? null : shownFor(columns, focus);
  // What a person threw away or filtered out leaves the next photo in their hand.
  if (left.size === 0 && ids.size > 0 && kept === null && next !== null) left.add(next);
  keep(left, (anchor && shownFor(columns, anchor)) ?? kept ?? next, kept ?? next);
}

/** The photo itself, or the one that stands for its stack; null: neither is shown. */
function shownFor(columns: AssetColumns, id: AssetId): AssetId | null {
  if (columns.rowOf(id) >= 0) return id;
  const { all } = useAssetsStore.getState();
  const top = all?.stackTop[all.rowOf(id)] ?? 0;
  return top !== 0 && columns.rowOf(top) >= 0 ? (top as AssetId) : null;
}
