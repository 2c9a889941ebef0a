/** What a share would take and cost before anything is sent, and what a person should know. */
import type { TFunction } from 'i18next';
import type { AppError } from '../../../src-shared/app-error';
import type { ShareEstimate } from '../../../src-shared/domain/share';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { formatBytes, formatCount, formatDuration, formatList } from '../../ui/format';
import styles from './compose.module.css';

export function EstimateLine(props: {
  estimate: ShareEstimate | null;
  error: AppError | null;
  days: number;
}) {
  const { estimate, error, days } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  if (error !== null)
    return (
      <p className={styles.estimate} role="status">
        {t('shares.compose.estimateFailed')}. {sentence(error)}
      </p>
    );
  if (estimate === null)
    return (
      <p className={styles.estimate} role="status">
        {t('shares.compose.counting')}
      </p>
    );
  const n = (count: number) => ({ count, n: formatCount(count, locale) });
  const what = formatList(
    [
      ...(estimate.photoCount > 0 || estimate.videoCount === 0
        ? [t('shares.photos', n(estimate.photoCount))]
        : []),
      ...(estimate.videoCount > 0 ? [t('shares.compose.videos', n(estimate.videoCount))] : []),
    ],
    locale,
  );
  return (
    <p className={`${styles.estimate} tabular`} role="status">
      <span>{t('shares.compose.upload', { what, size: formatBytes(estimate.uploadBytes, locale) })}</span>
      {estimate.cost !== null && (
        <span title={t('shares.compose.costHint')}>
          {costWords(estimate.cost, t('shares.compose.days', n(days)), t, locale)}
        </span>
      )}
    </p>
  );
}

/** `about $0.42 for 14 days`; what is less than the smallest coin says so. */
function costWords(
  { currency, amount }: { currency: string; amount: number },
  days: string,
  t: TFunction,
  locale: string,
): string {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const smallest = 10 ** -(money.resolvedOptions().maximumFractionDigits ?? 2);
  return amount < smallest
    ? t('shares.compose.costLess', { amount: money.format(smallest), days })
    : t('shares.compose.cost', { amount: money.format(amount), days });
}

/** Notes about what was chosen; nothing when there is none. */
export function EstimateNotes({ estimate }: { estimate: ShareEstimate | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (estimate === null || estimate.notes.length === 0) return null;
  const days = formatDuration((estimate.maxLinkSeconds ?? 0) * 1000, locale);
  return (
    <section className={styles.notes} aria-label={t('shares.compose.notes')}>
      <ul>
        {estimate.notes.map((note) => (
          <li key={note}>{t(`shares.compose.note.${note}`, { days })}</li>
        ))}
      </ul>
    </section>
  );
}
