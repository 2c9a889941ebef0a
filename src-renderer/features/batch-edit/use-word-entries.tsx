/** What the menu of marked photos says of their words: edit them all, or put a template on them with one click. */
import { PencilLine, Stamp } from 'lucide-react';
import type { Settings } from '../../../src-shared/ipc-contract';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { formatCount } from '../../ui/format';
import type { MenuEntry } from '../../ui/menu';
import { say } from '../../ui/toast';
import { meantIds } from '../grid/photo-acts';
import { useEdit } from '../info/use-edit';

/** The marked photos, else the one with the focus. */
export function editMarked(): void {
  const assetIds = meantIds();
  if (assetIds.length > 0) useDialogsStore.getState().open({ kind: 'edit-words', assetIds });
}

export function useWordEntries(): MenuEntry[] {
  const { t } = useTranslation();
  const locale = useLocale();
  const edit = useEdit();
  const templates = useSettingsStore((state) => state.settings.metadataTemplates);
  const go = useNavigationStore((state) => state.go);
  async function apply({ name, change }: Settings['metadataTemplates'][number]): Promise<void> {
    const ids = meantIds();
    if (await edit(ids, change))
      say({
        title: t('edits.templateApplied', { name, count: ids.length, n: formatCount(ids.length, locale) }),
      });
  }
  return [
    {
      id: 'words',
      label: t('edits.menu'),
      icon: <PencilLine size={15} aria-hidden />,
      keys: 'E',
      onSelect: editMarked,
    },
    {
      id: 'template',
      label: t('edits.applyTemplate'),
      icon: <Stamp size={15} aria-hidden />,
      entries: [
        ...templates.map((template) => ({
          id: `template-${template.name}`,
          label: template.name,
          onSelect: () => void apply(template),
        })),
        ...(templates.length === 0 ? [] : [{ id: 'template-line', separator: true as const }]),
        { id: 'templates', label: t('edits.manageTemplates'), onSelect: () => go('settings') },
      ],
    },
  ];
}
