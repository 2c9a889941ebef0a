/** Beside the title while more than one photo is marked: how many, and what is done with them most. */
import { Download, Rocket, Send, X } from 'lucide-react';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import { useShareActs } from '../shares/use-share-acts';
import { meantIds, usePhotoActs, useWaiting } from './photo-acts';
import styles from './photos-head.module.css';

export function MarkedBar() {
  const { t } = useTranslation();
  const locale = useLocale();
  const marked = useMarksStore((state) => state.ids.size);
  const clearMarks = useMarksStore((state) => state.clear);
  const acts = usePhotoActs();
  const shareActs = useShareActs();
  const inTrash = useAssetsStore((state) => state.list?.scope.kind === 'trash');
  const waiting = useWaiting();
  if (marked < 2) return null;
  const n = formatCount(marked, locale);
  return (
    <div className={styles.marked}>
      <span className={classNames(styles.markedCount, 'tabular')} role="status">
        {t('grid.marked', { count: marked, n })}
      </span>
      {!inTrash && (
        <Button icon={<Send size={15} aria-hidden />} onClick={() => shareActs.composePhotos(meantIds())}>
          {t('shares.markedMenu', { count: marked, n })}
        </Button>
      )}
      <Button icon={<Download size={15} aria-hidden />} onClick={acts.download}>
        {t('downloads.markedMenu', { count: marked, n })}
      </Button>
      {waiting.length > 0 && (
        <Button icon={<Rocket size={15} aria-hidden />} onClick={() => void acts.uploadFirst(waiting)}>
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
