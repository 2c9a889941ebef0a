/** No mail arrives twice: killed, cut off, hung up on or ended in the middle, and two looks at once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailDesk, openMailDesk } from '../../support/mail-desk';
import { type MailServer, startMailServer } from '../../support/mail-server';
import { keepShareSecrets, linkMail } from '../../support/share-mails';

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

describe('never twice', () => {
  it('killed while the server took it: unsure, not sent again by itself, and a person settles it', async () => {
    await desk.setUp(server);
    server.moods.data = () => 'silence';
    const id = await desk.outbox.queue(linkMail());
    await server.takes(1);
    desk.dieAndRestart();
    server.moods.data = () => null;
    for (let n = 0; n < 5; n += 1) await desk.pass(60 * MINUTE_MS);
    expect(desk.mail(id)).toMatchObject({ state: 'unsure', attempts: 1, error: { code: 'mail-unsure' } });
    desk.outbox.sendNow();
    await desk.outbox.settled();
    expect(server.taken).toHaveLength(1);
    const firstId = server.taken[0]?.mail.messageId;

    expect(desk.outbox.arrived(id)).toMatchObject({ state: 'sent' });
    expect(() => desk.outbox.retry(id)).toThrow('was sent');
    const again = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(server.mails.map(({ mail }) => mail.messageId)).not.toContain(firstId);
    expect(desk.mail(again).state).toBe('sent');
  });

  it('the line breaks after the last byte: unsure; sent again on demand it keeps its Message-ID', async () => {
    await desk.setUp(server);
    server.moods.data = () => 'drop';
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({ state: 'unsure', error: { code: 'mail-unsure' } });
    server.moods.data = () => null;
    await desk.pass(24 * 60 * MINUTE_MS);
    expect(server.taken).toHaveLength(1);
    desk.outbox.retry(id);
    await desk.outbox.settled();
    expect(server.taken.map(({ mail }) => mail.messageId)).toEqual([
      server.taken[0]?.mail.messageId,
      server.taken[0]?.mail.messageId,
    ]);
    expect(desk.mail(id).state).toBe('sent');
  });

  it('killed before the server asked for the mail: it simply goes out later, once', async () => {
    await desk.setUp(server);
    server.moods.recipient = () => ({ status: 451, text: 'wait' });
    const id = await desk.outbox.queue(linkMail());
    await desk.outbox.settled();
    server.moods.recipient = () => null;
    desk.dieAndRestart();
    await desk.pass(2 * MINUTE_MS);
    expect(desk.mail(id).state).toBe('sent');
    expect(server.taken).toHaveLength(1);
  });

  it('two looks at once send one mail', async () => {
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail());
    desk.outbox.sendNow();
    desk.outbox.networkChanged();
    await Promise.all([desk.outbox.settled(), desk.outbox.settled()]);
    await desk.outbox.settled();
    expect(desk.mail(id).attempts).toBe(1);
    expect(server.taken).toHaveLength(1);
  });
});

describe('when CAOS ends', () => {
  it('lets a mail end that is being handed over', async () => {
    await desk.setUp(server);
    const id = await desk.outbox.queue(linkMail());
    await server.takes(1);
    await desk.outbox.stop(10_000);
    expect(desk.mail(id).state).toBe('sent');
  });

  it('cuts off a server that does not answer: unsure', async () => {
    await desk.setUp(server);
    server.moods.data = () => 'silence';
    const id = await desk.outbox.queue(linkMail());
    await server.takes(1);
    const stopped = desk.outbox.stop(10_000);
    desk.ring();
    await stopped;
    expect(desk.mail(id)).toMatchObject({ state: 'unsure', error: { code: 'mail-unsure' } });
    desk.dieAndRestart();
    await desk.pass(60 * MINUTE_MS);
    expect(server.taken).toHaveLength(1);
  });

  it('hangs up while it is only connecting, and the mail waits', async () => {
    await desk.setUp(server);
    const greeted = new Promise<void>((resolve) => {
      server.moods.signIn = () => {
        resolve();
        return null;
      };
    });
    const id = await desk.outbox.queue(linkMail());
    await greeted;
    await desk.outbox.stop(10_000);
    expect(desk.mail(id)).toMatchObject({ state: 'waiting', attempts: 0 });
    desk.dieAndRestart();
    await desk.pass(MINUTE_MS);
    expect(desk.mail(id).state).toBe('sent');
    expect(server.taken).toHaveLength(1);
  });
});

it('looks for what waits a moment after the start, not before', async () => {
  const id = await desk.outbox.queue(linkMail());
  await desk.setUp(server);
  expect(desk.mail(id).state).toBe('sent');
  server.moods.recipient = () => ({ status: 451, text: 'later' });
  const other = await desk.outbox.queue(linkMail());
  await desk.outbox.settled();
  server.moods.recipient = () => null;
  desk.dieAndRestart();
  desk.advance(60 * MINUTE_MS);
  expect(desk.mail(other).state).toBe('waiting');
  desk.ring();
  await desk.outbox.settled();
  expect(desk.mail(other).state).toBe('sent');
});
