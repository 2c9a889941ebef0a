/** Whether the card may be formatted: the verdict, what speaks against it, and the list behind it. */
import { BadgeCheck, CircleAlert, FileDown, History, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Receipt, ReceiptFormat } from '../../../src-shared/domain/receipt';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useImportsStore } from '../../stores/imports-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatAgo, formatBytes, formatCount, formatDateTime } from '../../ui/format';
import { Menu } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { SideSheet } from '../../ui/side-sheet';
import { useNow } from '../transfers/use-now';
import { Doubts, type Note } from './receipt-doubts';
import { ReceiptFiles } from './receipt-files';
import { type Age, ageOf, type Filter, fileNameOf } from './receipt-rules';
import styles from './receipt-sheet.module.css';
import { Skipped } from './skipped-words';
import { type ReceiptScope, type ShownReceipt, useReceipt } from './use-receipt';

/** Says "2 minutes ago" anew this often (ms). */
const tickMs = 20_000;
const formats: ReceiptFormat[] = ['pdf', 'csv', 'json'];

export function ReceiptSheet({ scope, onClose }: { scope: ReceiptScope; onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const shown = useReceipt(scope);
  const { receipt, error } = shown;
  const [filter, setFilter] = useState<Filter>('all');
  const [asksReadBack, setAsksReadBack] = useState(false);
  const [note, setNote] = useState<Note | null>(null);
  const checking = receipt?.state === 'checking';
  const { age, nowMs } = useAge(receipt);

  const check = (): void => {
    setFilter('all');
    setAsksReadBack(false);
    setNote(null);
    void shown.make('head');
  };
  const readBack = (): void => {
    setFilter('all');
    setAsksReadBack(false);
    setNote(null);
    void shown.make('read-back');
  };
  return (
    <SideSheet
      title={receipt === null ? t('receipts.title') : t('receipts.titleOf', { title: receipt.title })}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        receipt !== null &&
        !checking && (
          <>
            {note !== null && <NoteLine note={note} />}
            {/* The verdict offers it itself, where there is none or it is of the past. */}
            {receipt.state === 'done' && age === null && (
              <Button icon={<RefreshCw size={14} aria-hidden />} onClick={check}>
                {t('receipts.again')}
              </Button>
            )}
            <Button tone="quiet" aria-expanded={asksReadBack} onClick={() => setAsksReadBack(!asksReadBack)}>
              {t('receipts.readBack')}
            </Button>
            <span className={styles.grow} />
            {receipt.state === 'done' && <SaveMenu receipt={receipt} onNote={setNote} />}
          </>
        )
      }
    >
      <div className={styles.scroll}>
        {error !== null && <Notice tone="danger" text={`${t('receipts.failed')}. ${sentence(error)}`} />}
        {receipt === null && error === null && (
          <p className={styles.quiet} role="status">
            {t('receipts.loading')}
          </p>
        )}
        {receipt === null && error !== null && (
          <div>
            <Button onClick={() => void shown.make('head')}>{t('receipts.again')}</Button>
          </div>
        )}
        {receipt !== null && (
          <>
            <Verdict receipt={receipt} age={age} nowMs={nowMs} shown={shown} onCheck={check} />
            {asksReadBack && !checking && (
              <ReadBackQuestion
                receipt={receipt}
                onStart={readBack}
                onCancel={() => setAsksReadBack(false)}
              />
            )}
            {receipt.state === 'done' && receipt.verdict !== null && (
              <Doubts
                receipt={receipt}
                doubts={receipt.verdict.doubts.filter(
                  ({ state }) => !(receipt.verdict?.safe === true && state === 'source-gone'),
                )}
                onCheck={check}
                onReadBack={() => setAsksReadBack(true)}
                onShow={setFilter}
                onNote={setNote}
                onLeave={onClose}
              />
            )}
            <Facts receipt={receipt} />
            {receipt.state === 'done' && receipt.skippedCount > 0 && (
              <Skipped key={receipt.id} receipt={receipt} onShow={() => setFilter('skipped')} />
            )}
          </>
        )}
      </div>
      {receipt !== null && receipt.state === 'done' && receipt.fileCount > 0 && (
        <ReceiptFiles key={receipt.id} receipt={receipt} filter={filter} onFilter={setFilter} />
      )}
    </SideSheet>
  );
}

/** What time has done to it, kept up to the minute. */
function useAge(receipt: Receipt | null): { age: Age; nowMs: number } {
  const cardsSeenAtMs = useIngestsStore((state) => state.cardsSeenAtMs);
  const runs = useImportsStore((state) => state.runs);
  const nowMs = useNow(tickMs);
  return { age: receipt && ageOf(receipt, { nowMs, cardsSeenAtMs, runs }), nowMs };
}

function Verdict({
  receipt,
  age,
  nowMs,
  shown,
  onCheck,
}: {
  receipt: Receipt;
  age: Age;
  nowMs: number;
  shown: ShownReceipt;
  onCheck: () => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const ago =
    formatAgo(receipt.startedAtMs, Math.max(nowMs, receipt.startedAtMs), locale) ?? t('receipts.justNow');

  if (receipt.state === 'checking') {
    const known = receipt.fileCount > 0;
    return (
      <section className={styles.verdict} aria-label={t('receipts.checking')}>
        <h3 className={styles.headline}>
          {t(receipt.depth === 'head' ? 'receipts.checking' : 'receipts.checkingReadBack')}
        </h3>
        <ProgressBar
          label={t('receipts.checking')}
          share={known ? receipt.checkedCount / receipt.fileCount : null}
        />
        <div className={styles.row}>
          <p className="tabular">
            {known
              ? t('receipts.checkedSoFar', {
                  checked: formatCount(receipt.checkedCount, locale),
                  total: formatCount(receipt.fileCount, locale),
                })
              : t('receipts.checkedNone')}
          </p>
          <span className={styles.grow} />
          <Button tone="quiet" onClick={() => void shown.cancel()}>
            {t('receipts.cancelCheck')}
          </Button>
        </div>
      </section>
    );
  }
  if (receipt.state !== 'done' || receipt.verdict === null) {
    return (
      <section className={styles.verdict} role="status">
        <h3 className={styles.headline}>
          <CircleAlert size={26} strokeWidth={1.75} aria-hidden />
          {t(receipt.state === 'cancelled' ? 'receipts.stoppedTitle' : 'receipts.checkFailedTitle')}
        </h3>
        <p className={styles.quiet}>
          {receipt.error !== null ? sentence(receipt.error) : t('receipts.stoppedText')}
        </p>
        <div>
          <Button tone="main" onClick={onCheck}>
            {t('receipts.checkNow')}
          </Button>
        </div>
      </section>
    );
  }
  const { safe, doubts } = receipt.verdict;
  if (age !== null) {
    return (
      <section className={styles.verdict} role="status">
        <h3 className={classNames(styles.headline, styles.past)}>
          <History size={26} strokeWidth={1.75} aria-hidden />
          {t(safe ? 'receipts.wasSafe' : 'receipts.wasNotYet', { ago })}
        </h3>
        <p className={styles.quiet}>{t(ageWords[age])}</p>
        <div>
          <Button tone="main" onClick={onCheck}>
            {t('receipts.checkNow')}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section className={styles.verdict} role="status">
      <h3 className={classNames(styles.headline, !safe && styles.notYet)}>
        {safe ? (
          <BadgeCheck size={28} strokeWidth={1.75} aria-hidden />
        ) : (
          <CircleAlert size={28} strokeWidth={1.75} aria-hidden />
        )}
        {t(safe ? 'receipts.safe' : 'receipts.notYet')}
      </h3>
      <p className={styles.quiet}>
        {!safe
          ? t('receipts.checkedAt', { ago })
          : t(receipt.depth === 'head' ? 'receipts.by' : 'receipts.byReadBack', { ago })}
      </p>
      {safe && doubts.some(({ state }) => state === 'source-gone') && (
        <p className={styles.quiet}>{t('receipts.sourceGone')}</p>
      )}
    </section>
  );
}
const ageWords = {
  old: 'receipts.old',
  'went-on': 'receipts.oldRunning',
  'card-came-back': 'receipts.oldCard',
} as const satisfies Record<NonNullable<Age>, string>;

function ReadBackQuestion(props: { receipt: Receipt; onStart: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const size = formatBytes(props.receipt.totalBytes, locale);
  const count = props.receipt.fileCount - props.receipt.skippedCount;
  return (
    <section className={styles.question} aria-label={t('receipts.readBack')}>
      <p>{t('receipts.readBackCost', { count, n: formatCount(count, locale), size })}</p>
      <div className={styles.row}>
        <Button onClick={props.onStart}>{t('receipts.readBackStart', { size })}</Button>
        <Button tone="quiet" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </section>
  );
}

function Facts({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const wanted = receipt.fileCount - receipt.skippedCount;
  const whole = receipt.confirmedCount === wanted && receipt.verdict?.safe === true;
  return (
    <dl className={styles.facts}>
      <dt>{t('receipts.files')}</dt>
      <dd className="tabular">
        {receipt.state !== 'done'
          ? formatCount(wanted, locale)
          : whole
            ? t('receipts.allConfirmed', { count: wanted, n: formatCount(wanted, locale) })
            : t('receipts.confirmedOf', {
                confirmed: formatCount(receipt.confirmedCount, locale),
                total: formatCount(wanted, locale),
              })}
        {' · '}
        {formatBytes(receipt.totalBytes, locale)}
        {receipt.places.length > 1 && <p className={styles.quiet}>{t('receipts.perPlace')}</p>}
      </dd>
      <dt>{t('receipts.where')}</dt>
      <dd data-selectable>
        {receipt.places.map((place) => (
          <p key={place}>{place}</p>
        ))}
      </dd>
      {receipt.roots.length > 0 && (
        <>
          <dt>{t('receipts.from')}</dt>
          <dd data-selectable>
            {receipt.roots.map((root) => (
              <p key={root}>{root}</p>
            ))}
          </dd>
        </>
      )}
      <dt>{t('receipts.checkedAtTime')}</dt>
      <dd>{formatDateTime(receipt.startedAtMs, locale)}</dd>
    </dl>
  );
}

function SaveMenu({ receipt, onNote }: { receipt: Receipt; onNote: (note: Note) => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  async function save(format: ReceiptFormat): Promise<void> {
    try {
      const day = new Date(receipt.startedAtMs).toISOString().slice(0, 10);
      const words = t('receipts.fileName', { title: receipt.title, date: day });
      const to = await desktop().pickSavePath(fileNameOf(words, format));
      if (to === null) return;
      // The dialog of the system asked already before it gave the name of a file that is there.
      await call('receipts.export', { id: receipt.id, format, to, replace: true });
      onNote({ text: t('receipts.savedTo', { path: to }), path: to });
    } catch (error) {
      onNote({ text: `${t('receipts.saveFailed')}. ${sentence(asAppError(error))}`, failed: true });
    }
  }
  return (
    <Menu
      align="end"
      trigger={<Button icon={<FileDown size={14} aria-hidden />}>{t('receipts.save')}</Button>}
      entries={formats.map((format) => ({
        id: format,
        label: t(`receipts.saveAs.${format}`),
        onSelect: () => void save(format),
      }))}
    />
  );
}

/** What came of an act, beside its buttons: a word at the corner of the window would lie over them. */
function NoteLine({ note }: { note: Note }) {
  const { t } = useTranslation();
  const { path } = note;
  return (
    <div className={styles.note} role={note.failed ? 'alert' : 'status'}>
      <p className={note.failed ? styles.bad : undefined}>{note.text}</p>
      {path !== undefined && (
        <Button tone="quiet" onClick={() => void desktop().revealPath(path)}>
          {t('receipts.reveal')}
        </Button>
      )}
    </div>
  );
}
