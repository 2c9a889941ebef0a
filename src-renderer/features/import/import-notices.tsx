/** Says when an import ends. A good end is shown by the transfer line already, so it is only read out; a bad one stays until seen. */
import { useEffect, useRef, useState } from 'react';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { ImportId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { useImportsStore } from '../../stores/imports-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';

const isOpen = (run: ImportRun): boolean => run.state === 'scanning' || run.state === 'running';

export function ImportNotices() {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const runs = useImportsStore((state) => state.runs);
  /** Only imports seen running here are news when they end. */
  const running = useRef(new Set<ImportId>());
  const [heard, setHeard] = useState('');

  useEffect(() => {
    for (const run of Object.values(runs)) {
      if (isOpen(run)) running.current.add(run.id);
      else if (running.current.delete(run.id)) {
        const title = useAlbumsStore.getState().albums.find((album) => album.id === run.albumId)?.title;
        if (title === undefined || run.state === 'cancelled') continue;
        const counted = (count: number) => ({ count, formatted: formatCount(count, locale) });
        if (run.state === 'failed') {
          say({
            title: t('import.failedTitle', { title }),
            error: true,
            ...(run.error && { text: sentence(run.error) }),
          });
        } else if (run.failedCount > 0) {
          say({
            title: t('import.attentionTitle', { title }),
            text: t('import.attentionText', counted(run.failedCount)),
            error: true,
          });
        } else {
          const skipped =
            run.skippedCount > 0 ? ` ${t('import.doneSkipped', counted(run.skippedCount))}` : '';
          setHeard(
            `${t('import.doneTitle', { title })}. ${t('import.doneText', counted(run.storedCount))}${skipped}`,
          );
        }
      }
    }
  }, [runs, t, locale, sentence]);
  return (
    <div role="status" className="visuallyHidden">
      {heard}
    </div>
  );
}
