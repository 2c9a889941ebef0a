/** The chosen import: whether its card is safe, what can be done with all of it, and its files. */
import { ReceiptText, ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { ImportId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { newestReceipt, useReceiptsStore } from '../../stores/receipts-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { ProgressBar } from '../../ui/progress-bar';
import { FileTabs } from './file-tabs';
import { runIsOpen } from './groups';
import { agoWords, safetyWords } from './safety';
import { SkippedList } from './skipped-list';
import { useActOnImport, useCommand } from './transfer-acts';
import { TransferList } from './transfer-list';
import styles from './transfer-panel.module.css';
import { statesOfTab, type TransferTab, transferTabs } from './transfer-phase';
import { useImportNames } from './use-import-names';
import { useSafety } from './use-safety';

/** Counts of an import are asked for again at most this often (ms). */
const countEveryMs = 2000;

export function ImportDetails({ run, skipped }: { run: ImportRun; skipped: boolean }) {
  const sentence = useErrorSentence();
  const open = runIsOpen(run);
  const counts = useCounts(run.id, open);
  const [chosen, setTab] = useState<TransferTab | null>(skipped ? 'skipped' : null);
  const [settled, setSettled] = useState<{ open: boolean; tab: TransferTab } | null>(null);
  // Settled once it is known what moves, and again at the end, so that no tab turns over while somebody looks.
  const found = open && counts === null ? null : firstTab(run, counts?.moving ?? 0);
  useEffect(() => {
    if (found !== null) setSettled((old) => (old?.open === open ? old : { open, tab: found }));
  }, [found, open]);
  const tab = chosen ?? settled?.tab ?? found ?? 'moving';
  const countOf: Record<TransferTab, number | null> = {
    moving: counts?.moving ?? null,
    waiting: counts?.waiting ?? null,
    failed: run.failedCount + run.cancelledCount,
    done: run.storedCount,
    skipped: run.skippedCount,
  };
  return (
    <>
      <Head
        run={run}
        paused={counts?.paused ?? 0}
        unpaused={(counts?.moving ?? 0) + (counts?.waiting ?? 0) - (counts?.paused ?? 0)}
      />
      {run.error !== null && (
        <p className={styles.problem} role="alert">
          {sentence(run.error)}
        </p>
      )}
      <FileTabs tabs={transferTabs} tab={tab} onTab={setTab} countOf={countOf}>
        {tab === 'skipped' ? (
          <SkippedList runs={[run]} />
        ) : (
          <TransferList key={tab} importId={run.id} tab={tab} />
        )}
      </FileTabs>
    </>
  );
}

/** The tab that answers why someone opened it. */
function firstTab(run: ImportRun, moving: number): TransferTab {
  if (runIsOpen(run)) return moving > 0 || run.state === 'scanning' ? 'moving' : 'waiting';
  if (run.failedCount + run.cancelledCount > 0) return 'failed';
  return run.storedCount === 0 && run.skippedCount > 0 ? 'skipped' : 'done';
}

/** How many of an open import move, wait and are paused; null until it is known. */
function useCounts(
  importId: ImportId,
  open: boolean,
): { moving: number; waiting: number; paused: number } | null {
  const [counts, setCounts] = useState<{ moving: number; waiting: number; paused: number } | null>(null);
  const [due, setDue] = useState(0);
  useEffect(() => {
    if (!open) return;
    const timer = window.setInterval(() => setDue((old) => old + 1), countEveryMs);
    return () => window.clearInterval(timer);
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again as time goes by
  useEffect(() => {
    let left = false;
    const count = (states: (typeof statesOfTab)['moving']): Promise<number> =>
      call('transfers.list', { importId, states, limit: 1 }).then(({ total }) => total);
    if (!open) setCounts({ moving: 0, waiting: 0, paused: 0 });
    else
      Promise.all([count(statesOfTab.moving), count(statesOfTab.waiting), count(['paused'])]).then(
        ([moving, waiting, paused]) => !left && setCounts({ moving, waiting, paused }),
        () => undefined, // the tabs then stand without their numbers
      );
    return () => {
      left = true;
    };
  }, [importId, open, due]);
  return counts;
}

function Head({ run, paused, unpaused }: { run: ImportRun; paused: number; unpaused: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = useImportNames(run);
  const album = useAlbum(run.albumId);
  const act = useActOnImport();
  const command = useCommand();
  const ingest = useIngestsStore((state) =>
    run.ingestId === null ? undefined : state.ingests[run.ingestId],
  );
  const openDialog = useDialogsStore((state) => state.open);
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const receipt = useReceiptsStore((state) => newestReceipt(state.receipts, run.id));
  const { safeties, nowMs } = useSafety([run]);
  const safety = safeties[0];
  const open = runIsOpen(run);
  // Of one place alone, its own button says it; but that stands only while files of it are known.
  const severalPlaces = ingest !== undefined && (ingest.importIds.length > 1 || paused + unpaused === 0);
  const cancelsAll = severalPlaces && (ingest.state === 'reading' || ingest.state === 'moving');
  const checking = receipt?.state === 'checking';
  if (safety === undefined) return null;
  const words = safetyWords(safety, t, locale, nowMs);
  return (
    <header className={styles.head}>
      <div className={styles.headLine}>
        <h2 className={styles.title} title={names.title}>
          {names.title}
        </h2>
        <span className={styles.source} title={names.paths}>
          {names.source}
        </span>
        <span className={styles.headActs}>
          {album !== null && (
            <Button tone="quiet" onClick={() => openAlbum(run.albumId)}>
              {t('transfers.group.show')}
            </Button>
          )}
          {paused > 0 && (
            <Button tone="quiet" onClick={() => void act('resume', run.id)}>
              {t('transfers.group.resume')}
            </Button>
          )}
          {unpaused > 0 && (
            <Button tone="quiet" onClick={() => void act('pause', run.id)}>
              {t('transfers.group.pause')}
            </Button>
          )}
          {run.failedCount > 0 && (
            <Button tone="quiet" onClick={() => void act('retry', run.id)}>
              {t('transfers.group.retryFailed')}
            </Button>
          )}
          {open && paused + unpaused > 0 && (
            <Button tone="quiet" onClick={() => void act('cancel', run.id)}>
              {t('transfers.group.cancel')}
            </Button>
          )}
          {cancelsAll && (
            <Button tone="quiet" onClick={() => void command('ingests.cancel', { id: ingest.id })}>
              {t('transfers.group.cancelAllFrom', { source: ingest.name })}
            </Button>
          )}
        </span>
      </div>
      <div className={styles.headLine}>
        <p className={classNames(styles.headVerdict, safety.safe && styles.safe)}>
          {safety.safe && <ShieldCheck size={16} aria-hidden />}
          <span title={words}>{words}</span>
          {safety.safe && (
            <span className={styles.quietVerdict}>
              {t('transfers.safety.confirmed', { ago: agoWords(safety.atMs, nowMs, t, locale) })}
            </span>
          )}
        </p>
        {checking && (
          <ProgressBar
            label={words}
            share={receipt.fileCount > 0 ? receipt.checkedCount / receipt.fileCount : null}
            className={styles.checkBar}
          />
        )}
        <span className={styles.headActs}>
          {!open && !checking && (
            <Button
              tone={safety.safe ? 'quiet' : 'plain'}
              icon={<ShieldCheck size={14} aria-hidden />}
              onClick={() => void command('receipts.make', { importId: run.id })}
            >
              {t('transfers.safety.check')}
            </Button>
          )}
          {receipt !== null && (
            <Button
              tone="quiet"
              aria-label={t('transfers.safety.receiptOf', { title: names.title })}
              icon={<ReceiptText size={14} aria-hidden />}
              onClick={() => openDialog({ kind: 'receipt', importId: run.id })}
            >
              {t('transfers.safety.receipt')}
            </Button>
          )}
        </span>
      </div>
    </header>
  );
}
