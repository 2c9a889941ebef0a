/** Which rows of a long grid are drawn: follows the scroll position, keeps the first visible photo in place when rows change. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { AssetColumns } from '../../stores/asset-columns';
import { useMarksStore } from '../../stores/marks-store';
import { anchoredPlace, anchorsIn } from './anchors';
import { cellOf, type GridLayout, rowsBetween } from './layout';
import { LoadGate } from './load-gate';
import { ScrollMap } from './scroll-map';

export interface GridWindow {
  /** Rows [firstRow, endRow) are drawn. */
  firstRow: number;
  endRow: number;
  /** Subtract from a place in the layout to draw it. */
  shiftPx: number;
  elementPx: number;
  /** Pictures may be asked for. */
  loads: boolean;
}

export interface GridScroll extends GridWindow {
  /** Place in the layout at the top of the viewport. */
  placePx(): number;
  viewportPx(): number;
  /** Scrolls only as far as needed; `centre` puts it in the middle when it was out of sight. */
  reveal(index: number, align?: 'nearest' | 'centre'): void;
  goTo(placePx: number): void;
}

/** Rows drawn beyond the viewport on either side, as a share of its height: covers the frame that a wheel step takes. */
const overscanShare = 0.5;
/** Time without movement after which the scroll bar is put back in step (see ScrollMap.rest). */
const restAfterMs = 160;
/** Room kept between a revealed photo and the edge. */
const revealMarginPx = 8;

export function useGridWindow(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout,
  columns: AssetColumns,
  /** Space above row 0 and below the last row inside the element, and the height of the heading that covers the top, px; `listKey`: another search or order. */
  { paddingPx, headPx, listKey }: { paddingPx: number; headPx: number; listKey: string },
): GridScroll {
  const map = useRef(new ScrollMap()).current;
  const gate = useRef(new LoadGate()).current;
  const place = useRef(0);
  const current = useRef({ layout, columns, listKey });
  const [drawn, setDrawn] = useState<GridWindow>({
    firstRow: 0,
    endRow: 0,
    shiftPx: 0,
    elementPx: 0,
    loads: true,
  });

  const redraw = useCallback((): void => {
    const element = scroller.current;
    if (!element) return;
    const { layout: rows } = current.current;
    const viewport = element.clientHeight;
    const top = place.current - paddingPx;
    const loads = gate.isOpen(performance.now());
    const overscan = loads ? viewport * overscanShare : 0; // in flight every frame is new anyway
    const { first, end } = rowsBetween(rows, top - overscan, top + viewport + overscan);
    const next = { firstRow: first, endRow: end, shiftPx: map.drawShiftPx, elementPx: map.elementPx, loads };
    setDrawn((old) =>
      old.firstRow === next.firstRow &&
      old.endRow === next.endRow &&
      old.shiftPx === next.shiftPx &&
      old.elementPx === next.elementPx &&
      old.loads === next.loads
        ? old
        : next,
    );
  }, [scroller, map, gate, paddingPx]);

  const goTo = useCallback(
    (placePx: number): void => {
      const element = scroller.current;
      if (!element) return;
      const real = map.place(placePx);
      place.current = real + map.drawShiftPx;
      gate.jumped(place.current, performance.now());
      element.scrollTop = real;
      redraw();
    },
    [scroller, map, gate, redraw],
  );

  // New rows or a new width: what a person looks at stays where it is on the screen. Another search or order begins at its top, or
  // at the photo with the focus.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const before = current.current;
    const anchors = anchorsIn(before.layout, before.columns, {
      topPx: place.current - paddingPx,
      viewportPx: element.clientHeight,
      focus: useMarksStore.getState().focus,
      focusOnly: before.listKey !== listKey,
    });
    current.current = { layout, columns, listKey };
    map.resize(layout.totalPx + paddingPx * 2, element.clientHeight);
    const elsewhere = before.listKey === listKey ? place.current : 0;
    const real = map.place(anchoredPlace(anchors, layout, columns, paddingPx) ?? elsewhere);
    place.current = real + map.drawShiftPx;
    redraw();
    // The element gets its new height with this render; only then can it be scrolled there.
    flushAfterRender(() => {
      if (element.scrollTop !== real) element.scrollTop = real;
    });
  }, [layout, columns, listKey, scroller, map, redraw, paddingPx]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let restTimer = 0;
    let refillTimer = 0;
    const onScroll = (): void => {
      const now = performance.now();
      place.current = map.scrolled(element.scrollTop);
      gate.moved(place.current, now);
      // In the same frame as the scroll: a later render would show an empty band.
      flushSync(redraw);
      window.clearTimeout(refillTimer);
      if (!gate.isOpen(now)) refillTimer = window.setTimeout(redraw, gate.waitMs(now) + 1);
      window.clearTimeout(restTimer);
      restTimer = window.setTimeout(() => {
        const real = map.rest();
        if (real === null) return;
        element.scrollTop = real;
        redraw();
      }, restAfterMs);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const resized = new ResizeObserver(() => {
      map.resize(current.current.layout.totalPx + paddingPx * 2, element.clientHeight);
      redraw();
    });
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      resized.disconnect();
      window.clearTimeout(restTimer);
      window.clearTimeout(refillTimer);
    };
  }, [scroller, map, gate, redraw, paddingPx]);

  return useMemo(
    () => ({
      ...drawn,
      placePx: () => place.current,
      viewportPx: () => scroller.current?.clientHeight ?? 0,
      goTo,
      reveal(index, align = 'nearest') {
        const rows = current.current.layout;
        if (index < 0 || index >= rows.count) return;
        const viewport = scroller.current?.clientHeight ?? 0;
        const cell = cellOf(rows, index);
        const top = cell.topPx + paddingPx;
        const above = top - revealMarginPx - headPx < place.current;
        const below = top + cell.heightPx + revealMarginPx > place.current + viewport;
        if (!above && !below) return;
        if (align === 'centre') goTo(top + cell.heightPx / 2 - viewport / 2);
        else
          goTo(
            above
              ? top - Math.max(revealMarginPx, paddingPx) - headPx
              : top + cell.heightPx + Math.max(revealMarginPx, paddingPx) - viewport,
          );
      },
    }),
    [drawn, goTo, scroller, paddingPx, headPx],
  );
}

/** Runs after React has written the state set in this layout effect (it renders again at once, before the browser paints). */
function flushAfterRender(work: () => void): void {
  queueMicrotask(work);
}
