/** One transfer in the list: what it is, where it stands, and on demand why, its story and what can be done. */
import { ArrowUpToLine, ChevronRight, Pause, Play, RotateCw, Undo2, X } from 'lucide-react';
import { useId } from 'react';
import type { Transfer } from '../../../src-shared/domain/transfer';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useTransfersStore } from '../../stores/transfers-store';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatPercent } from '../../ui/format';
import { ProgressBar } from '../../ui/progress-bar';
import { useAct, useCommand } from './transfer-acts';
import { actsOf, mayGoFirst, type TransferAct } from './transfer-phase';
import styles from './transfer-row.module.css';
import { TransferStory } from './transfer-story';
import { stateWords } from './transfer-words';
import { useNow } from './use-now';

export const transferRowPx = 36;
/** How much higher a row is while its details are folded out. */
export const detailsPx = 176;

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
  const command = useCommand();
  const wordsId = useId();
  useTransfersStore((state) => state.version);
  const live = useTransfersStore.getState().progress.get(transfer.id);
  const { state, sentBytes, sizeBytes, error } = live ?? transfer;
  const now = { ...transfer, state, sentBytes, sizeBytes, error };
  const nowMs = useNow(state === 'waiting' && transfer.retryAtMs !== null ? 1000 : null);
  const share = state === 'uploading' && sizeBytes > 0 ? sentBytes / sizeBytes : null;
  const name = transfer.fileName;
  const words = stateWords(now, { t, locale, sentence, nowMs });
  const first = transfer.priority > 0;
  return (
    <div className={styles.row} data-state={state}>
      <div className={styles.line}>
        <button
          type="button"
          tabIndex={-1}
          className={styles.name}
          aria-expanded={open}
          aria-describedby={wordsId}
          title={transfer.sourcePath}
          onClick={onToggle}
        >
          <ChevronRight size={14} aria-hidden className={classNames(styles.arrow, open && styles.unfolded)} />
          <span>{name}</span>
        </button>
        <span id={wordsId} className={styles.state}>
          {share === null ? (
            <span className={styles.words} title={words}>
              {words}
            </span>
          ) : (
            <>
              <ProgressBar label={name} share={share} className={styles.bar} />
              <span className={classNames(styles.percent, 'tabular')}>{formatPercent(share, locale)}</span>
            </>
          )}
        </span>
        <span className={classNames(styles.size, 'tabular')}>{formatBytes(sizeBytes, locale)}</span>
        <span className={styles.acts}>
          {mayGoFirst(state) && (
            <IconButton
              size="small"
              tabIndex={-1}
              label={t(first ? 'transfers.notFirst' : 'transfers.first', { name })}
              icon={first ? <Undo2 size={14} aria-hidden /> : <ArrowUpToLine size={14} aria-hidden />}
              onClick={() =>
                void command('transfers.prioritize', { ids: [transfer.id], first: !first }).then(onActed)
              }
            />
          )}
          {actsOf(state).map((possible) => {
            const Icon = iconOf[possible];
            return (
              <IconButton
                key={possible}
                size="small"
                tabIndex={-1}
                label={t(`transfers.${possible}`, { name })}
                icon={<Icon size={14} aria-hidden />}
                onClick={() => void act(possible, [transfer.id]).then(onActed)}
              />
            );
          })}
        </span>
      </div>
      {open && <TransferStory transfer={now} words={words} />}
    </div>
  );
}
