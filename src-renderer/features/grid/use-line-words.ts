/** What the line beside the grid says, which depends on the order of the list. */
import { useMemo } from 'react';
import type { PhotoList, PhotoSort } from '../../../src-shared/domain/photo-list';
import { useLocale } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { formatBytes, formatMonth } from '../../ui/format';
import type { ZoneSteps } from './groups';
import { wallMsOf } from './groups';
import { letterOf, stepWords, yearOf } from './time-marks';
import type { Samples } from './use-samples';

export interface LineWords {
  /** Marks on the line, by index; null: none. */
  mark: ((index: number) => string) | null;
  /** Beside the pointer; '' tells nothing. */
  pointer: ((index: number) => string) | null;
}

/** `own`: an order that a person gave (of a selection), along which nothing ascends. */
export type LineOrder = PhotoSort['by'];

/** The order the rows are really in. */
export function orderOf(list: PhotoList | null): LineOrder {
  if (list === null) return 'time';
  const hasOwn = list.scope.kind === 'selection' || list.scope.kind === 'comparison';
  return list.sort.by === 'own' && !hasOwn ? 'time' : list.sort.by;
}

/** Orders of which the columns do not tell the words. */
export const needsSamples = (order: LineOrder): boolean =>
  order === 'name' || order === 'size' || order === 'added';

const nothing: LineWords = { mark: null, pointer: null };

export function useLineWords(
  columns: AssetColumns,
  order: LineOrder,
  zones: ZoneSteps,
  samples: Samples | null,
): LineWords {
  const locale = useLocale();
  return useMemo(() => {
    const { sortAtMs, cull } = columns;
    const month = (atMs: number): string => formatMonth(atMs, locale, 'UTC');
    const sampled = (
      wordsOf: (asset: Samples['assets'][number]) => string,
    ): ((index: number) => string) | null =>
      samples === null ? null : stepWords(samples.rows, samples.assets.map(wordsOf));
    switch (order) {
      case 'time':
        return {
          mark: (index) => yearOf(wallMsOf(sortAtMs, index, zones)),
          pointer: (index) => month(wallMsOf(sortAtMs, index, zones)),
        };
      case 'rating': {
        const stars = (index: number): string => `${(cull[index] as number) & 7} ★`;
        return { mark: stars, pointer: stars };
      }
      case 'name':
        return {
          mark: sampled((asset) => letterOf(asset.fileName)),
          pointer: sampled((asset) => asset.fileName),
        };
      case 'added':
        return {
          mark: sampled((asset) => yearOf(asset.createdAtMs)),
          pointer: sampled((asset) => month(asset.createdAtMs)),
        };
      case 'size': {
        const size = sampled((asset) => formatBytes(asset.sizeBytes, locale));
        return { mark: null, pointer: size };
      }
      default:
        return nothing;
    }
  }, [columns, order, zones, samples, locale]);
}
