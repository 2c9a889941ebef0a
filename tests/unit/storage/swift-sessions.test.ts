/** One token for a connection to Swift, however many ask for it; the clock is the test's. */
import { describe, expect, it } from 'vitest';
import { createSwiftSessions } from '../../../src-main/storage/drivers/swift/sessions';
import type { AppError } from '../../../src-shared/app-error';
import {
  failure,
  HOUR_MS,
  NOW,
  open,
  service,
  v1,
  v1Answer,
  withSignInService,
} from '../../support/sign-in-service';

withSignInService();

describe('one token', () => {
  it('for a hundred who ask at once, and for all who ask later', async () => {
    service.answer = v1Answer;
    const get = open(v1());
    const sessions = await Promise.all(Array.from({ length: 100 }, () => get()));
    await get();
    expect({ tokens: [...new Set(sessions.map(({ token }) => token))], asked: service.asked.length }).toEqual(
      {
        tokens: ['t1'],
        asked: 1,
      },
    );
  });

  it('is renewed behind the calls from five minutes before its end, once', async () => {
    let renew = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      renew = resolve;
    });
    const renewing = new Promise<void>((resolve) => {
      service.answer = async () => {
        const answered = v1Answer();
        if (service.asked.length === 2) {
          resolve();
          await held;
        }
        return answered;
      };
    });
    const get = open(v1());
    const first = await get();
    service.nowMs += HOUR_MS - 5 * 60_000 - 1;
    const before = await get();
    const askedBefore = service.asked.length;
    service.nowMs += 1;
    const during = await Promise.all([get(), get(), get()]);
    await renewing;
    renew();
    await until(async () => (await get()).token === 't2');
    expect({
      tokens: [first, before, ...during].map(({ token }) => token),
      askedBefore,
      asked: service.asked.length,
      expiresAtMs: (await get()).expiresAtMs,
    }).toEqual({
      tokens: ['t1', 't1', 't1', 't1', 't1'],
      askedBefore: 1,
      asked: 2,
      expiresAtMs: service.nowMs + HOUR_MS,
    });
  });

  it('serves until its end when it cannot be renewed, asking only now and then', async () => {
    const get = open(v1());
    service.answer = v1Answer;
    await get();
    service.answer = () => ({ status: 503 });
    service.nowMs += HOUR_MS - 60_000;
    const seen: Array<[string, number]> = [];
    for (const laterMs of [0, 1000, 13_000, 1000, 14_000]) {
      service.nowMs += laterMs;
      seen.push([(await get()).token, service.asked.length]);
      await settled();
    }
    const askedAtLast = service.asked.length;
    service.nowMs = NOW + HOUR_MS;
    const { code } = await failure(get());
    service.answer = v1Answer;
    const after = await get();
    expect({ tokens: seen.map(([token]) => token), askedAtLast, code, after: after.token }).toEqual({
      tokens: ['t1', 't1', 't1', 't1', 't1'],
      askedAtLast: 3, // the first, at once, and once more after fifteen seconds
      code: 'store-busy',
      after: 't5',
    });
  });

  it('that lives only a minute is renewed at half of its life, not with every call', async () => {
    service.answer = () => ({
      ...v1Answer(),
      headers: { ...v1Answer().headers, 'X-Auth-Token-Expires': '60' },
    });
    const get = open(v1());
    await get();
    service.nowMs += 29_999;
    await get();
    await settled();
    const early = service.asked.length;
    service.nowMs += 1;
    await get();
    await until(async () => (await get()).token === 't2');
    expect({ early, asked: service.asked.length }).toEqual({ early: 1, asked: 2 });
  });

  it('is replaced once when it is refused, whoever says so and however late', async () => {
    service.answer = v1Answer;
    const get = open(v1());
    const { token } = await get();
    const replaced = await Promise.all(Array.from({ length: 20 }, () => get({ refused: token })));
    const late = await get({ refused: token });
    expect({
      tokens: [...new Set([...replaced, late].map((session) => session.token))],
      asked: service.asked.length,
    }).toEqual({ tokens: ['t2'], asked: 2 });
  });

  it('that is given again after it was refused is not asked for again and again', async () => {
    service.answer = () => ({ ...v1Answer(), headers: { ...v1Answer().headers, 'X-Auth-Token': 'same' } });
    const get = open(v1());
    await get();
    for (let i = 0; i < 5; i++) await get({ refused: 'same' });
    const soon = service.asked.length;
    service.nowMs += 10_000;
    await get({ refused: 'same' });
    expect({ soon, later: service.asked.length }).toEqual({ soon: 2, later: 3 });
  });

  it('is not asked for again at once after a refusal: services lock users out', async () => {
    service.answer = () => ({ status: 401 });
    const get = open(v1());
    const codes = [];
    for (let i = 0; i < 5; i++) codes.push((await failure(get())).code);
    const soon = service.asked.length;
    service.nowMs += 10_000;
    service.answer = v1Answer;
    const { token } = await get();
    expect({ codes: [...new Set(codes)], soon, token }).toEqual({
      codes: ['key-refused'],
      soon: 1,
      token: 't2',
    });
  });

  it('is still fetched for the others when one stops waiting', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    service.answer = async () => {
      await held;
      return v1Answer();
    };
    const get = open(v1());
    const controller = new AbortController();
    const impatient = failure(get({ signal: controller.signal }));
    const patient = get();
    controller.abort();
    const { code } = await impatient;
    const early = await failure(get({ signal: AbortSignal.abort() }));
    release();
    expect({ code, early: early.code, token: (await patient).token, asked: service.asked.length }).toEqual({
      code: 'cancelled',
      early: 'cancelled',
      token: 't1',
      asked: 1,
    });
  });
});

/** Until what runs behind a call has reached the test's server and come back; bounded by the test's own time limit. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
/** A request of its own goes there and back after what was begun before it. */
async function settled(): Promise<void> {
  const count = service.asked.length;
  for (let i = 0; i < 3; i++) {
    await fetch(`${service.origin}/after`).catch(() => undefined);
  }
  service.asked = service.asked.filter(({ path }) => path !== '/after');
  if (service.asked.length > count + 1) throw new Error('more than one request ran behind a call');
}

describe('a store that is signed in to over TLS', () => {
  const SIGNED_IN = 'https://keys.example/auth/v1.0';
  const session = (given: { authUrl?: string; interface?: 'internal' }, storageUrl: string) =>
    createSwiftSessions(v1({ authUrl: SIGNED_IN, ...given }), 'secret', {
      ask: async () => ({
        status: 200,
        headers: { 'x-auth-token': 't', 'x-storage-url': storageUrl },
        text: '',
      }),
    })().then(
      ({ url }) => url,
      (error: AppError) => error.code,
    );

  it.each([
    ['its own host', 'http://keys.example/v1/A', 'https://keys.example/v1/A'],
    ['another host', 'http://store.example/v1/A', 'tls'],
    ['another port', 'http://keys.example:8080/v1/A', 'tls'],
    ['another host with TLS', 'https://store.example:8443/v1/A', 'https://store.example:8443/v1/A'],
    ['an address that is none', 'http://[x/v1/A', 'bad-input'],
  ])('is not used without TLS, when it names %s', async (_, told, expected) => {
    expect(await session({}, told)).toBe(expected);
  });

  it.each([
    ['an inner network was chosen', { interface: 'internal' as const }],
    ['it was signed in to without TLS', { authUrl: 'http://keys.example/auth/v1.0' }],
  ])('is used without TLS when %s', async (_, given) => {
    expect(await session(given, 'http://store.example/v1/A')).toBe('http://store.example/v1/A');
  });
});
