/**
 * Web links to objects on this computer: which port they begin with, whom they reach, and under which keys they are signed. A link lives
 * as long as its time lasts and CAOS runs; port and keys are kept, so that it opens again after a restart.
 */
import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { AppError, toWire } from '../../src-shared/app-error';
import type { GatewayStatus } from '../../src-shared/domain/storage';
import { ConnectionId } from '../../src-shared/units';
import { type GatewayServer, startGatewayServer } from '../storage/gateway/gateway-server';
import { signedPath } from '../storage/gateway/link-address';
import type { ObjectStore } from '../storage/object-store';
import type { LinkSigner } from '../storage/session';
import type { Log, SecretVault } from './core';
import { isScratchBucket } from './probe-scratch';

export interface Gateway {
  status(): GatewayStatus;
  /** `lan` starts it, so that its addresses can be shown. `loopback` ends every connection from elsewhere at once. */
  setReach(reach: GatewayStatus['reach']): Promise<GatewayStatus>;
  signer(id: ConnectionId): LinkSigner;
  /** Serves again when links made before may still be open; quiet when it cannot. */
  resume(): Promise<void>;
  /** Links of this connection end for good. */
  forget(id: ConnectionId): Promise<void>;
  close(): Promise<void>;
}

export interface GatewayDeps {
  /** Small named values of this profile. */
  values: { value(name: string): string | null; setValue(name: string, value: string | null): void };
  vault: SecretVault;
  openStore: (id: ConnectionId) => Promise<ObjectStore>;
  log: Log;
  /** Unix milliseconds. */
  now: () => number;
  /** Default: those of this computer. */
  interfaces?: typeof networkInterfaces;
}

const PORT = 'gateway/port';
const REACH = 'gateway/reach';
/** Unix milliseconds at which the last link ends. */
const LINKS_UNTIL = 'gateway/links-until';
const keyName = (id: string): string => `gateway/key/${id}`;
const KEY_BYTES = 32;

export function createGateway(deps: GatewayDeps): Gateway {
  const { values, vault, log } = deps;
  const keys = new Map<string, Promise<Buffer | null>>();
  let server: GatewayServer | null = null;
  let previousPort: number | undefined;
  /** One change of the server at a time. */
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const reach = (): GatewayStatus['reach'] => (values.value(REACH) === 'lan' ? 'lan' : 'loopback');
  const keptPort = (): number => Number(values.value(PORT) ?? 0);

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = turn.then(run, run);
    turn = next.catch(() => undefined);
    return next;
  }

  function signingKey(id: string): Promise<Buffer | null> {
    const known = keys.get(id);
    if (known) return known;
    const reading = vault.get(keyName(id)).then((text) => (text ? Buffer.from(text, 'base64url') : null));
    // One that is not there may be made; one that cannot be read may be readable later.
    reading.then(
      (key) => key ?? keys.delete(id),
      () => keys.delete(id),
    );
    keys.set(id, reading);
    return reading;
  }

  async function newKey(id: string): Promise<Buffer> {
    const key = randomBytes(KEY_BYTES);
    await vault.set(keyName(id), key.toString('base64url'));
    keys.set(id, Promise.resolve(key));
    return key;
  }

  async function serveAt(port: number): Promise<GatewayServer> {
    return startGatewayServer({
      host: reach() === 'lan' ? '0.0.0.0' : '127.0.0.1',
      port,
      // Names of secrets are made of it: nothing but an id gets that far.
      signingKey: async (id) => (ConnectionId.safeParse(id).success ? signingKey(id) : null),
      openStore: (id) => deps.openStore(ConnectionId.parse(id)),
      now: deps.now,
      log: (entry) => log.info('gateway', entry),
    });
  }

  /** Under the port that links were made with; when another program has it, under another one from then on. */
  async function start(): Promise<void> {
    if (closed) throw new AppError('cancelled', 'CAOS is being closed.');
    if (server) return;
    const kept = keptPort();
    try {
      server = await serveAt(kept);
    } catch (error) {
      if (kept === 0 || !(error instanceof AppError) || error.code !== 'already-exists') throw error;
      server = await serveAt(0);
      previousPort = kept;
      log.warn('gateway-port-taken', { kept, now: server.port });
    }
    values.setValue(PORT, String(server.port));
  }

  async function stop(): Promise<void> {
    const running = server;
    server = null;
    await running?.close();
  }

  /** Where links begin. The first is the one that links are made with: on the network, that of this computer there. */
  function addresses(): string[] {
    if (!server) return [];
    const port = server.port;
    const own = reach() === 'lan' ? lanAddresses((deps.interfaces ?? networkInterfaces)()) : [];
    return [...own, '127.0.0.1'].map((host) => `http://${host}:${port}`);
  }

  function status(): GatewayStatus {
    return {
      running: server !== null,
      reach: reach(),
      port: server?.port ?? (keptPort() || null),
      addresses: addresses(),
      ...(previousPort !== undefined && { previousPort }),
    };
  }

  return {
    status,
    setReach: (wanted) =>
      inTurn(async () => {
        const wasRunning = server !== null;
        if (wanted !== reach()) {
          await stop();
          values.setValue(REACH, wanted);
        }
        if (wanted === 'lan' || wasRunning) await start();
        return status();
      }),
    signer: (id) => ({
      async sign(link) {
        await inTurn(start);
        const key =
          (await signingKey(id)) ?? (await inTurn(async () => (await signingKey(id)) ?? newKey(id)));
        // A probe signs for more than a year to see whether it may; nobody ever opens those.
        if (!isScratchBucket(link.bucket) && link.expiresAtMs > Number(values.value(LINKS_UNTIL) ?? 0))
          values.setValue(LINKS_UNTIL, String(link.expiresAtMs));
        return `${addresses()[0]}${signedPath({ ...link, connectionId: id }, key)}`;
      },
      rotate: () => inTurn(async () => void (await newKey(id))),
    }),
    async resume() {
      if (Number(values.value(LINKS_UNTIL) ?? 0) <= deps.now()) return;
      try {
        await inTurn(start);
      } catch (error) {
        log.warn('gateway-not-started', { error: toWire(error) });
      }
    },
    forget: (id) =>
      inTurn(async () => {
        keys.delete(id);
        await vault.remove(keyName(id));
      }),
    close: () =>
      inTurn(async () => {
        closed = true;
        await stop();
      }),
  };
}

/** IPv4 addresses under which others on the same network reach this computer, the usual home and office ranges first. */
function lanAddresses(interfaces: ReturnType<typeof networkInterfaces>): string[] {
  const isHome = (address: string): boolean => /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
  return Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter(
      ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
    )
    .map(({ address }) => address)
    .sort((a, b) => Number(isHome(b)) - Number(isHome(a)));
}
