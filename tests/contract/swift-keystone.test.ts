/** Signing in by a real OpenStack Keystone: the contract on a Swift that takes its tokens, and how many tokens are asked for. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSwiftSessions } from '../../src-main/storage/drivers/swift/sessions';
import { openObjectStore, openSessions } from '../../src-main/storage/open-object-store';
import type { GetSession } from '../../src-main/storage/session';
import type { PutFileFacts, StoreAccess } from '../../src-main/workers/jobs';
import { createUploadPool } from '../../src-main/workers/upload-pool';
import type { AppError } from '../../src-shared/app-error';
import { SwiftConnectionConfig } from '../../src-shared/domain/connection';
import { buildUploadWorker } from '../support/build-worker';
import {
  forgetCheckedTokens,
  type KeystoneServer,
  keystoneUnavailableReason,
  reachKeystone,
} from '../support/keystone-server';
import { type SwiftServer, sharedSwift, startSwift } from '../support/swift-server';
import { describeObjectStore } from './object-store-contract';

const unavailable = keystoneUnavailableReason();
const noWait = { wait: async () => undefined };
const freshBucket = (): string => `caos-${randomBytes(6).toString('hex')}`;
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

let keystone: KeystoneServer;
let ownSwift: SwiftServer | undefined;
/** In front of Keystone: counts who signs in. */
let gate: Server;
let gateUrl: string;
let signIns: number;

async function reachServers(): Promise<void> {
  const shared = sharedSwift();
  ownSwift = shared ? undefined : await startSwift();
  keystone = await reachKeystone(shared ?? (ownSwift as SwiftServer));
  const service = new URL(keystone.authUrl);
  gate = createServer((incoming, outgoing) => {
    if (incoming.url === '/v3/auth/tokens' && incoming.method === 'POST') signIns += 1;
    const { method, url: path, headers } = incoming;
    const passed = httpRequest(
      { host: service.hostname, port: service.port, method, path, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  gateUrl = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/v3`;
}
if (unavailable === undefined) beforeAll(reachServers, 240_000);
afterAll(async () => {
  gate?.close();
  await keystone?.stop();
  await ownSwift?.stop();
});

const config = (given: Partial<SwiftConnectionConfig> = {}): SwiftConnectionConfig =>
  SwiftConnectionConfig.parse({
    kind: 'swift',
    authUrl: keystone.authUrl,
    authVersion: '3',
    user: keystone.user,
    project: keystone.project,
    ...given,
  });
async function failure(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call;
  } catch (error) {
    const { code, message } = error as AppError;
    return { code, message };
  }
  throw new Error('the call did not fail');
}

describe.skipIf(unavailable !== undefined)('on a real server', () => {
  describeObjectStore(
    'swift (Keystone v3)',
    async () => ({
      open: () => openObjectStore({ config: config(), secret: keystone.password }, noWait),
      freshBucket,
      illegalBucket: 'with/slash',
      manyObjects: 60, // pages are tried with the other version, which is cheaper to ask
      bucketMetadata: true,
    }),
    // Signed in to, it is the same Swift.
    { only: process.env.CAOS_LONG ? 'all' : 'objects' },
  );
});

describe.skipIf(unavailable !== undefined)('signing in by Keystone', () => {
  const open = (given: Partial<SwiftConnectionConfig>, secret = keystone.password): GetSession =>
    createSwiftSessions(config(given), secret);

  it('by password or application credential, by names or ids, to the region and interface asked for', async () => {
    const { projectId, credential } = keystone;
    const [north, south] = keystone.regions;
    const byCredential = { user: '', project: undefined, applicationCredentialId: credential.id };
    const address = async (given: Partial<SwiftConnectionConfig>, secret?: string) => {
      const { hostname, pathname } = new URL((await open(given, secret)()).url);
      return [hostname, pathname];
    };
    const account = `/v1/AUTH_${projectId}`;
    expect([
      await address({}),
      await address({ authUrl: keystone.authUrl.replace(/v3$/, '') }),
      await address({ project: undefined, projectId, userDomainId: 'default' }),
      await address({ region: north, interface: 'internal' }),
      await address({ region: south }),
      await address(byCredential, credential.secret),
    ]).toEqual([
      ['127.0.0.1', account],
      ['127.0.0.1', account],
      ['127.0.0.1', account],
      ['localhost', account],
      ['localhost', account],
      ['127.0.0.1', account],
    ]);
  });

  it('or is told what is wrong', async () => {
    const { host } = new URL(keystone.authUrl);
    const refused = {
      code: 'key-refused',
      message: `${host} refused the user or the password, or does not know this user in the project. Check user, password, project and domains in the connection.`,
    };
    const byCredential = { user: '', project: undefined, applicationCredentialId: keystone.credential.id };
    expect([
      await failure(open({}, 'wrong')()),
      await failure(open({ user: 'nobody' })()),
      await failure(open({ project: keystone.other.project })()),
      await failure(open(byCredential, 'wrong')()),
      await failure(open({ region: 'Nowhere' })()),
      await failure(open({ region: keystone.regions[1], interface: 'internal' })()),
      await failure(open({ project: undefined })()),
      await failure(open({ user: keystone.stranger.user, project: undefined }, keystone.stranger.password)()),
      await failure(open({ authUrl: `http://${host}/identity` })()),
    ]).toEqual([
      refused,
      refused,
      refused,
      {
        code: 'key-refused',
        message: `${host} refused the application credential. Check its ID and its secret; it may have ended or been deleted.`,
      },
      {
        code: 'wrong-region',
        message: `${host} has no object storage in the region “Nowhere”. There is: “North”, “South”. Change the region of the connection.`,
      },
      {
        code: 'bad-input',
        message: `${host} names no internal address for the object storage in the region “South”. There is: “public”. Change the interface of the connection.`,
      },
      {
        code: 'bad-input',
        message: `${host} knows this user, but photos need a project. Enter one of these in the connection: “studio”.`,
      },
      {
        code: 'bad-input',
        message: `${host} knows this user, but photos need a project. Enter one in the connection; whoever runs the store knows which.`,
      },
      {
        code: 'bad-input',
        message: `No sign-in service answers at http://${host}/identity/v3/auth/tokens: check the auth URL. It usually ends with /v3.`,
      },
    ]);
  });

  it('takes an application credential for everything a store does', async () => {
    const { credential } = keystone;
    const byCredential = config({ user: '', project: undefined, applicationCredentialId: credential.id });
    const store = openObjectStore({ config: byCredential, secret: credential.secret }, noWait);
    const bucket = freshBucket();
    await store.createBucket(bucket);
    await store.put(bucket, 'a.jpg', Buffer.from('photo'));
    const held = await store.head(bucket, 'a.jpg');
    const left = await store.deleteMany(bucket, ['a.jpg']);
    await store.deleteBucket(bucket);
    store.close();
    expect({ etag: held?.etag, left }).toEqual({ etag: md5(Buffer.from('photo')), left: [] });
  });
});

describe.skipIf(unavailable !== undefined)('one token of a real Keystone', () => {
  it('for a hundred requests at once', async () => {
    signIns = 0;
    const store = openObjectStore(
      { config: config({ authUrl: gateUrl }), secret: keystone.password },
      noWait,
    );
    const answers = await Promise.all(Array.from({ length: 100 }, () => store.bucketExists('nothing-there')));
    store.close();
    expect({ exist: new Set(answers), signIns }).toEqual({ exist: new Set([false]), signIns: 1 });
  });

  it('renewed before its end while the old one serves', async () => {
    let nowMs = Date.now();
    signIns = 0;
    const get = createSwiftSessions(config({ authUrl: gateUrl }), keystone.password, { now: () => nowMs });
    const first = await get();
    const livesMs = (first.expiresAtMs ?? 0) - nowMs;
    nowMs += livesMs - 5 * 60_000 + 1;
    const behind = await get();
    while ((await get()).token === first.token) await new Promise((resolve) => setImmediate(resolve));
    expect({ hours: Math.round(livesMs / 3_600_000), same: behind.token === first.token, signIns }).toEqual({
      hours: 1,
      same: true,
      signIns: 2,
    });
  });

  it('replaced once when it is revoked while requests are under way', async () => {
    signIns = 0;
    const access = { config: config({ authUrl: gateUrl }), secret: keystone.password };
    const getSession = openSessions(access) as GetSession;
    const store = openObjectStore(access, { ...noWait, getSession });
    const bucket = freshBucket();
    await store.createBucket(bucket);
    const { token } = await getSession();
    const revoked = await fetch(`${keystone.authUrl}/auth/tokens`, {
      method: 'DELETE',
      headers: { 'X-Auth-Token': token, 'X-Subject-Token': token },
    });
    await forgetCheckedTokens(keystone);
    const keys = Array.from({ length: 20 }, (_, i) => `${i}.jpg`);
    const put = await Promise.all(keys.map((key) => store.put(bucket, key, Buffer.from(key))));
    await store.deleteMany(bucket, keys);
    await store.deleteBucket(bucket);
    store.close();
    expect({ revoked: revoked.status, etags: put.map(({ etag }) => etag), signIns }).toEqual({
      revoked: 204,
      etags: keys.map((key) => md5(Buffer.from(key))),
      signIns: 2,
    });
  });

  it('for this thread and every upload thread', async () => {
    signIns = 0;
    const worker = await buildUploadWorker();
    const folder = await mkdtemp(join(tmpdir(), 'caos-one-token-'));
    const access = { config: config({ authUrl: gateUrl }), secret: keystone.password };
    const getSession = openSessions(access) as GetSession;
    const pool = createUploadPool({
      workerPath: worker.workerPath,
      workers: 4,
      jobsPerWorker: 4,
      session: (_storeKey, refused) => getSession({ refused }),
    });
    const store = openObjectStore(access, { ...noWait, getSession });
    const forWorkers: StoreAccess = {
      storeKey: 'photos#1',
      config: access.config,
      secret: null,
      known: null,
      session: true,
    };
    const bucket = freshBucket();
    await store.createBucket(bucket);
    const sendOne = async (index: number): Promise<PutFileFacts> => {
      const key = `${index}.jpg`;
      const path = join(folder, key);
      await writeFile(path, randomBytes(20_000));
      const { size, mtimeMs } = await stat(path);
      const source = { path, sizeBytes: size, modifiedAtMs: Math.trunc(mtimeMs) };
      const contentType = 'image/jpeg';
      return pool.run({
        type: 'put-file',
        store: forWorkers,
        source,
        bucket,
        key,
        contentType,
        look: false,
        head: true,
      });
    };
    const sent = await Promise.all(Array.from({ length: 60 }, (_, index) => sendOne(index)));
    const held: Array<[string, string]> = [];
    for await (const { key, etag } of store.list(bucket)) held.push([key, etag]);
    await store.deleteMany(
      bucket,
      held.map(([key]) => key),
    );
    await store.deleteBucket(bucket);
    store.close();
    await Promise.all([pool.close(), worker.dispose(), rm(folder, { recursive: true })]);
    expect({ held: new Map(held), signIns }).toEqual({
      held: new Map(sent.map((facts, index) => [`${index}.jpg`, facts.outcome === 'put' && facts.md5Hex])),
      signIns: 1,
    });
  });
});
