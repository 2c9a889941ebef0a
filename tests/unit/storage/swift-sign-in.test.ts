/** What is sent to sign in to Swift, by both versions, and what is taken from the answer. */
import { describe, expect, it } from 'vitest';
import type { StoreSession } from '../../../src-main/storage/session';
import type { SwiftConnectionConfig } from '../../../src-shared/domain/connection';
import {
  type Asked,
  endpoint,
  failure,
  HOUR_MS,
  identity,
  iso,
  NOW,
  open,
  SECRET,
  service,
  v1,
  v1Answer,
  v3,
  v3Answer,
  withSignInService,
} from '../../support/sign-in-service';

withSignInService();

describe('auth version 1', () => {
  it('sends user and key, as UTF-8, under both pairs of names, and takes token, address and end', async () => {
    service.answer = v1Answer;
    const session = await open(v1())();
    const { method, path, headers } = service.asked[0] as Asked;
    const utf8 = (value: unknown) => Buffer.from(String(value), 'latin1').toString('utf8');
    expect({
      session,
      request: [method, path],
      sent: ['x-storage-user', 'x-storage-pass', 'x-auth-user', 'x-auth-key'].map((name) =>
        utf8(headers[name]),
      ),
    }).toEqual({
      session: {
        token: 't1',
        url: 'https://store.example/v1/AUTH_studio',
        expiresAtMs: NOW + HOUR_MS,
      } satisfies StoreSession,
      request: ['GET', '/auth/v1.0'],
      sent: ['studio:müller', SECRET, 'studio:müller', SECRET],
    });
  });

  it('takes X-Storage-Token, and a store that names no end', async () => {
    service.answer = () => ({
      status: 200,
      headers: { 'X-Storage-Token': 's', 'X-Storage-Url': 'http://store.example/v1/a' },
    });
    expect(await open(v1())()).toEqual({ token: 's', url: 'http://store.example/v1/a', expiresAtMs: null });
  });
});

describe('Keystone: what is sent', () => {
  const password = (user: object) => ({
    methods: ['password'],
    password: { user: { ...user, password: SECRET } },
  });
  const inDefault = { name: 'müller', domain: { name: 'Default' } };
  it.each<[string, Partial<SwiftConnectionConfig>, object]>([
    [
      'user and project by name, in the default domain',
      {},
      {
        identity: password(inDefault),
        scope: { project: { name: 'studio', domain: { name: 'Default' } } },
      },
    ],
    [
      'domains by name',
      { userDomain: 'people', projectDomain: 'work' },
      {
        identity: password({ name: 'müller', domain: { name: 'people' } }),
        scope: { project: { name: 'studio', domain: { name: 'work' } } },
      },
    ],
    [
      'domains by id, which go before names',
      { userDomainId: 'd1', userDomain: 'people', projectDomainId: 'd2' },
      {
        identity: password({ name: 'müller', domain: { id: 'd1' } }),
        scope: { project: { name: 'studio', domain: { id: 'd2' } } },
      },
    ],
    [
      'the project in the domain of the user, when none is named for it',
      { userDomain: 'people' },
      {
        identity: password({ name: 'müller', domain: { name: 'people' } }),
        scope: { project: { name: 'studio', domain: { name: 'people' } } },
      },
    ],
    [
      'the project by id',
      { projectId: 'p' },
      { identity: password(inDefault), scope: { project: { id: 'p' } } },
    ],
    ['no project: the service takes the default one', { project: '' }, { identity: password(inDefault) }],
    [
      'an application credential, which knows its project',
      { user: '', applicationCredentialId: 'c1' },
      {
        identity: {
          methods: ['application_credential'],
          application_credential: { id: 'c1', secret: SECRET },
        },
      },
    ],
  ])('%s', async (_name, given, expected) => {
    service.answer = () => v3Answer();
    await open(v3(given))();
    expect(service.asked.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      { method: 'POST', path: '/v3/auth/tokens', body: { auth: expected } },
    ]);
  });

  it.each([
    ['', '/v3/auth/tokens'],
    ['/', '/v3/auth/tokens'],
    ['/v3', '/v3/auth/tokens'],
    ['/v3/', '/v3/auth/tokens'],
    ['/v2.0', '/v3/auth/tokens'],
    ['/identity', '/identity/v3/auth/tokens'],
    ['/identity/v3//', '/identity/v3/auth/tokens'],
    ['/v3/auth/tokens', '/v3/auth/tokens'],
  ])('with the auth URL ending “%s” to %s', async (ending, path) => {
    service.answer = () => v3Answer();
    await open(v3({ authUrl: service.origin + ending }))();
    expect(service.asked.map((one) => one.path)).toEqual([path]);
  });
});

describe('Keystone: what is taken', () => {
  it.each<[string, Partial<SwiftConnectionConfig>, string]>([
    ['the first region that is offered', {}, 'https://west.example/v1/AUTH_p'],
    ['the region asked for', { region: 'East' }, 'https://east.example/v1/AUTH_p'],
    ['the interface asked for', { interface: 'internal' }, 'https://inside.west.example/v1/AUTH_p'],
    ['both', { region: 'West', interface: 'admin' }, 'https://admin.west.example/v1/AUTH_p'],
  ])('%s', async (_name, given, url) => {
    service.answer = () => v3Answer();
    expect(await open(v3(given))()).toEqual({ token: 't1', url, expiresAtMs: NOW + HOUR_MS });
  });

  it('the end by this clock, however wrong the clock of the service is', async () => {
    const theirs = NOW + 3 * HOUR_MS;
    service.answer = () => ({
      ...v3Answer({ expires_at: iso(theirs + HOUR_MS), issued_at: iso(theirs) }),
      headers: { 'X-Subject-Token': 't', Date: new Date(theirs).toUTCString() },
    });
    expect((await open(v3())()).expiresAtMs).toBe(NOW + HOUR_MS);
  });

  it('interfaces as version 2 named them', async () => {
    const catalog = [
      { type: 'object-store', endpoints: [endpoint('R', 'publicURL', 'https://old.example/v1/a')] },
    ];
    service.answer = () => v3Answer({ catalog });
    expect((await open(v3())()).url).toBe('https://old.example/v1/a');
  });

  it.each<[string, Partial<SwiftConnectionConfig>, object, { code: string; message: string }]>([
    [
      'a region that is not there',
      { region: 'North' },
      {},
      {
        code: 'wrong-region',
        message:
          'HOST has no object storage in the region “North”. There is: “East”, “West”. Change the region of the connection.',
      },
    ],
    [
      'an interface that is not there',
      { region: 'East', interface: 'internal' },
      {},
      {
        code: 'bad-input',
        message:
          'HOST names no internal address for the object storage in the region “East”. There is: “public”. Change the interface of the connection.',
      },
    ],
    [
      'no object storage',
      {},
      { catalog: [{ type: 'volume', endpoints: [] }, identity] },
      {
        code: 'bad-input',
        message:
          'HOST offers no object storage to this project. It offers: “identity”, “volume”. Choose another project, or ask whoever runs the store.',
      },
    ],
    [
      'an empty catalogue',
      {},
      { catalog: [] },
      {
        code: 'bad-input',
        message:
          'HOST offers no object storage to this project. Choose another project, or ask whoever runs the store.',
      },
    ],
  ])('not %s, and says what there is', async (_name, given, token, expected) => {
    service.answer = () => v3Answer(token);
    const { code, message, retry } = await failure(open(v3(given))());
    expect({ code, message: message.replaceAll(service.host, 'HOST'), retry }).toEqual({
      ...expected,
      retry: 'after-user',
    });
  });

  it.each([
    [
      { status: 200, body: { projects: [{ name: 'weddings' }, { name: 'family' }] } },
      'Enter one of these in the connection: “family”, “weddings”.',
    ],
    [{ status: 403 }, 'Enter one in the connection; whoever runs the store knows which.'],
  ])('not a sign-in without a project, and says which there are', async (projects, advice) => {
    service.answer = ({ path }) =>
      path === '/v3/auth/projects' ? projects : v3Answer({ project: undefined, catalog: undefined });
    const { code, message } = await failure(open(v3({ project: '' }))());
    expect({ code, message, last: service.asked.at(-1)?.headers['x-auth-token'] }).toEqual({
      code: 'bad-input',
      message: `${service.host} knows this user, but photos need a project. ${advice}`,
      last: 't1',
    });
  });
});
