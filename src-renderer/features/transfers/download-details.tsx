/** The chosen download: where it goes, what it needs, what can be done with all of it, and its files. */
import { useState } from 'react';
import { type Download, downloadIsOpen } from '../../../src-shared/domain/download';
import { desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { DownloadFiles, type DownloadTab, downloadTabs } from './download-files';
import { FileTabs } from './file-tabs';
import { useCommand } from './transfer-acts';
import styles from './transfer-panel.module.css';

export function DownloadDetails({ download }: { download: Download }) {
  const { failedCount, conflictCount, doneCount, alreadyThereCount } = download;
  const [tab, setTab] = useState<DownloadTab>(failedCount + conflictCount > 0 ? 'failed' : 'all');
  const countOf: Record<DownloadTab, number | null> = {
    all: download.fileCount,
    moving: null,
    waiting: null,
    failed: failedCount + conflictCount,
    downloaded: doneCount + alreadyThereCount,
  };
  return (
    <>
      <Head download={download} />
      <FileTabs tabs={downloadTabs} tab={tab} onTab={setTab} countOf={countOf}>
        <DownloadFiles key={tab} download={download} tab={tab} />
      </FileTabs>
    </>
  );
}

function Head({ download }: { download: Download }) {
  const { t } = useTranslation();
  const command = useCommand();
  const { id, state, to } = download;
  const open = downloadIsOpen(state);
  const place = t(download.form === 'zip' ? 'transfers.group.zip' : 'transfers.group.to', { place: to });
  return (
    <header className={styles.head}>
      <div className={styles.headLine}>
        <h2 className={styles.title} title={download.title}>
          {download.title}
        </h2>
        <span className={styles.source} title={to}>
          {place}
        </span>
        <span className={styles.headActs}>
          <Button tone="quiet" onClick={() => void desktop().revealPath(to)}>
            {t('transfers.group.reveal')}
          </Button>
          {state === 'paused' && (
            <Button tone="quiet" onClick={() => void command('downloads.resume', { id })}>
              {t('transfers.group.resume')}
            </Button>
          )}
          {state === 'waiting' && (
            <Button tone="quiet" onClick={() => void command('downloads.resume', { id })}>
              {t('transfers.offline.tryNow')}
            </Button>
          )}
          {(state === 'running' || state === 'waiting') && (
            <Button tone="quiet" onClick={() => void command('downloads.pause', { id })}>
              {t('transfers.group.pause')}
            </Button>
          )}
          {!open && download.failedCount > 0 && (
            <Button tone="quiet" onClick={() => void command('downloads.retry', { id })}>
              {t('transfers.group.retryFailed')}
            </Button>
          )}
          {open ? (
            <Button tone="quiet" onClick={() => void command('downloads.cancel', { id })}>
              {t('transfers.group.cancel')}
            </Button>
          ) : (
            <Button tone="quiet" onClick={() => void command('downloads.forget', { id })}>
              {t('transfers.group.forget')}
            </Button>
          )}
        </span>
      </div>
      <div className={styles.headLine}>
        <Words download={download} />
      </div>
    </header>
  );
}

/** Where it stands, and the question when names are taken. */
function Words({ download }: { download: Download }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  // Replacing loses files: what each choice means stands beside it there.
  const openDialog = useDialogsStore((state) => state.open);
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });
  if (download.state === 'asking') {
    return (
      <>
        <p className={styles.headVerdict}>
          {download.form === 'zip'
            ? t('transfers.group.zipAsking')
            : t('transfers.group.asking', counted(download.conflictCount))}
        </p>
        <span className={styles.headActs}>
          <Button onClick={() => openDialog({ kind: 'download-conflicts', downloadId: download.id })}>
            {t('downloads.asking.decide')}
          </Button>
        </span>
      </>
    );
  }
  const parts = [
    download.error ? sentence(download.error) : t(`transfers.group.download.${download.state}`),
    ...(download.alreadyThereCount > 0
      ? [t('transfers.group.alreadyThere', counted(download.alreadyThereCount))]
      : []),
    ...(download.notStoredCount > 0
      ? [t('transfers.group.notStored', counted(download.notStoredCount))]
      : []),
  ];
  const words = parts.join(' · ');
  return (
    <p className={styles.headVerdict}>
      <span title={words}>{words}</span>
    </p>
  );
}
