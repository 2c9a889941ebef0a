/** Signing in by a one-time code: how often, how long, once, and by whom. */
import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignIn } from '../../../src-main/services/mail/sign-in';
import { type MailDesk, openMailDesk, START_MS } from '../../support/mail-desk';
import { type MailServer, startMailServer, USER } from '../../support/mail-server';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

const MINUTE_MS = 60_000;
const EMAIL = 'kim@studio.test';
let desk: MailDesk;
let server: MailServer | null;
beforeEach(() => {
  desk = openMailDesk();
  server = null;
});
afterEach(async () => {
  await desk.close();
  await server?.close();
});

const withMail = async (): Promise<MailServer> => {
  server = await startMailServer();
  await desk.setUp(server);
  return server;
};
/** Asks for a code, which is this one. */
const ask = async (code: number, email = EMAIL, name?: string) => {
  desk.codes.push(code);
  const status = await desk.signIn.start({ email, ...(name && { name }) });
  await desk.outbox.settled();
  return status;
};
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

it('a code that came by mail signs in, and proves the address', async () => {
  const { mails } = await withMail();
  await ask(1_234_567, EMAIL, 'Kim Min-su');
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ to: [EMAIL], mail: { subject: 'Your code for signing in to CAOS' } });
  expect(mails[0]?.mail.text).toContain('0123 4567');
  expect(desk.signIn.status()).toEqual({
    identity: null,
    pending: {
      email: EMAIL,
      expiresAtMs: START_MS + 10 * MINUTE_MS,
      attemptsLeft: 5,
      mailId: 1,
      mailState: 'sent',
      readHere: false,
    },
  });
  const identity = {
    email: EMAIL,
    name: 'Kim Min-su',
    language: 'en',
    colour: '#2f6fed',
    signature: '',
    logo: null,
    proof: 'mail',
    signedInAtMs: START_MS,
  };
  expect(await desk.signIn.verify('01234567')).toEqual({ outcome: 'signed-in', identity });
  expect(desk.signedIn.at(-1)).toEqual({ identity, pending: null });
  desk.dieAndRestart();
  expect(desk.signIn.status()).toEqual({ identity, pending: null });
});

it('without a mail account the code is read in the Outbox: a local identity', async () => {
  const { pending } = await ask(12_345_678);
  expect(pending).toMatchObject({ readHere: true, mailState: 'waiting' });
  const { rendered } = await desk.outbox.show(desk.outbox.list()[0]?.id ?? (0 as never));
  expect(rendered?.code).toBe('12345678');
  expect(await desk.signIn.verify('12345678')).toMatchObject({
    outcome: 'signed-in',
    identity: { proof: 'local' },
  });
  expect(desk.outbox.list()).toEqual([]); // nobody needs it any more
  expect(desk.secrets.size).toBe(0);
});

it('a code that was shown here before its mail went out proves nothing', async () => {
  const { pending } = await ask(12_345_678);
  await desk.outbox.show(pending?.mailId ?? (0 as never));
  await withMail();
  expect(desk.mail(pending?.mailId ?? (0 as never)).state).toBe('sent');
  expect(await desk.signIn.verify('12345678')).toMatchObject({ identity: { proof: 'local' } });
});

it('a sent mail shows its code here no more', async () => {
  await withMail();
  const { pending } = await ask(12_345_678);
  const { rendered } = await desk.outbox.show(pending?.mailId ?? (0 as never));
  expect(rendered?.code).toBeNull();
  expect(rendered?.text).not.toMatch(/1234 ?5678/);
  expect(await desk.signIn.verify('12345678')).toMatchObject({ identity: { proof: 'mail' } });
});

describe('a code', () => {
  it('works once', async () => {
    await ask(11_111_111);
    expect(await desk.signIn.verify('11111111')).toMatchObject({ outcome: 'signed-in' });
    await desk.signIn.out();
    expect(await desk.signIn.verify('11111111')).toEqual({ outcome: 'none' });
    expect(desk.signIn.status()).toEqual({ identity: null, pending: null });
  });

  it('works for ten minutes', async () => {
    await ask(11_111_111);
    desk.advance(10 * MINUTE_MS - 1);
    expect(await desk.signIn.verify('22222222')).toMatchObject({ outcome: 'wrong' });
    desk.advance(1);
    expect(await desk.signIn.verify('11111111')).toEqual({ outcome: 'expired' });
    desk.advance(10 * MINUTE_MS);
    expect(await desk.signIn.verify('11111111')).toEqual({ outcome: 'none' });
  });

  it('bears five wrong attempts, over restarts, and however many at once', async () => {
    await ask(11_111_111);
    expect(await desk.signIn.verify('00000001')).toEqual({ outcome: 'wrong', attemptsLeft: 4 });
    desk.dieAndRestart();
    const all = await Promise.all(Array.from({ length: 6 }, (_, n) => desk.signIn.verify(`0000001${n}`)));
    expect(all).toEqual([
      { outcome: 'wrong', attemptsLeft: 3 },
      { outcome: 'wrong', attemptsLeft: 2 },
      { outcome: 'wrong', attemptsLeft: 1 },
      { outcome: 'used-up' },
      { outcome: 'used-up' },
      { outcome: 'used-up' },
    ]);
    expect(await desk.signIn.verify('11111111')).toEqual({ outcome: 'used-up' });
  });

  it('is not taken away by somebody who types the address again, and attempts do not begin anew', async () => {
    await ask(11_111_111);
    for (const wrong of ['1', '2', '3', '4']) await desk.signIn.verify(`0000000${wrong}`);
    await ask(22_222_222);
    expect(await desk.signIn.verify('11111111')).toMatchObject({ outcome: 'signed-in' });
    await desk.signIn.out();
    expect(await desk.signIn.verify('22222222')).toEqual({ outcome: 'none' });
  });

  it('of another address that was asked for meanwhile does not get in its way', async () => {
    await ask(11_111_111);
    await ask(22_222_222, 'lee@studio.test');
    expect(await desk.signIn.verify('11111111')).toMatchObject({ outcome: 'wrong' });
    expect(await desk.signIn.verify('11111111', 'KIM@studio.test')).toMatchObject({
      outcome: 'signed-in',
      identity: { email: EMAIL },
    });
  });
});

describe('how many', () => {
  it('three for one address in a quarter of an hour, whatever its case', async () => {
    await ask(1);
    desk.advance(5 * MINUTE_MS);
    await ask(2, 'Kim@Studio.test');
    await ask(3);
    expect(await errorOf(desk.signIn.start({ email: EMAIL }))).toMatchObject({
      code: 'too-many-codes',
      params: { minutes: 10 },
      message: 'Too many codes were asked for. Use one that came, or wait 10 minutes.',
    });
    await ask(4, 'lee@studio.test');
    desk.advance(10 * MINUTE_MS);
    await ask(5);
    expect(desk.outbox.list()).toHaveLength(5);
  });

  it('ten in all, so that nobody’s mailbox floods others; also when they come at once', async () => {
    const starts = Array.from({ length: 12 }, (_, n) =>
      errorOf(desk.signIn.start({ email: `p${n}@x.test` })),
    );
    const errors = (await Promise.all(starts)).filter((error) => error !== null);
    expect(errors).toHaveLength(2);
    expect(desk.outbox.list()).toHaveLength(10);
  });

  it('after signing out the count stays', async () => {
    await ask(1);
    await ask(2);
    await ask(3);
    await desk.signIn.out();
    expect(await errorOf(desk.signIn.start({ email: EMAIL }))).toMatchObject({ code: 'too-many-codes' });
  });
});

describe('what is kept', () => {
  it('neither catalogue nor log nor events hold the code; the same code has another digest each time', async () => {
    await ask(87_654_321);
    await ask(87_654_321);
    const digests = desk.catalogue.identity.codesSince(0).map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(2);
    for (const digest of digests) expect(digest).toMatch(/^scrypt\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/);
    desk.catalogue.close();
    const bytes = readFileSync(join(desk.folder, 'catalogue.db')).toString('latin1');
    for (const place of [bytes, desk.logged.join(), JSON.stringify([desk.told, desk.signedIn])])
      expect(place).not.toContain('87654321');
  });

  it('codes are compared in constant time, every one of them, right or wrong', async () => {
    await ask(11_111_111);
    await ask(22_222_222);
    const compare = vi.mocked(crypto.timingSafeEqual);
    compare.mockClear();
    await desk.signIn.verify('22222222');
    expect(compare.mock.calls.map(([one, other]) => [one.byteLength, other.byteLength])).toEqual([
      [32, 32],
      [32, 32],
    ]);
  });

  it('without a given one, codes are eight digits from the system’s own generator, evenly', async () => {
    const spread = new Set<string>();
    const signIn = createSignIn(
      {
        catalogue: desk.catalogue,
        now: () => START_MS + spread.size * 20 * MINUTE_MS,
        changes: { signIn: () => undefined },
      },
      {
        language: () => 'en',
        outbox: {
          queue: async ({ ownSecrets }) => {
            spread.add(ownSecrets?.code ?? '');
            return null as never;
          },
          discard: async () => undefined,
          get: () => null,
          isSetUp: () => false,
        },
      },
    );
    for (let n = 0; n < 8; n += 1) await signIn.start({ email: EMAIL });
    expect(spread.size).toBe(8);
    for (const code of spread) expect(code).toMatch(/^\d{8}$/);
  });
});

describe('who is signed in', () => {
  it('keeps name, colour and words when they sign in again, and hands nothing on to another', async () => {
    await ask(11_111_111, EMAIL, 'Kim');
    await desk.signIn.verify('11111111');
    await desk.signIn.edit({ colour: '#aa0000', signature: 'Seoul', language: 'ko' });
    await ask(22_222_222);
    expect(await desk.signIn.verify('22222222')).toMatchObject({
      identity: { name: 'Kim', colour: '#aa0000', signature: 'Seoul', language: 'ko' },
    });
    await ask(33_333_333, 'lee@studio.test');
    expect(await desk.signIn.verify('33333333')).toMatchObject({
      identity: { email: 'lee@studio.test', name: 'lee', colour: '#2f6fed', signature: '' },
    });
  });

  it('is asked for before a name can be set', async () => {
    expect(await errorOf(desk.signIn.edit({ name: 'Kim' }))).toMatchObject({ code: 'not-found' });
  });

  it('signing out forgets codes that wait, and their mails', async () => {
    await ask(11_111_111);
    await desk.signIn.verify('11111111');
    await ask(22_222_222);
    expect(await desk.signIn.out()).toEqual({ identity: null, pending: null });
    expect(desk.outbox.list()).toEqual([]);
    expect(await desk.signIn.verify('22222222')).toEqual({ outcome: 'expired' });
  });
});

it('answers go to the address that was proven, when mails come from another', async () => {
  const { mails } = await withMail();
  await ask(11_111_111, 'kim@home.test');
  await desk.signIn.verify('11111111');
  await ask(22_222_222, 'kim@home.test');
  expect(mails.map(({ mail }) => [mail.from?.address, mail.replyTo?.[0]?.address])).toEqual([
    [USER, undefined],
    [USER, 'kim@home.test'],
  ]);
});
