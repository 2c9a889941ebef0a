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
/**
 * Where one looks, in the picture's own terms, so that it holds on the next photo and on the stage beside it: `pixels` of the screen for one
 * of the photo (1 = 100 %; null = fitted), and which place of it, 0 to 1, lies at the stage's centre.
 */
export interface View {
  pixels: number | null;
  xPart: number;
  yPart: number;
}
/** What both are measured by: the fitted picture, the photo's own size in pixels, and screen pixels per CSS px. */
export interface Frame {
  stage: Size;
  fit: Size;
  own: Size;
  devicePixelRatio: number;
}

export const fitted: Zoom = { scale: 1, xPx: 0, yPx: 0 };
export const fittedView: View = { pixels: null, xPart: 0.5, yPart: 0.5 };

/** Most times the picture's own pixels that one can look into. */
const deepest = 4;
/** Screen pixels per pixel of the photo at which + and - stop. */
const levels = [0.125, 0.25, 0.5, 1, 2, 4];

/** Largest size with the picture's shape inside the stage; never larger than `ownSize` when that is known. */
export function fitInside(stage: Size, aspect: number, ownSize: Size | null): Size {
  const byWidth = stage.widthPx / aspect <= stage.heightPx;
  const widthPx = byWidth ? stage.widthPx : stage.heightPx * aspect;
  const bounded = ownSize === null ? widthPx : Math.min(widthPx, ownSize.widthPx);
  return { widthPx: Math.max(1, Math.round(bounded)), heightPx: Math.max(1, Math.round(bounded / aspect)) };
}

/**
 * Scale at which one pixel of the photo is one pixel of the screen; where the fitted picture shows every pixel already, twice that size: a
 * zoom that does nothing helps nobody.
 */
export function pixelScale(fit: Size, ownWidthPx: number, devicePixelRatio: number): number {
  const exact = ownWidthPx / devicePixelRatio / fit.widthPx;
  return exact > 1.01 ? exact : 2;
}

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

/** Screen pixels per pixel of the photo at a scale. */
export const pixelsAt = (scale: number, { fit, own, devicePixelRatio }: Frame): number =>
  (fit.widthPx * scale * devicePixelRatio) / own.widthPx;

const scaleAt = (pixels: number, frame: Frame): number => pixels / pixelsAt(1, frame);

/** Where the picture lies for that view; fitted where it would come out smaller than that. */
export function zoomOf(view: View, frame: Frame): Zoom {
  const { fit, stage } = frame;
  if (view.pixels === null) return fitted;
  const scale = scaleAt(view.pixels, frame);
  if (scale <= 1) return fitted;
  const xPx = (0.5 - view.xPart) * fit.widthPx * scale;
  const yPx = (0.5 - view.yPart) * fit.heightPx * scale;
  return keepOnStage({ scale, xPx, yPx }, fit, stage);
}

export function viewOf(zoom: Zoom, frame: Frame): View {
  if (zoom.scale <= 1) return fittedView;
  const { fit } = frame;
  return {
    pixels: pixelsAt(zoom.scale, frame),
    xPart: 0.5 - zoom.xPx / (fit.widthPx * zoom.scale),
    yPart: 0.5 - zoom.yPx / (fit.heightPx * zoom.scale),
  };
}

/** One press of + or -: the next level that is larger than fitted, or fitted. Answers the scale. */
export function nextLevel(scale: number, direction: 1 | -1, frame: Frame): number {
  const now = pixelsAt(scale, frame);
  const useful = [
    ...levels,
    pixelsAt(pixelScale(frame.fit, frame.own.widthPx, frame.devicePixelRatio), frame),
  ]
    .filter((pixels) => scaleAt(pixels, frame) > 1.02)
    .sort((one, other) => one - other);
  const next =
    direction > 0
      ? useful.find((pixels) => pixels > now * 1.02)
      : useful.findLast((pixels) => pixels < now / 1.02);
  return next === undefined ? (direction > 0 ? scale : 1) : scaleAt(next, frame);
}

/**
 * The picture's box on the stage, its corner on whole screen pixels: at 100 % every pixel of the photo is then exactly one of the screen, not
 * a mixture of two.
 */
export function boxOf(
  zoom: Zoom,
  { stage, fit, own, devicePixelRatio }: Frame,
): { leftPx: number; topPx: number } & Size {
  const exact = Math.abs((fit.widthPx * zoom.scale * devicePixelRatio) / own.widthPx - 1) < 0.001;
  const widthPx = exact ? own.widthPx / devicePixelRatio : fit.widthPx * zoom.scale;
  const heightPx = exact ? own.heightPx / devicePixelRatio : fit.heightPx * zoom.scale;
  const whole = (at: number): number => Math.round(at * devicePixelRatio) / devicePixelRatio;
  return {
    leftPx: whole(stage.widthPx / 2 + zoom.xPx - widthPx / 2),
    topPx: whole(stage.heightPx / 2 + zoom.yPx - heightPx / 2),
    widthPx,
    heightPx,
  };
}
