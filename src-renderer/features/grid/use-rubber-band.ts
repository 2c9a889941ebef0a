/** The rubber band: a drag over the field marks every photo it touches, and scrolls when it reaches an edge. */
import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import { type GridLayout, indexesInRectangle } from './layout';

interface Box {
  leftPx: number;
  topPx: number;
  widthPx: number;
  heightPx: number;
}
interface Point {
  xPx: number;
  yPx: number;
}

/** A press that moves less than this is a click. */
const dragStartsPx = 5;
/** From this distance to an edge on the field scrolls, faster the nearer: at most this much a frame. */
const edgePx = 40;
const fastestPx = 28;

export interface RubberBand {
  /** In layout coordinates; null while there is no drag. */
  box: Box | null;
  onPointerDown(event: ReactPointerEvent): void;
  /** True for the click that the browser sends at the end of a drag. */
  justEnded(): boolean;
}

export function useRubberBand(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout,
  pointOf: (event: { clientX: number; clientY: number }) => Point,
  /** `adds`: keep what was marked (Ctrl, Cmd or Shift). */
  onMark: (indexes: number[], adds: boolean) => void,
): RubberBand {
  const [box, setBox] = useState<Box | null>(null);
  const ended = useRef(false);
  const latest = useRef({ layout, pointOf, onMark });
  latest.current = { layout, pointOf, onMark };

  function onPointerDown(down: ReactPointerEvent): void {
    const element = scroller.current;
    if (!element || down.button !== 0 || down.pointerType === 'touch' || down.target === null) return;
    const onScrollBar = down.clientX - element.getBoundingClientRect().left >= element.clientWidth;
    if (onScrollBar) return;
    ended.current = false;
    const start = latest.current.pointOf(down);
    const adds = down.ctrlKey || down.metaKey || down.shiftKey;
    let pointer = { clientX: down.clientX, clientY: down.clientY };
    let dragging = false;
    let frame = 0;

    const draw = (): void => {
      const { layout: rows, pointOf: place, onMark: mark } = latest.current;
      const end = place(pointer);
      setBox({
        leftPx: Math.min(start.xPx, end.xPx),
        topPx: Math.min(start.yPx, end.yPx),
        widthPx: Math.abs(end.xPx - start.xPx),
        heightPx: Math.abs(end.yPx - start.yPx),
      });
      mark(indexesInRectangle(rows, start.xPx, start.yPx, end.xPx, end.yPx), adds);
    };
    const scrollAtEdge = (): void => {
      const sides = element.getBoundingClientRect();
      const over =
        Math.max(0, pointer.clientY - (sides.bottom - edgePx)) -
        Math.max(0, sides.top + edgePx - pointer.clientY);
      if (over !== 0) {
        element.scrollTop += Math.sign(over) * Math.min(fastestPx, Math.abs(over) / 2);
        draw();
      }
      frame = requestAnimationFrame(scrollAtEdge);
    };
    const onMove = (event: PointerEvent): void => {
      pointer = { clientX: event.clientX, clientY: event.clientY };
      if (!dragging) {
        if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < dragStartsPx) return;
        dragging = true;
        frame = requestAnimationFrame(scrollAtEdge);
      }
      draw();
    };
    const stop = (): void => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', stop);
      window.removeEventListener('pointercancel', stop);
      ended.current = dragging;
      setBox(null);
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', stop);
    window.addEventListener('pointercancel', stop);
  }

  return {
    box,
    onPointerDown,
    justEnded() {
      const was = ended.current;
      ended.current = false;
      return was;
    },
  };
}
