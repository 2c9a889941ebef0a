/** A list of equally high rows of which only those in sight are drawn; one row may be open and higher. */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './window-list.module.css';

export interface WindowListProps {
  count: number;
  rowPx: number;
  /** The open row and how much higher it is. */
  open?: { index: number; morePx: number } | null;
  label: string;
  renderRow: (index: number) => ReactNode;
  keyOf: (index: number) => string | number;
  onLook?: (from: number, to: number) => void;
}

const overscanRows = 6;

export function WindowList({ count, rowPx, open = null, label, renderRow, keyOf, onLook }: WindowListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ topPx: 0, heightPx: 0 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): void => setView({ topPx: element.scrollTop, heightPx: element.clientHeight });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, []);

  const moreAbove = (index: number): number => (open !== null && open.index < index ? open.morePx : 0);
  const from = Math.max(0, Math.floor((view.topPx - (open?.morePx ?? 0)) / rowPx) - overscanRows);
  const to = Math.min(count, Math.ceil((view.topPx + view.heightPx) / rowPx) + overscanRows);
  useEffect(() => {
    if (to > from) onLook?.(from, to);
  }, [from, to, onLook]);

  const rows = [];
  for (let index = from; index < to; index++) {
    rows.push(
      <li
        key={keyOf(index)}
        className={styles.row}
        aria-setsize={count}
        aria-posinset={index + 1}
        style={{
          transform: `translateY(${index * rowPx + moreAbove(index)}px)`,
          height: rowPx + (open?.index === index ? open.morePx : 0),
        }}
      >
        {renderRow(index)}
      </li>,
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label={label}>
      <ul className={styles.content} style={{ height: count * rowPx + (open?.morePx ?? 0) }}>
        {rows}
      </ul>
    </section>
  );
}
