/** The transfers of one import that stand in one tab. */
import { useCallback, useState } from 'react';
import type { ImportId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useTranslation } from '../../i18n/use-locale';
import { useTransfersStore } from '../../stores/transfers-store';
import { PagedList } from './paged-list';
import { statesOfTab, type TransferTab } from './transfer-phase';
import { detailsPx, TransferRow, transferRowPx } from './transfer-row';
import { usePages } from './use-pages';

export function TransferList({
  importId,
  tab,
}: {
  importId: ImportId;
  tab: Exclude<TransferTab, 'skipped'>;
}) {
  const { t } = useTranslation();
  const ask = useCallback(
    (offset: number, limit: number) =>
      call('transfers.list', { importId, states: statesOfTab[tab], offset, limit }),
    [importId, tab],
  );
  const pages = usePages(
    ask,
    useTransfersStore((state) => state.version),
  );
  const [openId, setOpenId] = useState<number | null>(null);
  return (
    <PagedList
      pages={pages}
      rowPx={transferRowPx}
      morePx={detailsPx}
      openKey={openId}
      keyOf={(transfer) => transfer.id}
      label={t(`transfers.tabs.${tab}`)}
      empty={t(`transfers.empty.${tab}`)}
      renderRow={(transfer, open) => (
        <TransferRow
          transfer={transfer}
          open={open}
          onToggle={() => setOpenId(open ? null : transfer.id)}
          onActed={pages.refresh}
        />
      )}
    />
  );
}
