/** A sign-in service on loopback that says what the test wants, for both versions; the clock is the test's. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach } from 'vitest';
import { createSwiftSessions } from '../../src-main/storage/drivers/swift/sessions';
import type { GetSession } from '../../src-main/storage/session';
import type { AppError } from '../../src-shared/app-error';
import { SwiftConnectionConfig } from '../../src-shared/domain/connection';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | object;
}

/** With a letter that is no ASCII. */
export const SECRET = 'pässwörd-never-shown';
export const NOW = Date.UTC(2026, 5, 1, 12);
export const HOUR_MS = 3_600_000;

/** Filled before each test of a file that calls `withSignInService`. */
export const service = {
  origin: '',
  host: '',
  /** What the code under test takes for the time. */
  nowMs: NOW,
  asked: [] as Asked[],
  answer: (() => ({ status: 500 })) as (asked: Asked) => Answer | Promise<Answer>,
  server: null as Server | null,
};

export function withSignInService(): void {
  beforeEach(async () => {
    const server = createServer(async (request, response) => {
      const body = await text(request);
      const question: Asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: body === '' ? null : JSON.parse(body),
      };
      service.asked.push(question);
      const { status, headers, body: answered = '' } = await service.answer(question);
      response.writeHead(status, headers);
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(service, { server, host, origin: `http://${host}`, nowMs: NOW, asked: [] });
  });
  afterEach(() => {
    service.server?.closeAllConnections();
    service.server?.close();
  });
}

type Given = Partial<SwiftConnectionConfig>;
const config = (given: Given): SwiftConnectionConfig =>
  SwiftConnectionConfig.parse({ kind: 'swift', ...given });
export const v1 = (given: Given = {}): SwiftConnectionConfig =>
  config({ authUrl: `${service.origin}/auth/v1.0`, authVersion: '1', user: 'studio:müller', ...given });
export const v3 = (given: Given = {}): SwiftConnectionConfig =>
  config({ authUrl: `${service.origin}/v3`, authVersion: '3', user: 'müller', project: 'studio', ...given });
export const open = (connection: SwiftConnectionConfig): GetSession =>
  createSwiftSessions(connection, SECRET, { now: () => service.nowMs });

/** What a call fails with; one that does not fail is a failure of the test. */
export async function failure(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('the call did not fail');
}

/** Times as Keystone writes them. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** Tokens t1, t2, … each for an hour. */
export const v1Answer = (): Answer => ({
  status: 204,
  headers: {
    'X-Auth-Token': `t${service.asked.length}`,
    'X-Storage-Url': 'https://store.example/v1/AUTH_studio/',
    'X-Auth-Token-Expires': '3600',
  },
});
export const endpoint = (region: string, kind: string, url: string) => ({
  interface: kind,
  region,
  region_id: region,
  url,
});
const objectStore = {
  type: 'object-store',
  endpoints: [
    endpoint('West', 'admin', 'https://admin.west.example/v1/AUTH_p'),
    endpoint('West', 'internal', 'https://inside.west.example/v1/AUTH_p'),
    endpoint('West', 'public', 'https://west.example/v1/AUTH_p'),
    endpoint('East', 'public', 'https://east.example/v1/AUTH_p/'),
  ],
};
export const identity = {
  type: 'identity',
  endpoints: [endpoint('West', 'public', 'https://keystone.example/v3')],
};
export const v3Answer = (token: object = {}): Answer => ({
  status: 201,
  headers: { 'X-Subject-Token': `t${service.asked.length}`, Date: new Date(service.nowMs).toUTCString() },
  body: {
    token: {
      methods: ['password'],
      expires_at: iso(service.nowMs + HOUR_MS),
      issued_at: iso(service.nowMs),
      project: { id: 'p', name: 'studio' },
      catalog: [identity, objectStore],
      ...token,
    },
  },
});
