/** The small picture that grids show instead of the thumbnail where it is large enough. */

/** Its long side: photos of 3 to 2 in rows of 220 CSS px, the size that grids begin with, on a screen of 1 px for each of them. */
export const gridPicturePx = 352;

/**
 * Whether it fills a cell without being enlarged. Lengths in px of the screen; `aspect`: width / height of the photo; `whole`: all of it is
 * seen, else it covers the cell.
 */
export function fillsCell(
  cell: { widthPx: number; heightPx: number },
  aspect: number,
  whole: boolean,
): boolean {
  const side = whole ? Math.min : Math.max;
  const shownWidthPx = side(cell.widthPx, cell.heightPx * aspect);
  return Math.max(shownWidthPx, shownWidthPx / aspect) <= gridPicturePx;
}
