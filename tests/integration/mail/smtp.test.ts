/** What answers where a mail server was expected: nobody, silence, something else. Each has its sentence, and none holds the app up. */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openSmtp, SmtpRefusal } from '../../../src-main/mail/smtp';
import { PASSWORD, startMailServer, USER } from '../../support/mail-server';

const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closing.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const settings = (port: number, host = '127.0.0.1') => ({
  provider: null,
  host,
  port,
  encryption: 'starttls' as const,
  plainAccepted: false,
  user: USER,
  from: USER,
});
const patience = { connectMs: 2000, greetingMs: 100, silenceMs: 200 };
const opened = (port: number, signal = new AbortController().signal, host?: string) =>
  openSmtp(
    { settings: settings(port, host), password: PASSWORD, certificates: undefined, patience },
    signal,
  ).then(
    () => 'it opened',
    (error: unknown) =>
      error instanceof SmtpRefusal
        ? { about: error.failure.about, code: error.failure.error.code, message: error.failure.error.message }
        : error,
  );

it.each<[string, (socket: Socket) => void, RegExp]>([
  ['says nothing', () => undefined, /does not answer on port/],
  ['hangs up', (socket) => socket.end(), /does not answer on port/],
  ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /is no mail server/],
  ['never ends its greeting', (socket) => socket.write('220-wait'), /does not answer on port/],
])('one that %s', async (_, greet, sentence) => {
  expect(await opened(await listen(greet))).toEqual({
    about: 'server',
    code: 'mail-unreachable',
    message: expect.stringMatching(sentence),
  });
});

it('one that is not found', async () => {
  expect(await opened(25, undefined, 'mail.invalid')).toEqual({
    about: 'server',
    code: 'mail-unreachable',
    message:
      'No computer named mail.invalid was found. Check the address of the mail server, and whether this computer is online.',
  });
});

it('one that turns everybody away', async () => {
  const port = await listen((socket) => socket.end('554 5.7.1 your network is listed\r\n'));
  expect(await opened(port)).toMatchObject({ about: 'server', code: 'mail-refused' });
});

it('is left at once when nobody waits any more', async () => {
  const ending = new AbortController();
  const port = await listen(() => ending.abort());
  expect(await opened(port, ending.signal)).toMatchObject({ about: 'server', code: 'cancelled' });
});

it('does not tell the name of this computer', async () => {
  let said = '';
  const port = await listen((socket) => {
    socket.write('220 mail.test\r\n');
    socket.on('data', (chunk) => {
      said += chunk;
      socket.end('421 enough\r\n');
    });
  });
  await opened(port);
  expect(said).toBe('EHLO [127.0.0.1]\r\n');
});

it('what keeps a mail back at the last moment sends nothing of it', async () => {
  const server = await startMailServer();
  closing.push(() => server.close());
  const session = await openSmtp(
    { settings: server.settings(), password: PASSWORD, certificates: [server.ca] },
    new AbortController().signal,
  );
  const full = new Error('the disk is full');
  await expect(
    session.send({ from: USER, to: 'mina@example.test', raw: Buffer.from('Subject: x\r\n\r\nx\r\n') }, () => {
      throw full;
    }),
  ).rejects.toBe(full);
  expect(session.isOpen()).toBe(false);
  expect(server.taken).toEqual([]);
});
