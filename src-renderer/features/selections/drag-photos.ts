/** What a drag of photos inside the window carries: their ids in display order. Nothing of it means anything to another program. */
import type { AssetId } from '../../../src-shared/units';

export const dragType = 'application/x-caos-photos';

/** Call it in `dragstart`. `photoIds`: all that are marked when a marked photo is dragged, else that one. */
export function writeDraggedPhotos(
  transfer: Pick<DataTransfer, 'setData'>,
  photoIds: readonly AssetId[],
): void {
  transfer.setData(dragType, photoIds.join(' '));
}

/** Whether photos of ours hang on the pointer; what they are is told only when they are dropped. */
export const carriesPhotos = (transfer: Pick<DataTransfer, 'types'> | null): boolean =>
  transfer?.types.includes(dragType) ?? false;

/** The photos that were dropped; none when something else was. */
export const readDraggedPhotos = (transfer: Pick<DataTransfer, 'getData'> | null): AssetId[] =>
  (transfer?.getData(dragType) ?? '')
    .split(' ')
    .map(Number)
    .filter((id) => Number.isInteger(id) && id > 0) as AssetId[];
