/** One import or download in the list at the left: what it is, how far it is, and whether its card is safe. */
import { ArrowDownToLine, ArrowUpFromLine, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Download } from '../../../src-shared/domain/download';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useTransfersStore } from '../../stores/transfers-store';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatSpeed } from '../../ui/format';
import { ProgressBar } from '../../ui/progress-bar';
import { type Group, groupIsOpen } from './groups';
import { safetyWords } from './safety';
import { useSteadyLeft } from './time-left';
import styles from './transfer-panel.module.css';
import { shareOf } from './transfer-phase';
import { leftWords } from './transfer-words';
import { useImportNames, useWhen } from './use-import-names';
import { useSafety } from './use-safety';

/** `alone`: nothing else is being uploaded. */
export function GroupItem({ group, alone }: { group: Group; alone: boolean }) {
  return group.kind === 'import' ? (
    <ImportItem run={group.run} alone={alone} open={groupIsOpen(group)} />
  ) : (
    <DownloadItem download={group.download} open={groupIsOpen(group)} />
  );
}

function ImportItem({ run, alone, open }: { run: ImportRun; alone: boolean; open: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = useImportNames(run);
  const when = useWhen();
  const summary = useTransfersStore((state) => (alone ? state.summary : null));
  const { safeties, nowMs } = useSafety([run]);
  const safety = safeties[0];
  const failed = run.failedCount;
  const counts =
    run.state === 'scanning'
      ? t('transfers.line.scanning', { count: run.foundCount, n: formatCount(run.foundCount, locale) })
      : t('transfers.group.counts', {
          stored: formatCount(run.storedCount, locale),
          total: formatCount(run.foundCount, locale),
        });
  return (
    <Item
      icon={<ArrowUpFromLine size={15} aria-hidden />}
      title={names.title}
      source={[names.source, when(run.startedAtMs)].join(' · ')}
      share={
        open && run.state !== 'scanning'
          ? shareOf({
              bytes: run.sentBytes,
              totalBytes: run.foundBytes,
              count: run.storedCount,
              totalCount: run.foundCount,
            })
          : null
      }
      open={open}
      facts={[
        counts,
        ...(open ? [] : [formatBytes(run.foundBytes, locale)]),
        ...(failed > 0
          ? [t('transfers.line.failed', { count: failed, n: formatCount(failed, locale) })]
          : []),
      ]}
      flow={open ? summary : null}
      flowOf={`import ${run.id}`}
      verdict={
        !open && safety !== undefined
          ? { words: safetyWords(safety, t, locale, nowMs), safe: safety.safe }
          : null
      }
    />
  );
}

function DownloadItem({ download, open }: { download: Download; open: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const when = useWhen();
  const { state } = download;
  return (
    <Item
      icon={<ArrowDownToLine size={15} aria-hidden />}
      title={download.title}
      source={[t(`transfers.group.download.${state}`), when(download.startedAtMs)].join(' · ')}
      share={
        open
          ? shareOf({
              bytes: download.doneBytes,
              totalBytes: download.totalBytes,
              count: download.doneCount,
              totalCount: download.fileCount,
            })
          : null
      }
      open={open}
      facts={[
        t('transfers.group.counts', {
          stored: formatCount(download.doneCount + download.alreadyThereCount, locale),
          total: formatCount(download.fileCount, locale),
        }),
        ...(download.failedCount > 0
          ? [
              t('transfers.line.failed', {
                count: download.failedCount,
                n: formatCount(download.failedCount, locale),
              }),
            ]
          : []),
      ]}
      flow={state === 'running' ? download : null}
      flowOf={`download ${download.id}`}
      verdict={null}
    />
  );
}

function Item(props: {
  icon: ReactNode;
  title: string;
  source: string;
  share: number | null;
  open: boolean;
  facts: string[];
  flow: { bytesPerSecond: number; remainingMs: number | null } | null;
  flowOf: string;
  verdict: { words: string; safe: boolean } | null;
}) {
  const { icon, title, source, share, open, flow, verdict } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const leftMs = useSteadyLeft(flow?.remainingMs ?? null, props.flowOf);
  const facts = [
    ...props.facts,
    ...(flow !== null && flow.bytesPerSecond > 0 ? [formatSpeed(flow.bytesPerSecond, locale)] : []),
    ...(flow !== null && leftMs !== null ? [leftWords(leftMs, t, locale)] : []),
  ];
  return (
    <span className={styles.item}>
      <span className={styles.itemIcon}>{icon}</span>
      <span className={styles.itemWords}>
        <span className={styles.itemTitle} title={title}>
          {title}
        </span>
        <span className={styles.itemSource} title={source}>
          {source}
        </span>
        {open && <ProgressBar label={title} share={share} className={styles.itemBar} />}
        <span className={classNames(styles.itemFacts, 'tabular')}>{facts.join(' · ')}</span>
        {verdict !== null && (
          <span className={classNames(styles.itemVerdict, verdict.safe && styles.safe)} title={verdict.words}>
            {verdict.safe && <ShieldCheck size={14} aria-hidden />}
            <span>{verdict.words}</span>
          </span>
        )}
      </span>
    </span>
  );
}
