/** The files of one download that stand in one tab. */
import { useCallback } from 'react';
import type { Download, DownloadFile, DownloadFileState } from '../../../src-shared/domain/download';
import { call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatPercent } from '../../ui/format';
import { ProgressBar } from '../../ui/progress-bar';
import { PagedList } from './paged-list';
import { transferRowPx } from './transfer-row';
import styles from './transfer-row.module.css';
import { usePages } from './use-pages';

export const downloadTabs = ['all', 'moving', 'waiting', 'failed', 'downloaded'] as const;
export type DownloadTab = (typeof downloadTabs)[number];

const statesOf: Record<DownloadTab, DownloadFileState[] | null> = {
  all: null,
  moving: ['running'],
  waiting: ['queued'],
  failed: ['failed', 'conflict', 'left-out'],
  downloaded: ['done', 'already-there'],
};

export function DownloadFiles({ download, tab }: { download: Download; tab: DownloadTab }) {
  const { t } = useTranslation();
  const { id } = download;
  const ask = useCallback(
    (offset: number, limit: number) => {
      const states = statesOf[tab];
      return call('downloads.files', { id, offset, limit, ...(states !== null && { states }) });
    },
    [id, tab],
  );
  const pages = usePages(
    ask,
    `${download.state} ${download.doneBytes} ${download.doneCount} ${download.failedCount} ${download.conflictCount}`,
  );
  return (
    <PagedList
      pages={pages}
      rowPx={transferRowPx}
      keyOf={(file) => file.number}
      label={t(`transfers.tabs.${tab}`)}
      empty={t(`transfers.empty.${tab}`)}
      renderRow={(file) => <FileRow file={file} />}
    />
  );
}

function FileRow({ file }: { file: DownloadFile }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const share = file.state === 'running' && file.sizeBytes > 0 ? file.doneBytes / file.sizeBytes : null;
  const words = file.error ? sentence(file.error) : t(`transfers.fileState.${file.state}`);
  return (
    <div className={styles.row} data-state={file.state}>
      <div className={styles.line}>
        <span className={classNames(styles.name, styles.plain)} title={file.path}>
          <span>{file.path}</span>
        </span>
        <span className={styles.state}>
          {share === null ? (
            <span className={styles.words} title={words}>
              {words}
            </span>
          ) : (
            <>
              <ProgressBar label={file.path} share={share} className={styles.bar} />
              <span className={classNames(styles.percent, 'tabular')}>{formatPercent(share, locale)}</span>
            </>
          )}
        </span>
        <span className={classNames(styles.size, 'tabular')}>{formatBytes(file.sizeBytes, locale)}</span>
      </div>
    </div>
  );
}
