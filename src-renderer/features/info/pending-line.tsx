/** Why what was set has not come into the sidecars yet; nothing while it is on its way. */
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useEditsStore } from '../../stores/edits-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';
import styles from './words.module.css';

export function PendingLine() {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const { pendingCount, waitingFor, error } = useEditsStore();
  if (pendingCount === 0 || (waitingFor !== 'network' && waitingFor !== 'trouble')) return null;
  const retry = (): void => {
    call('edits.retry', {}).catch((thrown: unknown) =>
      say({ title: t('edits.notKept'), text: sentence(asAppError(thrown)), error: true }),
    );
  };
  return (
    <div className={styles.pending} role="status">
      <p>
        {t(`edits.waiting.${waitingFor}`, { count: pendingCount, n: formatCount(pendingCount, locale) })}
        {waitingFor === 'trouble' && error !== null && ` ${sentence(error)}`}
      </p>
      {waitingFor === 'trouble' && (
        <button type="button" className={styles.link} onClick={retry}>
          {t('edits.waiting.again')}
        </button>
      )}
    </div>
  );
}
