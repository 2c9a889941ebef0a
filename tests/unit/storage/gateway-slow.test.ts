/** Clients that hold a connection open without moving anything. */
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { type GatewayServer, startGatewayServer } from '../../../src-main/storage/gateway/gateway-server';
import { signedPath } from '../../../src-main/storage/gateway/link-address';

let server: GatewayServer | undefined;
afterEach(() => server?.close());

it('are ended, whether they should read or send', async () => {
  const ended: string[] = [];
  const waiting: Array<() => void> = [];
  const store = createMemoryStore();
  await store.createBucket('b');
  await store.put('b', 'film.mov', Buffer.alloc(40_000_000));
  const signingKey = Buffer.from('k'.repeat(32));
  server = await startGatewayServer({
    host: '127.0.0.1',
    port: 0,
    stallMs: 100,
    signingKey: async () => signingKey,
    openStore: async () => store,
    now: Date.now,
    log: ({ method }) => ended.push(method),
  });
  const { port } = server;
  const path = (method: 'GET' | 'PUT', key: string) =>
    signedPath({ method, connectionId: 'c', bucket: 'b', key, expiresAtMs: Date.now() + 60_000 }, signingKey);
  /** Sends this much and then nothing, and reads nothing before the gateway has ended it; answers how many bytes came. */
  const stalled = (head: string) =>
    new Promise<number>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(socket.bytesRead));
      waiting.push(() => socket.resume());
    });
  const downloading = stalled(`GET ${path('GET', 'film.mov')} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const uploading = stalled(
    `PUT ${path('PUT', 'new.mov')} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf`,
  );
  await expect.poll(() => ended.sort(), { timeout: 5000 }).toEqual(['GET', 'PUT']);
  for (const readOn of waiting) readOn();
  expect(await downloading).toBeLessThan(40_000_000);
  await uploading;
  expect(await store.head('b', 'new.mov')).toBe(null);
});
