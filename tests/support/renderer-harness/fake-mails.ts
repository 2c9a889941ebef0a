/** Mails of the harness's Outbox: one of every state, and some that are through. */
import type { WireError } from '../../../src-shared/app-error';
import type { Mail, RenderedMail } from '../../../src-shared/domain/mail';
import type { Share } from '../../../src-shared/domain/share';
import type { MailId } from '../../../src-shared/units';

const day = 86_400_000;
export const wireError = (code: WireError['code'], message: string, details?: string): WireError => ({
  code,
  message,
  retry: 'after-user',
  ...(details !== undefined && { details }),
});

export function someMails(now: number, shares: readonly Share[], setUp: boolean): Mail[] {
  const share = shares[0];
  const base = {
    language: 'en' as const,
    attempts: 0,
    nextAttemptAtMs: null,
    expiresAtMs: null,
    sentAtMs: null,
    answer: null,
    error: null,
    shareId: share?.id ?? null,
    recipientId: share?.recipients[0]?.id ?? null,
  };
  const to = { email: 'mina.kim@example.com', name: 'Mina Kim' };
  const open: Mail[] = [
    {
      ...base,
      id: 9 as MailId,
      kind: 'share-link',
      to,
      subject: 'Wedding Kim & Lee: photos from Jiyoon Lee',
      state: 'waiting',
      waitsFor: setUp ? 'time' : 'set-up',
      createdAtMs: now - 60_000,
      ...(setUp && {
        nextAttemptAtMs: now + 240_000,
        attempts: 2,
        error: wireError(
          'mail-later',
          'smtp.gmail.com asks to try again later. That happens by itself.',
          '451 4.3.0 Mail server temporarily rejected message',
        ),
      }),
    },
    {
      ...base,
      id: 8 as MailId,
      kind: 'share-code',
      to,
      subject: 'Your code for Wedding Kim & Lee',
      state: 'waiting',
      waitsFor: setUp ? null : 'set-up',
      createdAtMs: now - 61_000,
    },
    {
      ...base,
      id: 7 as MailId,
      kind: 'share-link',
      to: { email: 'print@lab.exampel', name: 'Print lab, orders' },
      recipientId: share?.recipients[1]?.id ?? null,
      subject: 'Wedding Kim & Lee: photos from Jiyoon Lee',
      state: 'refused',
      waitsFor: null,
      createdAtMs: now - 3 * 3_600_000,
      attempts: 1,
      error: wireError(
        'mail-recipient',
        'smtp.gmail.com does not take mail for print@lab.exampel. Check the address.',
        '550 5.1.1 The email account that you tried to reach does not exist',
      ),
    },
    {
      ...base,
      id: 6 as MailId,
      kind: 'share-code',
      to: { email: 'lee@studio.example', name: '이준호' },
      subject: '“아이슬란드 2024 고객 선택용”의 코드',
      language: 'ko',
      state: 'unsure',
      waitsFor: null,
      createdAtMs: now - 5 * 3_600_000,
      attempts: 1,
      error: wireError(
        'mail-unsure',
        'The connection ended while this mail was handed over, so it may have arrived. Ask the person, then send it again or mark it as arrived.',
      ),
    },
    {
      ...base,
      id: 5 as MailId,
      kind: 'sign-in',
      to: { email: 'jiyoon@lee.photo', name: 'Jiyoon Lee' },
      shareId: null,
      recipientId: null,
      subject: 'Your code for signing in to CAOS',
      state: 'failed',
      waitsFor: null,
      createdAtMs: now - 30 * 3_600_000,
      attempts: 3,
      expiresAtMs: now - 29 * 3_600_000,
      error: wireError(
        'mail-gone',
        'What this mail would bring has ended. Delete it, and send a new one if it is still needed.',
      ),
    },
  ];
  const sent = Array.from(
    { length: 14 },
    (_, n): Mail => ({
      ...base,
      id: (100 - n) as MailId,
      kind: n % 2 === 0 ? 'share-link' : 'share-code',
      to: n % 3 === 0 ? to : { email: 'lee@studio.example', name: '' },
      subject: n % 2 === 0 ? 'Street, Lisbon: photos from Jiyoon Lee' : 'Your code for Street, Lisbon',
      state: 'sent',
      waitsFor: null,
      createdAtMs: now - (n + 2) * day,
      sentAtMs: now - (n + 2) * day,
      attempts: 1,
      answer: '250 2.0.0 OK 1763715 x7-20020a5d4e07',
      recipientId: null,
    }),
  );
  return [...open, ...sent];
}

export function renderedMail(mail: Mail): RenderedMail {
  const isCode = mail.kind === 'share-code' || mail.kind === 'sign-in';
  return {
    from: { email: 'jiyoon@lee.photo', name: 'Jiyoon Lee' },
    to: mail.to,
    subject: mail.subject,
    text: 'Hello Mina Kim,',
    html: `<!doctype html><html lang="en"><head><title>x</title><style>p{color:red}</style></head><body style="margin:0;background:#f4f4f4;padding:24px"><script>alert(1)</script><table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center"><table width="480" style="background:#ffffff;border-radius:10px;padding:32px;font-family:sans-serif;text-align:left"><tr><td><h1 style="font-size:22px;margin:0 0 16px">${isCode ? 'Your code' : 'Wedding Kim &amp; Lee'}</h1><p style="margin:0 0 12px">Hello Mina Kim,</p><p style="margin:0 0 20px">${isCode ? 'This code opens “Wedding Kim &amp; Lee” from Jiyoon Lee. The link comes in a mail of its own.' : 'Jiyoon Lee has 48 photos for you.'}</p>${isCode ? '<p style="font-size:28px;letter-spacing:3px;font-weight:bold;margin:0">7KX2M-QD9TF</p>' : '<a href="https://photos.example/page" onclick="alert(2)" style="display:inline-block;background:#b4532a;color:#ffffff;padding:12px 20px;border-radius:6px;text-decoration:none">See the photos</a>'}<p style="color:#666666;font-size:13px;margin:24px 0 0">Jiyoon Lee Photography<br>lee.photo</p></td></tr></table></td></tr></table></body></html>`,
    link: isCode ? null : 'https://photos.example/.caos/shares/4f2a/pages/91c0#3f9a',
    code: isCode ? '7KX2M-QD9TF' : null,
  };
}
