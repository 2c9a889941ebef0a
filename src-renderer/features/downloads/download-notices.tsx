/** Says when a download ends or needs a word; what it does meanwhile is told by the transfer line. */
import { useEffect, useRef } from 'react';
import { type Download, downloadIsOpen } from '../../../src-shared/domain/download';
import type { DownloadId } from '../../../src-shared/units';
import { desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useDownloadsStore } from '../../stores/downloads-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';

export function DownloadNotices() {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const downloads = useDownloadsStore((state) => state.downloads);
  /** Only downloads under way since this window opened are news; a small one may have ended before the first word of it. */
  const openedAtMs = useRef(Date.now());
  const before = useRef(new Map<DownloadId, Download['state']>());
  /** Takes a question away once it is answered anywhere. */
  const questions = useRef(new Map<DownloadId, () => void>());

  useEffect(() => {
    for (const download of Object.values(downloads)) {
      const { id, state, title, to } = download;
      const zip = download.form === 'zip';
      const known = before.current.get(id);
      const was = known ?? (download.startedAtMs >= openedAtMs.current ? 'running' : state);
      before.current.set(id, state);
      if (was === state || !downloadIsOpen(was)) continue;
      questions.current.get(id)?.();
      questions.current.delete(id);
      const n = (count: number) => ({ count, n: formatCount(count, locale) });
      const show = { label: t('downloads.show'), onSelect: () => void desktop().revealPath(to) };
      if (state === 'done') {
        say({
          title: t('downloads.done', { title }),
          text: t('downloads.doneText', { ...n(download.doneCount + download.alreadyThereCount), to }),
          action: show,
        });
      } else if (state === 'failed') {
        say({
          title: t('downloads.failedTitle', { title }),
          text:
            download.failedCount > 0 || download.error === null
              ? [
                  t('downloads.failedText', n(download.failedCount)),
                  ...(zip && download.doneCount > 0 ? [t('downloads.failedZip')] : []),
                ].join(' ')
              : sentence(download.error),
          error: true,
        });
      } else if (state === 'asking') {
        const takeAway = say({
          title: zip
            ? t('downloads.asking.zipTitle')
            : t('downloads.asking.title', n(download.conflictCount)),
          text: t(zip ? 'downloads.asking.zipNotice' : 'downloads.asking.notice', { to }),
          stays: true,
          action: {
            label: t('downloads.asking.decide'),
            onSelect: () => useDialogsStore.getState().open({ kind: 'download-conflicts', downloadId: id }),
          },
        });
        questions.current.set(id, takeAway);
      }
    }
  }, [downloads, t, locale, sentence]);
  return null;
}
