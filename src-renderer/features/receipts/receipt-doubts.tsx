/** What speaks against formatting the card: how many files, what it means, what to do now, and the button for it. */
import type { Receipt, ReceiptDoubt } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { useImportsStore } from '../../stores/imports-store';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { type Filter, filterOfDoubt, type Remedy, remedyOf, standingOf } from './receipt-rules';
import styles from './receipt-sheet.module.css';

export interface Note {
  text: string;
  failed?: boolean;
  /** A file that can be shown. */
  path?: string;
}

export function Doubts(props: {
  receipt: Receipt;
  doubts: readonly ReceiptDoubt[];
  onCheck: () => void;
  onReadBack: () => void;
  onShow: (filter: Filter) => void;
  onNote: (note: Note) => void;
  /** The sheet makes room for another. */
  onLeave: () => void;
}) {
  const { receipt, doubts, onShow } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const runsById = useImportsStore((state) => state.runs);
  const runs = receipt.importIds.flatMap((id) => runsById[id] ?? []);
  if (doubts.length === 0) return null;

  async function act(remedy: Remedy): Promise<void> {
    if (remedy === 'check') return props.onCheck();
    if (remedy === 'read-back') return props.onReadBack();
    if (remedy === 'import-again') {
      props.onLeave();
      // An ingest goes on as an ingest: plainly imported, all of the card would go into this one album, under other names.
      if (receipt.ingestId !== null || runs.some((run) => run.ingestId !== null))
        useDialogsStore.getState().open({ kind: 'ingest', paths: receipt.roots });
      else useImportRequestStore.getState().ask(receipt.roots, receipt.albumIds[0] ?? null);
      return;
    }
    try {
      const retried = await retryFailed(runs);
      props.onNote({
        text:
          retried === 0
            ? t('receipts.nothingToRetry')
            : t('receipts.retried', { count: retried, n: formatCount(retried, locale) }),
      });
    } catch (error) {
      props.onNote({ text: `${t('receipts.actFailed')}. ${sentence(asAppError(error))}`, failed: true });
    }
  }
  return (
    <ul className={styles.doubts}>
      {doubts.map(({ state, count }) => {
        const { words, act: remedy } = remedyOf(state, standingOf(runs));
        const filter = filterOfDoubt(state);
        return (
          <li key={state} className={styles.doubt}>
            <p className={styles.doubtWhat}>
              {t(`receipts.doubt.${state}`, { count, n: formatCount(count, locale) })}
            </p>
            <p className={styles.quiet}>{t(`receipts.now.${words}`)}</p>
            {(remedy !== null || filter !== null) && (
              <div className={styles.row}>
                {remedy !== null && (
                  <Button onClick={() => void act(remedy)}>{t(`receipts.act.${remedy}`)}</Button>
                )}
                {filter !== null && (
                  <Button tone="quiet" onClick={() => onShow(filter)}>
                    {t('receipts.act.show')}
                  </Button>
                )}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Every failed or cancelled transfer of these imports; answers how many go again. */
async function retryFailed(runs: readonly ImportRun[]): Promise<number> {
  let retried = 0;
  for (const run of runs.filter((one) => one.failedCount + one.cancelledCount > 0)) {
    const { items } = await call('transfers.list', {
      importId: run.id,
      states: ['failed', 'cancelled'],
      limit: 10_000,
    });
    if (items.length > 0)
      retried += (await call('transfers.retry', { ids: items.map((item) => item.id) })).retried;
  }
  return retried;
}
