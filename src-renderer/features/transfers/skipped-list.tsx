/** What was found on disk and not imported, each with its reason in words. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { ImportRun, SkippedFile } from '../../../src-shared/domain/transfer';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { WindowList } from '../../ui/window-list';
import styles from './skipped-list.module.css';

/** Files listed of one import; the rest is counted. */
const listedFiles = 10_000;
const rowPx = 52;

export function SkippedList({ runs }: { runs: readonly ImportRun[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [files, setFiles] = useState<SkippedFile[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const total = runs.reduce((sum, run) => sum + run.skippedCount, 0);
  const ids = runs.map((run) => run.id).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: `ids` stands for `runs`, `total` and `attempt` ask again
  useEffect(() => {
    let current = true;
    Promise.all(runs.map((run) => call('imports.skipped', { id: run.id, limit: listedFiles }))).then(
      (lists) => {
        if (!current) return;
        setFiles(lists.flat());
        setError(null);
      },
      (reason: unknown) => current && setError(asAppError(reason)),
    );
    return () => {
      current = false;
    };
  }, [ids, total, attempt]);

  if (error !== null) {
    return (
      <div className={styles.quiet} role="alert">
        <p>{sentence(error)}</p>
        <Button onClick={() => setAttempt(attempt + 1)}>{t('transfers.tryAgain')}</Button>
      </div>
    );
  }
  if (files === null) return <p className={styles.quiet}>{t('transfers.loading')}</p>;
  if (files.length === 0) return <p className={styles.quiet}>{t('transfers.empty.skipped')}</p>;
  const left = total - files.length;
  const count = files.length + (left > 0 ? 1 : 0);
  return (
    <WindowList
      count={count}
      rowPx={rowPx}
      label={t('transfers.tabs.skipped')}
      keyOf={(index) => files[index]?.path ?? 'rest'}
      renderRow={(index) => {
        const file = files[index];
        if (!file)
          return (
            <p className={styles.rest}>
              {t('transfers.moreSkipped', { count: left, n: formatCount(left, locale) })}
            </p>
          );
        const slash = Math.max(file.path.lastIndexOf('/'), file.path.lastIndexOf('\\'));
        return (
          <div className={styles.row}>
            <p className={styles.name} title={file.path}>
              <span>{file.path.slice(slash + 1)}</span>
              <span className={styles.folder}>{file.path.slice(0, Math.max(0, slash))}</span>
            </p>
            <p className={styles.reason}>
              {file.reason === 'duplicate' && file.detail === null
                ? t('transfers.skipReason.duplicateOf')
                : t(`transfers.skipReason.${file.reason}`, { detail: file.detail ?? '' })}
            </p>
          </div>
        );
      }}
    />
  );
}
