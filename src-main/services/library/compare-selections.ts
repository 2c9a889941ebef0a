/** How two selections overlap; the photos themselves are a list like any other (PhotoScope `comparison`). */
import type { SelectionOverlap } from '../../../src-shared/domain/selection';
import type { SelectionId } from '../../../src-shared/units';
import type { Core } from '../core';
import type { PhotoFinder } from './photo-lists';
import { selectionOr404 } from './selections';

/** Answered by the library thread: of 100,000 photos it takes longer than the main thread may stand. */
export async function compareSelections(
  core: Core,
  finder: Pick<PhotoFinder, 'ids'>,
  id: SelectionId,
  otherId: SelectionId,
): Promise<SelectionOverlap> {
  const here = selectionOr404(core, id);
  const there = selectionOr404(core, otherId);
  const { length: both } = await finder.ids({
    scope: { kind: 'comparison', selectionId: id, otherId, show: 'both' },
    query: {},
    sort: { by: 'own', descending: false },
    stacks: 'open',
  });
  return { both, onlyHere: here.photoCount - both, onlyThere: there.photoCount - both };
}
