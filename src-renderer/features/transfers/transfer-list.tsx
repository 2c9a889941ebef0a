/** The transfers of one tab. */
import { useState } from 'react';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { WindowList } from '../../ui/window-list';
import styles from './skipped-list.module.css';
import { statesOfTab, type TransferTab } from './transfer-phase';
import { detailsPx, TransferRow, transferRowPx } from './transfer-row';
import { useTransferPages } from './use-transfer-pages';

export function TransferList({ tab }: { tab: Exclude<TransferTab, 'skipped'> }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const pages = useTransferPages(statesOfTab[tab]);
  const [openId, setOpenId] = useState<number | null>(null);

  if (pages.status === 'failed') {
    return (
      <div className={styles.quiet} role="alert">
        <p>{pages.error ? sentence(pages.error) : t('transfers.listFailed')}</p>
        <Button onClick={pages.refresh}>{t('transfers.tryAgain')}</Button>
      </div>
    );
  }
  if (pages.status === 'loading') return <p className={styles.quiet}>{t('transfers.loading')}</p>;
  if (pages.total === 0) return <p className={styles.quiet}>{t(`transfers.empty.${tab}`)}</p>;
  let openIndex = -1;
  for (let index = 0; openId !== null && index < pages.total && openIndex < 0; index++) {
    const row = pages.rowAt(index);
    if (row?.id === openId) openIndex = index;
  }
  return (
    <WindowList
      count={pages.total}
      rowPx={transferRowPx}
      open={openIndex < 0 ? null : { index: openIndex, morePx: detailsPx }}
      label={t(`transfers.tabs.${tab}`)}
      keyOf={(index) => pages.rowAt(index)?.id ?? `row ${index}`}
      onLook={pages.look}
      renderRow={(index) => {
        const transfer = pages.rowAt(index);
        if (!transfer) return null;
        return (
          <TransferRow
            transfer={transfer}
            open={transfer.id === openId}
            onToggle={() => setOpenId(transfer.id === openId ? null : transfer.id)}
            onActed={pages.refresh}
          />
        );
      }}
    />
  );
}
