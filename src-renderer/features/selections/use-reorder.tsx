/** Drags photos of a selection to another place in it, with a line where they will come. */
import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { SelectionId } from '../../../src-shared/units';
import { useAssetsStore } from '../../stores/assets-store';
import { useListStore } from '../../stores/list-store';
import { carriesPhotos, readDraggedPhotos } from './drag-photos';
import styles from './reorder.module.css';
import { type DropPlace, dropPlaceAt } from './reorder-rules';
import { photoField, shownBoxes } from './shown-boxes';
import { useSelectionActs } from './use-selection-acts';

/** Space between two photos of the grid. */
const gapPx = 4;

/** Only where the photos lie in the selection's own order a place between two means something. */
export const isOwnOrder = (): boolean => {
  const { by, descending } = useListStore.getState().sort;
  return by === 'own' && !descending;
};

/** Answers the line; draw it anywhere. */
export function useReorder(id: SelectionId): ReactNode {
  const acts = useSelectionActs();
  const [place, setPlace] = useState<DropPlace | null>(null);
  useEffect(() => {
    const placeOf = (event: DragEvent): DropPlace | null => {
      const { columns } = useAssetsStore.getState();
      const field = photoField();
      const inside = field?.contains(event.target as Node | null) ?? false;
      if (
        columns === null ||
        field === null ||
        !inside ||
        !carriesPhotos(event.dataTransfer) ||
        !isOwnOrder()
      )
        return null;
      return dropPlaceAt(columns, shownBoxes(field), { x: event.clientX, y: event.clientY }, gapPx);
    };
    const onDragOver = (event: DragEvent): void => {
      const over = placeOf(event);
      setPlace(over);
      if (over === null) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
    };
    const onDrop = (event: DragEvent): void => {
      const over = placeOf(event);
      setPlace(null);
      if (over === null) return;
      event.preventDefault();
      const assetIds = readDraggedPhotos(event.dataTransfer);
      if (assetIds.length > 0) void acts.move(id, assetIds, over.beforeId);
    };
    const onEnd = (): void => setPlace(null);
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('drop', onDrop);
    window.addEventListener('dragend', onEnd);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('dragend', onEnd);
    };
  }, [id, acts]);
  if (place === null) return null;
  const { left, top, height } = place.line;
  return createPortal(
    <div className={styles.line} data-reorder-line style={{ left, top, height }} aria-hidden />,
    document.body,
  );
}
