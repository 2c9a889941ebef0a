/** What a share says of itself, what of a change is news, and what a form lacks and keeps. */
import { describe, expect, it } from 'vitest';
import {
  changedPart,
  formOf,
  lacksOf,
  lastChoice,
  wholeForm,
  withIds,
} from '../../../src-renderer/features/shares/compose-rules';
import {
  answerWords,
  progressShare,
  stateWords,
  stuckMail,
  sureSooner,
} from '../../../src-renderer/features/shares/share-words';
import { startI18n } from '../../../src-renderer/i18n';
import type { Mail } from '../../../src-shared/domain/mail';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import { newsOf } from '../../../src-shared/domain/share-news';
import { ConnectionId, MailId, RecipientId, ShareId } from '../../../src-shared/units';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 21, 12);
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, part: Partial<ShareRecipient> = {}): ShareRecipient => ({
  id: RecipientId.parse(uuid(100 + n)),
  email: `p${n}@kim.kr`,
  name: '',
  codeWay: 'mail',
  state: 'live',
  openedAtMs: null,
  lastOpenedAtMs: null,
  openedCount: 0,
  pickedAtMs: null,
  pickedCount: 0,
  selectionId: null,
  ...part,
});
const share = (part: Partial<Share> = {}): Share => ({
  id: ShareId.parse(uuid(1)),
  title: 'Jeju',
  message: '',
  language: 'en',
  state: 'live',
  stateAtMs: noon,
  reason: null,
  createdAtMs: noon,
  days: 14,
  endsAtMs: noon + 14 * day,
  sureUntilMs: noon + 14 * day,
  connectionId: ConnectionId.parse(uuid(2)),
  bucket: 'jeju',
  allow: { view: true, web: true, original: false, pick: true, comment: true },
  options: { watermark: null, stripLocation: true, showFileNames: true },
  photoCount: 48,
  coverAssetId: null,
  recipients: [person(1), person(2)],
  progress: { preparedPhotos: 12, sealedObjects: 4, storedObjects: 1, sealedBytes: 1000, storedBytes: 250 },
  leftOut: [],
  originalsLeftOut: [],
  cleanedAtMs: null,
  ...part,
});
const { t } = startI18n('en');

describe('words', () => {
  it.each([
    ['draft', 'Draft, nothing is sent', null],
    ['preparing', 'Preparing 12 of 48', 0.25],
    ['uploading', 'Uploading, 25%', 0.25],
    ['live', 'Open until Dec 5, 2026', null],
    ['expired', 'Ended on Nov 21, 2026', null],
    ['revoked', 'Revoked on Nov 21, 2026', null],
    ['failed', 'Stopped', null],
  ] as const)('%s', (state, words, part) => {
    expect(stateWords(share({ state }), t, 'en-US')).toBe(words);
    expect(progressShare(share({ state }))).toBe(part);
  });

  it('tells who answered, of those it is still for', () => {
    const recipients = [
      person(1, { openedCount: 2, pickedAtMs: noon, pickedCount: 3 }),
      person(2),
      person(3, { state: 'revoked', openedCount: 1 }),
    ];
    expect(answerWords(share({ recipients }), t, 'en')).toEqual([
      '2 people',
      '1 of 2 opened it',
      '1 sent a choice',
    ]);
    expect(answerWords(share({ recipients, state: 'revoked' }), t, 'en')).toEqual([
      '3 people',
      '2 of 3 opened it',
      '1 sent a choice',
    ]);
    expect(answerWords(share({ state: 'expired' }), t, 'en')).toEqual(['2 people', 'Nobody opened it']);
    expect(answerWords(share({ state: 'failed' }), t, 'en')).toEqual(['2 people']);
  });

  it('is sure for less only while it is open and the difference matters', () => {
    const sureUntilMs = noon + 7 * day;
    expect(sureSooner(share({ sureUntilMs }))).toBe(sureUntilMs);
    expect(sureSooner(share({ sureUntilMs: noon + 14 * day - 60_000 }))).toBeNull();
    expect(sureSooner(share({ sureUntilMs, state: 'expired' }))).toBeNull();
  });

  it('finds the mail that keeps a person from the share', () => {
    const { id } = share();
    const mail = (n: number, part: Partial<Mail>): Mail =>
      ({
        id: MailId.parse(n),
        kind: 'share-link',
        state: 'sent',
        shareId: id,
        recipientId: person(1).id,
        ...part,
      }) as Mail;
    // Newest first: the refused link was sent again, the code still waits.
    const mails = [
      mail(9, { state: 'sent' }),
      mail(8, { kind: 'share-code', state: 'waiting' }),
      mail(7, { state: 'refused' }),
      mail(6, { state: 'refused', recipientId: person(2).id }),
    ];
    expect(stuckMail(mails, id, person(1).id)?.id).toBe(8);
    expect(stuckMail(mails, id, person(2).id)?.id).toBe(6);
    expect(stuckMail(mails, id, person(3).id)).toBeNull();
  });
});

describe('news', () => {
  const kinds = (before: Share, now: Share) =>
    newsOf(before, now).map((news) =>
      'recipient' in news ? `${news.kind} ${news.recipient.email}` : news.kind,
    );
  it('is when it opens or stops, and what people do for the first time', () => {
    expect(kinds(share({ state: 'uploading' }), share())).toEqual(['live']);
    expect(kinds(share({ state: 'expired' }), share())).toEqual([]);
    expect(kinds(share({ state: 'uploading' }), share({ state: 'failed' }))).toEqual(['failed']);
    expect(kinds(share(), share({ recipients: [person(1, { openedCount: 1 }), person(2)] }))).toEqual([
      'opened p1@kim.kr',
    ]);
  });
  it('says once that somebody chose, and again only for another choice', () => {
    const chose = share({ recipients: [person(1, { openedCount: 1, pickedAtMs: noon, pickedCount: 3 })] });
    const again = share({ recipients: [person(1, { openedCount: 4, pickedAtMs: noon, pickedCount: 3 })] });
    const later = share({
      recipients: [person(1, { openedCount: 4, pickedAtMs: noon + 1, pickedCount: 2 })],
    });
    expect(kinds(share(), chose)).toEqual(['picked p1@kim.kr']);
    expect(kinds(chose, again)).toEqual([]);
    expect(kinds(again, later)).toEqual(['picked p1@kim.kr']);
  });
});

describe('composing', () => {
  const form = formOf(share());
  it('lacks what cannot be sent', () => {
    expect(lacksOf(form, false)).toEqual([]);
    expect(lacksOf({ ...form, title: ' ', days: 0, recipients: [] }, true)).toEqual([
      'title',
      'days',
      'watermark',
      'recipients',
    ]);
    expect(lacksOf({ ...form, days: 731 }, false)).toEqual(['days']);
  });

  it('keeps what is whole, and what is not stays as it was', () => {
    const typed = {
      ...form,
      title: '  ',
      days: 9999,
      message: 'Hello',
      options: { ...form.options, watermark: '  ' },
    };
    expect(changedPart(wholeForm(typed, form), form)).toEqual({ message: 'Hello' });
    const marked = { ...typed, title: ' Höfn ', options: { ...form.options, watermark: ' © Lee ' } };
    expect(changedPart(wholeForm(marked, form), form)).toEqual({
      title: 'Höfn',
      message: 'Hello',
      options: { ...form.options, watermark: '© Lee' },
    });
  });

  it('gives people the ids that main made, so that each keeps their code', () => {
    const typed = [
      { email: 'P2@kim.kr', name: 'Two', codeWay: 'show' as const },
      { email: 'new@kim.kr', name: '', codeWay: 'mail' as const },
    ];
    expect(withIds(typed, [person(1), person(2)])).toEqual([{ ...typed[0], id: person(2).id }, typed[1]]);
  });

  it('proposes what the last one that was sent had', () => {
    const sent = share({ days: 30, allow: { ...share().allow, original: true } });
    expect(lastChoice([share({ state: 'draft', days: 3 }), sent, share({ days: 7 })])).toEqual({
      days: 30,
      allow: sent.allow,
      options: sent.options,
    });
    expect(lastChoice([share({ state: 'draft' })])).toEqual({});
  });
});
