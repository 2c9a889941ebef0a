/** A real Swift by its native API, for tests that look at it from outside the driver as well. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createSwiftSessions } from '../../src-main/storage/drivers/swift/sessions';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { SwiftConnectionConfig } from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import { type SwiftAddresses, sharedSwift, startSwift, swiftUnavailableReason } from './swift-server';

interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export interface NativeSwift {
  readonly addresses: SwiftAddresses;
  /** A store as a new process would open it; closed after the tests. */
  open(options?: { user?: string; secret?: string; known?: Capabilities; tier?: string }): ObjectStore;
  /** One request past the driver, signed in as the owner; `path` percent-encoded, below the account. */
  raw(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<RawAnswer>;
  /** Web address of what lies below the account. */
  address(path: string): string;
  /** Names in a container, past the driver; [] when there is no such container. */
  names(container: string, prefix?: string): Promise<string[]>;
}

/** Why no Swift can run here, or undefined: for `describe.skipIf`. */
export const swiftUnavailable = swiftUnavailableReason();

export const freshBucket = (): string => `caos-${randomBytes(6).toString('hex')}`;

/** Other accounts of the server: the key of an account's addresses belongs to all who use it at the same time. */
const others = { 'test2:tester2': 'testing2' };

/** Reaches the server of the whole run, or starts one of its own, before the tests of a file. Default: the shared account. */
export function reachNativeSwift(owner?: keyof typeof others): NativeSwift {
  let addresses: SwiftAddresses;
  let account: { token: string; url: string };
  let stop: (() => Promise<void>) | undefined;
  const opened: ObjectStore[] = [];
  const configOf = (user: string, tier?: string): SwiftConnectionConfig =>
    SwiftConnectionConfig.parse({
      kind: 'swift',
      authUrl: addresses.authUrl,
      authVersion: '1',
      user,
      ...(tier !== undefined && { tier }),
    });

  if (swiftUnavailable === undefined)
    beforeAll(async () => {
      const shared = sharedSwift();
      const own = shared ? undefined : await startSwift();
      stop = own?.stop;
      const reached = (shared ?? own) as SwiftAddresses;
      addresses = owner ? { ...reached, user: owner, key: others[owner] } : reached;
      account = await createSwiftSessions(configOf(addresses.user), addresses.key)();
    }, 180_000);
  afterAll(async () => {
    for (const store of opened) store.close();
    await stop?.();
  });

  const raw: NativeSwift['raw'] = async (method, path, headers = {}, body) => {
    const answer = await fetch(account.url + path, {
      method,
      headers: { 'X-Auth-Token': account.token, ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  };
  return {
    get addresses() {
      return addresses;
    },
    open({ user = addresses.user, secret = addresses.key, known, tier } = {}) {
      const store = openObjectStore(
        { config: configOf(user, tier), secret, known },
        { wait: async () => undefined },
      );
      opened.push(store);
      return store;
    },
    raw,
    address: (path) => account.url + path,
    async names(container, prefix = '') {
      const { status, text } = await raw('GET', `/${container}?prefix=${encodeURIComponent(prefix)}`);
      return status === 200 ? text.split('\n').filter(Boolean) : [];
    },
  };
}
