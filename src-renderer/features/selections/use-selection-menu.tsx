/** What can be done with a selection, for every menu that offers it. */
import {
  Columns2,
  Combine,
  Copy,
  FolderOpen,
  Image,
  ListPlus,
  Pencil,
  Send,
  Share2,
  Trash2,
} from 'lucide-react';
import type { Selection } from '../../../src-shared/domain/selection';
import { useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSelectionsStore } from '../../stores/selections-store';
import type { MenuEntry } from '../../ui/menu';
import { useShareActs } from '../shares/use-share-acts';
import { useSelectionActs } from './use-selection-acts';

export function useSelectionMenu(): (selection: Selection, place: 'list' | 'head') => MenuEntry[] {
  const { t } = useTranslation();
  const acts = useSelectionActs();
  const shareActs = useShareActs();
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  const open = useDialogsStore((state) => state.open);
  const count = useSelectionsStore((state) => state.selections.length);
  const targetId = useSelectionsStore((state) => state.targetId);
  const setTarget = useSelectionsStore((state) => state.setTarget);
  return (selection, place) => [
    ...(place === 'head'
      ? []
      : [
          {
            id: 'open',
            label: t('selections.menu.open'),
            icon: <FolderOpen size={15} aria-hidden />,
            onSelect: () => openPhotos({ kind: 'selection', selectionId: selection.id }),
          },
        ]),
    {
      id: 'edit',
      label: t('selections.menu.note'),
      icon: <Pencil size={15} aria-hidden />,
      onSelect: () => open({ kind: 'selection', act: { do: 'edit', selection } }),
    },
    {
      id: 'target',
      label: t('selections.menu.target'),
      icon: <ListPlus size={15} aria-hidden />,
      keys: 'B',
      checked: targetId === selection.id,
      onSelect: () => setTarget(targetId === selection.id ? null : selection.id),
    },
    {
      id: 'cover',
      label: t('selections.menu.firstCover'),
      icon: <Image size={15} aria-hidden />,
      disabled: selection.photoCount === 0,
      onSelect: () => void acts.edit(selection.id, { coverAssetId: null }),
    },
    { id: 'line-work', separator: true },
    {
      id: 'duplicate',
      label: t('selections.menu.duplicate'),
      icon: <Copy size={15} aria-hidden />,
      onSelect: () => void acts.duplicate(selection),
    },
    {
      id: 'merge',
      label: t('selections.menu.merge'),
      icon: <Combine size={15} aria-hidden />,
      disabled: count < 2,
      onSelect: () => open({ kind: 'selection', act: { do: 'merge', selection } }),
    },
    {
      id: 'compare',
      label: t('selections.menu.compare'),
      icon: <Columns2 size={15} aria-hidden />,
      disabled: count < 2,
      onSelect: () => open({ kind: 'selection', act: { do: 'compare', selection } }),
    },
    {
      id: 'share',
      label: t('shares.menu'),
      icon: <Send size={15} aria-hidden />,
      disabled: selection.photoCount === 0,
      onSelect: () => void shareActs.compose({ selectionId: selection.id }),
    },
    {
      id: 'export',
      label: t('selections.menu.export'),
      icon: <Share2 size={15} aria-hidden />,
      disabled: selection.photoCount === 0,
      onSelect: () => open({ kind: 'selection', act: { do: 'export', selection } }),
    },
    { id: 'line-delete', separator: true },
    {
      id: 'delete',
      label: t('selections.menu.delete'),
      icon: <Trash2 size={15} aria-hidden />,
      tone: 'danger',
      onSelect: () => void acts.remove(selection),
    },
  ];
}
