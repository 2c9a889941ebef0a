/** Keeps Tab inside what lies over the page. */

/** Tab stays among what can be reached in `area`. */
export function trapFocus(event: KeyboardEvent, area: HTMLElement): void {
  if (event.key !== 'Tab') return;
  const reachable = [
    ...area.querySelectorAll<HTMLElement>('button, input, textarea, select, video, a[href]'),
  ].filter((one) => one.getClientRects().length > 0 && !one.hasAttribute('disabled'));
  const [first, last] = [reachable[0], reachable.at(-1)];
  if (!first || !last) return;
  const active = document.activeElement;
  if (!area.contains(active) || active === (event.shiftKey ? first : last)) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
