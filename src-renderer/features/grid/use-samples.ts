/** A few hundred photos spread over the list, asked in full once: what columns do not hold (zones, names, sizes) is told by them. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { call } from '../../bridge/client';
import type { AssetColumns } from '../../stores/asset-columns';
import { spreadRows } from './groups';

/** In order of the rows; only photos that are still in the list. */
export interface Samples {
  rows: number[];
  assets: Asset[];
}

const mostSamples = 240;
/** They are asked again when the list has grown or shrunk by this share, or its ends are others. */
const renewShare = 0.1;

/** `key`: another one asks anew. null until they are there, or when nothing was asked for (`key` null). */
export function useSamples(columns: AssetColumns, key: string | null): Samples | null {
  const [held, setHeld] = useState<{ key: string; count: number; assets: Asset[] } | null>(null);
  const asked = useRef('');
  useEffect(() => {
    if (key === null || columns.count === 0) return;
    const isFresh =
      held !== null && held.key === key && Math.abs(columns.count - held.count) <= held.count * renewShare;
    const mark = `${key} ${columns.count}`;
    if (isFresh || asked.current === mark) return;
    asked.current = mark;
    const { count } = columns;
    const ids = spreadRows(count, mostSamples).map((row) => columns.ids[row] as Asset['id']);
    call('assets.get', { ids })
      .then((assets) => asked.current === mark && setHeld({ key, count, assets }))
      .catch(() => {
        asked.current = ''; // without them days are those of UTC and the line has no words; the next change asks again
      });
  }, [columns, key, held]);

  return useMemo(
    () => (held === null || held.key !== key ? null : placed(held.assets, columns)),
    [held, key, columns],
  );
}

function placed(assets: readonly Asset[], columns: AssetColumns): Samples {
  const there = assets
    .map((asset) => ({ asset, row: columns.rowOf(asset.id) }))
    .filter(({ row }) => row >= 0)
    .sort((one, other) => one.row - other.row);
  return { rows: there.map(({ row }) => row), assets: there.map(({ asset }) => asset) };
}
