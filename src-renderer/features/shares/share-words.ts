/** Shares in words: where one stands, how its people have answered, and what a person should look at. Pure. */
import type { TFunction } from 'i18next';
import type { WireError } from '../../../src-shared/app-error';
import type { Mail } from '../../../src-shared/domain/mail';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import { formatCount, formatDate, formatPercent } from '../../ui/format';

/** Not ended and sent: what a photographer waits for. */
export const isUnderWay = ({ state }: Share): boolean =>
  state === 'preparing' || state === 'uploading' || state === 'live' || state === 'failed';
export const isOver = ({ state }: Share): boolean => state === 'expired' || state === 'revoked';

/** What to call a person: their name, else their address. */
export const personName = ({ name, email }: Pick<ShareRecipient, 'name' | 'email'>): string =>
  name === '' ? email : name;

/** 0..1 of a share under way; null: it cannot be told. */
export function progressShare({ state, progress, photoCount }: Share): number | null {
  if (state === 'preparing') return photoCount === 0 ? null : progress.preparedPhotos / photoCount;
  if (state === 'uploading')
    return progress.sealedBytes === 0 ? null : progress.storedBytes / progress.sealedBytes;
  return null;
}

/** Where it stands, in one short line. */
export function stateWords(share: Share, t: TFunction, locale: string): string {
  const { state, photoCount, progress, endsAtMs, stateAtMs } = share;
  const date = formatDate(state === 'live' ? (endsAtMs ?? stateAtMs) : stateAtMs, locale);
  if (state === 'preparing')
    return t('shares.state.preparing', {
      done: formatCount(progress.preparedPhotos, locale),
      total: formatCount(photoCount, locale),
    });
  if (state === 'uploading') {
    const part = progressShare(share);
    return part === null
      ? t('shares.state.uploadingStart')
      : t('shares.state.uploading', { percent: formatPercent(part, locale) });
  }
  return t(`shares.state.${state}`, { date });
}

/** A difference that matters to somebody who opens a link on that day. */
const hourMs = 3_600_000;

/** The day until when links surely open, where that is sooner than the end of the share. */
export const sureSooner = ({ state, endsAtMs, sureUntilMs }: Share): number | null =>
  state === 'live' && endsAtMs !== null && sureUntilMs !== null && sureUntilMs < endsAtMs - hourMs
    ? sureUntilMs
    : null;

/** `2 of 3 opened it · 1 sent a choice`, of those it is still for; of all when it is over. */
export function answerWords(share: Share, t: TFunction, locale: string): string[] {
  const over = isOver(share);
  const people = share.recipients.filter(({ state }) => over || state !== 'revoked');
  const n = (count: number) => ({ count, n: formatCount(count, locale) });
  const words = [people.length === 0 ? t('shares.nobody') : t('shares.people', n(people.length))];
  if (share.state !== 'live' && !over) return words;
  const opened = people.filter(({ openedCount }) => openedCount > 0).length;
  const chose = people.filter(({ pickedAtMs }) => pickedAtMs !== null).length;
  words.push(
    opened === 0
      ? t(over ? 'shares.openedNever' : 'shares.openedNone')
      : t('shares.opened', { n: formatCount(opened, locale), total: formatCount(people.length, locale) }),
  );
  if (chose > 0) words.push(t('shares.chose', n(chose)));
  return words;
}

/** The newest mail to that person of that share which is not through; null: none. */
export function stuckMail(mails: readonly Mail[], shareId: ShareId, recipientId: RecipientId): Mail | null {
  // They come newest first.
  const theirs = mails.filter((mail) => mail.shareId === shareId && mail.recipientId === recipientId);
  const newestOf = new Map<Mail['kind'], Mail>();
  for (const mail of theirs) if (!newestOf.has(mail.kind)) newestOf.set(mail.kind, mail);
  return [...newestOf.values()].find(({ state }) => state !== 'sent' && state !== 'sending') ?? null;
}

/** Why a video has no film, and how guests may get it all the same; not where they can download its original already. */
export function filmReason(
  { allow }: Pick<Share, 'allow'>,
  { params }: WireError,
): Array<'slow' | 'unreadable' | 'shareOriginals'> {
  const reason = params?.film === 'slow' ? 'slow' : 'unreadable';
  return allow.original ? [reason] : [reason, 'shareOriginals'];
}
