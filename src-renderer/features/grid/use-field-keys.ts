/** The keys of the field of photos: going, marking, opening, culling, stacks, and what acts on the marked photos. */
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import type { AssetId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { pressedKey } from '../../ui/pressed-key';
import { advances, cullKey } from '../cull/cull-keys';
import { idAt, markAll, markOthers, markRange, markTo } from './field-marks';
import { type GridLayout, type GridStep, groupOfIndex, groupRange, rowAt, stepFrom } from './layout';
import type { PhotoActs } from './photo-acts';
import { paddingPx } from './use-field-layout';
import type { GridScroll } from './use-grid-window';

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

export interface FieldKeys {
  onKeyDown(event: KeyboardEvent): void;
  /** A click ends the walk: the next one up or down keeps to another column. */
  forgetColumn(): void;
  /** The photo with the focus, or the first in sight. */
  focusOrFirst(): number;
}

export function useFieldKeys(options: {
  columns: AssetColumns;
  layout: GridLayout;
  view: GridScroll;
  acts: PhotoActs;
  onResize: (direction: 1 | -1) => void;
  onKeys: () => void;
}): FieldKeys {
  const { columns, layout, view, acts, onResize, onKeys } = options;
  const columnPx: RefObject<number | null> = useRef(null);

  const firstVisible = (): number => {
    const row = rowAt(layout, Math.max(0, view.placePx() - paddingPx));
    return row < 0 ? -1 : (layout.rowStart[row] as number);
  };
  const focusIndex = (): number => {
    const { focus } = useMarksStore.getState();
    return focus === null ? -1 : columns.rowOf(focus);
  };
  const focusOrFirst = (): number => {
    const index = focusIndex();
    return index >= 0 ? index : firstVisible();
  };

  function go(step: GridStep, event: KeyboardEvent): void {
    const marks = useMarksStore.getState();
    const at = focusIndex();
    const start = at >= 0 ? at : firstVisible();
    const next =
      at < 0 && step !== 'home' && step !== 'end'
        ? { index: start, columnPx: null }
        : stepFrom(layout, start, step, columnPx.current, view.viewportPx() * 0.9);
    columnPx.current = next.columnPx;
    if (event.shiftKey) markTo(columns, next.index);
    else if (event.ctrlKey || event.metaKey) marks.setFocus(idAt(columns, next.index));
    else marks.only(idAt(columns, next.index));
    view.reveal(next.index);
  }

  function cull(event: KeyboardEvent): boolean {
    const capsLock = event.getModifierState('CapsLock');
    const change = cullKey(event.nativeEvent);
    if (change === null) return false;
    const ids = acts.culled();
    if (ids.length === 0) return false;
    acts.cull(ids, change);
    const { ids: marked, only } = useMarksStore.getState();
    // Only when it is asked for: among many photos in sight the next mark is often for the same one.
    if (marked.size > 1 || !advances(false, { shift: event.shiftKey, capsLock })) return true;
    const next = Math.min(columns.count - 1, focusIndex() + 1);
    only(idAt(columns, next));
    view.reveal(next);
    return true;
  }

  /** Those with Ctrl or Cmd; true: it was one. */
  function withControl(event: KeyboardEvent, key: string): boolean {
    const at = focusIndex();
    if (key === 'a' && !event.shiftKey) markAll();
    else if (key === 'i' && event.shiftKey) markOthers();
    else if (key === ' ' && at >= 0) useMarksStore.getState().toggle(idAt(columns, at));
    else if (key === 'g') void (event.shiftKey ? acts.unstack() : acts.stack());
    else return false;
    return true;
  }

  function plain(event: KeyboardEvent, key: string): boolean {
    const { ids, only, clear } = useMarksStore.getState();
    if (key === 'Enter' || key === ' ' || (key === 'f' && !event.shiftKey)) {
      const index = focusOrFirst();
      if (index < 0) return true;
      if (focusIndex() < 0) only(idAt(columns, index));
      useNavigationStore.getState().openViewer(idAt(columns, index));
    } else if (key === '+' || key === '=' || key === '-') onResize(key === '-' ? -1 : 1);
    else if (key === 's') {
      if (event.shiftKey) acts.toggleStacks();
      else acts.toggleStack();
    } else if (key === 'a' && event.shiftKey) markGroup(columns, layout, focusOrFirst());
    else if (key === 'd' && ids.size > 0) acts.download();
    else if (key === 'c' && !event.shiftKey) acts.compare();
    else if ((key === 'Delete' || key === 'Backspace') && ids.size > 0) acts.trash?.();
    else if (key === 'Escape' && ids.size > 0) clear();
    else return false;
    return true;
  }

  return {
    forgetColumn: () => {
      columnPx.current = null;
    },
    focusOrFirst,
    onKeyDown(event) {
      if (event.defaultPrevented || event.altKey || layout.count === 0) return;
      onKeys();
      const step = stepOfKey[event.key];
      if (step !== undefined) {
        event.preventDefault();
        go(step, event);
        return;
      }
      const key = pressedKey(event);
      const done =
        event.ctrlKey || event.metaKey ? withControl(event, key) : cull(event) || plain(event, key);
      if (done) event.preventDefault();
    },
  };
}

/** All of the day or month that holds that photo; again: none of it. Without groups nothing happens. */
export function markGroup(columns: AssetColumns, layout: GridLayout, index: number): void {
  const group = index < 0 ? -1 : groupOfIndex(layout, index);
  if (group < 0) return;
  const { from, to } = groupRange(layout, group);
  const { ids } = useMarksStore.getState();
  const all = idsOf(columns, from, to).every((id) => ids.has(id));
  markRange(columns, from, to, all);
}

const idsOf = (columns: AssetColumns, from: number, to: number): AssetId[] =>
  Array.from(columns.ids.subarray(from, to)) as AssetId[];
