/** The line at the bottom while something moves or has moved, and what opens above it. */
import { ChevronUp, Ellipsis, History, Pause, Play, RotateCw, ShieldCheck, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Download, downloadIsOpen } from '../../../src-shared/domain/download';
import type { TransferSummary } from '../../../src-shared/domain/transfer';
import type { ImportId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDownloadsStore } from '../../stores/downloads-store';
import { useImportsStore } from '../../stores/imports-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useTransfersStore } from '../../stores/transfers-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import { Menu } from '../../ui/menu';
import { ProgressBar } from '../../ui/progress-bar';
import { groupsOf, shownRuns } from './groups';
import { type Safety, safetyOfAll, safetyWords } from './safety';
import { useSteadyLeft } from './time-left';
import { useAct, useCommand } from './transfer-acts';
import { TransferPanel } from './transfer-panel';
import { openCount, phaseOf, shareDone, shareOf, type TransferPhase } from './transfer-phase';
import styles from './transfer-tray.module.css';
import { type LineWords, lineWords } from './transfer-words';
import { useNow } from './use-now';
import { useSafety } from './use-safety';
import { useWaiting } from './use-waiting';

/** The line is read out at most this often (ms): numbers change ten times a second. */
const spokenEveryMs = 15_000;

/** `key`: the group to show first; null: the one the line speaks of. */
type Opened = { key: string | null; skipped: boolean };

export function TransferTray() {
  const { t } = useTranslation();
  const summary = useTransfersStore((state) => state.summary);
  const runsById = useImportsStore((state) => state.runs);
  const downloadsById = useDownloadsStore((state) => state.downloads);
  const [opened, setOpened] = useState<Opened | null>(null);
  const opener = useRef<HTMLButtonElement>(null);

  const runs = useMemo(() => Object.values(runsById), [runsById]);
  const downloads = useMemo(() => Object.values(downloadsById), [downloadsById]);
  const groups = useMemo(() => groupsOf(runs, downloads), [runs, downloads]);
  const scanning = runs.filter((run) => run.state === 'scanning');
  const openDownloads = downloads.filter((download) => downloadIsOpen(download.state));
  const download = spokenDownload(openDownloads);
  const phase = phaseOf(summary, scanning.length > 0, download);
  const line = useLine({ phase, summary, download, downloadCount: openDownloads.length });

  if (phase === 'nothing' && groups.length === 0) return null;
  const close = (): void => {
    setOpened(null);
    opener.current?.focus();
  };
  const skipped = summary?.skippedCount ?? 0;
  const newestImport = groups.find((group) => group.kind === 'import')?.key ?? null;
  return (
    <section
      className={styles.tray}
      aria-label={t('transfers.name')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || opened === null || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      {opened !== null && (
        <TransferPanel
          key={`${opened.key} ${opened.skipped}`}
          groups={groups}
          first={opened.key}
          skipped={opened.skipped}
        />
      )}
      <Line
        line={line}
        phase={phase}
        share={shareOfLine(phase, summary, download)}
        open={opened !== null}
        opener={opener}
        onToggle={() => (opened === null ? setOpened({ key: null, skipped: false }) : close())}
        onSkipped={skipped > 0 ? () => setOpened({ key: newestImport, skipped: true }) : null}
        summary={summary}
      />
      <p className="visuallyHidden" role="status" aria-live="polite">
        {line.spoken}
      </p>
    </section>
  );
}

/** The one that needs a person before the others, then the newest. */
const spokenDownload = (open: readonly Download[]): Download | null =>
  open.find((download) => download.state === 'asking') ??
  open.reduce<Download | null>((best, one) => (best === null || one.id > best.id ? one : best), null);

function shareOfLine(
  phase: TransferPhase,
  summary: TransferSummary | null,
  download: Download | null,
): number | null {
  if (phase === 'scanning' || summary === null) return null;
  if (phase !== 'downloading' || download === null) return shareDone(summary);
  return shareOf({
    bytes: download.doneBytes,
    totalBytes: download.totalBytes,
    count: download.doneCount,
    totalCount: download.fileCount,
  });
}

interface SpokenLine extends LineWords {
  verdict: { words: string; safe: boolean } | null;
  trouble: string | null;
  spoken: string;
  /** Imports that a check would say more of. */
  unchecked: ImportId[];
}

/** Everything the line says. */
function useLine(facts: {
  phase: TransferPhase;
  summary: TransferSummary | null;
  download: Download | null;
  downloadCount: number;
}): SpokenLine {
  const { phase, summary, download } = facts;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const runsById = useImportsStore((state) => state.runs);
  const runs = useMemo(() => shownRuns(Object.values(runsById)), [runsById]);
  const { safeties, nowMs: receiptsAtMs } = useSafety(runs);
  const unchecked = runs.filter((_run, index) => needsCheck(safeties[index])).map((run) => run.id);
  const waiting = useWaiting(phase === 'waiting');
  const nowMs = useNow(phase === 'waiting' ? 1000 : null);
  const downloading = phase === 'downloading' && download !== null;
  const leftMs = useSteadyLeft(
    (downloading ? download.remainingMs : summary?.remainingMs) ?? null,
    downloading ? `download ${download.id}` : `imports ${summary?.totalCount}`,
  );
  const words = lineWords(
    { ...facts, scanning: runs.filter((run) => run.state === 'scanning'), leftMs, waiting, nowMs },
    t,
    locale,
  );
  const ended = phase === 'all-stored' || phase === 'not-yet';
  const safety = safetyOfAll(safeties);
  const verdict = ended
    ? safety && { words: safetyWords(safety, t, locale, receiptsAtMs), safe: safety.safe }
    : phase === 'downloading' || phase === 'nothing'
      ? null
      : { words: t('transfers.safety.moving'), safe: false };
  const trouble = summary?.trouble ? sentence(summary.trouble) : null;
  const all = [words.main, ...words.more, verdict?.words, trouble].filter(Boolean).join(', ');
  const moves = phase === 'moving' || phase === 'scanning' || phase === 'downloading';
  const spoken = useCalmWords(`${phase} ${trouble ?? ''} ${ended ? verdict?.safe : ''}`, all, moves);
  return {
    ...words,
    verdict,
    trouble,
    spoken: phase === 'nothing' ? '' : spoken,
    unchecked: ended ? unchecked : [],
  };
}

/** Only asking the store again would tell. */
const needsCheck = (safety: Safety | undefined): boolean =>
  safety !== undefined &&
  !safety.safe &&
  safety.doubts.every(({ why }) => why === 'unchecked' || why === 'stale' || why === 'check-failed');

function Line(props: {
  line: SpokenLine;
  phase: TransferPhase;
  share: number | null;
  open: boolean;
  opener: React.RefObject<HTMLButtonElement | null>;
  onToggle: () => void;
  onSkipped: (() => void) | null;
  summary: TransferSummary | null;
}) {
  const { line, phase, share, open, opener, onToggle, onSkipped, summary } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const act = useAct();
  const command = useCommand();
  const go = useNavigationStore((state) => state.go);
  const downloads = useDownloadsStore((state) => state.downloads);
  const inState = (...states: Download['state'][]): Download[] =>
    Object.values(downloads).filter(({ state }) => states.includes(state));
  const moving = inState('running', 'waiting').length > 0;
  const mayPause = phase === 'moving' || phase === 'waiting' || (phase === 'downloading' && moving);
  const mayResume =
    phase === 'paused' || (phase === 'downloading' && !moving && inState('paused').length > 0);
  const pauseAll = (): void => {
    if (phase !== 'downloading') void act('pause');
    for (const { id } of inState('running', 'waiting')) void command('downloads.pause', { id });
  };
  const resumeAll = (): void => {
    if (phase !== 'downloading') void act('resume');
    for (const { id } of inState('paused')) void command('downloads.resume', { id });
  };
  const ended = phase === 'all-stored' || phase === 'not-yet' || phase === 'nothing';
  const failed = summary !== null && summary.failedCount > 0;
  return (
    <div className={styles.line}>
      {!ended && (
        <ProgressBar
          label={t('transfers.progress')}
          share={share}
          className={classNames(
            styles.progress,
            phase !== 'moving' && phase !== 'downloading' && styles.still,
          )}
        />
      )}
      <button ref={opener} type="button" className={styles.opener} aria-expanded={open} onClick={onToggle}>
        <ChevronUp size={16} aria-hidden className={classNames(styles.arrow, open && styles.arrowOpen)} />
        <span className="visuallyHidden">{t(open ? 'transfers.close' : 'transfers.open')}.</span>
        <span className={styles.name}>{t('transfers.name')}</span>
        <span className={classNames(styles.main, 'tabular')}>{line.main}</span>
        <span className={styles.rest}>
          {line.more.map((more) => (
            <span key={more} className={classNames(styles.more, 'tabular')}>
              {more}
            </span>
          ))}
          {line.verdict !== null && (
            <span
              className={classNames(
                line.verdict.safe ? styles.safe : ended ? styles.bad : styles.more,
                styles.verdict,
                'tabular',
              )}
              title={line.verdict.words}
            >
              {line.verdict.safe && <ShieldCheck size={15} aria-hidden />}
              <span>{line.verdict.words}</span>
            </span>
          )}
          {line.trouble !== null && (
            <span className={classNames(styles.verdict, styles.bad, styles.trouble)} title={line.trouble}>
              <span>{line.trouble}</span>
            </span>
          )}
        </span>
      </button>
      {onSkipped !== null && (
        <Button tone="quiet" className={classNames(styles.skipped, 'tabular')} onClick={onSkipped}>
          {t('transfers.line.skipped', {
            count: summary?.skippedCount ?? 0,
            n: formatCount(summary?.skippedCount ?? 0, locale),
          })}
        </Button>
      )}
      <span className={styles.grow} />
      {line.unchecked.length > 0 && (
        <Button
          tone="quiet"
          icon={<ShieldCheck size={14} aria-hidden />}
          onClick={() => {
            for (const importId of line.unchecked) void command('receipts.make', { importId });
          }}
        >
          {t('transfers.safety.check')}
        </Button>
      )}
      {phase === 'held' && (
        <Button tone="quiet" onClick={() => go('settings')}>
          {t('transfers.held.settings')}
        </Button>
      )}
      {phase === 'waiting' && (
        <Button tone="quiet" icon={<RotateCw size={14} aria-hidden />} onClick={() => void act('retry')}>
          {t('transfers.offline.tryNow')}
        </Button>
      )}
      {mayPause && (
        <Button tone="quiet" icon={<Pause size={14} aria-hidden />} onClick={pauseAll}>
          {t('transfers.pauseAll')}
        </Button>
      )}
      {mayResume && (
        <Button tone="quiet" icon={<Play size={14} aria-hidden />} onClick={resumeAll}>
          {t('transfers.resumeAll')}
        </Button>
      )}
      {failed && phase !== 'waiting' && (
        <Button tone="quiet" icon={<RotateCw size={14} aria-hidden />} onClick={() => void act('retry')}>
          {t('transfers.retryAll')}
        </Button>
      )}
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
            id: 'activity',
            label: t('transfers.activity'),
            icon: <History size={16} aria-hidden />,
            onSelect: () => go('activity'),
          },
          ...(summary !== null && openCount(summary) > 0
            ? [
                {
                  id: 'cancel',
                  label: t('transfers.cancelAll'),
                  icon: <X size={16} aria-hidden />,
                  tone: 'danger' as const,
                  onSelect: () => void act('cancel'),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

/** The words for a screen reader: at once when `urgent` changes, else seldom and only while something moves. */
function useCalmWords(urgent: string, words: string, moves: boolean): string {
  const [spoken, setSpoken] = useState('');
  const latest = useRef(words);
  latest.current = words;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `urgent` says when to speak at once
  useEffect(() => {
    setSpoken(latest.current);
    if (!moves) return;
    const timer = window.setInterval(() => setSpoken(latest.current), spokenEveryMs);
    return () => window.clearInterval(timer);
  }, [urgent, moves]);
  return spoken;
}
