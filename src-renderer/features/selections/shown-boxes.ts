/** Where the photos that are drawn just now lie in the window. */
import type { AssetId } from '../../../src-shared/units';
import type { ShownBox } from './reorder-rules';

const idPrefix = 'photo-';

/** The field of photos; null while there is none. */
export const photoField = (): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[role="listbox"]:has([id^="${idPrefix}"])`);

export function shownBoxes(field: HTMLElement): ShownBox[] {
  return [...field.querySelectorAll<HTMLElement>(`[role="option"][id^="${idPrefix}"]`)].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { id: Number(element.id.slice(idPrefix.length)) as AssetId, left, top, width, height };
  });
}
