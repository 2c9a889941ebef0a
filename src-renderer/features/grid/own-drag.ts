/**
 * A drag of real files that began on our own photos: over our own window it means the photos, not files to import. The operating system
 * tells only of files, so each of its events is told again as what it is; a place that takes photos (a selection) says so as always.
 */
import type { AssetId } from '../../../src-shared/units';
import { writeDraggedPhotos } from '../selections/drag-photos';

const kinds = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;

/** From now on until the answered function is called. */
export function beginOwnDrag(ids: readonly AssetId[]): () => void {
  const transfer = new DataTransfer();
  writeDraggedPhotos(transfer, ids);
  const tellAgain = (event: DragEvent): void => {
    // Only what the operating system says; what we say ourselves goes its way.
    if (!event.isTrusted || !event.dataTransfer?.types.includes('Files')) return;
    event.stopImmediatePropagation();
    const again = new DragEvent(event.type, {
      bubbles: true,
      cancelable: true,
      composed: true,
      clientX: event.clientX,
      clientY: event.clientY,
      relatedTarget: event.relatedTarget,
      dataTransfer: transfer,
    });
    event.target?.dispatchEvent(again);
    if (again.defaultPrevented || event.type === 'drop') event.preventDefault();
    if (again.defaultPrevented) event.dataTransfer.dropEffect = 'copy';
  };
  for (const kind of kinds) window.addEventListener(kind, tellAgain, { capture: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, tellAgain, { capture: true });
    // The page's own drag would have said so.
    window.dispatchEvent(new DragEvent('dragend'));
  };
}
