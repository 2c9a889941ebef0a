/** Tells main which photos in sight have no picture yet, so that it fetches these first and forgets what was scrolled past. */
import { useEffect, useRef } from 'react';
import { AssetState, assetFlag } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import type { AssetColumns } from '../../stores/asset-columns';

/** A scroll that goes on is not answered at every step. */
const CALM_MS = 80;
/** The contract takes so many. */
const MOST = 2000;

const stored = AssetState.options.indexOf('stored');

/** Those of rows [from, to) that main may be able to fetch a picture for: stored, no picture, not known to be broken. In display order. */
export function picturelessIds(columns: AssetColumns, from: number, to: number): AssetId[] {
  const ids: AssetId[] = [];
  for (let row = from; row < to && ids.length < MOST; row++) {
    const flags = columns.flags[row] as number;
    const hopeless = (flags & (assetFlag.thumb | assetFlag.broken)) !== 0;
    if (!hopeless && columns.state[row] === stored) ids.push(columns.ids[row] as AssetId);
  }
  return ids;
}

/** `version`: another number whenever the rows changed in place. `loads`: pictures may be asked for now. */
export function useWantedThumbs(
  columns: AssetColumns,
  range: { from: number; to: number },
  version: number,
  loads: boolean,
): void {
  const { from, to } = range;
  const told = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: flags change in place, version stands for them
  useEffect(() => {
    if (!loads) return;
    const ids = picturelessIds(columns, from, to);
    const asked = ids.join();
    if (asked === told.current) return;
    const timer = window.setTimeout(() => {
      told.current = asked;
      // Without an answer the photos keep their placeholders; the next look asks again.
      call('assets.want', { ids }).catch(() => {
        told.current = '';
      });
    }, CALM_MS);
    return () => window.clearTimeout(timer);
  }, [columns, from, to, version, loads]);
  useEffect(
    () => () => {
      if (told.current !== '') call('assets.want', { ids: [] }).catch(() => undefined);
    },
    [],
  );
}
