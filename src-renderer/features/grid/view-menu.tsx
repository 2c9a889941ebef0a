/** How the photos are shown, and what else can be done with the list: one menu at the end of the head. */
import { Ellipsis, Info, ListChecks, SquareStack } from 'lucide-react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import type { Settings } from '../../../src-shared/ipc-contract';
import { useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useListStore } from '../../stores/list-store';
import { useSettingsStore } from '../../stores/settings-store';
import { IconButton } from '../../ui/button';
import { Menu, type MenuEntry } from '../../ui/menu';
import { markAll } from './field-marks';
import { orderOf } from './use-line-words';

/** Lists that show every photo by itself: what was thrown away is looked through one by one. */
export const showsStacks = (scope: PhotoScope): boolean =>
  scope.kind !== 'trash' && scope.kind !== 'comparison';

export function ViewMenu(props: {
  scope: PhotoScope;
  more: readonly MenuEntry[];
  label: string | undefined;
}) {
  const { t } = useTranslation();
  const { gridMode, gridGroups, infoOpen } = useSettingsStore((state) => state.settings);
  const change = useSettingsStore((state) => state.change);
  const list = useAssetsStore((state) => state.list);
  const { stacks, setStacks } = useListStore();
  const set = (changed: Partial<Settings>): void => void change(changed).catch(() => undefined);
  const inTime = orderOf(list) === 'time';
  const entries: MenuEntry[] = [
    ...(['justified', 'square'] as const).map((mode) => ({
      id: mode,
      label: t(`grid.mode.${mode}`),
      checked: gridMode === mode,
      onSelect: () => set({ gridMode: mode }),
    })),
    { id: 'line-groups', separator: true },
    ...(['none', 'day', 'month'] as const).map((groups) => ({
      id: groups,
      label: t(`grid.groups.${groups}`),
      checked: gridGroups === groups,
      // Days lie together only in order of time.
      disabled: !inTime,
      onSelect: () => set({ gridGroups: groups }),
    })),
    { id: 'line-stacks', separator: true },
    ...(showsStacks(props.scope)
      ? [
          {
            id: 'stacks',
            label: t('grid.closeStacks'),
            icon: <SquareStack size={16} aria-hidden />,
            keys: 'Shift+S',
            checked: stacks === 'closed',
            onSelect: () => setStacks(stacks === 'closed' ? 'open' : 'closed'),
          },
        ]
      : []),
    {
      id: 'all',
      label: t('grid.selectAll'),
      icon: <ListChecks size={16} aria-hidden />,
      keys: 'Mod+A',
      onSelect: markAll,
    },
    {
      id: 'info',
      label: t('keys.toggleInfo'),
      icon: <Info size={16} aria-hidden />,
      keys: 'I',
      onSelect: () => set({ infoOpen: !infoOpen }),
    },
    ...(props.more.length === 0 ? [] : [{ id: 'line', separator: true as const }, ...props.more]),
  ];
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={props.label ?? t('grid.moreOf')} icon={<Ellipsis size={16} aria-hidden />} />
      }
      entries={entries}
    />
  );
}
