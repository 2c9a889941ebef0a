/** Where windows may open: only where a person can get hold of them, and which display is another one. Pure. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The first display that is not the one which `window` covers most of; null: there is no other. */
export function otherDisplay<D extends { bounds: Bounds }>(displays: readonly D[], window: Bounds): D | null {
  const covered = ({ bounds }: D): number => {
    const width = Math.min(bounds.x + bounds.width, window.x + window.width) - Math.max(bounds.x, window.x);
    const height =
      Math.min(bounds.y + bounds.height, window.y + window.height) - Math.max(bounds.y, window.y);
    return Math.max(0, width) * Math.max(0, height);
  };
  const [own, ...others] = [...displays].sort((one, other) => covered(other) - covered(one));
  return own === undefined ? null : (others[0] ?? null);
}

/**
 * Remembered bounds if enough of the title bar (64 x 32 px) is still on one of the screens' work areas, else null: a screen may
 * have been unplugged.
 */
export function reachableBounds(bounds: Bounds | null, workAreas: readonly Bounds[]): Bounds | null {
  if (bounds === null) return null;
  const reachable = workAreas.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const height = Math.min(bounds.y + 32, area.y + area.height) - Math.max(bounds.y, area.y);
    return width >= 64 && height >= 32;
  });
  return reachable ? bounds : null;
}
