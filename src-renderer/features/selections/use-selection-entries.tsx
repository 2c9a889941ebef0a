/** The entries of the menu on photos that are about selections. */
import { Image, ListMinus, ListPlus } from 'lucide-react';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSelection, useSelectionsStore } from '../../stores/selections-store';
import type { MenuEntry } from '../../ui/menu';
import { useSelectionActs } from './use-selection-acts';

/** `meant`: the photos that an act is about, asked for when it happens. */
export function useSelectionEntries(meant: () => AssetId[]): MenuEntry[] {
  const { t } = useTranslation();
  const acts = useSelectionActs();
  const scope = useNavigationStore((state) => (state.view === 'photos' ? state.scope : null));
  const shown = useSelection(scope?.kind === 'selection' ? scope.selectionId : null);
  const target = useSelection(useSelectionsStore((state) => state.targetId));
  const focus = useMarksStore((state) => state.focus);
  return [
    ...(target === null || target.id === shown?.id
      ? []
      : [
          {
            id: 'selection',
            label: t('selections.addMenu', { name: target.name }),
            icon: <ListPlus size={15} aria-hidden />,
            keys: 'B',
            onSelect: () => void acts.add(meant()),
          },
        ]),
    {
      id: 'selection-other',
      label: t('selections.addToOther'),
      icon: <ListPlus size={15} aria-hidden />,
      keys: 'Shift+B',
      onSelect: () => acts.choose(meant()),
    },
    ...(shown === null
      ? []
      : [
          {
            id: 'selection-take',
            label: t('selections.menu.take', { name: shown.name }),
            icon: <ListMinus size={15} aria-hidden />,
            keys: 'Del',
            onSelect: () => void acts.take(shown, meant()),
          },
          ...(focus === null
            ? []
            : [
                {
                  id: 'selection-cover',
                  label: t('selections.menu.cover'),
                  icon: <Image size={15} aria-hidden />,
                  onSelect: () => void acts.edit(shown.id, { coverAssetId: focus }),
                },
              ]),
        ]),
  ];
}
