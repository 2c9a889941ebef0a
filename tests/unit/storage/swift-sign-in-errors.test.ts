/** Every way in which signing in to Swift fails, each in our codes with a sentence for a person, and never the secret. */
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createSwiftSessions } from '../../../src-main/storage/drivers/swift/sessions';
import { toWire } from '../../../src-shared/app-error';
import type { SwiftConnectionConfig } from '../../../src-shared/domain/connection';
import { makeSelfSigned } from '../../support/self-signed';
import {
  type Answer,
  failure,
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

describe('what a service says instead of a token', () => {
  const details = { 'X-Openstack-Request-Id': 'req-1' };
  type Row = [
    string,
    '1' | '3' | 'credential',
    Answer,
    { code: string; message: string; retry: string; params?: object; details?: string },
  ];
  const rows: Row[] = [
    [
      '401',
      '1',
      { status: 401, headers: { 'X-Trans-Id': 'tx1' } },
      {
        code: 'key-refused',
        message:
          'HOST refused the user or the password. Check both in the connection: the user is mostly written “account:user”.',
        retry: 'after-user',
        details: 'HTTP 401 · request tx1',
      },
    ],
    [
      '401',
      '3',
      { status: 401, headers: details, body: { error: { message: SECRET } } },
      {
        code: 'key-refused',
        message:
          'HOST refused the user or the password, or does not know this user in the project. Check user, password, project and domains in the connection.',
        retry: 'after-user',
        details: 'HTTP 401 · request req-1',
      },
    ],
    [
      '401',
      'credential',
      { status: 401 },
      {
        code: 'key-refused',
        message:
          'HOST refused the application credential. Check its ID and its secret; it may have ended or been deleted.',
        retry: 'after-user',
      },
    ],
    [
      '403',
      '3',
      { status: 403 },
      {
        code: 'access-denied',
        message:
          'HOST knows this user, but does not let it sign in here. Ask whoever runs the store for permission.',
        retry: 'after-user',
      },
    ],
    [
      '404',
      '3',
      { status: 404, body: '<html>' },
      {
        code: 'bad-input',
        message:
          'No sign-in service answers at http://HOST/v3/auth/tokens: check the auth URL. It usually ends with /v3.',
        retry: 'after-user',
      },
    ],
    [
      '405',
      '1',
      { status: 405 },
      {
        code: 'bad-input',
        message:
          'No sign-in service answers at http://HOST/auth/v1.0: check the auth URL. It usually ends with /auth/v1.0.',
        retry: 'after-user',
      },
    ],
    [
      'a page for people',
      '1',
      { status: 200, body: '<html>Welcome</html>' },
      {
        code: 'bad-input',
        message:
          'http://HOST/auth/v1.0 does not answer like a sign-in service. Check the auth URL and its version in the connection.',
        retry: 'after-user',
      },
    ],
    [
      'a page for people',
      '3',
      { status: 200, body: '<html>Welcome</html>' },
      {
        code: 'bad-input',
        message:
          'http://HOST/v3/auth/tokens does not answer like a sign-in service. Check the auth URL and its version in the connection.',
        retry: 'after-user',
      },
    ],
    [
      'a token without its header',
      '3',
      { ...v3AnswerWithoutHeader() },
      {
        code: 'bad-input',
        message:
          'http://HOST/v3/auth/tokens does not answer like a sign-in service. Check the auth URL and its version in the connection.',
        retry: 'after-user',
        details: 'HTTP 201',
      },
    ],
    [
      'a storage address that is none',
      '1',
      { status: 200, headers: { 'X-Auth-Token': 't', 'X-Storage-Url': 'file:///etc' } },
      {
        code: 'bad-input',
        message:
          'http://HOST/auth/v1.0 does not answer like a sign-in service. Check the auth URL and its version in the connection.',
        retry: 'after-user',
      },
    ],
    [
      '400',
      '3',
      { status: 400, body: { error: { message: `${SECRET} is not a string` } } },
      {
        code: 'bad-input',
        message:
          'http://HOST/v3/auth/tokens does not answer like a sign-in service. Check the auth URL and its version in the connection.',
        retry: 'after-user',
      },
    ],
    [
      'a redirect, which is not followed',
      '3',
      { status: 302, headers: { Location: 'https://elsewhere.example/login?token=x' } },
      {
        code: 'bad-input',
        message:
          'http://HOST/v3/auth/tokens sends on to another address. The password was not sent there: enter the right auth URL in the connection.',
        retry: 'after-user',
        details: 'HTTP 302 · leads to https://elsewhere.example/login',
      },
    ],
    [
      '429 with Retry-After',
      '3',
      { status: 429, headers: { 'Retry-After': '7' } },
      {
        code: 'throttled',
        message: 'HOST asks to slow down. It goes on by itself in a moment.',
        retry: 'later',
        params: { retryAfterS: 7 },
      },
    ],
    [
      '503 with a date in Retry-After',
      '1',
      {
        status: 503,
        headers: { Date: new Date(NOW).toUTCString(), 'Retry-After': new Date(NOW + 90_000).toUTCString() },
      },
      {
        code: 'store-busy',
        message: 'Signing in: HOST has a problem of its own. It is tried again by itself.',
        retry: 'later',
        params: { retryAfterS: 90 },
      },
    ],
    [
      '500',
      '1',
      { status: 500, headers: { 'X-Trans-Id': 'tx2' } },
      {
        code: 'store-busy',
        message: 'Signing in: HOST has a problem of its own. It is tried again by itself.',
        retry: 'later',
        details: 'HTTP 500 · request tx2',
      },
    ],
  ];
  function v3AnswerWithoutHeader(): Answer {
    service.nowMs = NOW;
    service.asked = [];
    return { status: 201, body: v3Answer().body as object };
  }

  it.each(rows)('%s (version %s)', async (_name, version, said, expected) => {
    service.answer = () => said;
    const connection =
      version === '1' ? v1() : version === '3' ? v3() : v3({ applicationCredentialId: 'c1' });
    const wire = toWire(await failure(open(connection)()));
    expect({
      wire: { ...wire, message: wire.message.replaceAll(service.host, 'HOST') },
      tellsSecret: JSON.stringify(wire).includes(SECRET),
      asked: service.asked.length,
    }).toEqual({
      wire: {
        ...expected,
        params: { host: service.host, ...expected.params },
        details: expected.details ?? `HTTP ${said.status}`,
      },
      tellsSecret: false,
      asked: 1,
    });
  });
});

describe('what the network says', () => {
  const outcome = async (connection: SwiftConnectionConfig): Promise<string[]> => {
    const { code, message } = await failure(open(connection)());
    return [code, message.replaceAll(new URL(connection.authUrl).host, 'HOST')];
  };

  it('nobody there, no such name, a line that breaks, a service that speaks no HTTP', async () => {
    const breaking = createSocketServer((socket) => socket.destroy());
    const mumbling = createSocketServer((socket) => socket.end('220 mail ready\r\n'));
    await Promise.all(
      [breaking, mumbling].map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))),
    );
    const at = (one: ReturnType<typeof createSocketServer>): string =>
      `http://127.0.0.1:${(one.address() as AddressInfo).port}/v3`;
    const free = createSocketServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const nobody = at(free);
    await new Promise((resolve) => free.close(resolve));
    const unreachable =
      'HOST does not answer. Check the network, and the address and port of the connection.';
    const seen = [
      await outcome(v3({ authUrl: nobody })),
      await outcome(v3({ authUrl: 'http://no-such-host.invalid/v3' })),
      await outcome(v3({ authUrl: at(breaking) })),
      await outcome(v3({ authUrl: at(mumbling) })),
    ];
    breaking.close();
    mumbling.close();
    expect(seen).toEqual([
      ['unreachable', unreachable],
      [
        'host-unknown',
        'No computer named HOST was found. Check the address of the connection, and whether this computer is online.',
      ],
      ['unreachable', unreachable],
      ['unreachable', 'What answers at HOST does not speak HTTP. Check the address and port.'],
    ]);
  });

  it('trusts a certificate only when the connection brings it', async () => {
    const { key, cert } = makeSelfSigned();
    service.answer = v1Answer;
    const secure = createTlsServer({ key, cert }, (request, response) =>
      service.server?.emit('request', request, response),
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const authUrl = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/auth/v1.0`;
    const untrusted = await outcome(v1({ authUrl }));
    const askedBefore = service.asked.length;
    const trusted = await open(v1({ authUrl, caPem: cert }))();
    const plain = await outcome(v1({ authUrl: authUrl.replace('127.0.0.1', 'localhost'), caPem: cert }));
    secure.close();
    expect({ untrusted, askedBefore, token: trusted.token, plain }).toEqual({
      untrusted: [
        'tls',
        'The secure connection to HOST failed: its certificate is not trusted. Check the address, or add the certificate of its issuer to the connection.',
      ],
      askedBefore: 0,
      token: 't1',
      plain: [
        'tls',
        'The certificate that HOST shows belongs to another name. Check the address of the connection.',
      ],
    });
  });

  it('https:// where only http:// is spoken', async () => {
    expect((await outcome(v3({ authUrl: `https://${service.host}/v3` })))[1]).toBe(
      'HOST does not speak TLS there. Check the address and port; in a network you trust, http:// may be meant.',
    );
  });

  it('sends no password that cannot be sent as it is', async () => {
    service.answer = v1Answer;
    const wire = toWire(await failure(createSwiftSessions(v1(), 'line\nbreak')()));
    expect([wire, service.asked]).toEqual([
      {
        code: 'bad-input',
        message: 'The user or the password holds a line break or another control character. Enter it again.',
        retry: 'after-user',
      },
      [],
    ]);
  });
});
