/** What happened: the journal by day, in words, with the way to what each entry is about. */
import { Copy } from 'lucide-react';
import { useEffect } from 'react';
import type { JournalEntry } from '../../../src-shared/domain/journal';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useJournalStore } from '../../stores/journal-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatDateTime, formatLongDate, formatTime, isSameDay } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Page, Section } from '../../ui/page';
import { say } from '../../ui/toast';
import styles from './activity-view.module.css';
import { byDay, isBad, journalWords } from './journal-words';

const dayMs = 86_400_000;

export function ActivityView() {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const { status, error, entries, more, load, loadOlder } = useJournalStore();
  useEffect(() => void load(), [load]);

  const dayTitle = (atMs: number): string => {
    const now = Date.now();
    if (isSameDay(atMs, now)) return t('activity.today');
    return isSameDay(atMs, now - dayMs) ? t('activity.yesterday') : formatLongDate(atMs, locale);
  };
  async function copy(): Promise<void> {
    const lines = entries.map((entry) =>
      [
        formatDateTime(entry.atMs, locale),
        journalWords(entry, t, locale),
        entry.error ? `${sentence(entry.error)} (${entry.error.code})` : '',
      ]
        .filter(Boolean)
        .join('  '),
    );
    await navigator.clipboard.writeText(lines.join('\n'));
    say({ title: t('common.copied') });
  }
  return (
    <Page
      title={t('activity.title')}
      text={t('activity.text')}
      action={
        entries.length > 0 && (
          <Button icon={<Copy size={15} aria-hidden />} onClick={() => void copy()}>
            {t('activity.copy')}
          </Button>
        )
      }
    >
      {status === 'ready' && entries.length === 0 && <p className={styles.quiet}>{t('activity.empty')}</p>}
      {byDay(entries).map((day) => (
        <Section key={day.entries[0]?.id} title={dayTitle(day.atMs)}>
          <ol className={styles.entries}>
            {day.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        </Section>
      ))}
      {error !== null && <Notice tone="danger" text={`${t('activity.loadFailed')}. ${sentence(error)}`} />}
      <div className={styles.foot}>
        {status === 'loading' && <p className={styles.quiet}>{t('common.loading')}</p>}
        {status === 'failed' && (
          <Button onClick={() => void (entries.length === 0 ? load() : loadOlder())}>
            {t('common.retry')}
          </Button>
        )}
        {status === 'ready' && more && (
          <Button onClick={() => void loadOlder()}>{t('activity.older')}</Button>
        )}
      </div>
    </Page>
  );
}

function Entry({ entry }: { entry: JournalEntry }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const album = useAlbum(entry.albumId);
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const open = useDialogsStore((state) => state.open);
  const words = journalWords(entry, t, locale);
  return (
    <li className={styles.entry}>
      <time
        className={classNames(styles.time, 'tabular')}
        dateTime={new Date(entry.atMs).toISOString()}
        title={formatDateTime(entry.atMs, locale)}
      >
        {formatTime(entry.atMs, locale)}
      </time>
      <div className={styles.words} data-selectable>
        <p className={classNames(isBad(entry) && styles.bad)}>{words}</p>
        {entry.error !== null && <p className={styles.quiet}>{sentence(entry.error)}</p>}
      </div>
      <span className={styles.links}>
        {entry.receiptId !== null && (
          <Button
            tone="quiet"
            aria-label={`${t('activity.receipt')}: ${entry.title}`}
            onClick={() => {
              const receiptId = entry.receiptId;
              if (receiptId !== null) open({ kind: 'receipt', receiptId });
            }}
          >
            {t('activity.receipt')}
          </Button>
        )}
        {entry.type === 'import-ended' && entry.importId !== null && (
          <Button
            tone="quiet"
            aria-label={`${t('activity.receipt')}: ${entry.title}`}
            onClick={() => {
              const importId = entry.importId;
              if (importId !== null) open({ kind: 'receipt', importId });
            }}
          >
            {t('activity.receipt')}
          </Button>
        )}
        {album !== null && (
          <Button
            tone="quiet"
            aria-label={`${t('activity.album')}: ${album.title}`}
            onClick={() => openAlbum(album.id)}
          >
            {t('activity.album')}
          </Button>
        )}
      </span>
    </li>
  );
}
