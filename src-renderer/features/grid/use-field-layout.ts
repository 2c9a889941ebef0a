/** Measures the field and lays its photos out: rows, groups under headings, and the words of the line beside them. */
import { type RefObject, useLayoutEffect, useMemo, useState } from 'react';
import type { PhotoList } from '../../../src-shared/domain/photo-list';
import type { AssetColumns } from '../../stores/asset-columns';
import { headPx } from './group-headings';
import { type GroupBy, groupStarts, noZones, type ZoneSteps } from './groups';
import { type GridLayout, type GridMode, layoutGrid } from './layout';
import { type LineWords, needsSamples, orderOf, useLineWords } from './use-line-words';
import { type Samples, useSamples } from './use-samples';

export const gapPx = 4;
/** Space above and below the photos, and at their sides. */
export const paddingPx = 8;
export const sidePx = 16;
/** Room for the time line, and from how many photos on there is one. */
const timeLinePx = 44;
const timeLineFrom = 120;

export interface FieldRequest {
  columns: AssetColumns;
  /** Goes up when `columns.aspect` changed in place. */
  layoutVersion: number;
  list: PhotoList | null;
  targetPx: number;
  mode: GridMode;
  groups: 'none' | GroupBy;
}

export interface FieldLayout {
  layout: GridLayout;
  /** null: no headings, by choice or because the list is in another order than time's. */
  groupBy: GroupBy | null;
  zones: ZoneSteps;
  words: LineWords;
  hasTimeLine: boolean;
}

export function useFieldLayout(scroller: RefObject<HTMLElement | null>, request: FieldRequest): FieldLayout {
  const { columns, layoutVersion, list, targetPx, mode, groups } = request;
  const hasTimeLine = columns.count >= timeLineFrom;
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void =>
      setWidthPx(Math.max(1, element.clientWidth - sidePx - (hasTimeLine ? timeLinePx : sidePx)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, hasTimeLine]);

  const order = orderOf(list);
  const groupBy = groups !== 'none' && order === 'time' ? groups : null;
  const asks = groupBy !== null || (hasTimeLine && needsSamples(order));
  const samples = useSamples(columns, asks ? JSON.stringify([list?.scope, list?.sort]) : null);
  const zones = useMemo((): ZoneSteps => (samples === null ? noZones : zonesOf(samples)), [samples]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: columns change in place, layoutVersion stands for it
  const layout = useMemo(() => {
    const count = widthPx === 0 ? 0 : columns.count;
    const { aspect, sortAtMs } = columns;
    const starts = groupBy === null ? null : groupStarts(sortAtMs, count, groupBy, zones);
    return layoutGrid({
      aspect,
      count,
      widthPx,
      targetPx,
      gapPx,
      mode,
      groups: starts === null ? undefined : { starts, headPx },
    });
  }, [columns, layoutVersion, widthPx, targetPx, mode, groupBy, zones]);
  const words = useLineWords(columns, order, zones, samples);
  return { layout, groupBy, zones, words, hasTimeLine };
}

/** A file without a capture time tells nothing of the zone; its neighbours do. A wall clock without a zone is kept as if it were UTC. */
function zonesOf({ rows, assets }: Samples): ZoneSteps {
  const told = rows
    .map((row, place) => ({ row, metadata: assets[place]?.metadata }))
    .filter(({ metadata }) => metadata?.takenAtLocal !== undefined);
  return {
    rows: told.map(({ row }) => row),
    offsetMin: told.map(({ metadata }) => metadata?.takenAtOffsetMin ?? 0),
  };
}
