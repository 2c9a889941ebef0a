/** A gateway over a folder of its own, as a profile would have it; restarted with what it kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { networkInterfaces } from 'node:os';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGateway, type Gateway } from '../../src-main/services/gateway';
import { createLocalStore } from '../../src-main/storage/drivers/local/local-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { ConnectionId } from '../../src-shared/units';

export interface GatewayFixture {
  gateway: Gateway;
  /** With the links of the gateway. */
  store: ObjectStore;
  id: ConnectionId;
  root: string;
  /** What was logged: event and fields, as JSON. */
  logged: string[];
  values: Map<string, string>;
  secrets: Map<string, string>;
  /** Unix milliseconds, moved by tests that gave no clock of their own. */
  clock: { nowMs: number };
  /** The same profile in another process. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

export async function openGatewayFixture(
  options: { interfaces?: typeof networkInterfaces; now?: () => number } = {},
): Promise<GatewayFixture> {
  const root = await mkdtemp(path.join(tmpdir(), 'caos-gateway-'));
  const id = ConnectionId.parse('6f1f2b2a-4c5d-4e6f-8a9b-0c1d2e3f4a5b');
  const [values, secrets] = [new Map<string, string>(), new Map<string, string>()];
  const clock = { nowMs: Date.now() };
  const now = options.now ?? (() => clock.nowMs);
  const logged: string[] = [];
  const log = (event: string, fields?: Record<string, unknown>) =>
    void logged.push(JSON.stringify([event, fields]));

  function open(): { gateway: Gateway; store: ObjectStore } {
    const gateway = createGateway({
      values: {
        value: (name) => values.get(name) ?? null,
        setValue: (name, value) => (value === null ? values.delete(name) : values.set(name, value)),
      },
      vault: {
        status: () => ({ backend: 'key-file', detail: '' }),
        get: async (name) => secrets.get(name) ?? null,
        // A file is written: that takes longer than a turn.
        async set(name, value) {
          await new Promise((resolve) => setImmediate(resolve));
          secrets.set(name, value);
        },
        remove: async (name) => void secrets.delete(name),
      },
      openStore: async () => store,
      log: { info: log, warn: log, error: log },
      now,
      ...(options.interfaces && { interfaces: options.interfaces }),
    });
    const store = createLocalStore({ kind: 'local', root }, { links: gateway.signer(id), now });
    return { gateway, store };
  }
  const fixture: GatewayFixture = {
    ...open(),
    id,
    root,
    logged,
    values,
    secrets,
    clock,
    async restart() {
      await fixture.gateway.close();
      Object.assign(fixture, open());
    },
    async close() {
      await fixture.gateway.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  return fixture;
}
