/** The mail account against real servers: never silently plain, whom a password is told, and what a test says. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../../src-shared/app-error';
import { MailSettings } from '../../../src-shared/domain/mail';
import { type MailDesk, openMailDesk } from '../../support/mail-desk';
import { type MailServer, PASSWORD, startMailServer, USER } from '../../support/mail-server';
import { makeSelfSigned } from '../../support/self-signed';

let desk: MailDesk;
let server: MailServer;
const never = new AbortController().signal;
beforeEach(async () => {
  desk = openMailDesk();
  server = await startMailServer();
});
afterEach(async () => {
  await desk.close();
  await server.close();
});

const wrong = (work: Promise<unknown>): Promise<Pick<AppError, 'code' | 'message'>> =>
  work.then(
    () => ({ code: 'internal', message: 'it worked' }),
    ({ code, message }: AppError) => ({ code, message }),
  );
const tried = (change: Partial<MailSettings>, password = PASSWORD) =>
  desk.outbox.testAccount({ settings: server.settings(change), password }, never);

it('sends a test to oneself through the account as typed, in the language that was asked for', async () => {
  expect(await tried({})).toEqual({
    to: USER,
    answer: expect.stringContaining('queued'),
    encrypted: true,
  });
  expect(
    await desk.outbox.testAccount(
      { settings: server.settings(), password: PASSWORD, to: 'me@example.test', language: 'ko' },
      never,
    ),
  ).toMatchObject({ to: 'me@example.test' });
  expect(server.mails.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
    [USER, 'A test mail from CAOS'],
    ['me@example.test', 'CAOS 시험 메일'],
  ]);
  expect(await desk.outbox.account()).toEqual({
    settings: null,
    hasPassword: false,
    warning: null,
    trouble: null,
  });
});

describe('says in plain words what is wrong', () => {
  it('with the password', async () => {
    expect(await wrong(tried({}, 'ordinary password'))).toEqual({
      code: 'mail-sign-in',
      message:
        '127.0.0.1 refused the user name or the password. Many services want an app password here, not the ordinary one: check both in Settings.',
    });
  });

  it('with an account that asks nobody to sign in where the server wants it', async () => {
    expect(
      await wrong(desk.outbox.testAccount({ settings: server.settings({ user: '' }) }, never)),
    ).toMatchObject({
      code: 'mail-sign-in',
      message: expect.stringContaining('wants a user name'),
    });
  });

  it('with a certificate that nobody vouches for', async () => {
    const { caPem: _, ...settings } = server.settings();
    expect(
      await wrong(
        desk.outbox.testAccount({ settings: MailSettings.parse(settings), password: PASSWORD }, never),
      ),
    ).toMatchObject({
      code: 'mail-tls',
      message: expect.stringContaining('is not trusted, so nothing was sent'),
    });
    expect(await wrong(tried({ caPem: makeSelfSigned().cert }))).toMatchObject({ code: 'mail-tls' });
    expect(server.taken).toEqual([]);
  });

  it('with a name that is not the certificate’s', async () => {
    expect(await wrong(tried({ host: 'localhost' }))).toEqual({
      code: 'mail-tls',
      message:
        'The certificate that localhost shows belongs to another name, so nothing was sent. Check the address of the mail server.',
    });
  });

  it('with TLS from the start where STARTTLS is spoken', async () => {
    expect(await wrong(tried({ encryption: 'tls' }))).toMatchObject({
      code: 'mail-tls',
      message: expect.stringContaining('Choose STARTTLS'),
    });
  });

  it('with a port that nobody listens on', async () => {
    await server.close();
    expect(await wrong(tried({}))).toEqual({
      code: 'mail-unreachable',
      message: `127.0.0.1 does not answer on port ${server.port}. Check the network, and the address and port of the mail server.`,
    });
  });
});

describe('never silently plain', () => {
  it('a server without STARTTLS gets neither password nor mail', async () => {
    await server.close();
    server = await startMailServer({ way: 'plain' });
    const heard = await eavesdrop(server.port);
    expect(await wrong(tried({ encryption: 'starttls', port: heard.port }))).toEqual({
      code: 'mail-tls',
      message: `127.0.0.1 offers no encryption by STARTTLS on port ${heard.port}, so nothing was sent. Choose TLS with its port (mostly 465).`,
    });
    await heard.close();
    expect(heard.said()).not.toContain('AUTH');
    expect(heard.said()).not.toContain('MAIL FROM');
  });

  it('plain is for this computer, or for who says that they know; and it is told', async () => {
    const settings = { ...server.settings(), encryption: 'none' as const };
    expect(MailSettings.safeParse({ ...settings, host: 'mail.test' }).success).toBe(false);
    expect(MailSettings.safeParse({ ...settings, host: 'mail.test', plainAccepted: true }).success).toBe(
      true,
    );
    expect(MailSettings.safeParse(settings).success).toBe(true);
    await server.close();
    server = await startMailServer({ way: 'plain' });
    expect(await desk.outbox.saveAccount(server.settings(), PASSWORD)).toMatchObject({
      warning: 'plain-loopback',
    });
    expect(await desk.outbox.testAccount({}, never)).toMatchObject({ encrypted: false });
    expect(
      await desk.outbox.saveAccount(server.settings({ host: 'mail.test', plainAccepted: true }), PASSWORD),
    ).toMatchObject({ warning: 'plain' });
  });

  it('TLS from the first byte', async () => {
    await server.close();
    server = await startMailServer({ way: 'tls' });
    expect(await tried({})).toMatchObject({ encrypted: true });
    expect(server.mails[0]?.encrypted).toBe(true);
  });
});

describe('the password', () => {
  it('is in the vault only, stays when other things change, and goes to nobody else', async () => {
    await desk.outbox.saveAccount(server.settings(), PASSWORD);
    expect(
      await desk.outbox.saveAccount(server.settings({ from: 'hello@studio.test' }), undefined),
    ).toMatchObject({
      hasPassword: true,
    });
    for (const change of [
      { host: 'other.test' },
      { port: 2525 },
      { user: 'lee@studio.test' },
      { caPem: 'another' },
    ])
      expect(await wrong(desk.outbox.saveAccount(server.settings(change), undefined))).toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('Enter the password'),
      });
    expect(
      await wrong(desk.outbox.testAccount({ settings: server.settings({ host: 'other.test' }) }, never)),
    ).toMatchObject({ code: 'bad-input' });
    expect(JSON.stringify(desk.catalogue.settings.value('mail-account'))).not.toContain(PASSWORD);
    expect(await desk.outbox.removeAccount()).toMatchObject({ settings: null, hasPassword: false });
    expect(desk.secrets.size).toBe(0);
  });

  it('that was kept for another server is not told, however the settings came about', async () => {
    await desk.outbox.saveAccount(server.settings(), PASSWORD);
    const elsewhere = JSON.stringify(server.settings({ host: 'localhost' }));
    desk.catalogue.settings.setValue('mail-account', elsewhere);
    expect(await desk.outbox.account()).toMatchObject({ hasPassword: false });
    expect(await wrong(desk.outbox.testAccount({}, never))).toMatchObject({ code: 'bad-input' });
    expect(server.connections).toBe(0);
  });
});

/** Passes everything on to that port and keeps what the client said. */
async function eavesdrop(port: number): Promise<{ port: number; said(): string; close(): Promise<void> }> {
  let said = '';
  const sockets = new Set<Socket>();
  const proxy: Server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk) => {
      said += chunk;
    });
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', () => resolve()));
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    said: () => said,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}
