/** Keys of selections: B adds, Shift+B asks where to, Delete takes out, Alt with arrows moves. Before the grid and the viewer hear them. */
import { useEffect } from 'react';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { showsPhotos, useNavigationStore } from '../../stores/navigation-store';
import { useSelectionsStore } from '../../stores/selections-store';
import { pressedKey } from '../../ui/pressed-key';
import { say } from '../../ui/toast';
import { meantIds } from '../grid/photo-acts';
import { type MoveStep, targetOfStep } from './reorder-rules';
import { photoField, shownBoxes } from './shown-boxes';
import { isOwnOrder } from './use-reorder';
import { type SelectionActs, useSelectionActs } from './use-selection-acts';

const stepOfKey: Record<string, MoveStep> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'start',
  End: 'end',
};

const fields =
  'input:not([type="range"]), textarea, select, [contenteditable="true"], [role="alertdialog"], [role="menu"]';
/** Where keys mean something else. The viewer is a dialog that shows a photo. */
const isElsewhere = (target: EventTarget | null, inViewer: boolean): boolean =>
  target instanceof Element && target.closest(inViewer ? fields : `${fields}, [role="dialog"]`) !== null;

/** Those that a key is about: the photo that is shown large, else the marked ones or the one with the focus. */
function keyIds(): AssetId[] {
  const { viewerAssetId } = useNavigationStore.getState();
  return viewerAssetId === null ? meantIds() : [viewerAssetId];
}

export function SelectionKeys() {
  const acts = useSelectionActs();
  const { t } = useTranslation();
  useEffect(() => {
    const ownOrder = t('selections.ownOrder');
    const onKeyDown = (event: KeyboardEvent): void => {
      const { view, viewerAssetId } = useNavigationStore.getState();
      if (event.defaultPrevented || event.isComposing || !showsPhotos(view)) return;
      if (useDialogsStore.getState().dialog !== null || isElsewhere(event.target, viewerAssetId !== null))
        return;
      const done =
        addKey(event, acts) ||
        (viewerAssetId === null && (takeKey(event, acts) || moveKey(event, acts, ownOrder)));
      if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [acts, t]);
  return null;
}

function addKey(event: KeyboardEvent, acts: SelectionActs): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || pressedKey(event) !== 'b') return false;
  const ids = keyIds();
  if (ids.length === 0) return false;
  if (event.shiftKey) acts.choose(ids);
  else void acts.add(ids);
  return true;
}

/** The selection that is shown; comparing, it is not its own photos that are in sight. */
function shownSelection() {
  const { scope, view } = useNavigationStore.getState();
  if (view !== 'photos' || scope?.kind !== 'selection') return undefined;
  return useSelectionsStore.getState().selections.find(({ id }) => id === scope.selectionId);
}

function takeKey(event: KeyboardEvent, acts: SelectionActs): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  const selection = shownSelection();
  if (!plain || !selection || (event.key !== 'Delete' && event.key !== 'Backspace')) return false;
  const ids = meantIds();
  if (ids.length > 0) void acts.take(selection, ids);
  // In a selection this key never throws a photo away.
  return true;
}

function moveKey(event: KeyboardEvent, acts: SelectionActs, ownOrder: string): boolean {
  const step = stepOfKey[event.key];
  const selection = shownSelection();
  if (step === undefined || !selection || !event.altKey || event.ctrlKey || event.metaKey) return false;
  const { columns } = useAssetsStore.getState();
  const field = photoField();
  const ids = meantIds();
  if (columns === null || field === null || ids.length === 0) return true;
  if (!isOwnOrder()) {
    say({ title: ownOrder });
    return true;
  }
  const beforeId = targetOfStep(columns, ids, step, shownBoxes(field));
  if (beforeId !== undefined) void acts.move(selection.id, ids, beforeId);
  return true;
}
