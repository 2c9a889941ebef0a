/** The head of the trash: how much lies in it, until when, and the ways out of it. */
import { Trash2, Undo2 } from 'lucide-react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import type { AssetId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';
import { Button } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { PhotosHead } from '../grid/photos-head';
import { useTrashActs } from './use-trash-acts';
import { useTrashFacts } from './use-trash-facts';

export function TrashHead({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const facts = useTrashFacts();
  const acts = useTrashActs();
  const marks = useMarksStore((state) => state.ids);
  const all = useAssetsStore((state) => state.all);
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });
  const isEmpty = (all?.count ?? 0) === 0;
  const some = marks.size > 0;
  return (
    <PhotosHead
      scope={scope}
      title={t('grid.listLabel.trash')}
      facts={
        facts !== null && (
          <>
            <span>{t('grid.photos', counted(facts.count))}</span>
            {facts.count > 0 && <span>{formatBytes(facts.totalBytes, locale)}</span>}
            {facts.count > 0 && <span>{t('trash.keeps')}</span>}
            {facts.waiting > 0 && <span role="status">{t('trash.waiting', counted(facts.waiting))}</span>}
          </>
        )
      }
      actions={
        <>
          <Button
            icon={<Undo2 size={16} aria-hidden />}
            disabled={isEmpty}
            focusableWhenDisabled
            onClick={() => void acts.restore(some ? [...marks] : allIds())}
          >
            {t(some ? 'trash.restore' : 'trash.restoreAll')}
          </Button>
          <Button
            icon={<Trash2 size={16} aria-hidden />}
            disabled={isEmpty}
            focusableWhenDisabled
            onClick={() => acts.deleteForGood(some ? [...marks] : null)}
          >
            {t(some ? 'trash.deleteMarked' : 'trash.empty')}
          </Button>
        </>
      }
    />
  );
}

const allIds = (): AssetId[] => Array.from(useAssetsStore.getState().all?.ids ?? [], (id) => id as AssetId);
