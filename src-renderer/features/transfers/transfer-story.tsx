/** What became of one transfer step by step, why it stands where it stands, and all of it to copy. */
import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Transfer, TransferEvent } from '../../../src-shared/domain/transfer';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import {
  formatCount,
  formatDateTime,
  formatDuration,
  formatMilliseconds,
  formatTimeOfDay,
} from '../../ui/format';
import { say } from '../../ui/toast';
import { type StoryLine, storyLines } from './story-lines';
import styles from './transfer-story.module.css';

/** `words`: where it stands, as the row says. */
export function TransferStory({ transfer, words }: { transfer: Transfer; words: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [steps, setSteps] = useState<TransferEvent[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const { id, state, attempts } = transfer;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another state or attempt is another step
  useEffect(() => {
    let left = false;
    call('transfers.events', { id }).then(
      (events) => !left && setSteps(events),
      (reason: unknown) => !left && setError(asAppError(reason)),
    );
    return () => {
      left = true;
    };
  }, [id, state, attempts]);

  const technical = transfer.error
    ? [transfer.error.code, transfer.error.details].filter(Boolean).join(': ')
    : null;
  const lines = storyLines(steps ?? []);
  const stepWords = (line: StoryLine): string =>
    [
      t(`transfers.state.${line.state}`),
      line.tookMs === null ? null : t('transfers.story.took', { time: tookWords(line.tookMs, locale) }),
      line.error ? sentence(line.error) : null,
    ]
      .filter(Boolean)
      .join(' · ');
  async function copy(): Promise<void> {
    const text = [
      transfer.fileName,
      transfer.sourcePath,
      words,
      technical,
      ...lines.map((line) => `${new Date(line.atMs).toISOString()}  ${line.state}  ${stepWords(line)}`),
    ];
    await navigator.clipboard.writeText(text.filter(Boolean).join('\n'));
    say({ title: t('transfers.copied') });
  }
  return (
    <div className={styles.details}>
      <div className={styles.why} data-selectable>
        <p>{words}</p>
        <p className={styles.quiet}>{transfer.sourcePath}</p>
        {attempts > 1 && (
          <p className={styles.quiet}>
            {t('transfers.story.attempts', { count: attempts, n: formatCount(attempts, locale) })}
          </p>
        )}
        {technical !== null && <p className={styles.code}>{technical}</p>}
        <div>
          <Button tone="quiet" icon={<Copy size={14} aria-hidden />} onClick={() => void copy()}>
            {t('transfers.copyDetails')}
          </Button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <section className={styles.story} aria-label={t('transfers.story.title')} tabIndex={0} data-selectable>
        {error !== null && (
          <p className={styles.quiet}>{`${t('transfers.story.failed')}. ${sentence(error)}`}</p>
        )}
        {steps !== null && steps.length === 0 && <p className={styles.quiet}>{t('transfers.story.none')}</p>}
        <ol>
          {lines.map((line) => (
            <li key={line.key} className={styles.step}>
              <time
                className="tabular"
                dateTime={new Date(line.atMs).toISOString()}
                title={formatDateTime(line.atMs, locale)}
              >
                {formatTimeOfDay(line.atMs, locale)}
              </time>
              <span>{stepWords(line)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

const tookWords = (tookMs: number, locale: string): string =>
  tookMs < 10_000 ? formatMilliseconds(tookMs, locale) : formatDuration(tookMs, locale);
