/** How other processes of the same person use a profile that one process owns: NDJSON over a local socket, one token for entry. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError, toWire } from '../src-shared/app-error';
import type { AppEvent, CallResult } from '../src-shared/ipc-contract';
import { readLines } from './profile-lines';

/**
 * [Note: who may enter] The socket lies in a fresh folder of mode 0700 (on Windows: a named pipe with a random name). Its address
 * and a random token are in `<profile>/socket.json`, mode 0600: whoever can read that file owns the profile anyway. The address is
 * read from the file and not computed, since two doors may see different temporary folders; and it is not inside the profile,
 * since a Unix socket's path may hold 104 bytes only (sun_path on macOS).
 */
export const SocketFile = z.object({
  format: z.literal('caos-socket'),
  address: z.string(),
  token: z.string(),
  processId: z.number().int(),
});
export type SocketFile = z.infer<typeof SocketFile>;

export const ClientMessage = z.union([
  z.object({ hello: z.string() }),
  z.object({ events: z.literal(true) }),
  z.object({ id: z.number().int(), name: z.string(), input: z.unknown() }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** `closing`: the owner is about to end and did not begin that call. */
export type ServerMessage =
  | { welcome: { processId: number } }
  | { id: number; result: CallResult<unknown> }
  | { id: number; closing: true }
  | { event: AppEvent };

/** What is served: a CaosApp, or anything shaped like its outside. */
export interface ServedApp {
  api: { call(name: string, input: unknown): Promise<CallResult<unknown>> };
  onEvent(listener: (event: AppEvent) => void, only?: readonly AppEvent['name'][]): () => void;
}

export interface ProfileServer {
  /** Begins no new call, lets those under way finish, then ends. */
  close(): Promise<void>;
}

/** Longest line a client may send: a list of some 100,000 dropped paths. */
const MAX_CLIENT_LINE_BYTES = 32 * 1024 * 1024;
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** A process that connects and does not say the token is let go. */
const HELLO_TIMEOUT_MS = 5000;
/** Answers that cannot cross as JSON: they hold typed arrays for the grid of the window. */
const notOffered: ReadonlySet<string> = new Set(['assets.index']);

export const socketFilePath = (profileDir: string): string => join(profileDir, 'socket.json');

/** For the owner of the profile only: replaces what an owner that was killed left behind. Errors: `io`. */
export async function serveProfile(
  profileDir: string,
  app: ServedApp,
  platform = process.platform,
): Promise<ProfileServer> {
  removeStale(profileDir, platform);
  const address = newAddress(profileDir, platform);
  const token = randomBytes(32).toString('hex');
  const calls = new Set<Promise<void>>();
  const sockets = new Set<Socket>();
  let closing = false;
  const track = (call: Promise<void>): void => {
    calls.add(call);
    void call.finally(() => calls.delete(call));
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveClient(socket, {
      app,
      token,
      isClosing: () => closing,
      track,
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  }).catch((error: unknown) => {
    throw new AppError(
      'io',
      'CAOS could not open its local socket. Check the temporary folder, then try again.',
      {
        cause: error,
        details: String(error),
      },
    );
  });
  const file: SocketFile = { format: 'caos-socket', address, token, processId: process.pid };
  writeFileSync(socketFilePath(profileDir), JSON.stringify(file), { mode: 0o600 });

  return {
    async close() {
      closing = true;
      rmSync(socketFilePath(profileDir), { force: true });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      while (calls.size > 0) await Promise.all(calls);
      for (const socket of sockets) socket.end();
      // A client that does not read must not keep the owner alive.
      const hangUp = setTimeout(() => sockets.forEach((socket) => void socket.destroy()), 1000);
      await closed;
      clearTimeout(hangUp);
      if (platform !== 'win32') rmSync(dirname(address), { recursive: true, force: true });
    },
  };
}

interface Service {
  app: ServedApp;
  token: string;
  isClosing(): boolean;
  track(call: Promise<void>): void;
}

function serveClient(socket: Socket, service: Service): void {
  let welcome = false;
  let stopEvents: (() => void) | undefined;
  const send = (message: ServerMessage): void => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  const hello = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(hello);
    stopEvents?.();
  });

  readLines(socket, MAX_CLIENT_LINE_BYTES, (line) => {
    const message = parseMessage(line);
    if (!message) return void socket.destroy();
    if ('hello' in message) {
      if (!sameToken(message.hello, service.token)) return void socket.destroy();
      welcome = true;
      clearTimeout(hello);
      return send({ welcome: { processId: process.pid } });
    }
    if (!welcome) return void socket.destroy();
    if ('events' in message) {
      stopEvents ??= service.app.onEvent((event) => {
        // A client that stands still (Ctrl-Z) misses events instead of filling this process's memory.
        if (socket.writableLength < MAX_UNREAD_BYTES) send({ event });
      });
      return;
    }
    if (service.isClosing()) return send({ id: message.id, closing: true });
    service.track(
      answer(service.app, message.name, message.input).then((result) => send({ id: message.id, result })),
    );
  });
}

async function answer(app: ServedApp, name: string, input: unknown): Promise<CallResult<unknown>> {
  if (notOffered.has(name)) {
    const error = new AppError('unsupported', `“${name}” is for the window of CAOS only.`);
    return { ok: false, error: toWire(error) };
  }
  return app.api.call(name, input).catch((error: unknown) => ({ ok: false as const, error: toWire(error) }));
}

function parseMessage(line: string): ClientMessage | null {
  try {
    return ClientMessage.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function sameToken(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** A short name for a profile, so that an owner only ever removes sockets of its own profile (not those of a copied folder). */
const profileHash = (profileDir: string): string =>
  createHash('sha256').update(realpathSync(profileDir)).digest('hex').slice(0, 12);

function newAddress(profileDir: string, platform: NodeJS.Platform): string {
  const name = `caos-${profileHash(profileDir)}-`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}${randomBytes(8).toString('hex')}`;
  // 104 bytes of sun_path, less the name, mkdtemp's six characters and the socket's own name.
  const base = Buffer.byteLength(tmpdir()) > 60 ? '/tmp' : tmpdir();
  return join(mkdtempSync(join(base, name)), 'caos.sock');
}

/** Null when there is none, or none that can be read. */
export function readSocketFile(profileDir: string): SocketFile | null {
  try {
    return SocketFile.parse(JSON.parse(readFileSync(socketFilePath(profileDir), 'utf8')));
  } catch {
    return null;
  }
}

function removeStale(profileDir: string, platform: NodeJS.Platform): void {
  const stale = readSocketFile(profileDir);
  rmSync(socketFilePath(profileDir), { force: true });
  if (!stale || platform === 'win32') return;
  const folder = dirname(stale.address);
  if (basename(folder).startsWith(`caos-${profileHash(profileDir)}-`))
    rmSync(folder, { recursive: true, force: true });
}
