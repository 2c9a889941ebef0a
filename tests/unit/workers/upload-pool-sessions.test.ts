/** Upload threads and the sessions that main keeps for them: asked for, refused, missing, let go of. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoreSession } from '../../../src-main/storage/session';
import type { PutFileJob, StoreAccess, UploadPool } from '../../../src-main/workers/jobs';
import { createUploadPool } from '../../../src-main/workers/upload-pool';
import { AppError } from '../../../src-shared/app-error';
import { buildUploadWorker } from '../../support/build-worker';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const failure = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the job did not fail');
    },
    (error) => error,
  );

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await buildUploadWorker();
  folder = await mkdtemp(path.join(tmpdir(), 'caos-sessions-'));
}, 60_000);
afterAll(async () => {
  await worker.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('upload threads of a store whose sessions main keeps', () => {
  let server: Server;
  let address: string;
  /** Tokens that objects came with, and those that are refused. */
  let tokens: string[];
  let refusing: string[];
  let asked: Array<[storeKey: string, refused: string | undefined]>;
  let session: (storeKey: string, refused: string | undefined) => Promise<StoreSession>;
  let swift: StoreAccess;
  let signed: UploadPool;

  beforeEach(async () => {
    tokens = [];
    refusing = [];
    asked = [];
    server = createServer((request, response) => {
      const token = String(request.headers['x-auth-token']);
      const hash = createHash('md5');
      request.on('data', (chunk) => hash.update(chunk));
      request.on('end', () => {
        const refused = refusing.includes(token);
        if (request.method === 'PUT' && !refused) tokens.push(token);
        // It has the container and nothing in it yet, and does not say what it can do.
        const isThere = request.method === 'PUT' || request.url === '/v1/a/album';
        const status = refused ? 401 : isThere ? 201 : 404;
        response.writeHead(status, { etag: hash.digest('hex') }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    swift = {
      storeKey: 'photos#1',
      config: {
        kind: 'swift',
        authUrl: `${address}/never-asked`,
        authVersion: '1',
        user: 'a:b',
        interface: 'public',
      },
      secret: null,
      known: null,
      session: true,
    };
    session = async () => ({ token: 'first', url: `${address}/v1/a`, expiresAtMs: null });
    signed = createUploadPool({
      workerPath: worker.workerPath,
      workers: 2,
      jobsPerWorker: 2,
      session: (storeKey, refused) => {
        asked.push([storeKey, refused]);
        return session(storeKey, refused);
      },
    });
  });
  afterEach(async () => {
    await signed.close();
    server.closeAllConnections();
    server.close();
  });
  const swiftPut = async (name: string): Promise<Omit<PutFileJob, 'jobId'>> => {
    const file = path.join(folder, name);
    await writeFile(file, name);
    const { size, mtimeMs } = await stat(file);
    return {
      type: 'put-file',
      store: swift,
      source: { path: file, sizeBytes: size, modifiedAtMs: Math.round(mtimeMs) },
      bucket: 'album',
      key: name,
      contentType: 'image/jpeg',
      look: false,
      head: true,
    };
  };

  it('asks main, sends with that token, and asks for another when it is refused', async () => {
    session = async (_key, refused) => ({
      token: refused === 'first' ? 'second' : 'first',
      url: `${address}/v1/a`,
      expiresAtMs: null,
    });
    refusing = ['first'];
    const facts = await signed.run(await swiftPut('a.jpg'));
    const etag = md5(Buffer.from('a.jpg'));
    expect({ facts, tokens, asked: asked.slice(0, 2) }).toEqual({
      facts: { outcome: 'put', etag, md5Hex: etag, sizeBytes: 5, held: null },
      tokens: ['second'],
      asked: [
        ['photos#1', undefined],
        ['photos#1', 'first'],
      ],
    });
  });

  it('hears why there is none, with all that is known of it', async () => {
    const refusal = new AppError('key-refused', 'The store refused the user or the password.', {
      details: 'HTTP 401',
      params: { host: 'store.example' },
    });
    session = () => Promise.reject(refusal);
    const { code, message, retry, details, params } = await failure(signed.run(await swiftPut('a.jpg')));
    expect({ code, message, retry, details, params, tokens }).toEqual({
      code: 'key-refused',
      message: 'The store refused the user or the password.',
      retry: 'after-user',
      details: 'HTTP 401',
      params: { host: 'store.example' },
      tokens: [],
    });
  });

  it('stops waiting for one when its job is cancelled', async () => {
    const controller = new AbortController();
    session = () => {
      controller.abort();
      return new Promise(() => undefined);
    };
    const { code } = await failure(signed.run(await swiftPut('a.jpg'), { signal: controller.signal }));
    expect({ code, tokens }).toEqual({ code: 'cancelled', tokens: [] });
  });

  it('lets go of a store when its last job has ended, and not before', async () => {
    let answerNow = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const askedTwice = new Promise<void>((resolve) => {
      session = async (storeKey) => {
        if (asked.length === 2) resolve();
        await held;
        return { token: storeKey, url: `${address}/v1/a`, expiresAtMs: null };
      };
    });
    const order: string[] = [];
    const jobs = [await swiftPut('a.jpg'), await swiftPut('b.jpg')].map((job) =>
      signed.run(job).then(() => order.push('job')),
    );
    await askedTwice;
    const letGo = signed.forget('photos#1').then(() => order.push('let go'));
    await signed.forget('nobody#1').then(() => order.push('unknown: at once'));
    answerNow();
    await Promise.all([...jobs, letGo]);
    await signed.run({ ...(await swiftPut('c.jpg')), store: { ...swift, storeKey: 'photos#2' } });
    expect({ order, tokens }).toEqual({
      order: ['unknown: at once', 'job', 'job', 'let go'],
      tokens: ['photos#1', 'photos#1', 'photos#2'],
    });
  });

  it('closes the sockets of what it let go of', async () => {
    server.keepAliveTimeout = 0; // the server would keep them without end
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await signed.run(await swiftPut('a.jpg'));
    await signed.forget('photos#1');
    await Promise.all([...sockets].map((socket) => once(socket, 'close')));
  });
});
