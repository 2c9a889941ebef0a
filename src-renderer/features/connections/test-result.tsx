/** What a try of a connection showed, step by step. */
import { Check, X } from 'lucide-react';
import type { ConnectionTest } from '../../../src-shared/domain/connection';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { classNames } from '../../ui/class-names';
import { formatMilliseconds } from '../../ui/format';
import styles from './test-result.module.css';

export function TestResult({ test }: { test: ConnectionTest }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <div className={styles.result} role="status">
      <p className={classNames(styles.head, !test.ok && styles.bad)}>
        {test.ok
          ? t('connections.works', { duration: formatMilliseconds(test.elapsedMs, locale) })
          : t('connections.fails')}
      </p>
      <ul className={styles.steps}>
        {test.steps.map((step) => (
          <li key={step.name} className={classNames(styles.step, !step.ok && styles.failed)}>
            {step.ok ? (
              <Check size={14} aria-label={t('connections.stepPassed')} />
            ) : (
              <X size={14} aria-label={t('connections.stepFailed')} />
            )}
            <span>{t(`connections.steps.${step.name}`)}</span>
            <span className={styles.words}>
              {step.message}
              {step.details !== undefined && (
                <details className={styles.details}>
                  <summary>{t('common.details')}</summary>
                  {step.details}
                </details>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
