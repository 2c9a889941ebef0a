/** Mail by command line: setting the account up, signing in, the Outbox, and a kill in the middle of handing a mail over. */
import { readFileSync, writeFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignInStatus } from '../../../src-shared/domain/identity';
import type { Mail, MailAccount, RenderedMail } from '../../../src-shared/domain/mail';
import { type MailServer, PASSWORD, startMailServer, USER } from '../../support/mail-server';
import { Desk, filesHolding } from './run-cli';

describe('caos mail, outbox, signin', () => {
  let desk: Desk;
  let server: MailServer;
  beforeEach(async () => {
    desk = new Desk();
    server = await startMailServer();
    writeFileSync(desk.path('ca.pem'), server.ca);
  });
  afterEach(async () => {
    desk[Symbol.dispose]();
    await server.close();
  });

  const setUp = (...more: string[]) =>
    desk.run(
      ['mail', 'set-up', '--from', USER, '--host', '127.0.0.1', '--port', String(server.port)].concat(
        ['--ca', 'ca.pem'],
        more,
      ),
      { secret: PASSWORD },
    );

  it('sets the account up, tests it, and keeps the password in the vault only', async () => {
    expect((await desk.run(['mail'])).out).toContain('No mail account is set up.');
    const done = await setUp();
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toContain(`127.0.0.1:${server.port} (STARTTLS)`);
    expect(done.out).toContain(`A test went to ${USER}.`);
    expect(server.mails).toHaveLength(1);
    expect(await desk.json<MailAccount>(['mail'])).toMatchObject({ hasPassword: true, warning: null });
    expect(filesHolding(desk.folder, PASSWORD)).toEqual([]);
    expect(desk.printed).not.toContain(PASSWORD);
  });

  it('a wrong password ends with 1 and a sentence; the wrong words with 2', async () => {
    server.moods.signIn = () => ({ status: 535, text: 'no' });
    const refused = await setUp();
    expect(refused.code).toBe(1);
    expect(refused.notes).toContain('Many services want an app password here');
    const plain = await desk.run(
      ['mail', 'set-up', '--from', USER, '--host', 'mail.test', '--encryption', 'none'],
      { secret: PASSWORD },
    );
    expect(plain).toMatchObject({ code: 2, notes: expect.stringContaining('everybody on the way can read') });
  });

  it('signs in: without an account by the Outbox, with one by the mail', async () => {
    const begun = await desk.run(['signin', 'kim@home.test', '--name', 'Kim Studio']);
    expect(begun.out).toContain('caos outbox show 1');
    const { rendered } = await desk.json<{ rendered: RenderedMail }>(['outbox', 'show', '1']);
    expect((await desk.run(['signin', '--code', '0000 0000'])).code).toBe(1);
    const local = await desk.run(['signin', '--code', rendered.code ?? '']);
    expect(local).toMatchObject({ code: 0, out: expect.stringContaining('local identity') });

    await setUp('--no-test');
    const mailed = await desk.run(['signin', 'kim@home.test']);
    expect(mailed.out).toContain('A code went to kim@home.test.');
    const code = /\b\d{4} \d{4}\b/.exec(server.mails[0]?.mail.text ?? '')?.[0].replace(' ', '') ?? '';
    expect(await desk.json(['signin', '--code', `${code.slice(0, 4)}-${code.slice(4)}`])).toMatchObject({
      outcome: 'signed-in',
      identity: { email: 'kim@home.test', name: 'Kim Studio', proof: 'mail' },
    });
    expect(filesHolding(desk.profile, code)).toEqual([]);
    await desk.run(['signin', '--out']);
    expect(await desk.json<SignInStatus>(['signin'])).toEqual({ identity: null, pending: null });
  });

  it('writes a waiting mail as a file', async () => {
    await desk.run(['signin', 'kim@home.test', '--language', 'ko']);
    expect((await desk.run(['outbox', 'eml', '1', '--to', 'code.eml'])).code).toBe(0);
    const mail = await PostalMime.parse(readFileSync(desk.path('code.eml')));
    expect(mail.subject).toBe('CAOS 로그인 코드');
    expect((await desk.run(['outbox', 'eml', '1', '--to', 'code.eml'])).code).toBe(1);
  });

  it('killed while the server takes a mail: unsure, and no command sends it a second time', async () => {
    await setUp('--no-test');
    server.moods.data = () => 'silence';
    const running = desk.start(['signin', 'kim@home.test']);
    await server.takes(1);
    running.child.kill('SIGKILL');
    await running.ended;
    server.moods.data = () => null;

    const [mail] = await desk.json<Mail[]>(['outbox', 'list']);
    expect(mail).toMatchObject({ state: 'unsure', attempts: 1, error: { code: 'mail-unsure' } });
    expect(await desk.run(['outbox', 'send'])).toMatchObject({ code: 0, out: 'No mail waits.\n' });
    expect(server.taken).toHaveLength(1);
    expect(await desk.json(['outbox', 'arrived', String(mail?.id)])).toMatchObject({ state: 'sent' });
    expect(server.taken).toHaveLength(1);
  });

  it('offline it waits, and goes with `outbox send` once the server is there', async () => {
    await setUp('--no-test');
    server.moods.connect = () => ({ status: 421, text: 'closed' });
    await desk.run(['signin', 'kim@home.test']);
    const held = await desk.run(['outbox', 'send']);
    expect(held).toMatchObject({ code: 1, out: expect.stringContaining('waits for the mail server') });
    expect(server.taken).toHaveLength(0);
    server.moods.connect = () => null;
    expect(await desk.run(['outbox', 'send'])).toMatchObject({ code: 0, out: 'Sent 1 mail.\n' });
    expect(server.mails).toHaveLength(1);
  });
});
