/** The sidebar's section of selections: each with its count and its menu, and a place to drop photos on. */
import { ListPlus, Plus } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import type { Selection } from '../../../src-shared/domain/selection';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSelectionsStore } from '../../stores/selections-store';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import { ContextMenu } from '../../ui/menu';
import { SidebarSection } from '../shell/sidebar-section';
import { carriesPhotos, readDraggedPhotos } from './drag-photos';
import { SelectionCover } from './selection-cover';
import styles from './selection-items.module.css';
import { useSelectionActs } from './use-selection-acts';
import { useSelectionMenu } from './use-selection-menu';

export function SelectionItems() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { status, error, selections } = useSelectionsStore();
  const open = useDialogsStore((state) => state.open);
  const acts = useSelectionActs();
  const drop = useDropPhotos((assetIds) => open({ kind: 'selection', act: { do: 'new', assetIds } }));
  return (
    <div className={classNames(drop.over && styles.over)} {...drop.on}>
      <SidebarSection
        part="selections"
        title={t('selections.title')}
        action={
          <IconButton
            label={t('selections.new')}
            size="small"
            icon={<Plus size={15} aria-hidden />}
            onClick={() => open({ kind: 'selection', act: { do: 'new', assetIds: [] } })}
          />
        }
      >
        {status === 'failed' && error !== null && (
          <p className={styles.none}>
            {t('selections.loadFailed')}: {sentence(error)}
          </p>
        )}
        {status === 'ready' && selections.length === 0 && (
          <p className={styles.none}>{t('selections.none')}</p>
        )}
        {selections.length > 0 && (
          <ul className={styles.list}>
            {selections.map((selection) => (
              <SelectionItem
                key={selection.id}
                selection={selection}
                onDropPhotos={(assetIds) => void acts.addTo(selection, assetIds)}
              />
            ))}
          </ul>
        )}
      </SidebarSection>
    </div>
  );
}

function SelectionItem({
  selection,
  onDropPhotos,
}: {
  selection: Selection;
  onDropPhotos: Parameters<typeof useDropPhotos>[0];
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { view, scope, openPhotos } = useNavigationStore();
  const isTarget = useSelectionsStore((state) => state.targetId === selection.id);
  const menu = useSelectionMenu();
  const drop = useDropPhotos(onDropPhotos);
  const { id, name, note, photoCount } = selection;
  const isCurrent =
    view === 'photos' &&
    (scope?.kind === 'selection' || scope?.kind === 'comparison') &&
    scope.selectionId === id;
  return (
    <ContextMenu entries={menu(selection, 'list')}>
      <li>
        <button
          type="button"
          className={classNames(styles.item, drop.over && styles.over)}
          aria-current={isCurrent ? 'page' : undefined}
          title={note === '' ? name : `${name}\n${note}`}
          onClick={() => openPhotos({ kind: 'selection', selectionId: id })}
          {...drop.on}
        >
          <SelectionCover selection={selection} />
          <span className={styles.title}>{name}</span>
          {isTarget && (
            <span className={styles.target} title={t('selections.menu.target')}>
              <ListPlus size={13} aria-label={t('selections.menu.target')} />
            </span>
          )}
          <span className={styles.count}>{formatCount(photoCount, locale)}</span>
        </button>
      </li>
    </ContextMenu>
  );
}

/** A place that takes photos of ours and nothing else; one inside another answers for itself. */
function useDropPhotos(onPhotos: (assetIds: ReturnType<typeof readDraggedPhotos>) => void) {
  const [over, setOver] = useState(false);
  return {
    over,
    on: {
      onDragEnter(event: DragEvent) {
        if (!carriesPhotos(event.dataTransfer)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      },
      onDragOver(event: DragEvent) {
        if (!carriesPhotos(event.dataTransfer)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave(event: DragEvent) {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop(event: DragEvent) {
        if (!carriesPhotos(event.dataTransfer)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        const assetIds = readDraggedPhotos(event.dataTransfer);
        if (assetIds.length > 0) onPhotos(assetIds);
      },
    },
  };
}
