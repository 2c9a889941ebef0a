/** The Outbox against a real mail server: what arrives, what waits, what is refused, and that nothing arrives twice. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewMail } from '../../../src-main/services/mail/queue-mail';
import { RecipientId } from '../../../src-shared/units';
import { type MailDesk, openMailDesk, START_MS } from '../../support/mail-desk';
import { type MailServer, startMailServer, USER } from '../../support/mail-server';
import {
  code,
  codeMail,
  keepShareSecrets,
  link,
  linkMail,
  recipientId,
  shareId,
} from '../../support/share-mails';

const MINUTE_MS = 60_000;
let desk: MailDesk;
let server: MailServer;
beforeEach(async () => {
  desk = openMailDesk();
  server = await startMailServer();
  keepShareSecrets(desk.secrets);
});
afterEach(async () => {
  await desk.close();
  await server.close();
});

it('hands link and code over in two mails, by STARTTLS and signed in, and each holds only its half', async () => {
  await desk.setUp(server);
  const first = await desk.outbox.queue(linkMail());
  const second = await desk.outbox.queue(codeMail());
  await desk.outbox.settled();

  expect(server.mails.map(({ from, to, encrypted, user }) => ({ from, to, encrypted, user }))).toEqual([
    { from: USER, to: ['mina@example.test'], encrypted: true, user: USER },
    { from: USER, to: ['mina@example.test'], encrypted: true, user: USER },
  ]);
  expect(server.connections).toBe(1);
  const [one, two] = server.mails.map(({ mail }) => mail);
  expect(one).toMatchObject({
    subject: `Wedding Kim: photos from ${USER}`,
    to: [{ address: 'mina@example.test', name: 'Mina Park' }],
  });
  expect(one?.text).toContain(link);
  expect(one?.text).toContain('> Here they are.\n> Enjoy!');
  expect(one?.html).toContain(link.replace('&', '&amp;'));
  expect(two?.text).toContain(code);
  for (const half of [one?.text, one?.html, one?.subject]) expect(half).not.toContain(code);
  for (const half of [two?.text, two?.html, two?.subject]) expect(half).not.toContain('L-of-256-bits');
  expect(desk.mail(first)).toMatchObject({
    state: 'sent',
    attempts: 1,
    sentAtMs: START_MS,
    answer: expect.stringContaining('4711'),
    error: null,
  });
  expect(desk.mail(second).state).toBe('sent');
  expect(desk.told.at(-1)?.mails).toEqual([desk.mail(second)]);
});

describe('addresses beyond ASCII', () => {
  it('a domain goes in the letters of DNS, and is shown as it was typed', async () => {
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail({ to: { email: 'kim@한국.kr', name: '김미나' } }));
    await desk.outbox.settled();
    // The test server reads the envelope back into Korean; that nothing beyond ASCII was in it, it was told.
    expect(server.mails.map(({ to, utf8 }) => [to, utf8])).toEqual([[['kim@한국.kr'], false]]);
    expect(server.mails[0]?.mail.to).toEqual([{ address: 'kim@xn--3e0b707e.kr', name: '김미나' }]);
    expect(desk.mail(id)).toMatchObject({ state: 'sent', to: { email: 'kim@한국.kr' } });
  });

  it('letters before the @ go to a server that knows them', async () => {
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail({ to: { email: '지윤@lee.한국', name: '' } }));
    await desk.outbox.settled();
    expect(desk.mail(id).state).toBe('sent');
    const [mail] = server.mails;
    expect([mail?.to, mail?.utf8]).toEqual([['지윤@lee.한국'], true]);
    expect(mail?.mail.to?.[0]?.address).toMatch(/^지윤@/);
  });

  it('and to no other: one sentence says so, nothing was sent, and the other mails go', async () => {
    await server.close();
    server = await startMailServer({ utf8: false });
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail({ to: { email: '지윤@lee.photo', name: '' } }));
    const other = await desk.outbox.queue(linkMail({ to: { email: 'kim@한국.kr', name: '' } }));
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({
      state: 'refused',
      error: {
        code: 'mail-letters',
        message:
          '127.0.0.1 cannot send to 지윤@lee.photo: it knows only the letters a to z before the @. Ask for another address, or tell the person some other way.',
      },
    });
    expect(desk.mail(other).state).toBe('sent');
    expect(server.taken).toHaveLength(1);
  });
});

it('a mail that is given both halves brings its own alone, to be sent and to be read', async () => {
  const place = (name: string) => ({ vault: `share/${shareId}`, path: ['recipients', recipientId, name] });
  const secrets = { link: place('link'), code: place('code') };
  const ids = [
    await desk.outbox.queue(linkMail({ secrets })),
    await desk.outbox.queue(codeMail({ secrets })),
  ];
  const shown = await Promise.all(ids.map(async (id) => (await desk.outbox.show(id)).rendered));
  expect(shown.map((rendered) => [rendered?.link, rendered?.code])).toEqual([
    [link, null],
    [null, code],
  ]);
  await desk.setUp(server);
  const [one, two] = server.mails.map(({ raw, mail }) => `${raw}${mail.text}${mail.html}`);
  expect([one?.includes(code), two?.includes('L-of-256-bits')]).toEqual([false, false]);
});

it('keeps no secret of a mail in the catalogue or the log', async () => {
  await desk.setUp(server);
  await desk.outbox.queue(linkMail());
  await desk.outbox.queue(codeMail());
  await desk.outbox.settled();
  desk.catalogue.close();
  const bytes = readFileSync(join(desk.folder, 'catalogue.db')).toString('latin1');
  for (const secret of ['L-of-256-bits', code, 'app-password-1234'])
    expect(`${bytes}${desk.logged.join()}${JSON.stringify(desk.told)}`).not.toContain(secret);
});

describe('without a way out', () => {
  it('waits for an account, can be read and copied there, and goes out once there is one', async () => {
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({ state: 'waiting', waitsFor: 'set-up', attempts: 0 });
    const { rendered } = await desk.outbox.show(id);
    expect(rendered).toMatchObject({ link, code: null, from: null });
    expect(rendered?.text).toContain(link);
    await desk.setUp(server);
    expect(desk.mail(id).state).toBe('sent');
    expect(server.mails).toHaveLength(1);
  });

  it('offline it waits, looks ever less often, and goes when the server is back', async () => {
    const { port } = server;
    await server.close();
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({
      state: 'waiting',
      waitsFor: 'network',
      attempts: 0,
      error: { code: 'mail-unreachable', retry: 'later' },
    });
    server = await startMailServer({ port });
    await desk.outbox.saveAccount(server.settings(), 'app-password-1234'); // its authority is a new one
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({ state: 'sent', error: null });
    expect(server.taken).toHaveLength(1);
  });

  it('does not knock again before its time, but at once when the network changes', async () => {
    server.moods.connect = () => ({ status: 421, text: 'not now' });
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(server.connections).toBe(1);
    await desk.pass(30_000);
    expect(server.connections).toBe(1);
    await desk.pass(35_000);
    expect(server.connections).toBe(2);
    await desk.pass(65_000);
    expect(server.connections).toBe(2);
    server.moods.connect = () => null;
    desk.outbox.networkChanged();
    await desk.outbox.settled();
    expect(desk.mail(id).state).toBe('sent');
  });
});

describe('what servers say', () => {
  const refused = async (mail: NewMail = linkMail()) => {
    await desk.setUp(server);
    const id = await desk.outbox.queue(mail);
    await desk.outbox.settled();
    return desk.mail(id);
  };

  it('a wrong password holds all mails until it is mended, and is not tried again', async () => {
    server.moods.signIn = () => ({ status: 535, text: '5.7.8 Username and Password not accepted' });
    const mail = await refused();
    expect(mail).toMatchObject({
      state: 'waiting',
      waitsFor: 'account',
      attempts: 0,
      error: { code: 'mail-sign-in', retry: 'after-user', details: expect.stringContaining('535') },
    });
    expect(await desk.outbox.account()).toMatchObject({ trouble: { code: 'mail-sign-in' } });
    await desk.pass(60 * MINUTE_MS);
    expect(server.connections).toBe(1);
    server.moods.signIn = () => null;
    await desk.outbox.saveAccount(server.settings(), 'app-password-1234');
    await desk.outbox.settled();
    expect(desk.mail(mail.id).state).toBe('sent');
    expect(await desk.outbox.account()).toMatchObject({ trouble: null });
  });

  it('an address that does not exist is refused, and others go out all the same', async () => {
    server.moods.recipient = (address) =>
      address.startsWith('gone') ? { status: 550, text: '5.1.1 No such user here' } : null;
    const mail = await refused(linkMail({ to: { email: 'gone@example.test', name: '' } }));
    expect(mail).toMatchObject({
      state: 'refused',
      attempts: 1,
      nextAttemptAtMs: null,
      error: {
        code: 'mail-recipient',
        message:
          '127.0.0.1 does not take mail for gone@example.test. Check the address; if it is right, tell the person some other way.',
      },
    });
    const other = await desk.outbox.queue(linkMail());
    await desk.pass(60 * MINUTE_MS);
    expect(desk.mail(other).state).toBe('sent');
    expect(server.mails).toHaveLength(1);
  });

  it.each([
    ['a full mailbox', { status: 552, text: '5.2.2 Mailbox full' }, 'mail-recipient', /is full/],
    ['a quota of the receiver', { status: 452, text: '4.2.2 later' }, 'mail-later', /only later/],
  ])('%s', async (_, no, errorCode, sentence) => {
    server.moods.recipient = () => no;
    const mail = await refused();
    expect(mail.error?.code).toBe(errorCode);
    expect(mail.error?.message).toMatch(sentence);
  });

  it('spam by its looks is refused after the data; a sender that is not the account’s holds everything', async () => {
    server.moods.data = () => ({ status: 554, text: '5.7.1 looks like spam' });
    expect(await refused()).toMatchObject({ state: 'refused', error: { code: 'mail-refused' } });
    server.moods.sender = () => ({ status: 553, text: '5.7.1 sender not owned by user' });
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({
      state: 'waiting',
      waitsFor: 'account',
      error: { code: 'mail-refused', message: expect.stringContaining('address in Settings') },
    });
  });

  it('too large: said before a byte of it is sent', async () => {
    await server.close();
    server = await startMailServer({ sizeBytes: 1000 });
    expect(await refused()).toMatchObject({ state: 'refused', error: { code: 'mail-size' } });
    expect(server.taken).toHaveLength(0);
  });

  it('a server that puts mail off is asked again after 1, 5, 15 minutes, and the mail arrives once', async () => {
    let no = 3;
    server.moods.recipient = () => (no-- > 0 ? { status: 451, text: '4.7.1 Greylisted' } : null);
    const { id } = await refused();
    const waits: Array<number | null> = [];
    for (const minutes of [1, 5, 15]) {
      const mail = desk.mail(id);
      waits.push(mail.nextAttemptAtMs);
      expect(mail).toMatchObject({ state: 'waiting', waitsFor: 'time', error: { code: 'mail-later' } });
      await desk.pass(minutes * MINUTE_MS - 1);
      expect(desk.mail(id).attempts).toBe(mail.attempts);
      await desk.pass(1);
    }
    expect(waits.map((atMs) => ((atMs ?? 0) - START_MS) / MINUTE_MS)).toEqual([1, 6, 21]);
    expect(desk.mail(id)).toMatchObject({ state: 'sent', attempts: 4 });
    expect(server.taken).toHaveLength(1);
  });

  it('gives up on a server that always puts it off, and a person can send it again', async () => {
    server.moods.data = () => ({ status: 451, text: 'later' });
    const { id } = await refused();
    for (let hours = 0; hours < 100 && desk.mail(id).state === 'waiting'; hours += 1)
      await desk.pass(60 * MINUTE_MS);
    expect(desk.mail(id)).toMatchObject({
      state: 'failed',
      attempts: 12,
      error: { code: 'mail-later', message: expect.stringContaining('12 times'), retry: 'after-user' },
    });
    server.moods.data = () => null;
    desk.outbox.retry(id);
    await desk.outbox.settled();
    expect(desk.mail(id).state).toBe('sent');
    expect(server.mails).toHaveLength(1);
  });
});

it('a fresh link does not come beside a first one that still waits: that one brings it', async () => {
  const first = await desk.outbox.queue(linkMail({ expiresAtMs: START_MS + MINUTE_MS }));
  const untilMs = START_MS + 60 * MINUTE_MS;
  const again = await desk.outbox.queue(
    linkMail({ kind: 'share-fresh-link', params: { title: 'Wedding Kim', untilMs }, expiresAtMs: untilMs }),
  );
  expect(again).toBe(first);
  desk.advance(2 * MINUTE_MS);
  await desk.setUp(server);
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]?.mail.subject).toContain('photos from');
  const next = await desk.outbox.queue(linkMail({ kind: 'share-fresh-link' }));
  await desk.outbox.settled();
  expect([next === first, server.mails[1]?.mail.subject]).toEqual([false, 'A new link to Wedding Kim']);
});

describe('what ended', () => {
  it('a share that was revoked takes its waiting mails along, of one person or of all', async () => {
    const one = await desk.outbox.queue(linkMail());
    const otherPerson = RecipientId.parse('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a03');
    const two = await desk.outbox.queue(linkMail({ refs: { shareId, recipientId: otherPerson } }));
    await desk.outbox.withdraw({ shareId, recipientId });
    expect(desk.outbox.list().map(({ id }) => id)).toEqual([two]);
    expect(desk.told.at(-1)?.removedIds).toEqual([one]);
    await desk.outbox.withdraw({ shareId });
    expect(desk.outbox.list()).toEqual([]);
  });

  it('also when its server is being spoken to already: no byte of it goes out, and others follow', async () => {
    const taken: Promise<void>[] = [];
    server.moods.recipient = (address) => {
      if (address.startsWith('mina')) taken.push(desk.outbox.withdraw({ shareId, recipientId }));
      return null;
    };
    await desk.setUp(server);
    await desk.outbox.queue(linkMail());
    const { refs: _, ...other } = linkMail({ to: { email: 'jun@example.test', name: '' } });
    const id = await desk.outbox.queue(other);
    await desk.outbox.settled();
    expect(taken).toHaveLength(1);
    expect(server.taken.map(({ to }) => to)).toEqual([['jun@example.test']]);
    expect(desk.outbox.list().map((mail) => [mail.id, mail.state])).toEqual([[id, 'sent']]);
  });

  it('secrets that are gone leave nothing to send', async () => {
    desk.secrets.delete(`share/${shareId}`);
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({ state: 'failed', error: { code: 'mail-gone' } });
    expect(server.connections).toBe(0);
  });

  it('a mail that expired while it waited is not sent', async () => {
    const id = await desk.outbox.queue(
      codeMail({ secrets: {}, ownSecrets: { code }, expiresAtMs: START_MS + 10 * MINUTE_MS }),
    );
    desk.advance(10 * MINUTE_MS);
    await desk.setUp(server);
    expect(desk.mail(id)).toMatchObject({ state: 'failed', error: { code: 'mail-gone' } });
    expect([...desk.secrets.values()]).not.toContain(code);
    expect(server.taken).toHaveLength(0);
  });
});

describe('by hand', () => {
  it('writes a mail as a file that a mail program opens, for the owner’s eyes only, over nothing unasked', async () => {
    const id = await desk.outbox.queue(linkMail({ language: 'ko' }));
    const path = join(desk.folder, 'mail.eml');
    await desk.outbox.writeEml(id, path, false);
    const mail = await PostalMime.parse(readFileSync(path));
    expect(mail.subject).toContain('Wedding Kim');
    expect(mail.text).toContain(link);
    expect(mail.headers).toContainEqual(expect.objectContaining({ key: 'x-unsent', value: '1' }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(desk.outbox.writeEml(id, path, false)).rejects.toMatchObject({ code: 'already-exists' });
    await desk.outbox.writeEml(id, path, true);
  });

  it('discards what waits', async () => {
    const id = await desk.outbox.queue(codeMail({ secrets: {}, ownSecrets: { code } }));
    await desk.outbox.discard(id);
    expect(desk.outbox.list()).toEqual([]);
    expect(desk.secrets.size).toBe(1);
    await desk.setUp(server);
    expect(server.taken).toHaveLength(0);
  });
});
