/** The filmstrip: the list as one row, the photo that is shown in its middle. Draws only what is in sight, however long the list. */
import { Flag, FlagOff, Play, Star } from 'lucide-react';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { assetFlag } from '../../../src-shared/domain/asset';
import { unpackCull } from '../../../src-shared/domain/cull';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import styles from './filmstrip.module.css';

/** A cell with its gap. */
export const cellPx = 92;
/** Cells beside what is in sight, so that a step finds its picture there. */
const spareCells = 3;
/** Above it (CSS px a millisecond) pictures would only flash by. */
const fastPxPerMs = 8;
const calmMs = 90;

/** Rows to draw when the strip's middle is `middlePx` from its beginning. */
export function shownRows(middlePx: number, widthPx: number, count: number): { from: number; to: number } {
  const from = Math.floor((middlePx - widthPx / 2) / cellPx) - spareCells;
  const to = Math.ceil((middlePx + widthPx / 2) / cellPx) + spareCells;
  return { from: Math.max(0, from), to: Math.min(count, to) };
}

interface Props {
  columns: AssetColumns;
  /** Goes up when a row changed in place. */
  version: number;
  index: number;
  onOpen: (row: number) => void;
}

export function Filmstrip({ columns, version, index, onOpen }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const strip = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [middlePx, setMiddlePx] = useState((index + 0.5) * cellPx);
  const [loads, setLoads] = useState(true);
  useLayoutEffect(() => setMiddlePx((index + 0.5) * cellPx), [index]);
  useLayoutEffect(() => {
    const element = strip.current;
    if (!element) return;
    const measure = (): void => setWidthPx(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const { count } = columns;
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    let lastMs = 0;
    let timer = 0;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      const deltaPx =
        (event.deltaY + event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 32 : 1);
      const fast = Math.abs(deltaPx) / Math.max(1, event.timeStamp - lastMs) > fastPxPerMs;
      lastMs = event.timeStamp;
      setMiddlePx((old) => Math.max(0, Math.min(count * cellPx, old + deltaPx)));
      if (!fast) return;
      setLoads(false);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setLoads(true), calmMs);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      window.clearTimeout(timer);
      element.removeEventListener('wheel', onWheel);
    };
  }, [count]);

  const { from, to } = shownRows(middlePx, widthPx, count);
  const cells = [];
  for (let row = from; row < to; row += 1) {
    const id = columns.ids[row] as AssetId;
    cells.push(
      <Cell
        key={id}
        id={id}
        leftPx={Math.round(widthPx / 2 + row * cellPx - middlePx)}
        revision={columns.thumbRevision[row] as number}
        flags={columns.flags[row] as number}
        cull={columns.cull[row] as number}
        current={row === index}
        loads={loads}
        place={row + 1}
        count={count}
        label={t('viewer.position', { n: formatCount(row + 1, locale), total: formatCount(count, locale) })}
        version={version}
      />,
    );
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the viewer's own keys go through the photos, here as everywhere in it
    <div
      ref={strip}
      className={styles.strip}
      role="listbox"
      aria-orientation="horizontal"
      aria-label={t('viewer.stripLabel')}
      tabIndex={0}
      {...(index >= from && index < to && { 'aria-activedescendant': `strip-${columns.ids[index]}` })}
      onClick={(event) => {
        const cell = (event.target as Element).closest('[data-photo]');
        if (cell instanceof HTMLElement) onOpen(columns.rowOf(Number(cell.dataset.photo)));
      }}
    >
      {cells}
    </div>
  );
}

interface CellProps {
  id: AssetId;
  leftPx: number;
  revision: number;
  flags: number;
  cull: number;
  current: boolean;
  loads: boolean;
  place: number;
  count: number;
  label: string;
  version: number;
}

const Cell = memo(
  function Cell({ id, leftPx, revision, flags, cull, current, loads, place, count, label }: CellProps) {
    const { t } = useTranslation();
    const asked = useRef(false);
    if (loads) asked.current = true;
    const { rating, flag, colour } = unpackCull(cull);
    const marks = [
      rating > 0 && t('cull.stars', { count: rating, n: rating }),
      flag !== 'none' && t(`cull.flag.${flag}`),
      colour !== 'none' && t(`cull.colour.${colour}`),
    ].filter((word) => word !== false);
    return (
      <div
        id={`strip-${id}`}
        data-photo={id}
        role="option"
        tabIndex={-1}
        aria-selected={current}
        aria-setsize={count}
        aria-posinset={place}
        aria-label={[label, ...marks].join(', ')}
        className={classNames(styles.cell, current && styles.current, flag === 'reject' && styles.rejected)}
        style={{ transform: `translateX(${leftPx}px)` }}
      >
        {(flags & assetFlag.thumb) !== 0 && asked.current && (
          <img className={styles.image} src={mediaUrl.grid(id, revision)} alt="" draggable={false} />
        )}
        {(flags & assetFlag.video) !== 0 && (
          <Play className={styles.film} size={14} fill="currentColor" aria-hidden />
        )}
        {(rating > 0 || flag !== 'none' || colour !== 'none') && (
          <span className={styles.marks}>
            {flag === 'pick' && <Flag size={11} fill="currentColor" aria-hidden />}
            {flag === 'reject' && <FlagOff size={11} aria-hidden />}
            {rating > 0 && (
              <span className={styles.stars} data-stars={rating}>
                <Star size={10} fill="currentColor" aria-hidden />
              </span>
            )}
            {colour !== 'none' && <span className={styles.colour} data-colour={colour} />}
          </span>
        )}
      </div>
    );
  },
  (one, other) =>
    one.id === other.id &&
    one.leftPx === other.leftPx &&
    one.revision === other.revision &&
    one.flags === other.flags &&
    one.cull === other.cull &&
    one.current === other.current &&
    one.loads === other.loads &&
    one.label === other.label,
);
