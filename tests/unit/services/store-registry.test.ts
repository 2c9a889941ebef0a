/** Which store a connection opens to, when it is opened anew, and who holds its secret and its session. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Catalogue } from '../../../src-main/catalogue/catalogue';
import { openCatalogue } from '../../../src-main/catalogue/open-catalogue';
import { connectionSecretName, type StoreRegistry, sessionTokenName } from '../../../src-main/services/core';
import { createStoreRegistry } from '../../../src-main/services/store-registry';
import type { AppError } from '../../../src-shared/app-error';
import type { ConnectionConfig, ConnectionReport } from '../../../src-shared/domain/connection';
import { ConnectionId } from '../../../src-shared/units';

const ID = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a11');
const OTHER = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a22');

let folder: string;
let catalogue: Catalogue;
let secrets: Map<string, string>;
let registry: StoreRegistry;
/** Store keys that the upload threads were told to let go of, each with the means to say that it is done. */
let leaving: Map<string, () => void>;
let server: Server;
let origin: string;
/** Passwords that signed in, in order. */
let signedIn: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caos-registry-'));
  catalogue = openCatalogue(join(folder, 'catalogue.db'));
  secrets = new Map();
  leaving = new Map();
  signedIn = [];
  server = createServer((request, response) => {
    const key = String(request.headers['x-auth-key']);
    signedIn.push(key);
    response.writeHead(200, {
      'X-Auth-Token': `${key}-${signedIn.length}`,
      'X-Storage-Url': `${origin}/v1/a`,
    });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const unused = async (): Promise<void> => undefined;
  registry = createStoreRegistry(
    catalogue,
    {
      status: () => ({ backend: 'key-file', detail: '' }),
      get: async (name) => secrets.get(name) ?? null,
      set: unused,
      remove: unused,
    },
    { info: () => undefined, warn: () => undefined, error: () => undefined },
    {
      links: (id) => ({ sign: async ({ bucket, key }) => `${id}:${bucket}/${key}`, rotate: unused }),
      letGo: (storeKey) => new Promise((resolve) => leaving.set(storeKey, resolve)),
    },
  );
});
afterEach(() => {
  registry.close();
  catalogue.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function add(config: ConnectionConfig, secret: string | null): void {
  if (secret !== null) secrets.set(connectionSecretName(ID), secret);
  catalogue.connections.insert({ id: ID, name: 'Photos', config, builtIn: false, createdAtMs: 1 });
}
const swift = (): ConnectionConfig => ({
  kind: 'swift',
  authUrl: `${origin}/auth/v1.0`,
  authVersion: '1',
  user: 'a:b',
  interface: 'public',
});
const s3: ConnectionConfig = {
  kind: 's3',
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  accessKey: 'key',
  pathStyle: true,
};
const local = (): ConnectionConfig => ({ kind: 'local', root: folder });
async function failure(call: Promise<unknown>): Promise<Pick<AppError, 'code' | 'message' | 'retry'>> {
  try {
    await call;
  } catch (error) {
    const { code, message, retry } = error as AppError;
    return { code, message, retry };
  }
  throw new Error('the call did not fail');
}

it('keeps the password of a store with sessions in this thread', async () => {
  add(swift(), 'password');
  const store = await registry.open(ID);
  expect({
    access: await registry.access(ID),
    same: store === (await registry.open(ID)),
    session: await registry.session(`${ID}#1`, undefined),
    again: (await registry.session(`${ID}#1`, undefined)).token,
    refused: (await registry.session(`${ID}#1`, 'password-1')).token,
    signedIn,
  }).toEqual({
    access: { storeKey: `${ID}#1`, config: swift(), secret: null, known: null, session: true, paces: [] },
    same: true,
    session: { token: 'password-1', url: `${origin}/v1/a`, expiresAtMs: null },
    again: 'password-1',
    refused: 'password-2',
    signedIn: ['password', 'password'],
  });
});

it('gives workers the secret where the store has no sessions, with its session token and what a probe saw', async () => {
  add(s3, 'secret');
  secrets.set(sessionTokenName(ID), 'temporary');
  const { capabilities } = await registry.open(ID);
  const report: ConnectionReport = {
    ok: true,
    depth: 'full',
    steps: [],
    capabilities: { ...capabilities, bulkDelete: false },
    testedAtMs: 1,
    elapsedMs: 1,
  };
  catalogue.connections.setReport(ID, report);
  expect({
    access: await registry.access(ID),
    capabilities: (await registry.open(ID)).capabilities,
    session: await failure(registry.session(`${ID}#2`, undefined)),
  }).toEqual({
    access: {
      storeKey: `${ID}#2`,
      config: s3,
      secret: 'secret',
      sessionToken: 'temporary',
      known: report.capabilities,
      session: false,
      paces: [],
    },
    capabilities: report.capabilities,
    session: {
      code: 'internal',
      message: 'The connection was changed while files were sent. They are sent again.',
      retry: 'later',
    },
  });
});

it('needs no secret for a store on this computer, and lets the app sign its links', async () => {
  add(local(), null);
  const store = await registry.open(ID);
  await store.createBucket('album');
  expect({
    access: await registry.access(ID),
    link: store.capabilities.presign && (await store.presignGet('album', 'a.jpg', 60)),
  }).toEqual({
    access: {
      storeKey: `${ID}#1`,
      config: local(),
      secret: null,
      sessionToken: undefined,
      known: null,
      session: false,
      paces: [],
    },
    link: `${ID}:album/a.jpg`,
  });
});

it('says what is missing: the connection, or its secret', async () => {
  add(swift(), null);
  const missing = await failure(registry.open(ID));
  secrets.set(connectionSecretName(ID), 'entered');
  expect([missing, (await registry.access(ID)).storeKey, await failure(registry.open(OTHER))]).toEqual([
    {
      code: 'vault',
      message: 'The secret of “Photos” is not on this computer. Enter it again in Storage.',
      retry: 'after-user',
    },
    `${ID}#1`,
    {
      code: 'not-found',
      message: 'That connection is not here any more. Choose another one in Storage.',
      retry: 'never',
    },
  ]);
});

it('opens anew after every change, and ends the old session when the last job with it has ended', async () => {
  add(swift(), 'old');
  const before = await registry.open(ID);
  await registry.session(`${ID}#1`, undefined);
  secrets.set(connectionSecretName(ID), 'new');
  catalogue.connections.update(ID, { name: 'Renamed' });
  const after = await registry.open(ID);
  const told = [...leaving.keys()];
  const running = await registry.session(`${ID}#1`, undefined);
  const fresh = await registry.session(`${ID}#2`, undefined);
  leaving.get(`${ID}#1`)?.();
  await Promise.resolve();
  expect({
    same: before === after,
    told,
    running: running.token,
    fresh: fresh.token,
    gone: (await failure(registry.session(`${ID}#1`, undefined))).retry,
    still: (await registry.session(`${ID}#2`, undefined)).token,
  }).toEqual({
    same: false,
    told: [`${ID}#1`],
    running: 'old-1',
    fresh: 'new-2',
    gone: 'later',
    still: 'new-2',
  });
});

it('lets what is being read be read to its end when it forgets a store', async () => {
  let finish = (): void => undefined;
  const slow = createServer((_request, response) => {
    response.writeHead(200, {
      etag: '"e"',
      'content-length': '6',
      'last-modified': new Date(0).toUTCString(),
    });
    response.write('abc');
    finish = () => response.end('def');
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { port } = slow.address() as AddressInfo;
  add({ ...s3, endpoint: `http://127.0.0.1:${port}` }, 'secret');
  const store = await registry.open(ID);
  const { body } = await store.get('album', 'a.jpg');
  registry.forget(ID);
  const anew = await registry.open(ID);
  finish();
  const text = Buffer.concat(await body.toArray()).toString();
  slow.closeAllConnections();
  slow.close();
  expect({ text, anew: anew !== store, told: [...leaving.keys()] }).toEqual({
    text: 'abcdef',
    anew: true,
    told: [`${ID}#1`],
  });
});
