/** One transfer in the list: what it is, where it stands, why it failed, and what can be done. */
import { ChevronDown, Pause, Play, RotateCw, X } from 'lucide-react';
import type { Transfer } from '../../../src-shared/domain/transfer';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useTransfersStore } from '../../stores/transfers-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatPercent } from '../../ui/format';
import { ProgressBar } from '../../ui/progress-bar';
import { useAct } from './transfer-acts';
import { actsOf, type TransferAct } from './transfer-phase';
import styles from './transfer-row.module.css';

export const transferRowPx = 52;
/** How much higher a row is while its details are folded out. */
export const detailsPx = 108;

export interface TransferRowProps {
  transfer: Transfer;
  open: boolean;
  onToggle: () => void;
  onActed: () => void;
}

const iconOf: Record<TransferAct, typeof Pause> = { pause: Pause, resume: Play, retry: RotateCw, cancel: X };

export function TransferRow({ transfer, open, onToggle, onActed }: TransferRowProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const act = useAct();
  useTransfersStore((state) => state.version);
  const live = useTransfersStore.getState().progress.get(transfer.id);
  const now = live
    ? {
        ...transfer,
        state: live.state,
        sentBytes: live.sentBytes,
        sizeBytes: live.sizeBytes,
        error: live.error,
      }
    : transfer;
  const moves = now.state === 'uploading';
  const share = now.sizeBytes > 0 ? now.sentBytes / now.sizeBytes : null;
  const name = now.fileName;
  const details =
    now.error === null
      ? null
      : [now.error.code, now.error.details, now.sourcePath].filter(Boolean).join('\n');
  return (
    <div className={styles.row} data-state={now.state}>
      <div className={styles.line}>
        <span className={styles.name} title={now.sourcePath}>
          {name}
        </span>
        <span className={classNames(styles.size, 'tabular')}>
          {moves && share !== null && `${formatPercent(share, locale)} · `}
          {formatBytes(now.sizeBytes, locale)}
        </span>
        <span className={styles.acts}>
          {details !== null && (
            <IconButton
              size="small"
              label={t('transfers.details', { name })}
              aria-expanded={open}
              className={classNames(styles.fold, open && styles.folded)}
              icon={<ChevronDown size={14} aria-hidden />}
              onClick={onToggle}
            />
          )}
          {actsOf(now.state).map((possible) => {
            const Icon = iconOf[possible];
            return (
              <IconButton
                key={possible}
                size="small"
                label={t(`transfers.${possible}`, { name })}
                icon={<Icon size={14} aria-hidden />}
                onClick={() => void act(possible, [transfer.id]).then(onActed)}
              />
            );
          })}
        </span>
      </div>
      <div className={styles.second}>
        {moves && share !== null ? (
          <ProgressBar label={name} share={share} className={classNames(styles.bar)} />
        ) : (
          <span className={styles.words} title={now.error ? sentence(now.error) : undefined}>
            <StateWords transfer={now} />
          </span>
        )}
      </div>
      {open && details !== null && (
        <div className={styles.details}>
          <pre data-selectable>{details}</pre>
          <Button
            tone="quiet"
            onClick={() => void navigator.clipboard.writeText(details).catch(() => undefined)}
          >
            {t('transfers.copyDetails')}
          </Button>
        </div>
      )}
    </div>
  );
}

function StateWords({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const reason = transfer.error ? sentence(transfer.error) : null;
  if (transfer.state === 'failed') return reason ?? t('transfers.state.failed');
  if (transfer.state === 'waiting') {
    const when =
      transfer.retryAtMs === null
        ? t('transfers.state.waitingSoon')
        : t('transfers.state.waiting', {
            when: new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(transfer.retryAtMs),
          });
    return reason === null ? when : `${when}. ${reason}`;
  }
  return t(`transfers.state.${transfer.state}`);
}
