/** The head of a selection, and of one that is compared with another. */
import { ArrowLeftRight, Columns2, Download, Send, Share2, X } from 'lucide-react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSelection, useSelectionsStore } from '../../stores/selections-store';
import { Button, IconButton } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { PhotosHead } from '../grid/photos-head';
import { useShareActs } from '../shares/use-share-acts';
import { NameInPlace } from './name-in-place';
import styles from './selection-head.module.css';
import { useReorder } from './use-reorder';
import { useSelectionActs } from './use-selection-acts';
import { useSelectionMenu } from './use-selection-menu';

export function SelectionHead({ scope }: { scope: Extract<PhotoScope, { kind: 'selection' }> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const selection = useSelection(scope.selectionId);
  const several = useSelectionsStore((state) => state.selections.length > 1);
  const open = useDialogsStore((state) => state.open);
  const acts = useSelectionActs();
  const shareActs = useShareActs();
  const menu = useSelectionMenu();
  const line = useReorder(scope.selectionId);
  if (selection === null) return null;
  const { id, name, note, photoCount, totalBytes, awayCount } = selection;
  return (
    <>
      <PhotosHead
        scope={scope}
        title={name}
        heading={<NameInPlace key={id} name={name} onRename={(next) => void acts.edit(id, { name: next })} />}
        facts={
          <>
            <span>{t('selections.photos', { count: photoCount, n: formatCount(photoCount, locale) })}</span>
            {totalBytes > 0 && <span>{formatBytes(totalBytes, locale)}</span>}
            {awayCount > 0 && (
              <span>{t('selections.away', { count: awayCount, n: formatCount(awayCount, locale) })}</span>
            )}
            <button
              type="button"
              className={styles.note}
              title={note === '' ? undefined : note}
              onClick={() => open({ kind: 'selection', act: { do: 'edit', selection } })}
            >
              {note === '' ? t('selections.noteAdd') : note}
            </button>
          </>
        }
        actions={
          <>
            {several && (
              <Button
                icon={<Columns2 size={16} aria-hidden />}
                onClick={() => open({ kind: 'selection', act: { do: 'compare', selection } })}
              >
                {t('selections.menu.compare')}
              </Button>
            )}
            <Button
              icon={<Send size={16} aria-hidden />}
              disabled={photoCount === 0}
              focusableWhenDisabled
              onClick={() => void shareActs.compose({ selectionId: id })}
            >
              {t('shares.menu')}
            </Button>
            <Button
              icon={<Share2 size={16} aria-hidden />}
              disabled={photoCount === 0}
              focusableWhenDisabled
              onClick={() => open({ kind: 'selection', act: { do: 'export', selection } })}
            >
              {t('selections.menu.export')}
            </Button>
            <Button
              icon={<Download size={16} aria-hidden />}
              disabled={photoCount === 0}
              focusableWhenDisabled
              onClick={() => open({ kind: 'selection', act: { do: 'export', selection, form: 'folder' } })}
            >
              {t('selections.menu.download')}
            </Button>
          </>
        }
        moreLabel={t('selections.more')}
        more={menu(selection, 'head')}
      />
      {line}
    </>
  );
}

export function ComparisonHead({ scope }: { scope: Extract<PhotoScope, { kind: 'comparison' }> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const one = useSelection(scope.selectionId);
  const other = useSelection(scope.otherId);
  const count = useAssetsStore((state) => state.columns?.count ?? null);
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  const open = useDialogsStore((state) => state.open);
  if (one === null || other === null) return null;
  const shows = (show: typeof scope.show) => ({
    'aria-pressed': scope.show === show,
    onClick: () => openPhotos({ ...scope, show }),
  });
  return (
    <PhotosHead
      scope={scope}
      title={t('selections.compare.headline', { one: one.name, other: other.name })}
      facts={
        count !== null && <span>{t('selections.photos', { count, n: formatCount(count, locale) })}</span>
      }
      actions={
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: two buttons of which one is pressed */}
          <div className={styles.toggle} role="group" aria-label={t('selections.compare.show')}>
            <Button {...shows('both')}>{t('selections.compare.both')}</Button>
            <Button {...shows('only-here')} title={t('selections.compare.onlyHere', { name: one.name })}>
              <span className={styles.short}>{t('selections.compare.onlyHere', { name: one.name })}</span>
            </Button>
          </div>
          <IconButton
            label={t('selections.compare.swap')}
            icon={<ArrowLeftRight size={16} aria-hidden />}
            onClick={() => openPhotos({ ...scope, selectionId: other.id, otherId: one.id })}
          />
          <IconButton
            label={t('selections.compare.back', { name: one.name })}
            icon={<X size={16} aria-hidden />}
            onClick={() => openPhotos({ kind: 'selection', selectionId: one.id })}
          />
        </>
      }
      more={[
        {
          id: 'compare',
          label: t('selections.compare.choose'),
          icon: <Columns2 size={16} aria-hidden />,
          onSelect: () => open({ kind: 'selection', act: { do: 'compare', selection: one } }),
        },
      ]}
      moreLabel={t('selections.more')}
    />
  );
}
