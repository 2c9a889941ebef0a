/** The line at the bottom while something moves or has moved, and the list of transfers that opens above it. */
import { Tabs } from '@base-ui/react/tabs';
import { ChevronUp, Ellipsis, Pause, Play, RotateCw, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ImportRun, TransferSummary } from '../../../src-shared/domain/transfer';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useImportsStore } from '../../stores/imports-store';
import { useTransfersStore } from '../../stores/transfers-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import { Menu } from '../../ui/menu';
import { ProgressBar } from '../../ui/progress-bar';
import { SkippedList } from './skipped-list';
import { useAct } from './transfer-acts';
import { TransferList } from './transfer-list';
import {
  openCount,
  phaseOf,
  shareDone,
  type TransferPhase,
  type TransferTab,
  tabFor,
  transferTabs,
} from './transfer-phase';
import styles from './transfer-tray.module.css';
import { lineWords } from './transfer-words';

/** The line is read out at most this often (ms): numbers change ten times a second. */
const spokenEveryMs = 15_000;

export function TransferTray() {
  const { t } = useTranslation();
  const locale = useLocale();
  const act = useAct();
  const sentence = useErrorSentence();
  const summary = useTransfersStore((state) => state.summary);
  const runsById = useImportsStore((state) => state.runs);
  const [tab, setTab] = useState<TransferTab | null>(null);
  const opener = useRef<HTMLButtonElement>(null);

  const runs = useMemo(() => Object.values(runsById), [runsById]);
  const scanning = runs.filter((run) => run.state === 'scanning');
  const phase = phaseOf(summary, scanning.length > 0);
  const words = lineWords(phase, summary, scanning, t, locale);
  const trouble = summary?.trouble ? sentence(summary.trouble) : null;
  const spoken = useCalmWords(
    `${phase} ${trouble ?? ''}`,
    [words.main, ...words.more, ...(trouble ? [trouble] : [])].join(', '),
    phase,
  );

  if (phase === 'nothing') return null;
  const open = tab !== null;
  const close = (): void => {
    setTab(null);
    opener.current?.focus();
  };
  const share = summary === null ? null : shareDone(summary);
  const skipped = summary?.skippedCount ?? 0;
  const moves = phase === 'moving' || phase === 'waiting' || phase === 'paused' || phase === 'scanning';

  return (
    <section
      className={styles.tray}
      aria-label={t('transfers.name')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      {tab !== null && <Panel tab={tab} onTab={setTab} summary={summary} runs={shownRuns(runs)} />}
      <div className={styles.line}>
        {moves && (
          <ProgressBar
            label={t('transfers.progress')}
            share={phase === 'scanning' ? null : share}
            className={classNames(styles.progress, phase === 'paused' && styles.still)}
          />
        )}
        <button
          ref={opener}
          type="button"
          className={styles.opener}
          aria-expanded={open}
          aria-label={`${t(open ? 'transfers.close' : 'transfers.open')}. ${words.main}`}
          onClick={() => (open ? close() : setTab(tabFor(phase, summary)))}
        >
          <ChevronUp size={16} aria-hidden className={classNames(styles.arrow, open && styles.arrowOpen)} />
          <span className={classNames(styles.main, phase === 'not-yet' && styles.bad, 'tabular')}>
            {words.main}
          </span>
          {words.more.map((more) => (
            <span key={more} className={classNames(styles.more, 'tabular')}>
              {more}
            </span>
          ))}
          {trouble !== null && (
            <span className={classNames(styles.main, styles.bad)} title={trouble}>
              {trouble}
            </span>
          )}
        </button>
        {skipped > 0 && (
          <Button
            tone="quiet"
            className={classNames(styles.skipped, 'tabular')}
            onClick={() => setTab('skipped')}
          >
            {t('transfers.skipped', { count: skipped, n: formatCount(skipped, locale) })}
          </Button>
        )}
        <span className={styles.grow} />
        {(phase === 'moving' || phase === 'waiting') && (
          <Button tone="quiet" icon={<Pause size={14} aria-hidden />} onClick={() => void act('pause')}>
            {t('transfers.pauseAll')}
          </Button>
        )}
        {phase === 'paused' && (
          <Button tone="quiet" icon={<Play size={14} aria-hidden />} onClick={() => void act('resume')}>
            {t('transfers.resumeAll')}
          </Button>
        )}
        {summary !== null && summary.failedCount > 0 && (
          <Button tone="quiet" icon={<RotateCw size={14} aria-hidden />} onClick={() => void act('retry')}>
            {t('transfers.retryAll')}
          </Button>
        )}
        {summary !== null && openCount(summary) > 0 && (
          <Menu
            align="end"
            trigger={
              <IconButton
                label={t('transfers.more')}
                tooltipSide="top"
                icon={<Ellipsis size={16} aria-hidden />}
              />
            }
            entries={[
              {
                id: 'cancel',
                label: t('transfers.cancelAll'),
                icon: <X size={16} aria-hidden />,
                tone: 'danger',
                onSelect: () => void act('cancel'),
              },
            ]}
          />
        )}
      </div>
      <p className="visuallyHidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </section>
  );
}

/** As TransferSummary counts: every import that is open, or else the newest. */
function shownRuns(runs: readonly ImportRun[]): ImportRun[] {
  const open = runs.filter((run) => run.state === 'scanning' || run.state === 'running');
  if (open.length > 0) return open;
  const newest = runs.reduce<ImportRun | null>(
    (best, run) => (best === null || run.id > best.id ? run : best),
    null,
  );
  return newest === null ? [] : [newest];
}

function Panel(props: {
  tab: TransferTab;
  onTab: (tab: TransferTab) => void;
  summary: TransferSummary | null;
  runs: ImportRun[];
}) {
  const { tab, onTab, summary, runs } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  }, []);
  const countOf: Record<TransferTab, number | null> = {
    moving: summary?.activeCount ?? null,
    waiting: summary ? Math.max(0, openCount(summary) - summary.activeCount) : null,
    failed: summary ? summary.failedCount + summary.cancelledCount : null,
    done: summary?.storedCount ?? null,
    skipped: summary?.skippedCount ?? null,
  };
  const stopArrows = (event: KeyboardEvent): void => {
    // The grid below listens for arrows too; these belong to the tabs and the list.
    if (event.key.startsWith('Arrow')) event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps keys from leaving
    <div className={styles.panel} onKeyDown={stopArrows}>
      <Tabs.Root className={styles.tabs} value={tab} onValueChange={(next) => onTab(next as TransferTab)}>
        <Tabs.List ref={list} className={styles.tabList} activateOnFocus>
          {transferTabs.map((name) => (
            <Tabs.Tab key={name} value={name} className={styles.tab}>
              {t(`transfers.tabs.${name}`)}
              {countOf[name] !== null && countOf[name] > 0 && (
                <span className={classNames(styles.count, 'tabular')}>
                  {formatCount(countOf[name], locale)}
                </span>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel key={tab} value={tab} className={styles.list}>
          {tab === 'skipped' ? <SkippedList runs={runs} /> : <TransferList tab={tab} />}
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  );
}

/** The words for a screen reader: at once when the phase or the trouble changes, else seldom. */
function useCalmWords(urgent: string, words: string, phase: TransferPhase): string {
  const [spoken, setSpoken] = useState('');
  const latest = useRef(words);
  latest.current = words;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `urgent` says when to speak at once
  useEffect(() => {
    setSpoken(phase === 'nothing' ? '' : latest.current);
    if (phase !== 'moving' && phase !== 'scanning') return;
    const timer = window.setInterval(() => setSpoken(latest.current), spokenEveryMs);
    return () => window.clearInterval(timer);
  }, [urgent, phase]);
  return spoken;
}
