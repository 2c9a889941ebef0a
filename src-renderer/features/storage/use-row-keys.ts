/** Keys of a windowed list of rows: arrows move the focus, also to rows that are not drawn yet; Space selects, Delete asks. */
import { type KeyboardEvent, useEffect, useRef } from 'react';

export interface RowKeys {
  ref: (list: HTMLDivElement | null) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** A row that was scrolled to is drawn within a frame or two. */
const FRAMES = 5;
const GIVE_BACK_MS = 50;
const rowOf = (target: Element | null): HTMLElement | null =>
  target?.closest<HTMLElement>('li[aria-posinset]') ?? null;
const isCheckbox = (target: EventTarget): boolean =>
  target instanceof HTMLInputElement && target.type === 'checkbox';

export function useRowKeys(options: {
  count: number;
  rowPx: number;
  /** The row that takes the focus when the list appears and nothing else has it; below 0 is the first. */
  start: number;
  onDelete?: (index: number) => void;
  /** `range`: together with all from the row selected before. */
  onCheck?: (index: number, range: boolean) => void;
  /** Shift and an arrow: from one row to the next. */
  onExtend?: (from: number, to: number) => void;
  /** A dialog is open; when it closes and its row is gone, the focus comes back to the list. */
  covered?: boolean;
}): RowKeys {
  const { count, rowPx, start, covered = false } = options;
  const list = useRef<HTMLDivElement | null>(null);
  /** Where the focus was last: a row that is scrolled out of sight takes the focus with it. */
  const last = useRef<number | null>(null);

  function focusRow(index: number): void {
    const scroller = list.current?.querySelector<HTMLElement>('section');
    if (!scroller) return;
    last.current = index;
    const top = index * rowPx;
    // The focus must not go away with the row that has it.
    scroller.focus({ preventScroll: true });
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowPx > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + rowPx - scroller.clientHeight;
    const take = (left: number): void => {
      if (last.current !== index || document.activeElement !== scroller) return;
      const row = scroller.querySelector<HTMLElement>(`li[aria-posinset="${index + 1}"] button`);
      if (row) row.focus({ preventScroll: true });
      else if (left > 0) requestAnimationFrame(() => take(left - 1));
    };
    take(FRAMES);
  }

  const there = count > 0 && !covered;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the first rows are there, and when a dialog has gone
  useEffect(() => {
    if (!there) return;
    // A dialog gives the focus back a moment after it closed.
    const timer = window.setTimeout(() => {
      const { activeElement } = document;
      if (activeElement !== null && activeElement !== document.body) return;
      focusRow(Math.max(0, Math.min(count - 1, last.current ?? start)));
    }, GIVE_BACK_MS);
    return () => window.clearTimeout(timer);
  }, [there]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey || count === 0) return;
    const row = rowOf(event.target as Element);
    const at = row === null ? (last.current ?? -1) : Number(row.getAttribute('aria-posinset')) - 1;
    const page = Math.max(1, Math.floor((list.current?.clientHeight ?? rowPx) / rowPx) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      const next = Math.max(0, Math.min(count - 1, to));
      if (event.shiftKey && next !== at) options.onExtend?.(at, next);
      focusRow(next);
    } else if (event.key === 'Delete' && options.onDelete) options.onDelete(Math.max(0, at));
    else if (event.key === ' ' && options.onCheck && row !== null && !isCheckbox(event.target))
      options.onCheck(at, event.shiftKey);
    else return;
    event.preventDefault();
  }

  return {
    ref: (element) => {
      list.current = element;
    },
    onKeyDown,
  };
}
