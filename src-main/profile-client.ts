/** The outside of CAOS as the command line uses it, the same whether the app runs in this process or in another one. */
import { createConnection, type Socket } from 'node:net';
import { type AppError, fromWire } from '../src-shared/app-error';
import type {
  AppEvent,
  CallResult,
  CommandInput,
  CommandName,
  CommandOutput,
} from '../src-shared/ipc-contract';
import { readLines } from './profile-lines';
import { type ClientMessage, readSocketFile, type ServedApp, type ServerMessage } from './profile-socket';

export interface CaosClient {
  /** Never rejects for an error of the command itself, which is a value; rejects with OwnerGone when the other process ended. */
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CallResult<CommandOutput<N>>>;
  /** `only`: kinds that it looks at; others may come all the same. */
  onEvent(listener: (event: AppEvent) => void, only?: readonly AppEvent['name'][]): () => void;
  /** Told once when the process that owns the profile ended; never of the app in this process. */
  onGone(listener: () => void): () => void;
  close(): Promise<void>;
}

/** The owner of the profile ended. `begun`: it may have done what was asked, no answer came. */
export class OwnerGone extends Error {
  override readonly name = 'OwnerGone';
  constructor(readonly begun: boolean) {
    super('The CAOS that owns this profile ended.');
  }
}

/** An answer, or its error thrown. */
export function answered<T>(result: CallResult<T>): T {
  if (result.ok) return result.value;
  throw fromWire(result.error) satisfies AppError;
}

/** `end` closes the app, its socket and its claim on the profile. */
export function inProcessClient(app: ServedApp, end: () => Promise<void>): CaosClient {
  return {
    call: (name, input) => app.api.call(name, input) as ReturnType<CaosClient['call']> as never,
    onEvent: (listener, only) => app.onEvent(listener, only),
    onGone: () => () => undefined,
    close: end,
  };
}

/** Long enough for an owner that is busy for a moment, short enough to notice a dead one. */
const CONNECT_TIMEOUT_MS = 3000;

/** Null when no owner answers (none runs, it is starting, or it is ending). */
export async function connectProfile(profileDir: string): Promise<CaosClient | null> {
  const file = readSocketFile(profileDir);
  if (!file) return null;
  const socket = await openSocket(file.address);
  if (!socket) return null;

  const waiting = new Map<
    number,
    { resolve(result: CallResult<unknown>): void; reject(error: OwnerGone): void }
  >();
  const listeners = new Set<(event: AppEvent) => void>();
  const goneListeners = new Set<() => void>();
  let lastId = 0;
  let welcomed: ((ok: boolean) => void) | undefined;
  const welcome = new Promise<boolean>((resolve) => {
    welcomed = resolve;
  });
  const send = (message: ClientMessage): void => void socket.write(`${JSON.stringify(message)}\n`);
  const patience = setTimeout(() => socket.destroy(), CONNECT_TIMEOUT_MS);

  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    welcomed?.(false);
    for (const call of waiting.values()) call.reject(new OwnerGone(true));
    waiting.clear();
    for (const listener of goneListeners) listener();
    goneListeners.clear();
  });
  readLines(socket, Number.POSITIVE_INFINITY, (line) => {
    const message = JSON.parse(line) as ServerMessage;
    if ('welcome' in message) return welcomed?.(true);
    if ('event' in message) return listeners.forEach((listener) => void listener(message.event));
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('closing' in message) call?.reject(new OwnerGone(false));
    else call?.resolve(message.result);
  });

  send({ hello: file.token });
  const accepted = await welcome;
  clearTimeout(patience);
  if (!accepted) return null;

  return {
    call: (name, input) =>
      new Promise<CallResult<unknown>>((resolve, reject) => {
        if (!socket.writable) return reject(new OwnerGone(false));
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        send({ id: lastId, name, input });
      }) as never,
    onEvent(listener) {
      if (listeners.size === 0) send({ events: true });
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onGone(listener) {
      if (socket.destroyed) queueMicrotask(listener);
      else goneListeners.add(listener);
      return () => void goneListeners.delete(listener);
    },
    async close() {
      goneListeners.clear();
      socket.destroy();
    },
  };
}

function openSocket(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
