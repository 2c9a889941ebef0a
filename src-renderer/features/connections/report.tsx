/** What a test of a connection found: the sentence that matters, what the store does not do, and everything to fold out and copy. */
import { Check, CircleSlash, Copy, Minus, X } from 'lucide-react';
import {
  type ConnectionReport,
  type ProbeOutcome,
  type ProbeStep,
  probeChecks,
} from '../../../src-shared/domain/connection';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatList, formatMilliseconds } from '../../ui/format';
import { say } from '../../ui/toast';
import styles from './report.module.css';
import { headline, notableSteps, reportText, stepSentence } from './report-words';
import { useAgo } from './use-ago';

/** The first five decide whether photos can be kept there at all (domain/connection.ts). */
const needed = new Set(probeChecks.slice(0, 5));

export function Report({
  report,
  name,
  address,
}: {
  report: ConnectionReport;
  name: string;
  address: string;
}) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const ago = useAgo();
  const speaking = { t, language: i18n.language, locale };
  const named = (steps: readonly ProbeStep[]): string =>
    formatList(
      steps.map((step) => t(`connections.report.checks.${step.check}`)),
      locale,
    );
  // Of what works only the needed is said; the rest folds out.
  const works = named(report.steps.filter(({ check, outcome }) => outcome === 'yes' && needed.has(check)));
  const untried = report.ok ? named(report.steps.filter(({ outcome }) => outcome === 'untried')) : '';
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(reportText(report, { name, address }, speaking));
    say({ title: t('common.copied') });
  }
  return (
    <div className={styles.report}>
      <p className={classNames(styles.head, !report.ok && styles.bad)} role="status">
        {report.ok ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />}
        {headline(report, speaking)}
      </p>
      <ul className={styles.findings}>
        {notableSteps(report).map((step) => (
          <li key={step.check} className={classNames(step.outcome === 'failed' && styles.failed)}>
            {step.outcome === 'failed' ? <X size={14} aria-hidden /> : <Minus size={14} aria-hidden />}
            <span>{stepSentence(step, speaking)}</span>
          </li>
        ))}
      </ul>
      {works !== '' && <p className={styles.quiet}>{t('connections.report.works', { things: works })}</p>}
      {untried !== '' && (
        <p className={styles.quiet}>{t('connections.report.untried', { things: untried })}</p>
      )}
      <details className={styles.all}>
        <summary>{t('connections.report.everything')}</summary>
        <ul>
          {report.steps.map((step) => (
            <li key={step.check}>
              <Mark outcome={step.outcome} />
              <span className={styles.check}>{t(`connections.report.checks.${step.check}`)}</span>
              <span className={styles.said}>
                {stepSentence(step, speaking)}
                {step.error?.details !== undefined && <code>{step.error.details}</code>}
              </span>
            </li>
          ))}
        </ul>
      </details>
      <div className={styles.foot}>
        <span className={styles.quiet}>
          {t('connections.report.testedIn', {
            when: ago(report.testedAtMs),
            duration: formatMilliseconds(report.elapsedMs, locale),
          })}
        </span>
        <Button tone="quiet" icon={<Copy size={14} aria-hidden />} onClick={() => void copy()}>
          {t('connections.report.copy')}
        </Button>
      </div>
    </div>
  );
}

function Mark({ outcome }: { outcome: ProbeOutcome }) {
  const icon = { className: styles.mark, size: 14, 'aria-hidden': true };
  if (outcome === 'yes') return <Check {...icon} />;
  if (outcome === 'no') return <Minus {...icon} />;
  return outcome === 'failed' ? <X {...icon} /> : <CircleSlash {...icon} />;
}
