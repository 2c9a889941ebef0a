/** The scrolling field of photos: draws the rows in sight, and takes keys, clicks and the rubber band. */
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { AssetId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { formatMonth } from '../../ui/format';
import { ContextMenu } from '../../ui/menu';
import { type GridMode, type GridStep, indexAt, layoutGrid, rowAt, stepFrom } from './layout';
import { downloadPhotos, markedIds, useMarkedMenu } from './marked-acts';
import { PhotoCell, photoElementId } from './photo-cell';
import styles from './photo-field.module.css';
import { TimeLine } from './time-line';
import { useGridWindow } from './use-grid-window';
import { useRubberBand } from './use-rubber-band';
import { useWantedThumbs } from './use-wanted-thumbs';

export interface PhotoFieldProps {
  columns: AssetColumns;
  /** Goes up when `columns.aspect` changed in place. */
  layoutVersion: number;
  targetPx: number;
  mode: GridMode;
  /** Name of the list for a screen reader. */
  label: string;
  /** + and - ask for larger or smaller photos. */
  onResize: (direction: 1 | -1) => void;
}

const gapPx = 4;
/** Space above and below the photos, and at their sides. */
const paddingPx = 8;
const sidePx = 16;
/** Room for the time line, and from how many photos on there is one. */
const timeLinePx = 44;
const timeLineFrom = 120;

/** The number of slots grows by this much, so that it seldom changes (a change draws every cell anew). */
const slotStep = 32;

const stepOfKey: Record<string, GridStep> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

const idAt = (columns: AssetColumns, index: number): AssetId => columns.ids[index] as AssetId;

function idsBetween(columns: AssetColumns, a: number, b: number): AssetId[] {
  return Array.from(columns.ids.subarray(Math.min(a, b), Math.max(a, b) + 1)) as AssetId[];
}

export function PhotoField({ columns, layoutVersion, targetPx, mode, label, onResize }: PhotoFieldProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [byKeys, setByKeys] = useState(false);
  const columnPx = useRef<number | null>(null);
  const slots = useRef(0);
  const version = useAssetsStore((state) => state.version); // states and thumbnails change in place
  const albumId = useAssetsStore((state) => state.albumId);
  useAssetsStore((state) => state.detailsVersion);
  const details = useAssetsStore((state) => state.details);
  const wantDetails = useAssetsStore((state) => state.wantDetails);
  const marks = useMarksStore();
  const openViewer = useNavigationStore((state) => state.openViewer);
  const viewerOpen = useNavigationStore((state) => state.viewerAssetId !== null);

  const hasTimeLine = columns.count >= timeLineFrom;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void =>
      setWidthPx(Math.max(1, element.clientWidth - sidePx - (hasTimeLine ? timeLinePx : sidePx)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasTimeLine]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `aspect` changes in place, layoutVersion stands for it
  const layout = useMemo(() => {
    const count = widthPx === 0 ? 0 : columns.count;
    return layoutGrid({ aspect: columns.aspect, count, widthPx, targetPx, gapPx, mode });
  }, [columns, layoutVersion, widthPx, targetPx, mode]);
  const view = useGridWindow(scroller, layout, columns, paddingPx);
  const from = layout.rowStart[view.firstRow] ?? 0;
  const to = Math.min(layout.count, layout.rowStart[Math.min(view.endRow, layout.rowCount)] ?? 0);

  useEffect(() => {
    if (view.loads && to > from) wantDetails(idsBetween(columns, from, to - 1));
  }, [columns, from, to, view.loads, wantDetails]);

  useWantedThumbs(albumId, columns, { from, to }, version, view.loads);

  // Back from the viewer: the photo it ended on is in sight and has the focus.
  const wasOpen = useRef(viewerOpen);
  useEffect(() => {
    if (wasOpen.current && !viewerOpen) {
      const { focus } = useMarksStore.getState();
      if (focus !== null) view.reveal(columns.rowOf(focus), 'centre');
      scroller.current?.focus({ preventScroll: true });
    }
    wasOpen.current = viewerOpen;
  }, [viewerOpen, columns, view]);

  const focusIndex = marks.focus === null ? -1 : columns.rowOf(marks.focus);
  const firstVisible = useCallback((): number => {
    const row = rowAt(layout, Math.max(0, view.placePx() - paddingPx));
    return row < 0 ? -1 : (layout.rowStart[row] as number);
  }, [layout, view]);

  const markTo = (index: number): void => {
    const anchorIndex = marks.anchor === null ? index : Math.max(0, columns.rowOf(marks.anchor));
    marks.range(idsBetween(columns, anchorIndex, index), idAt(columns, index));
  };

  const markAll = (): void =>
    marks.range(idsBetween(columns, 0, columns.count - 1), idAt(columns, Math.max(0, focusIndex)));
  const menu = useMarkedMenu(markAll);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || layout.count === 0) return;
    const control = event.ctrlKey || event.metaKey;
    const step = stepOfKey[event.key];
    setByKeys(true);
    if (step !== undefined) {
      event.preventDefault();
      const start = focusIndex >= 0 ? focusIndex : firstVisible();
      const next =
        focusIndex < 0 && step !== 'home' && step !== 'end'
          ? { index: start, columnPx: null }
          : stepFrom(layout, start, step, columnPx.current, view.viewportPx() * 0.9);
      columnPx.current = next.columnPx;
      if (event.shiftKey) markTo(next.index);
      else if (control) marks.setFocus(idAt(columns, next.index));
      else marks.only(idAt(columns, next.index));
      view.reveal(next.index);
    } else if (control && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      markAll();
    } else if (control && event.key === ' ' && focusIndex >= 0) {
      event.preventDefault();
      marks.toggle(idAt(columns, focusIndex));
    } else if (!control && (event.key === 'Enter' || event.key === ' ' || event.key.toLowerCase() === 'f')) {
      event.preventDefault();
      const index = focusIndex >= 0 ? focusIndex : firstVisible();
      if (index < 0) return;
      if (focusIndex < 0) marks.only(idAt(columns, index));
      openViewer(idAt(columns, index));
    } else if (!control && (event.key === '+' || event.key === '=' || event.key === '-')) {
      event.preventDefault();
      onResize(event.key === '-' ? -1 : 1);
    } else if (!control && event.key.toLowerCase() === 'd' && marks.ids.size > 0) {
      event.preventDefault();
      downloadPhotos(markedIds());
    } else if (event.key === 'Escape' && marks.ids.size > 0) {
      event.preventDefault();
      marks.clear();
    }
  }

  const pointOf = (event: { clientX: number; clientY: number }): { xPx: number; yPx: number } => {
    const box = scroller.current?.getBoundingClientRect();
    return {
      xPx: event.clientX - (box?.left ?? 0) - sidePx,
      yPx: event.clientY - (box?.top ?? 0) + view.placePx() - paddingPx,
    };
  };
  const band = useRubberBand(scroller, layout, pointOf, (indexes, adds) => {
    const ids = indexes.map((index) => idAt(columns, index));
    const last = ids.at(-1);
    if (last === undefined && !adds) marks.clear();
    else if (last !== undefined) marks.range(adds ? [...beforeBand.current, ...ids] : ids, last);
  });
  const beforeBand = useRef<ReadonlySet<AssetId>>(marks.ids);

  function onClick(event: MouseEvent): void {
    if (band.justEnded()) return;
    setByKeys(false);
    columnPx.current = null;
    const { xPx, yPx } = pointOf(event);
    const index = indexAt(layout, xPx, yPx);
    if (index < 0) {
      if (!event.shiftKey && !event.ctrlKey && !event.metaKey) marks.clear();
    } else if (event.shiftKey) markTo(index);
    else if (event.ctrlKey || event.metaKey) marks.toggle(idAt(columns, index));
    else marks.only(idAt(columns, index));
  }
  /** The menu is about the marked photos; a photo that is not among them becomes the only one. */
  function onContextMenu(event: MouseEvent): void {
    const { xPx, yPx } = pointOf(event);
    // The menu key has no place on the photos: it means what is marked, or the photo with the focus.
    const byKey = event.button !== 2;
    const index = byKey ? focusIndex : indexAt(layout, xPx, yPx);
    const id = index < 0 ? null : idAt(columns, index);
    if (id === null || marks.ids.has(id)) return;
    if (!byKey || marks.ids.size === 0) marks.only(id);
  }
  function onDoubleClick(event: MouseEvent): void {
    const { xPx, yPx } = pointOf(event);
    const index = indexAt(layout, xPx, yPx);
    if (index >= 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey) openViewer(idAt(columns, index));
  }

  // Cells are recycled: a photo keeps its slot while it is drawn, and a photo that comes takes the elements of one that left.
  slots.current = Math.max(slots.current, Math.ceil((to - from) / slotStep) * slotStep);
  const cells = [];
  for (let row = view.firstRow; row < Math.min(view.endRow, layout.rowCount); row++) {
    const topPx = (layout.rowTop[row] as number) + paddingPx - view.shiftPx;
    for (let index = layout.rowStart[row] as number; index < (layout.rowStart[row + 1] as number); index++) {
      const id = idAt(columns, index);
      cells.push(
        <PhotoCell
          key={index % slots.current}
          id={id}
          index={index}
          count={columns.count}
          leftPx={(layout.left[index] as number) + sidePx}
          topPx={topPx}
          widthPx={layout.width[index] as number}
          heightPx={layout.rowHeight[row] as number}
          aspect={columns.aspect[index] as number}
          state={columns.state[index] as number}
          flags={columns.flags[index] as number}
          thumbRevision={columns.thumbRevision[index] as number}
          sortAtMs={columns.sortAtMs[index] as number}
          asset={details.get(id) ?? null}
          marked={marks.ids.has(id)}
          focused={marks.focus === id}
          loads={view.loads}
          locale={locale}
          t={t}
        />,
      );
    }
  }

  return (
    <div className={styles.wrap}>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className={styles.scroller}
          role="listbox"
          aria-multiselectable
          aria-label={label}
          tabIndex={0}
          data-by-keys={byKeys}
          {...(focusIndex >= from &&
            focusIndex < to && { 'aria-activedescendant': photoElementId(idAt(columns, focusIndex)) })}
          onKeyDown={onKeyDown}
          onClick={onClick}
          onDoubleClick={onDoubleClick}
          onContextMenu={onContextMenu}
          onPointerDown={(event) => {
            beforeBand.current = marks.ids;
            band.onPointerDown(event);
          }}
          onFocus={() => {
            if (useMarksStore.getState().focus === null && scroller.current?.matches(':focus-visible')) {
              const index = firstVisible();
              setByKeys(true);
              if (index >= 0) marks.setFocus(idAt(columns, index));
            }
          }}
        >
          <div className={styles.content} style={{ height: view.elementPx }}>
            {cells}
            {band.box && (
              <div
                className={styles.band}
                style={{
                  transform: `translate(${band.box.leftPx + sidePx}px, ${band.box.topPx + paddingPx - view.shiftPx}px)`,
                  width: band.box.widthPx,
                  height: band.box.heightPx,
                }}
              />
            )}
          </div>
        </div>
      </ContextMenu>
      {hasTimeLine && (
        <TimeLine
          layout={layout}
          sortAtMs={columns.sortAtMs}
          view={view}
          paddingPx={paddingPx}
          monthOf={(atMs) => formatMonth(atMs, locale, 'UTC')}
        />
      )}
    </div>
  );
}
