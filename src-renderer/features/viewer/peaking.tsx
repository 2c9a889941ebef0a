/** Marks the sharp edges of what is on the stage, drawn anew when the view has come to rest. */
import { useEffect, useRef } from 'react';
import { markPeaks } from './peaks';
import styles from './stage.module.css';
import type { Size } from './zoom';

/** While one pans or zooms nothing is marked; marks come this long after (ms). */
const restMs = 60;
/** Pixels looked at, at most: above that every second one (20 ms of work). */
const mostPixels = 2_500_000;
/** Green does not occur in most photos as a thin line, and is seen on black and on white. */
const colour = [57, 255, 20] as const;

interface Props {
  picture: HTMLImageElement;
  stage: Size;
  /** The whole picture on the stage, in CSS px. */
  box: Size & { leftPx: number; topPx: number };
}

export function Peaking({ picture, stage, box }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { leftPx, topPx, widthPx, heightPx } = box;
  useEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d', { willReadFrequently: true });
    if (!target || !context) return;
    context.clearRect(0, 0, target.width, target.height);
    const timer = window.setTimeout(() => {
      const ratio = Math.min(
        devicePixelRatio,
        Math.sqrt(mostPixels / Math.max(1, stage.widthPx * stage.heightPx)),
      );
      target.width = Math.round(stage.widthPx * ratio);
      target.height = Math.round(stage.heightPx * ratio);
      if (target.width === 0 || target.height === 0) return;
      context.drawImage(picture, leftPx * ratio, topPx * ratio, widthPx * ratio, heightPx * ratio);
      try {
        const pixels = context.getImageData(0, 0, target.width, target.height);
        markPeaks(pixels.data, target.width, target.height, colour);
        context.putImageData(pixels, 0, 0);
      } catch {
        context.clearRect(0, 0, target.width, target.height); // pixels that may not be read
      }
    }, restMs);
    return () => window.clearTimeout(timer);
  }, [picture, stage.widthPx, stage.heightPx, leftPx, topPx, widthPx, heightPx]);
  return <canvas ref={canvas} className={styles.peaking} aria-hidden />;
}
