/** A connection's report in words: what the headline says, what each step means, and all of it as plain text to copy. */
import type { TFunction } from 'i18next';
import type { Connection, ConnectionReport, ProbeStep } from '../../../src-shared/domain/connection';
import { errorSentence } from '../../i18n/use-locale';
import { formatCount } from '../../ui/format';

export interface Speaking {
  t: TFunction;
  language: string;
  locale: string;
}

/**
 * What a step says. English is the sentence of the probe itself, which knows most (as with errors); other languages say it by check,
 * outcome and params.
 */
export function stepSentence(step: ProbeStep, { t, language }: Pick<Speaking, 't' | 'language'>): string {
  if (language === 'en' && step.message !== '') return step.message;
  const left = step.params?.leftover;
  const said = findingSentence(step, t, language);
  if (left === undefined) return said;
  const leftover = t('connections.report.leftover', { leftover: left });
  return step.outcome === 'yes' ? leftover : `${said} ${leftover}`;
}

function findingSentence(
  { check, outcome, params = {}, error }: ProbeStep,
  t: TFunction,
  language: string,
): string {
  if (outcome === 'untried') {
    if (error !== undefined)
      return t('connections.report.untriedNow', { why: errorSentence(error, t, language) });
    return check === 'create-bucket'
      ? t('connections.report.albumsInBucket')
      : t('connections.report.outcome.untried');
  }
  if (outcome === 'yes') {
    return check === 'tiers' && params.tiers !== undefined
      ? t('connections.report.tiersAre', params)
      : t('connections.report.outcome.yes');
  }
  if (check === 'bucket' && outcome === 'failed' && params.bucket === undefined) {
    return error === undefined || error.code === 'access-denied'
      ? t('connections.report.no.create-bucket')
      : errorSentence(error, t, language);
  }
  if (outcome === 'failed' && error !== undefined) return errorSentence(error, t, language);
  if (check === 'multipart' && params.damaged !== undefined) return t('connections.report.damagedParts');
  if (check === 'link' && params.status !== undefined && error === undefined)
    return t('connections.report.openToAll');
  if (check === 'link-lifetime' && params.hours !== undefined) return t('connections.report.linkHour');
  return t(`connections.report.no.${check}`, params);
}

/** What failed, and what this store does not do. */
const findings = (report: ConnectionReport): ProbeStep[] =>
  report.steps.filter((step) => step.outcome === 'failed' || step.outcome === 'no');

/** The findings, and whatever was left behind there: all that a person has to know of. */
export const notableSteps = (report: ConnectionReport): ProbeStep[] =>
  report.steps.filter(
    (step) => step.outcome === 'failed' || step.outcome === 'no' || step.params?.leftover !== undefined,
  );

export function headline(report: ConnectionReport, { t, locale }: Speaking): string {
  if (!report.ok) return t('connections.report.cannot');
  const count = findings(report).length;
  return count === 0
    ? t('connections.report.can')
    : t('connections.report.canBut', { count, formatted: formatCount(count, locale) });
}

/** For a mail to a provider or to us: everything that was seen, without any secret. */
export function reportText(
  report: ConnectionReport,
  named: Pick<Connection, 'name'> & { address: string },
  speaking: Speaking,
): string {
  const { t } = speaking;
  const lines = report.steps.map((step) => {
    const words = `${t(`connections.report.outcome.${step.outcome}`)}: ${t(`connections.report.checks.${step.check}`)}`;
    const details = step.error?.details === undefined ? '' : ` [${step.error.details}]`;
    const isPlain = step.outcome === 'yes' || step.outcome === 'untried';
    return isPlain && step.params?.leftover === undefined
      ? `${words}${details}`
      : `${words}. ${stepSentence(step, speaking)}${details}`;
  });
  return [
    `${named.name} · ${named.address}`,
    new Date(report.testedAtMs).toISOString(),
    headline(report, speaking),
    ...lines,
  ].join('\n');
}
