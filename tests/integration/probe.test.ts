/** The probe on real stores: a folder, OpenStack Swift by its S3 API and by its own. What it reports, and that nothing of it stays. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createGateway } from '../../src-main/services/gateway';
import { probeStore } from '../../src-main/services/probe-store';
import { createWebRequest } from '../../src-main/services/probe-web';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore, openSessions } from '../../src-main/storage/open-object-store';
import type { LinkSigner } from '../../src-main/storage/session';
import type { ConnectionConfig, ConnectionReport } from '../../src-shared/domain/connection';
import { ConnectionId } from '../../src-shared/units';
import { sharedSwift, swiftUnavailableReason } from '../support/swift-server';

const root = mkdtempSync(join(tmpdir(), 'caos-probe-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Names every scratch place of this file, on a server that other tests use too. */
const CHANCE = 0.123456789;
const MARK = Math.floor(CHANCE * 2 ** 32)
  .toString(16)
  .padStart(8, '0');

async function probe(
  config: ConnectionConfig,
  secret: string | null,
  homeBucket: string | null = null,
  links: LinkSigner | undefined = undefined,
): Promise<{ report: ConnectionReport; store: ObjectStore }> {
  const getSession = openSessions({ config, secret }) ?? undefined;
  const open: Parameters<typeof probeStore>[0] = (known) =>
    openObjectStore({ config, secret, known }, { getSession, links, wait: async () => undefined });
  const report = await probeStore(open, {
    depth: 'full',
    homeBucket,
    host: 'the store',
    now: Date.now,
    random: () => CHANCE,
    web: createWebRequest(undefined),
    wait: async (ms) => {
      await sleep(ms);
    },
    signal: new AbortController().signal,
  });
  return { report, store: open(null) };
}

const outcomes = (report: ConnectionReport): Record<string, string> =>
  Object.fromEntries(report.steps.map((step) => [step.check, step.outcome]));
const ownBuckets = async (store: ObjectStore): Promise<string[]> =>
  (await store.listBuckets()).map(({ name }) => name).filter((name) => name.includes(MARK));

const kept = {
  'sign-in': 'yes',
  bucket: 'yes',
  write: 'yes',
  read: 'yes',
  delete: 'yes',
  'list-buckets': 'yes',
  'create-bucket': 'yes',
  clock: 'yes',
  checksum: 'yes',
  multipart: 'yes',
};

describe('a folder on this computer', () => {
  it('keeps photos, and gives no links without the app', async () => {
    const { report, store } = await probe({ kind: 'local', root }, null);
    expect(outcomes(report)).toEqual({
      ...kept,
      'conditional-put': 'yes',
      'bulk-delete': 'yes',
      copy: 'yes',
      link: 'no',
      'inline-html': 'untried',
      'link-lifetime': 'untried',
      cors: 'untried',
      expiry: 'no',
      tiers: 'no',
      'public-read': 'untried',
      versioning: 'no',
      usage: 'no',
    });
    expect(report.ok).toBe(true);
    expect(report.capabilities).toEqual({ ...store.capabilities, bulkDelete: true });
    expect(readdirSync(root)).toEqual([]);
  });

  it('gives links and pages while the app serves them, and the app forgets those of the probe', async () => {
    const values = new Map<string, string>();
    const secrets = new Map<string, string>();
    const config = { kind: 'local', root } as const;
    const gateway = createGateway({
      values: {
        value: (name) => values.get(name) ?? null,
        setValue: (name, value) => void (value === null ? values.delete(name) : values.set(name, value)),
      },
      vault: {
        status: () => ({ backend: 'key-file', detail: '' }),
        get: async (name) => secrets.get(name) ?? null,
        set: async (name, value) => void secrets.set(name, value),
        remove: async (name) => void secrets.delete(name),
      },
      openStore: async () => openObjectStore({ config, secret: null }),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: Date.now,
    });
    try {
      const signer = gateway.signer(ConnectionId.parse('00000000-0000-4000-8000-000000000001'));
      const { report } = await probe(config, null, null, signer);
      expect(outcomes(report)).toMatchObject({ link: 'yes', 'inline-html': 'yes', 'link-lifetime': 'yes' });
      expect(report.capabilities).toMatchObject({ presign: true, inlineHtml: true, maxLinkSeconds: null });
      expect([...values.keys()]).toEqual(['gateway/port']);
      expect(readdirSync(root)).toEqual([]);
    } finally {
      await gateway.close();
    }
  });

  it('that is gone is told once', async () => {
    const { report } = await probe({ kind: 'local', root: join(root, 'gone') }, null);
    expect(report.ok).toBe(false);
    expect(report.steps.filter((step) => step.outcome !== 'untried').map((step) => step.check)).toEqual([
      'sign-in',
    ]);
    expect(report.steps[0]?.message).toContain('gone');
  });
});

const swift = sharedSwift();
describe.skipIf(swiftUnavailableReason() !== undefined || !swift)('OpenStack Swift', () => {
  const address = swift as NonNullable<typeof swift>;
  const s3 = {
    kind: 's3',
    endpoint: address?.s3Endpoint,
    region: address?.region,
    accessKey: address?.accessKey,
    pathStyle: true,
  } as const;
  const native = {
    kind: 'swift',
    authUrl: address?.authUrl,
    authVersion: '1',
    user: address?.user,
    interface: 'public',
  } as const;

  it('by its S3 API', async () => {
    const { report, store } = await probe(s3, address.secretKey);
    expect(outcomes(report)).toEqual({
      ...kept,
      'conditional-put': 'no',
      'bulk-delete': 'yes',
      copy: 'yes',
      link: 'yes',
      'inline-html': 'yes',
      'link-lifetime': 'no',
      cors: 'no',
      expiry: 'no',
      tiers: 'no',
      'public-read': 'no',
      versioning: 'yes',
      usage: 'no',
    });
    expect(report.ok).toBe(true);
    expect(report.capabilities).toEqual({ ...store.capabilities, versioning: true });
    expect(await ownBuckets(store)).toEqual([]);
  });

  it('by its own API', async () => {
    const { report, store } = await probe(native, address.key);
    expect(outcomes(report)).toEqual({
      ...kept,
      // Each object server looks before it takes the bytes: two writers at once both win.
      'conditional-put': 'no',
      'bulk-delete': 'yes',
      copy: 'yes',
      link: 'yes',
      'inline-html': 'yes',
      'link-lifetime': 'yes',
      cors: 'yes',
      expiry: 'yes',
      tiers: 'yes',
      'public-read': 'yes',
      versioning: 'yes',
      usage: 'yes',
    });
    expect(report.ok).toBe(true);
    expect(report.capabilities).toMatchObject({
      tiers: ['gold', 'silver'],
      tierOf: 'bucket',
      maxLinkSeconds: null,
      presignPrefix: true,
      expiry: 'object',
    });
    expect(await ownBuckets(store)).toEqual([]);
  });

  it('inside a given bucket leaves it as it was', async () => {
    const open = openObjectStore({ config: s3, secret: address.secretKey });
    const home = `probe-home-${process.pid}`;
    await open.createBucket(home);
    await open.put(home, 'a.jpg', Buffer.from('photo'));
    const { report } = await probe(s3, address.secretKey, home);
    expect(outcomes(report)).toMatchObject({
      ...kept,
      'create-bucket': 'untried',
      cors: 'untried',
      'public-read': 'untried',
      versioning: 'untried',
    });
    expect(report.ok).toBe(true);
    const keys: string[] = [];
    for await (const { key } of open.list(home)) keys.push(key);
    expect(keys).toEqual(['a.jpg']);
    await open.delete(home, 'a.jpg');
    await open.deleteBucket(home);
  });

  it.each([
    ['by its S3 API', s3],
    ['by its own API', native],
  ])('with a wrong secret %s says so, and nothing else is tried', async (_, config) => {
    const { report } = await probe(config, 'wrong');
    expect(report).toMatchObject({ ok: false, capabilities: null });
    expect(report.steps[0]).toMatchObject({
      check: 'sign-in',
      outcome: 'failed',
      error: { code: 'key-refused' },
    });
    expect(JSON.stringify(report)).not.toContain('wrong"');
    expect(new Set(report.steps.slice(1).map((step) => step.outcome))).toEqual(new Set(['untried']));
  });
});
