/** The scrolling field of photos: draws the rows in sight; keys and pointer have files of their own. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PhotoList } from '../../../src-shared/domain/photo-list';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { ContextMenu } from '../../ui/menu';
import { idAt, idsBetween, keepMarksIn, markRange } from './field-marks';
import { FieldMenu } from './field-menu';
import { GroupHeadings } from './group-headings';
import type { GroupBy } from './groups';
import type { GridMode } from './layout';
import { usePhotoActs } from './photo-acts';
import { PhotoCell, photoElementId } from './photo-cell';
import styles from './photo-field.module.css';
import { TimeLine } from './time-line';
import { markGroup, useFieldKeys } from './use-field-keys';
import { paddingPx, sidePx, useFieldLayout } from './use-field-layout';
import { useFieldPointer } from './use-field-pointer';
import { useGridWindow } from './use-grid-window';
import { useWantedThumbs } from './use-wanted-thumbs';

export interface PhotoFieldProps {
  columns: AssetColumns;
  /** Goes up when `columns.aspect` changed in place. */
  layoutVersion: number;
  /** What the columns are of. */
  list: PhotoList | null;
  targetPx: number;
  mode: GridMode;
  groups: 'none' | GroupBy;
  /** Name of the list for a screen reader. */
  label: string;
  /** + and - ask for larger or smaller photos. */
  onResize: (direction: 1 | -1) => void;
}

/** The number of slots grows by this much, so that it seldom changes (a change draws every cell anew). */
const slotStep = 32;

export function PhotoField(props: PhotoFieldProps) {
  const { columns, layoutVersion, list, targetPx, mode, groups, label, onResize } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [byKeys, setByKeys] = useState(false);
  const slots = useRef(0);
  const version = useAssetsStore((state) => state.version); // states, marks and thumbnails change in place
  useAssetsStore((state) => state.detailsVersion);
  const details = useAssetsStore((state) => state.details);
  const stackSizes = useAssetsStore((state) => state.stackSizes);
  const wantDetails = useAssetsStore((state) => state.wantDetails);
  const marks = useMarksStore();
  const viewerOpen = useNavigationStore((state) => state.viewerAssetId !== null);
  const acts = usePhotoActs();

  const { layout, groupBy, zones, words, hasTimeLine } = useFieldLayout(scroller, {
    columns,
    layoutVersion,
    list,
    targetPx,
    mode,
    groups,
  });
  const view = useGridWindow(scroller, layout, columns, {
    paddingPx,
    headPx: groupBy === null ? 0 : layout.headPx,
    listKey: JSON.stringify([list?.query, list?.sort]),
  });
  const from = layout.rowStart[view.firstRow] ?? 0;
  const to = Math.min(layout.count, layout.rowStart[Math.min(view.endRow, layout.rowCount)] ?? 0);

  useEffect(() => {
    if (view.loads && to > from) wantDetails(idsBetween(columns, from, to - 1));
  }, [columns, from, to, view.loads, wantDetails]);

  useWantedThumbs(columns, { from, to }, version, view.loads);

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
  const focusWasAt = useRef(-1);
  useEffect(() => {
    keepMarksIn(columns, focusWasAt.current);
  }, [columns]);
  useEffect(() => {
    if (focusIndex >= 0) focusWasAt.current = focusIndex;
  }, [focusIndex]);

  const keys = useFieldKeys({ columns, layout, view, acts, onResize, onKeys: () => setByKeys(true) });
  const { band, on } = useFieldPointer({
    scroller,
    columns,
    layout,
    view,
    acts,
    keys,
    onPointer: () => setByKeys(false),
  });
  const markDay = useMemo(
    () => (groupBy === null ? null : () => markGroup(columns, layout, keys.focusOrFirst())),
    [groupBy, columns, layout, keys],
  );

  // Cells are recycled: a photo keeps its slot while it is drawn, and a photo that comes takes the elements of one that left.
  slots.current = Math.max(slots.current, Math.ceil((to - from) / slotStep) * slotStep);
  const cells = [];
  for (let row = view.firstRow; row < Math.min(view.endRow, layout.rowCount); row++) {
    const topPx = (layout.rowTop[row] as number) + paddingPx - view.shiftPx;
    for (let index = layout.rowStart[row] as number; index < (layout.rowStart[row + 1] as number); index++) {
      const id = idAt(columns, index);
      const stackSize = stackSizes.of(id);
      const top = columns.stackTop[index] as number;
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
          cull={columns.cull[index] as number}
          stackSize={stackSize}
          inOpenStack={top !== 0 && isOpenStack(columns, index)}
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
      <ContextMenu entries={<FieldMenu acts={acts} markDay={markDay} />}>
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
          onKeyDown={keys.onKeyDown}
          {...on}
          onFocus={() => {
            if (useMarksStore.getState().focus === null && scroller.current?.matches(':focus-visible')) {
              const index = keys.focusOrFirst();
              setByKeys(true);
              if (index >= 0) marks.setFocus(idAt(columns, index));
            }
          }}
        >
          <div className={styles.content} style={{ height: view.elementPx }}>
            {cells}
            {groupBy !== null && (
              <GroupHeadings
                layout={layout}
                columns={columns}
                from={from}
                to={to}
                shiftPx={view.shiftPx}
                paddingPx={paddingPx}
                sidePx={sidePx}
                by={groupBy}
                zones={zones}
                details={details}
                markedIds={marks.ids}
                onMark={(first, end, isMarked) => markRange(columns, first, end, isMarked)}
              />
            )}
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
      {hasTimeLine && <TimeLine layout={layout} words={words} view={view} paddingPx={paddingPx} />}
    </div>
  );
}

/** It and a neighbour of the same stack are both shown. */
function isOpenStack({ stackTop, count }: AssetColumns, index: number): boolean {
  const top = stackTop[index];
  return (index > 0 && stackTop[index - 1] === top) || (index + 1 < count && stackTop[index + 1] === top);
}
