import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectProfile, OwnerGone } from '../../../src-main/profile-client';
import {
  readSocketFile,
  type ServedApp,
  serveProfile,
  socketFilePath,
} from '../../../src-main/profile-socket';
import type { AppEvent, CallResult } from '../../../src-shared/ipc-contract';

/** An app whose answers the test gives when it wants to. */
function controlledApp() {
  const calls: Array<{ name: string; input: unknown; answer(result: CallResult<unknown>): void }> = [];
  const arrivals: Array<() => void> = [];
  const listeners = new Set<(event: AppEvent) => void>();
  const app: ServedApp = {
    api: {
      call: (name, input) =>
        new Promise((answer) => {
          calls.push({ name, input, answer });
          arrivals.splice(0).forEach((arrived) => void arrived());
        }),
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const arrived = async (n: number): Promise<void> => {
    while (calls.length < n) await new Promise<void>((resolve) => arrivals.push(resolve));
  };
  return { app, calls, arrived, listeners };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

describe('the profile socket', () => {
  let profile: string;
  beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'caos-test-'));
  });
  afterEach(() => rmSync(profile, { recursive: true, force: true }));

  it('carries calls, answered in any order, and events to who asked for them', async () => {
    const { app, calls, arrived, listeners } = controlledApp();
    const server = await serveProfile(profile, app);
    const client = await connectProfile(profile);
    if (!client) throw new Error('no client');
    const heard: AppEvent[] = [];
    client.onEvent((event) => heard.push(event));
    const first = client.call('albums.list', {});
    const second = client.call('transfers.summary', {});
    await arrived(2);
    calls[1]?.answer({ ok: true, value: 'second, 둘째\nline' });
    expect(await second).toEqual({ ok: true, value: 'second, 둘째\nline' });
    calls[0]?.answer({ ok: false, error: { code: 'io', message: 'No.', retry: 'later' } });
    expect(await first).toEqual({ ok: false, error: { code: 'io', message: 'No.', retry: 'later' } });
    const event: AppEvent = { name: 'app.open-paths', payload: { paths: ['/a'] } };
    for (const listener of listeners) listener(event);
    await until(() => heard.length > 0);
    await client.close();
    await until(() => listeners.size === 0);
    await server.close();
    expect({ heard, asked: calls.map(({ name, input }) => [name, input]) }).toEqual({
      heard: [event],
      asked: [
        ['albums.list', {}],
        ['transfers.summary', {}],
      ],
    });
  });

  it('does not offer what only a window can use', async () => {
    const { app } = controlledApp();
    const server = await serveProfile(profile, app);
    const client = await connectProfile(profile);
    const result = await client?.call('assets.index', { list: '' as never });
    await client?.close();
    await server.close();
    expect(result).toEqual({
      ok: false,
      error: {
        code: 'unsupported',
        message: '“assets.index” is for the window of CAOS only.',
        retry: 'never',
      },
    });
  });

  it('finishes calls under way before it ends, begins none after, and leaves nothing behind', async () => {
    const { app, calls, arrived } = controlledApp();
    const server = await serveProfile(profile, app);
    const folder = dirname(readSocketFile(profile)?.address ?? '');
    const client = await connectProfile(profile);
    if (!client) throw new Error('no client');
    const begun = client.call('albums.list', {});
    await arrived(1);
    const closed = server.close();
    const late = client.call('albums.create', { title: 'x' });
    const lateOutcome = await late.catch((error: unknown) => error);
    calls[0]?.answer({ ok: true, value: [] });
    expect(await begun).toEqual({ ok: true, value: [] });
    await closed;
    expect({
      late: lateOutcome,
      calls: calls.length,
      folder: existsSync(folder),
      file: existsSync(socketFilePath(profile)),
    }).toEqual({
      late: new OwnerGone(false),
      calls: 1,
      folder: false,
      file: false,
    });
    expect((lateOutcome as OwnerGone).begun).toBe(false);
    expect(await connectProfile(profile)).toBeNull();
  });

  it('lets nobody in without the token, and keeps the token from others', async () => {
    const { app, calls } = controlledApp();
    const server = await serveProfile(profile, app);
    const file = readSocketFile(profile);
    if (!file) throw new Error('no socket file');
    const tries = [`{"hello":"${'0'.repeat(64)}"}`, '{"id":1,"name":"albums.list","input":{}}', 'not json'];
    const outcomes = await Promise.all(
      tries.map(
        (line) =>
          new Promise<string>((resolve) => {
            const socket = createConnection(file.address, () =>
              socket.write(`${line}\n{"id":2,"name":"albums.list","input":{}}\n`),
            );
            let heard = '';
            socket.on('data', (chunk) => {
              heard += String(chunk);
            });
            socket.on('error', () => undefined);
            socket.on('close', () => resolve(heard));
          }),
      ),
    );
    const modes = [socketFilePath(profile), dirname(file.address)].map((path) => statSync(path).mode & 0o777);
    await server.close();
    expect({ outcomes, calls: calls.length, modes }).toEqual({
      outcomes: ['', '', ''],
      calls: 0,
      modes: [0o600, 0o700],
    });
  });

  it('replaces what a killed owner left, but never the socket of another profile', async () => {
    const other = mkdtempSync(join(tmpdir(), 'caos-test-'));
    const otherServer = await serveProfile(other, controlledApp().app);
    // A copied profile folder names the socket of the profile it was copied from.
    writeFileSync(socketFilePath(profile), readFileSync(socketFilePath(other)));
    const first = await serveProfile(profile, controlledApp().app);
    const leftBehind = readSocketFile(profile);
    const second = await serveProfile(profile, controlledApp().app);
    const client = await connectProfile(profile);
    const otherClient = await connectProfile(other);
    const seen = {
      staleGone: !existsSync(leftBehind?.address ?? ''),
      reached: client !== null,
      otherReached: otherClient !== null,
    };
    await client?.close();
    await otherClient?.close();
    for (const server of [first, second, otherServer]) await server.close();
    rmSync(other, { recursive: true, force: true });
    expect(seen).toEqual({ staleGone: true, reached: true, otherReached: true });
  });

  it('tells a client when the owner vanishes in the middle of a call', async () => {
    const address = join(profile, 's');
    // Welcomes, and dies at the first call, as an owner does that is killed.
    const dying = createServer((socket) => {
      socket.once('data', () => {
        socket.write('{"welcome":{"processId":1}}\n');
        socket.once('data', () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => dying.listen(address, resolve));
    writeFileSync(
      socketFilePath(profile),
      JSON.stringify({ format: 'caos-socket', address, token: 't', processId: 1 }),
    );
    const client = await connectProfile(profile);
    if (!client) throw new Error('no client');
    let gone = 0;
    client.onGone(() => {
      gone += 1;
    });
    const lost = await client.call('albums.create', { title: 'x' }).catch((error: unknown) => error);
    const after = await client.call('albums.list', {}).catch((error: unknown) => error);
    await new Promise((resolve) => dying.close(resolve));
    expect([lost, after].map((error) => (error instanceof OwnerGone ? error.begun : error))).toEqual([
      true,
      false,
    ]);
    expect(gone).toBe(1);
  });
});
