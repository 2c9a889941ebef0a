/** The stage: the thumbnail at once, the large picture over it when it is there; zoom at the pointer, pan by hand. */
import {
  type PointerEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { classNames } from '../../ui/class-names';
import { isDecoded } from './prefetch';
import styles from './stage.module.css';
import {
  deepestScale,
  fitInside,
  fitted,
  keepOnStage,
  type Point,
  pixelScale,
  type Size,
  wheelScale,
  type Zoom,
  zoomAt,
} from './zoom';

export interface StageHandle {
  toggleZoom(): void;
}

export interface StageProps {
  ref: Ref<StageHandle>;
  /** null: none yet. */
  thumb: string | null;
  preview: string;
  /** Width / height as shown. */
  aspect: number;
  /** Pixel size of the original as shown; null while unknown. */
  ownSize: Size | null;
  name: string;
  onZoomed: (zoomed: boolean) => void;
  /** Screen pixels per pixel of the original, in percent; null while unknown. */
  onPercent: (percent: number | null) => void;
}

/** The ground shows around a fitted photo: tones at its edges are judged against it. */
const marginPx = 12;
/** A press that moves less than this is a click. */
const dragStartsPx = 4;
/** Making a preview of 2048 px takes up to a second; before that no words are needed. */
const wordsAfterMs = 1000;
/** Longest edge of a preview (contract: media://preview), for the zoom before it is there. */
const previewPx = 2048;

export function Stage({ ref, thumb, preview, aspect, ownSize, name, onZoomed, onPercent }: StageProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Size | null>(null);
  const [zoom, setZoom] = useState<Zoom>(fitted);
  const [picture, setPicture] = useState<'loading' | 'instant' | 'faded' | 'failed'>(
    isDecoded(preview) ? 'instant' : 'loading',
  );
  const [thumbFailed, setThumbFailed] = useState(false);
  const [slow, setSlow] = useState(false);
  const [pulled, setPulled] = useState(false);
  const naturalWidthPx = useRef(aspect >= 1 ? previewPx : previewPx * aspect);
  const pointer = useRef<Point>({ xPx: 0, yPx: 0 });
  const press = useRef<{ id: number; at: Point; zoom: Zoom; moved: boolean } | null>(null);

  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = (): void => setStage({ widthPx: box.clientWidth, heightPx: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const timer = window.setTimeout(() => setSlow(true), wordsAfterMs);
    return () => window.clearTimeout(timer);
  }, []);

  const fit =
    stage &&
    fitInside(
      {
        widthPx: Math.max(1, stage.widthPx - marginPx * 2),
        heightPx: Math.max(1, stage.heightPx - marginPx * 2),
      },
      aspect,
      ownSize,
    );
  const kept = stage && fit ? keepOnStage(zoom, fit, stage) : zoom;
  const zoomed = kept.scale > 1;
  useEffect(() => onZoomed(zoomed), [zoomed, onZoomed]);
  const percent =
    fit && ownSize ? (fit.widthPx * kept.scale * devicePixelRatio * 100) / ownSize.widthPx : null;
  useEffect(() => onPercent(percent), [percent, onPercent]);

  const pixels = fit ? pixelScale(fit, naturalWidthPx.current, devicePixelRatio) : 2;
  const toggle = (point: Point): void => {
    if (stage && fit) setZoom(kept.scale > 1 ? fitted : zoomAt(kept, pixels, point, fit, stage));
  };
  useImperativeHandle(ref, () => ({ toggleZoom: () => toggle(pointer.current) }));

  const pointOf = (event: { clientX: number; clientY: number }): Point => {
    const box = element.current?.getBoundingClientRect();
    return box
      ? { xPx: event.clientX - box.left - box.width / 2, yPx: event.clientY - box.top - box.height / 2 }
      : { xPx: 0, yPx: 0 };
  };

  // React listens to wheels passively; a zoom must keep the page still.
  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  wheel.current = (event) => {
    event.preventDefault();
    if (!stage || !fit) return;
    const deltaPx =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? event.deltaY * 32
        : event.deltaY * (event.ctrlKey ? 6 : 1);
    setZoom(zoomAt(kept, wheelScale(kept.scale, deltaPx, deepestScale(pixels)), pointOf(event), fit, stage));
  };
  useEffect(() => {
    const box = element.current;
    const onWheel = (event: WheelEvent): void => wheel.current(event);
    box?.addEventListener('wheel', onWheel, { passive: false });
    return () => box?.removeEventListener('wheel', onWheel);
  }, []);

  function onPointerMove(event: PointerEvent): void {
    const at = pointOf(event);
    pointer.current = at;
    const pressed = press.current;
    if (!pressed || !stage || !fit) return;
    if (!pressed.moved && Math.hypot(at.xPx - pressed.at.xPx, at.yPx - pressed.at.yPx) < dragStartsPx) return;
    pressed.moved = true;
    if (pressed.zoom.scale <= 1) return;
    setPulled(true);
    const xPx = pressed.zoom.xPx + at.xPx - pressed.at.xPx;
    const yPx = pressed.zoom.yPx + at.yPx - pressed.at.yPx;
    setZoom(keepOnStage({ scale: pressed.zoom.scale, xPx, yPx }, fit, stage));
  }

  const showsThumb = thumb !== null && !thumbFailed;
  const words =
    picture === 'failed'
      ? t(showsThumb ? 'viewer.thumbOnly' : thumb === null ? 'viewer.nothingYet' : 'viewer.noPicture')
      : picture === 'loading' && slow
        ? t('viewer.loading')
        : null;

  return (
    <div className={styles.around}>
      <div
        ref={element}
        className={classNames(styles.stage, zoomed && styles.zoomed, pulled && styles.pulled)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          press.current = { id: event.pointerId, at: pointOf(event), zoom: kept, moved: false };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => {
          if (press.current && !press.current.moved) toggle(pointOf(event));
          press.current = null;
          setPulled(false);
        }}
        onPointerCancel={() => {
          press.current = null;
          setPulled(false);
        }}
      >
        {fit && (
          <div
            className={styles.picture}
            style={{
              width: fit.widthPx,
              height: fit.heightPx,
              transform: `translate(-50%, -50%) translate(${kept.xPx}px, ${kept.yPx}px) scale(${kept.scale})`,
            }}
          >
            {showsThumb && picture !== 'instant' && (
              <img
                className={styles.image}
                src={thumb}
                alt={name}
                draggable={false}
                onError={() => setThumbFailed(true)}
              />
            )}
            {picture !== 'failed' && (
              <img
                className={classNames(
                  styles.image,
                  picture === 'loading' && styles.hidden,
                  picture === 'faded' && styles.faded,
                )}
                src={preview}
                alt={showsThumb && picture !== 'instant' ? '' : name}
                draggable={false}
                onLoad={(event) => {
                  const image = event.currentTarget;
                  naturalWidthPx.current = image.naturalWidth;
                  void image
                    .decode()
                    .catch(() => undefined)
                    .then(() => setPicture((old) => (old === 'loading' ? 'faded' : old)));
                }}
                onError={() => setPicture('failed')}
              />
            )}
          </div>
        )}
      </div>
      {words !== null && (
        <p className={styles.words} role="status">
          {words}
        </p>
      )}
    </div>
  );
}
