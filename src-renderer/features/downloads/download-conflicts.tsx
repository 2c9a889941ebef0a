/** Asks what shall become of photos whose names other files have, with the list of those names. */
import { useCallback } from 'react';
import type { DownloadFile } from '../../../src-shared/domain/download';
import type { DownloadId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDownloadsStore } from '../../stores/downloads-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatBytes, formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { WindowList } from '../../ui/window-list';
import { usePages } from '../transfers/use-pages';
import styles from './downloads.module.css';

const choices = ['keep-both', 'leave-out', 'replace'] as const;
type Choice = (typeof choices)[number];
const rowPx = 30;
/** Rows in sight at most; beyond, the list scrolls. */
const rowsInSight = 6;

export function DownloadConflicts({ downloadId, onClose }: { downloadId: DownloadId; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const download = useDownloadsStore((state) => state.downloads[downloadId]);
  const { busy, error, run } = useDialogAct();
  const ask = useCallback(
    (offset: number, limit: number) =>
      call('downloads.files', { id: downloadId, states: ['conflict'], offset, limit }),
    [downloadId],
  );
  const pages = usePages<DownloadFile>(ask, download?.conflictCount ?? 0);
  const asking = download?.state === 'asking';

  async function decide(choice: Choice): Promise<void> {
    await run(async () => {
      await call('downloads.resolve', { id: downloadId, choice });
      onClose();
    });
  }
  if (!asking) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t('downloads.asking.gone')}
        closeLabel={t('common.close')}
        footer={<Button onClick={onClose}>{t('common.close')}</Button>}
      />
    );
  }
  const count = download.conflictCount;
  // The whole ZIP waits for its name.
  const zip = download.form === 'zip';
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        zip
          ? t('downloads.asking.zipTitle')
          : t('downloads.asking.title', { count, n: formatCount(count, locale) })
      }
      description={t(zip ? 'downloads.asking.zipText' : 'downloads.asking.text', {
        title: download.title,
        to: download.to,
      })}
      closeLabel={t('common.close')}
      footer={<Button onClick={onClose}>{t('downloads.asking.later')}</Button>}
    >
      {!zip && (
        <div
          className={styles.names}
          style={{ height: rowPx * Math.min(rowsInSight, Math.max(1, pages.total || count)) }}
        >
          {pages.status === 'failed' ? (
            <Notice tone="danger" text={t('downloads.listFailed')} />
          ) : (
            <WindowList
              count={pages.total}
              rowPx={rowPx}
              label={t('downloads.asking.list')}
              keyOf={(index) => index}
              onLook={pages.look}
              renderRow={(index) => {
                const file = pages.rowAt(index);
                return file === null ? null : (
                  <p className={styles.name} title={file.path}>
                    <span>{file.path}</span>
                    <span className="tabular">{formatBytes(file.sizeBytes, locale)}</span>
                  </p>
                );
              }}
            />
          )}
        </div>
      )}
      <ul className={styles.choices}>
        {choices.map((choice) => (
          <li key={choice}>
            <Button disabled={busy} focusableWhenDisabled onClick={() => void decide(choice)}>
              {t(zip ? `downloads.asking.zip-${choice}` : `downloads.asking.${choice}`)}
            </Button>
            <span className={styles.quiet}>
              {t(zip ? `downloads.asking.zip-${choice}-hint` : `downloads.asking.${choice}-hint`)}
            </span>
          </li>
        ))}
      </ul>
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
