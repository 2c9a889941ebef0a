/** Until when places of stores take what guests put there. */
import type { ConnectionId, UnixMs } from '../../../src-shared/units';

/** `prefix` ends with '/'. */
export interface SlotPlace {
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
}

export interface SignedSlotTable {
  /** The latest moment counts, whatever is signed for a shorter time afterwards. */
  sign(place: SlotPlace, untilMs: UnixMs): void;
  /** All at and below it become one that was left; those whose signatures ended before `overMs` are forgotten. */
  leave(place: SlotPlace, overMs: UnixMs): void;
  /** Left ones whose signatures ended at `overMs` or before, the longest over first. */
  due(overMs: UnixMs): SlotPlace[];
  forget(place: SlotPlace): void;
}
