/** The line of years (or letters, ratings, sizes) at the right of the grid: shows where you are, and a press or drag goes there. */
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import type { GridLayout } from './layout';
import styles from './time-line.module.css';
import { firstAt, lineMarks } from './time-marks';
import type { GridScroll } from './use-grid-window';
import type { LineWords } from './use-line-words';

export interface TimeLineProps {
  layout: GridLayout;
  words: LineWords;
  view: GridScroll;
  paddingPx: number;
}

/** Below this many screens of photos the scroll bar alone is enough. */
const leastScreens = 3;
/** Room that one mark needs on the line, px. */
const markRoomPx = 22;

export function TimeLine({ layout, words, view, paddingPx }: TimeLineProps) {
  const { t } = useTranslation();
  const line = useRef<HTMLDivElement>(null);
  const [heightPx, setHeightPx] = useState(0);
  const [pointer, setPointer] = useState<{ share: number; words: string } | null>(null);
  const useful = heightPx > 0 && layout.totalPx > heightPx * leastScreens;

  useEffect(() => {
    const element = line.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const marks = useMemo(
    () => (useful && words.mark !== null ? lineMarks(layout, words.mark, markRoomPx / heightPx) : []),
    [layout, words, heightPx, useful],
  );

  const lookAt = (event: PointerEvent): number => {
    const box = line.current?.getBoundingClientRect();
    const share = box ? Math.max(0, Math.min(1, (event.clientY - box.top) / box.height)) : 0;
    const index = firstAt(layout, share * layout.totalPx);
    const told = index < 0 || words.pointer === null ? '' : words.pointer(index);
    setPointer(told === '' ? null : { share, words: told });
    return share;
  };
  const longest = Math.max(1, layout.totalPx + paddingPx * 2 - view.viewportPx());

  return (
    <div
      ref={line}
      className={styles.line}
      data-useful={useful}
      title={t('grid.scrollTo')}
      aria-hidden // the keys Home, End, Page up and Page down do the same
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        view.goTo(lookAt(event) * longest);
      }}
      onPointerMove={(event) => {
        const share = lookAt(event);
        if (event.buttons === 1) view.goTo(share * longest);
      }}
      onPointerLeave={() => setPointer(null)}
    >
      {marks.map((mark) => (
        <span key={mark.share} className={styles.year} style={{ top: `${mark.share * 100}%` }}>
          {mark.words}
        </span>
      ))}
      {useful && pointer && (
        <span className={styles.month} style={{ top: `${pointer.share * 100}%` }}>
          {pointer.words}
        </span>
      )}
    </div>
  );
}
