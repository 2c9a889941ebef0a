/** Mouse and pen on the field of photos: clicks mark, a drag from an unmarked photo is the rubber band, a drag of marked ones takes them along. */
import { type DragEvent, type MouseEvent, type PointerEvent, type RefObject, useRef } from 'react';
import type { AssetId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { writeDraggedPhotos } from '../selections/drag-photos';
import { idAt, markTo } from './field-marks';
import { type GridLayout, indexAt } from './layout';
import { meantIds, type PhotoActs } from './photo-acts';
import { type DragOut, useDragOut } from './use-drag-out';
import type { FieldKeys } from './use-field-keys';
import { paddingPx, sidePx } from './use-field-layout';
import type { GridScroll } from './use-grid-window';
import { type RubberBand, useRubberBand } from './use-rubber-band';

export interface FieldPointer {
  band: RubberBand;
  on: {
    onClick(event: MouseEvent): void;
    onDoubleClick(event: MouseEvent): void;
    onContextMenu(event: MouseEvent): void;
    onPointerDown(event: PointerEvent): void;
    onDragStart(event: DragEvent): void;
    onDragEnd(event: DragEvent): void;
  };
}

/** Headings lie over the photos and answer for themselves. */
const onHeading = (event: { target: EventTarget | null }): boolean =>
  event.target instanceof Element && event.target.closest('[data-heading]') !== null;
const onStackBadge = (event: { target: EventTarget | null }): boolean =>
  event.target instanceof Element && event.target.closest('[data-stack]') !== null;

export function useFieldPointer(options: {
  scroller: RefObject<HTMLElement | null>;
  columns: AssetColumns;
  layout: GridLayout;
  view: GridScroll;
  acts: PhotoActs;
  keys: FieldKeys;
  onPointer: () => void;
}): FieldPointer {
  const { scroller, columns, layout, view, acts, keys, onPointer } = options;
  const openViewer = useNavigationStore((state) => state.openViewer);
  const beforeBand = useRef<ReadonlySet<AssetId>>(new Set());
  const dragOut: DragOut = useDragOut();

  const pointOf = (event: { clientX: number; clientY: number }): { xPx: number; yPx: number } => {
    const box = scroller.current?.getBoundingClientRect();
    return {
      xPx: event.clientX - (box?.left ?? 0) - sidePx,
      yPx: event.clientY - (box?.top ?? 0) + view.placePx() - paddingPx,
    };
  };
  const indexUnder = (event: { clientX: number; clientY: number }): number => {
    const { xPx, yPx } = pointOf(event);
    return indexAt(layout, xPx, yPx);
  };
  const isPlain = (event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): boolean =>
    !event.shiftKey && !event.ctrlKey && !event.metaKey;

  const band = useRubberBand(scroller, layout, pointOf, (indexes, adds) => {
    const { range, clear } = useMarksStore.getState();
    const ids = indexes.map((index) => idAt(columns, index));
    const last = ids.at(-1);
    if (last !== undefined) range(adds ? [...beforeBand.current, ...ids] : ids, last);
    else if (adds) range(beforeBand.current, [...beforeBand.current].at(-1) ?? idAt(columns, 0));
    else clear();
  });

  return {
    band,
    on: {
      onClick(event) {
        if (band.justEnded() || onHeading(event)) return;
        onPointer();
        keys.forgetColumn();
        const marks = useMarksStore.getState();
        const index = indexUnder(event);
        if (index < 0) {
          if (isPlain(event)) marks.clear();
        } else if (event.shiftKey) markTo(columns, index);
        else if (event.ctrlKey || event.metaKey) marks.toggle(idAt(columns, index));
        else {
          marks.only(idAt(columns, index));
          if (onStackBadge(event)) acts.toggleStack();
        }
      },
      onDoubleClick(event) {
        if (onHeading(event) || onStackBadge(event)) return;
        const index = indexUnder(event);
        if (index >= 0 && isPlain(event)) openViewer(idAt(columns, index));
      },
      /** The menu is about the marked photos; a photo that is not among them becomes the only one. */
      onContextMenu(event) {
        if (onHeading(event)) return;
        const { ids, focus, only } = useMarksStore.getState();
        // The menu key has no place on the photos: it means what is marked, or the photo with the focus.
        const byKey = event.button !== 2;
        const index = byKey ? (focus === null ? -1 : columns.rowOf(focus)) : indexUnder(event);
        const id = index < 0 ? null : idAt(columns, index);
        if (id === null || ids.has(id)) return;
        if (!byKey || ids.size === 0) only(id);
      },
      onPointerDown(event) {
        const { ids } = useMarksStore.getState();
        beforeBand.current = ids;
        const index = indexUnder(event);
        const takesAlong = index >= 0 && ids.has(idAt(columns, index));
        if (takesAlong && event.button === 0) dragOut.prepare(meantIds());
        if (!takesAlong && !onHeading(event)) band.onPointerDown(event);
      },
      onDragStart(event) {
        const ids = meantIds();
        if (ids.length === 0) return;
        writeDraggedPhotos(event.dataTransfer, ids);
        event.dataTransfer.effectAllowed = 'copyMove'; // copied out of the window or into a selection, moved within one
        dragOut.begin(event, ids);
      },
      onDragEnd: (event) => dragOut.ended(event),
    },
  };
}
