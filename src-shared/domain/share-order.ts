/** The order in which a share shows its photos. Pure: the same for the page that is sent and for its preview. */
import type { ShareOptions } from './share';

export interface Orderable {
  fileName: string;
  /** When it was taken, or else came to be. */
  sortAtMs: number;
}

/** `IMG_9` before `IMG_10`, wherever it is sorted. */
const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Those of one moment, or one name, stay as they were chosen. */
export function inShareOrder<Photo extends Orderable>(
  photos: readonly Photo[],
  order: ShareOptions['order'],
): Photo[] {
  if (order === 'taken') return [...photos].sort((one, other) => one.sortAtMs - other.sortAtMs);
  if (order === 'name') return [...photos].sort((one, other) => byName.compare(one.fileName, other.fileName));
  return [...photos];
}
