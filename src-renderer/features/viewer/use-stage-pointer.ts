/** Mouse, pen, fingers and wheel on the stage: a click zooms at the pointer, a drag pans, wheel and pinch zoom. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import {
  deepestScale,
  type Frame,
  keepOnStage,
  type Point,
  pixelScale,
  wheelScale,
  type Zoom,
  zoomAt,
} from './zoom';

/** A press that moves less than this is a click. */
const dragStartsPx = 4;

export interface StagePointer {
  /** The picture is being pulled. */
  pulled: boolean;
  /** Where the pointer was last, from the stage's centre. */
  at: RefObject<Point>;
  handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(event: PointerEvent): void;
  };
}

export function useStagePointer(
  element: RefObject<HTMLDivElement | null>,
  now: { zoom: Zoom; frame: Frame } | null,
  acts: { onZoom: (zoom: Zoom) => void; onClick: (point: Point) => void },
): StagePointer {
  const [pulled, setPulled] = useState(false);
  const at = useRef<Point>({ xPx: 0, yPx: 0 });
  const press = useRef<{ at: Point; zoom: Zoom; moved: boolean } | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const pinch = useRef<{ apartPx: number; zoom: Zoom } | null>(null);

  const pointOf = (event: { clientX: number; clientY: number }): Point => {
    const box = element.current?.getBoundingClientRect();
    return box
      ? { xPx: event.clientX - box.left - box.width / 2, yPx: event.clientY - box.top - box.height / 2 }
      : { xPx: 0, yPx: 0 };
  };
  const deepestNow = (frame: Frame): number =>
    deepestScale(pixelScale(frame.fit, frame.own.widthPx, frame.devicePixelRatio));
  const zoomTo = (zoom: Zoom, scale: number, point: Point): void => {
    if (now)
      acts.onZoom(
        zoomAt(zoom, Math.min(scale, deepestNow(now.frame)), point, now.frame.fit, now.frame.stage),
      );
  };

  // React listens to wheels passively; a zoom must keep the page still.
  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  wheel.current = (event) => {
    event.preventDefault();
    if (!now) return;
    const deltaPx =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? event.deltaY * 32
        : event.deltaY * (event.ctrlKey ? 6 : 1);
    zoomTo(now.zoom, wheelScale(now.zoom.scale, deltaPx, deepestNow(now.frame)), pointOf(event));
  };
  useEffect(() => {
    const box = element.current;
    const onWheel = (event: WheelEvent): void => wheel.current(event);
    box?.addEventListener('wheel', onWheel, { passive: false });
    return () => box?.removeEventListener('wheel', onWheel);
  }, [element]);

  function twoFingers(): { apartPx: number; middle: Point } | null {
    const [one, other] = [...fingers.current.values()];
    if (!one || !other) return null;
    return {
      apartPx: Math.max(1, Math.hypot(one.xPx - other.xPx, one.yPx - other.yPx)),
      middle: { xPx: (one.xPx + other.xPx) / 2, yPx: (one.yPx + other.yPx) / 2 },
    };
  }
  function letGo(event: PointerEvent): void {
    fingers.current.delete(event.pointerId);
    if (fingers.current.size < 2) pinch.current = null;
    press.current = null;
    setPulled(false);
  }

  return {
    pulled,
    at,
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, pointOf(event));
        const two = twoFingers();
        if (two && now) pinch.current = { apartPx: two.apartPx, zoom: now.zoom };
        press.current = now && !two ? { at: pointOf(event), zoom: now.zoom, moved: false } : null;
      },
      onPointerMove(event) {
        const point = pointOf(event);
        at.current = point;
        if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, point);
        const two = pinch.current && twoFingers();
        if (pinch.current && two) {
          const { zoom, apartPx } = pinch.current;
          zoomTo(zoom, (zoom.scale * two.apartPx) / apartPx, two.middle);
          return;
        }
        const pressed = press.current;
        if (!pressed || !now) return;
        const far = Math.hypot(point.xPx - pressed.at.xPx, point.yPx - pressed.at.yPx);
        if (!pressed.moved && far < dragStartsPx) return;
        pressed.moved = true;
        if (pressed.zoom.scale <= 1) return;
        setPulled(true);
        const xPx = pressed.zoom.xPx + point.xPx - pressed.at.xPx;
        const yPx = pressed.zoom.yPx + point.yPx - pressed.at.yPx;
        acts.onZoom(keepOnStage({ scale: pressed.zoom.scale, xPx, yPx }, now.frame.fit, now.frame.stage));
      },
      onPointerUp(event) {
        const clicked = press.current !== null && !press.current.moved;
        letGo(event);
        if (clicked) acts.onClick(pointOf(event));
      },
      onPointerCancel: letGo,
    },
  };
}
