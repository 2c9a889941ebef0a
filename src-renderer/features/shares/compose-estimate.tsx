/** What a share would take and cost before anything is sent, and what a person should know. */
import type { AppError } from '../../../src-shared/app-error';
import type { ShareEstimate } from '../../../src-shared/domain/share';
import type { ShareCost } from '../../../src-shared/domain/store-prices';
import type { ConnectionId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { formatBytes, formatCount, formatDuration, formatList, formatSum } from '../../ui/format';
import styles from './compose.module.css';

export function EstimateLine(props: {
  estimate: ShareEstimate | null;
  error: AppError | null;
  days: number;
  connectionId: ConnectionId;
}) {
  const { estimate, error, days, connectionId } = props;
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
      <Cost cost={estimate.cost} connectionId={connectionId} days={t('shares.compose.days', n(days))} />
    </p>
  );
}

/** `about $0.42: kept 14 days, each person looking once`, and what that is made of; a way to enter prices where none is known. */
function Cost({ cost, connectionId, days }: { cost: ShareCost; connectionId: ConnectionId; days: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const open = useDialogsStore((state) => state.open);
  if (cost.known === 'free') return null;
  if (cost.known === 'unknown')
    return (
      <span>
        {t('shares.compose.costUnknown')}{' '}
        <button type="button" className={styles.link} onClick={() => open({ kind: 'prices', connectionId })}>
          {t('shares.compose.enterPrices')}
        </button>
      </span>
    );
  const money = (amount: number): string => {
    const { text, less } = formatSum(amount, cost.currency, locale);
    return less ? t('shares.compose.less', { amount: text }) : text;
  };
  const { text, less } = formatSum(cost.amount, cost.currency, locale);
  const parts = (['stored', 'downloaded', 'written'] as const).flatMap((part) => {
    const amount = cost[part];
    return amount === null ? [] : [t(`shares.compose.costPart.${part}`, { amount: money(amount) })];
  });
  return (
    <span>
      {t(less ? 'shares.compose.costLess' : 'shares.compose.cost', { amount: text })}:{' '}
      {[
        ...(cost.stored === null ? [] : [t('shares.compose.costKept', { days })]),
        ...(cost.downloaded === null ? [] : [t('shares.compose.costLooked')]),
      ].join(', ') || t('shares.compose.costWritten')}{' '}
      <button
        type="button"
        className={styles.made}
        title={t('shares.compose.changePrices')}
        onClick={() => open({ kind: 'prices', connectionId })}
      >
        {parts.join(' + ')}
        {cost.byList && ` · ${t('shares.compose.byList')}`}
        <span className="visuallyHidden">. {t('shares.compose.changePrices')}</span>
      </button>
    </span>
  );
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
