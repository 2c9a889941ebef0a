/** Where a picture lies on the stage: fitted, zoomed at a point, moved by hand. All in CSS px, origin at the stage's centre. */

export interface Size {
  widthPx: number;
  heightPx: number;
}
/** `scale` 1 = fitted; `xPx`, `yPx`: centre of the picture from the centre of the stage. */
export interface Zoom {
  scale: number;
  xPx: number;
  yPx: number;
}
export interface Point {
  xPx: number;
  yPx: number;
}

export const fitted: Zoom = { scale: 1, xPx: 0, yPx: 0 };

/** Most times the picture's own pixels that one can look into. */
const deepest = 4;

/** Largest size with the picture's shape inside the stage; never larger than `ownSize` when that is known. */
export function fitInside(stage: Size, aspect: number, ownSize: Size | null): Size {
  const byWidth = stage.widthPx / aspect <= stage.heightPx;
  const widthPx = byWidth ? stage.widthPx : stage.heightPx * aspect;
  const bounded = ownSize === null ? widthPx : Math.min(widthPx, ownSize.widthPx);
  return { widthPx: Math.max(1, Math.round(bounded)), heightPx: Math.max(1, Math.round(bounded / aspect)) };
}

/**
 * Scale at which one pixel of the picture that is there is one pixel of the screen, and at least twice the fitted size: on a large
 * screen the 2048 px preview may be smaller than the stage, and a zoom that shrinks helps nobody.
 */
export const pixelScale = (fit: Size, naturalWidthPx: number, devicePixelRatio: number): number =>
  Math.max(2, naturalWidthPx / devicePixelRatio / fit.widthPx);

export const deepestScale = (pixels: number): number => pixels * deepest;

/** Keeps the picture on the stage: no edge comes inside while there is more to see, and what fits stays in the middle. */
export function keepOnStage(zoom: Zoom, fit: Size, stage: Size): Zoom {
  const bound = (at: number, lengthPx: number, roomPx: number): number => {
    const slack = Math.max(0, (lengthPx * zoom.scale - roomPx) / 2);
    return slack === 0 ? 0 : Math.max(-slack, Math.min(slack, at));
  };
  return {
    scale: zoom.scale,
    xPx: bound(zoom.xPx, fit.widthPx, stage.widthPx),
    yPx: bound(zoom.yPx, fit.heightPx, stage.heightPx),
  };
}

/** Zooms to `scale` so that what lies under the point stays under it. */
export function zoomAt(zoom: Zoom, scale: number, point: Point, fit: Size, stage: Size): Zoom {
  if (scale <= 1) return fitted;
  const factor = scale / zoom.scale;
  return keepOnStage(
    {
      scale,
      xPx: point.xPx - (point.xPx - zoom.xPx) * factor,
      yPx: point.yPx - (point.yPx - zoom.yPx) * factor,
    },
    fit,
    stage,
  );
}

/** One notch of a wheel or a pinch; `deltaPx` as WheelEvent.deltaY in pixels, negative zooms in. */
export const wheelScale = (scale: number, deltaPx: number, deepestAllowed: number): number =>
  Math.max(1, Math.min(deepestAllowed, scale * Math.exp(-Math.max(-120, Math.min(120, deltaPx)) / 300)));
