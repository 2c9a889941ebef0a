/** Where a remembered window may open again: only where a person can get hold of it. Pure. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
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
