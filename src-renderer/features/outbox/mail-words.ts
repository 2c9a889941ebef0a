/** Where a mail stands, in words. Pure. */
import type { TFunction } from 'i18next';
import type { Mail } from '../../../src-shared/domain/mail';
import { formatDateTime, formatTime, isSameDay } from '../../ui/format';

export interface MailTimes {
  locale: string;
  nowMs: number;
  /** `3 minutes ago`. */
  ago: (atMs: number) => string;
}

/** A moment of today by its time, another one with its day. */
const timeWords = (atMs: number, { locale, nowMs }: MailTimes): string =>
  isSameDay(atMs, nowMs) ? formatTime(atMs, locale) : formatDateTime(atMs, locale);

export function mailStateWords(mail: Mail, t: TFunction, times: MailTimes): string {
  const { state, waitsFor, nextAttemptAtMs, sentAtMs, createdAtMs } = mail;
  if (state === 'sent') return t('outbox.state.sent', { ago: times.ago(sentAtMs ?? createdAtMs) });
  if (state !== 'waiting' || waitsFor === null) return t(`outbox.state.${state}`);
  return t(`outbox.wait.${waitsFor}`, {
    time: nextAttemptAtMs === null ? '' : timeWords(nextAttemptAtMs, times),
  });
}

/** A person looks at these first. */
export const isBad = ({ state }: Mail): boolean =>
  state === 'refused' || state === 'failed' || state === 'unsure';

/** What may be tried by a person: all but what is through, on its way, or has nothing left to bring. */
export const canSend = ({ state, error }: Mail): boolean =>
  state !== 'sent' && state !== 'sending' && error?.code !== 'mail-gone';
