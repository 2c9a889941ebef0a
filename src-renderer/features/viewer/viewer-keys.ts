/** What each key does in the viewer, besides marking (features/cull/cull-keys.ts). Pure. */
import { type PressedKey, pressedKey } from '../../ui/pressed-key';

export type ViewerAct =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'zoom'
  | 'zoom-in'
  | 'zoom-out'
  | 'ground'
  | 'info'
  | 'download'
  | 'full-screen'
  | 'filmstrip'
  | 'compare'
  | 'histogram'
  | 'peaking'
  | 'second-display'
  | 'keys'
  | 'close'
  | 'play'
  | 'pause'
  | 'film-back'
  | 'film-on';

const acts = new Map<string, ViewerAct>([
  ['ArrowRight', 'next'],
  ['ArrowLeft', 'previous'],
  ['PageDown', 'next'],
  ['PageUp', 'previous'],
  ['Home', 'first'],
  ['End', 'last'],
  ['z', 'zoom'],
  ['+', 'zoom-in'],
  ['=', 'zoom-in'],
  ['-', 'zoom-out'],
  ['l', 'ground'],
  ['i', 'info'],
  ['d', 'download'],
  ['f', 'full-screen'],
  ['F11', 'full-screen'],
  ['t', 'filmstrip'],
  ['c', 'compare'],
  ['h', 'histogram'],
  ['e', 'peaking'],
  ['m', 'second-display'],
  ['?', 'keys'],
]);
/** As in programs for cutting films. */
const filmActs = new Map<string, ViewerAct>([
  ['j', 'film-back'],
  ['k', 'pause'],
  ['l', 'film-on'],
  [' ', 'play'],
]);

export interface ViewerPress extends PressedKey {
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * `inControl`: a button or field has the focus, which takes Space and Enter itself. `inPlayer`: the player's own controls have it, which
 * take the arrows and Space.
 */
export function viewerAct(
  press: ViewerPress,
  where: { isVideo: boolean; inControl: boolean; inPlayer: boolean },
): ViewerAct | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = pressedKey(press);
  if (where.inPlayer && (key === ' ' || key.startsWith('Arrow') || key === 'Home' || key === 'End'))
    return null;
  const film = where.isVideo && !(where.inControl && key === ' ') ? filmActs.get(key) : undefined;
  if (film !== undefined) return film;
  if (key === ' ' || key === 'Enter') return where.inControl ? null : 'close';
  return acts.get(key) ?? null;
}
