/** The key that shares the marked photos, in lists and in the viewer. */
import { useEffect } from 'react';
import { useDialogsStore } from '../../stores/dialogs-store';
import { showsPhotos, useNavigationStore } from '../../stores/navigation-store';
import { pressedKey } from '../../ui/pressed-key';
import { meantIds } from '../grid/photo-acts';
import { useShareActs } from './use-share-acts';

export function ShareKeys() {
  const acts = useShareActs();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { view, scope, viewerAssetId } = useNavigationStore.getState();
      if (event.defaultPrevented || event.isComposing || !showsPhotos(view)) return;
      if (view === 'photos' && scope?.kind === 'trash') return;
      const mod = event.ctrlKey || event.metaKey;
      if (!mod || !event.shiftKey || event.altKey || pressedKey(event) !== 's') return;
      if (useDialogsStore.getState().dialog !== null) return;
      const ids = viewerAssetId === null ? meantIds() : [viewerAssetId];
      if (ids.length === 0) return;
      event.preventDefault();
      acts.composePhotos(ids);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [acts]);
  return null;
}
