/** The two questions of the trash: what is deleted for good, and what happens to photos that somebody else put into a bucket. */
import { useRef } from 'react';
import type { AssetId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useMarksStore } from '../../stores/marks-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { useTrashActs } from './use-trash-acts';
import { useTrashFacts } from './use-trash-facts';

/** `assetIds` null: everything in it. */
export function EmptyTrash({ assetIds, onClose }: { assetIds: AssetId[] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const facts = useTrashFacts();
  const { busy, error, run } = useDialogAct();
  const cancel = useRef<HTMLButtonElement>(null);
  const count = assetIds?.length ?? facts?.count ?? 0;
  const counted = (of: number) => ({ count: of, n: formatCount(of, locale) });

  async function remove(): Promise<void> {
    await run(async () => {
      const { deleted, kept } = await call('trash.empty', assetIds === null ? {} : { ids: assetIds });
      useMarksStore.getState().clear();
      say({
        title: t('trash.deleted', counted(deleted)),
        ...(kept > 0 && { text: t('trash.deletedKept', counted(kept)) }),
      });
      onClose();
    });
  }

  return (
    <Dialog
      open
      alert
      initialFocus={cancel}
      onClose={onClose}
      title={t('trash.deleteTitle', counted(count))}
      description={`${t('trash.deleteText')} ${t('trash.deletedOffline')}`}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            tone="danger"
            disabled={busy || count === 0}
            focusableWhenDisabled
            onClick={() => void remove()}
          >
            {t('trash.deleteSure', counted(count))}
          </Button>
        </>
      }
    >
      {error !== null && <Notice tone="danger" text={`${t('trash.deleteFailed')}. ${sentence(error)}`} />}
    </Dialog>
  );
}

/** `count`: how many of these photos no app of ours put there. */
export function TrashOthers({
  assetIds,
  count,
  onClose,
}: {
  assetIds: AssetId[];
  count: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useTrashActs();
  const hide = useRef<HTMLButtonElement>(null);
  const choose = (others: 'hide' | 'move'): void => {
    onClose();
    void acts.move(assetIds, others);
  };
  return (
    <Dialog
      open
      alert
      initialFocus={hide}
      onClose={onClose}
      title={t('trash.othersTitle', { count, n: formatCount(count, locale) })}
      description={t('trash.othersText')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button onClick={() => choose('move')}>{t('trash.othersMove')}</Button>
          <Button ref={hide} tone="main" onClick={() => choose('hide')}>
            {t('trash.othersHide')}
          </Button>
        </>
      }
    />
  );
}
