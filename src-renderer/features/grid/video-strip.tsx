/** Looks through a video while the pointer moves over it: pictures of it, side by side in one image, one of them shown. */
import { useState } from 'react';
import styles from './photo-cell.module.css';

export interface VideoStripProps {
  source: string;
  /** Pictures side by side in it. */
  frames: number;
  /** Width / height of the video. */
  aspect: number;
  widthPx: number;
  heightPx: number;
}

export function VideoStrip({ source, frames, aspect, widthPx, heightPx }: VideoStripProps) {
  const [frame, setFrame] = useState<number | null>(null);
  // One picture covers the cell as the thumbnail does.
  const coverHeightPx = Math.max(heightPx, widthPx / aspect);
  const coverWidthPx = coverHeightPx * aspect;
  return (
    <span
      className={styles.strip}
      aria-hidden
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const share = (event.clientX - box.left) / Math.max(1, box.width);
        setFrame(Math.max(0, Math.min(frames - 1, Math.floor(share * frames))));
      }}
      onPointerLeave={() => setFrame(null)}
    >
      {frame !== null && (
        <>
          <span
            className={styles.stripFrame}
            style={{
              width: coverWidthPx,
              height: coverHeightPx,
              backgroundImage: `url(${source})`,
              backgroundSize: `${frames * 100}% 100%`,
              backgroundPosition: `${frames > 1 ? (frame / (frames - 1)) * 100 : 0}% 0`,
            }}
          />
          <span className={styles.stripPlace} style={{ width: `${((frame + 1) / frames) * 100}%` }} />
        </>
      )}
    </span>
  );
}
