/** The keys of culling, one story for the grid and the viewer: stars 0 to 5, colours 6 to 9, P pick, X reject, U neither. Pure. */
import { type Cull, PhotoColour } from '../../../src-shared/domain/cull';
import type { EditChange } from '../../../src-shared/domain/edits';
import { type PressedKey, pressedDigit, pressedKey } from '../../ui/pressed-key';

/** Exactly one of the three is given. */
export type CullChange = Partial<Cull> & EditChange;

export interface CullPress extends PressedKey {
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

const flagOfKey = new Map<string, Cull['flag']>([
  ['p', 'pick'],
  ['x', 'reject'],
  ['u', 'none'],
]);
/** Key 6 is the first colour after none. */
const KEY_BEFORE_COLOURS = 5;

/** What a key sets, or null for a key that sets nothing. A held key sets once: with auto-advance it would go through the whole album. */
export function cullKey(press: CullPress): CullChange | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return null;
  const digit = pressedDigit(press);
  if (digit !== null && digit <= KEY_BEFORE_COLOURS) return { rating: digit };
  const colour = digit === null ? undefined : PhotoColour.options[digit - KEY_BEFORE_COLOURS];
  if (colour !== undefined) return { colour };
  const flag = flagOfKey.get(pressedKey(press));
  return flag === undefined ? null : { flag };
}

/** The same star or colour again takes it away, when all of these photos have it. A flag stays: U takes it. */
export function nextChange(change: CullChange, culls: readonly Cull[]): CullChange {
  if (culls.length === 0) return change;
  const { rating, colour } = change;
  if (rating && culls.every((cull) => cull.rating === rating)) return { rating: 0 };
  if (colour && colour !== 'none' && culls.every((cull) => cull.colour === colour)) return { colour: 'none' };
  return change;
}

export const changedCull = (cull: Cull, { rating, flag, colour }: CullChange): Cull => ({
  rating: rating ?? cull.rating,
  flag: flag ?? cull.flag,
  colour: colour ?? cull.colour,
});

/** Whether the next photo comes after a mark: as set, and for once the other way with Shift or while Caps Lock is on (as in Lightroom). */
export const advances = (autoAdvance: boolean, otherwise: { shift: boolean; capsLock: boolean }): boolean =>
  autoAdvance !== (otherwise.shift || otherwise.capsLock);
