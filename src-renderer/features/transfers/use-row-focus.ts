/** Arrow keys in a windowed list: up and down from row to row (also to rows not drawn yet), left and right among a row's buttons. */
import { type KeyboardEvent, useEffect, useRef } from 'react';

export interface RowFocus {
  ref: (list: HTMLDivElement | null) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  onFocus: (event: { target: Element }) => void;
}

/** A row that was scrolled to is drawn within a frame or two. */
const frames = 5;

/** `open`: the row that is folded out, and how much higher it is. Rows are `li[aria-posinset]`, as `WindowList` draws them. */
export function useRowFocus(options: {
  count: number;
  rowPx: number;
  open: { index: number; morePx: number } | null;
}): RowFocus {
  const { count, rowPx, open } = options;
  const list = useRef<HTMLDivElement | null>(null);
  const last = useRef<{ index: number; element: Element } | null>(null);

  function focusRow(index: number): void {
    const scroller = list.current?.querySelector<HTMLElement>('section');
    if (!scroller) return;
    const top = index * rowPx + (open !== null && open.index < index ? open.morePx : 0);
    // The focus must not go away with the row that has it.
    scroller.focus({ preventScroll: true });
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowPx > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + rowPx - scroller.clientHeight;
    const take = (left: number): void => {
      if (document.activeElement !== scroller) return;
      const row = scroller.querySelector<HTMLElement>(`li[aria-posinset="${index + 1}"] button`);
      if (row) row.focus({ preventScroll: true });
      else if (left > 0) requestAnimationFrame(() => take(left - 1));
    };
    take(frames);
  }

  // A row that went to another list took the focus with it: the one in its place gets it.
  useEffect(() => {
    const lost = last.current;
    if (lost === null || lost.element.isConnected || document.activeElement !== document.body) return;
    last.current = null;
    if (count > 0) focusRow(Math.min(count - 1, lost.index));
  });

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || count === 0) return;
    // Rows without anything to act on only scroll, as any list does.
    if (list.current?.querySelector('li[aria-posinset] button') == null) return;
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>('li[aria-posinset]');
    const at = row === null ? -1 : Number(row.getAttribute('aria-posinset')) - 1;
    if (row !== null && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const buttons = [...row.querySelectorAll<HTMLElement>('button')];
      const next = buttons[buttons.indexOf(target) + (event.key === 'ArrowRight' ? 1 : -1)];
      next?.focus({ preventScroll: true });
      event.preventDefault();
      return;
    }
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
    if (to === undefined) return;
    focusRow(Math.max(0, Math.min(count - 1, to)));
    event.preventDefault();
  }

  return {
    ref: (element) => {
      list.current = element;
    },
    onKeyDown,
    onFocus: ({ target }) => {
      const row = target.closest('li[aria-posinset]');
      last.current =
        row === null ? null : { index: Number(row.getAttribute('aria-posinset')) - 1, element: target };
    },
  };
}
