/** What can be done with the marked photos: in the head of the album, under a right click, and by key. */
import { Download, ListChecks, Maximize2, Rocket, X } from 'lucide-react';
import type { AssetState } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import type { MenuEntry } from '../../ui/menu';
import { say } from '../../ui/toast';
import { inState } from '../downloads/download-rules';
import styles from './album-header.module.css';

/** Not begun: asking for them first changes something. */
const mayGoFirst = (state: AssetState): boolean =>
  state === 'discovered' || state === 'preparing' || state === 'queued';

/** In the order of the album. */
export function markedIds(): AssetId[] {
  const { columns } = useAssetsStore.getState();
  const { ids } = useMarksStore.getState();
  return columns === null
    ? [...ids]
    : [...ids].sort((one, other) => columns.rowOf(one) - columns.rowOf(other));
}

export function downloadPhotos(assetIds: AssetId[]): void {
  if (assetIds.length > 0) useDialogsStore.getState().open({ kind: 'download', assetIds });
}

function useUploadFirst(): (assetIds: AssetId[]) => Promise<void> {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  return async (assetIds) => {
    try {
      await call('transfers.prioritize', { assetIds });
      say({
        title: t('grid.goFirst', { count: assetIds.length, n: formatCount(assetIds.length, locale) }),
      });
    } catch (error) {
      say({ title: t('grid.goFirstFailed'), text: sentence(asAppError(error)), error: true });
    }
  };
}

/** Of the marked photos, those that wait to be stored. */
function useWaiting(): AssetId[] {
  const ids = useMarksStore((state) => state.ids);
  const columns = useAssetsStore((state) => state.columns);
  useAssetsStore((state) => state.version); // states change in place
  return columns === null ? [] : inState(columns, ids, mayGoFirst);
}

/** Beside the title while more than one photo is marked. */
export function MarkedBar() {
  const { t } = useTranslation();
  const locale = useLocale();
  const marked = useMarksStore((state) => state.ids.size);
  const clearMarks = useMarksStore((state) => state.clear);
  const uploadFirst = useUploadFirst();
  const waiting = useWaiting();
  if (marked < 2) return null;
  const n = formatCount(marked, locale);
  return (
    <div className={styles.marked}>
      <span className={classNames(styles.markedCount, 'tabular')} role="status">
        {t('grid.marked', { count: marked, n })}
      </span>
      <Button icon={<Download size={15} aria-hidden />} onClick={() => downloadPhotos(markedIds())}>
        {t('downloads.markedMenu', { count: marked, n })}
      </Button>
      {waiting.length > 0 && (
        <Button icon={<Rocket size={15} aria-hidden />} onClick={() => void uploadFirst(waiting)}>
          {t('grid.uploadFirst')}
        </Button>
      )}
      <IconButton
        label={t('grid.clearMarks')}
        keys="Esc"
        size="small"
        icon={<X size={14} aria-hidden />}
        onClick={clearMarks}
      />
    </div>
  );
}

/** Under a right click on the photos. */
export function useMarkedMenu(markAll: () => void): MenuEntry[] {
  const { t } = useTranslation();
  const locale = useLocale();
  const uploadFirst = useUploadFirst();
  const marked = useMarksStore((state) => state.ids.size);
  const focus = useMarksStore((state) => state.focus);
  const openViewer = useNavigationStore((state) => state.openViewer);
  const waiting = useWaiting();
  const all: MenuEntry = {
    id: 'all',
    label: t('grid.selectAll'),
    icon: <ListChecks size={15} aria-hidden />,
    keys: 'Mod+A',
    onSelect: markAll,
  };
  if (marked === 0) return [all];
  return [
    ...(focus === null
      ? []
      : [
          {
            id: 'open',
            label: t('grid.openPhoto'),
            icon: <Maximize2 size={15} aria-hidden />,
            keys: 'F',
            onSelect: () => openViewer(focus),
          },
        ]),
    {
      id: 'download',
      label: t('downloads.markedMenu', { count: marked, n: formatCount(marked, locale) }),
      icon: <Download size={15} aria-hidden />,
      keys: 'D',
      onSelect: () => downloadPhotos(markedIds()),
    },
    ...(waiting.length === 0
      ? []
      : [
          {
            id: 'first',
            label: t('grid.uploadFirst'),
            icon: <Rocket size={15} aria-hidden />,
            onSelect: () => void uploadFirst(waiting),
          },
        ]),
    { id: 'line', separator: true },
    all,
  ];
}
