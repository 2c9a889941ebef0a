/** The hours of the day that Settings name for transfers, by the wall clock of this computer. */
import type { Settings } from '../ipc-contract';
import type { UnixMs } from '../units';

type Hours = Pick<Settings['transferHours'], 'fromMin' | 'toMin'>;

/** `from` equal to `to` names the whole day; `from` later than `to` goes over midnight. */
export function isWithinHours({ fromMin, toMin }: Hours, nowMs: UnixMs): boolean {
  if (fromMin === toMin) return true;
  const now = new Date(nowMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  return fromMin < toMin ? minute >= fromMin && minute < toMin : minute >= fromMin || minute < toMin;
}

/** When they begin or end next; null: never. A minute that a change of summer time leaves out counts as the first one after it. */
export function nextHoursEdge({ fromMin, toMin }: Hours, nowMs: UnixMs): UnixMs | null {
  if (fromMin === toMin) return null;
  const edges = [fromMin, toMin].flatMap((minute) =>
    [0, 1].map((days) => {
      const at = new Date(nowMs);
      at.setDate(at.getDate() + days);
      at.setHours(Math.floor(minute / 60), minute % 60, 0, 0);
      return at.getTime();
    }),
  );
  return Math.min(...edges.filter((atMs) => atMs > nowMs));
}
