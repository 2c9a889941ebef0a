/** Connections as a use-case: added, changed, tried and removed, with their secrets; and what waited for a change goes on by itself. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { createAlbum } from '../../src-main/services/albums';
import { createCachePaths } from '../../src-main/services/cache-paths';
import { createChangeFeed } from '../../src-main/services/change-feed';
import {
  addConnection,
  removeConnection,
  tryConnection,
  updateConnection,
} from '../../src-main/services/connections';
import type { Core } from '../../src-main/services/core';
import { createFlowControl } from '../../src-main/services/flow-control';
import { createImportRunner, type ImportRunner } from '../../src-main/services/import-folder';
import { createProbes, type Probes } from '../../src-main/services/probe-connection';
import { createSpeedMeter } from '../../src-main/services/speed-meter';
import { createStoreRegistry } from '../../src-main/services/store-registry';
import { createTransferQueue, type TransferQueue } from '../../src-main/services/transfer-queue';
import { createListingQuestions } from '../../src-main/services/upload/ask-listing';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import type { UploadPool } from '../../src-main/workers/jobs';
import { AppError } from '../../src-shared/app-error';
import type { ConnectionConfig, ConnectionReport } from '../../src-shared/domain/connection';
import type { AppEvent } from '../../src-shared/ipc-contract';
import { ConnectionId, ShareId } from '../../src-shared/units';
import { createInlineUploadPool } from '../support/inline-upload-pool';
import { sharedSwift, swiftUnavailableReason } from '../support/swift-server';

let folder: string;
let core: Core;
let queue: TransferQueue;
let imports: ImportRunner;
let probes: Probes;
let secrets: Map<string, string>;
let events: AppEvent[];
const logged: string[] = [];

const builtInId = ConnectionId.parse('00000000-0000-4000-8000-000000000001');
const s3 = (change: Partial<Extract<ConnectionConfig, { kind: 's3' }>> = {}): ConnectionConfig => ({
  kind: 's3',
  endpoint: 'https://s3.example:9000',
  region: 'eu-1',
  accessKey: 'AK',
  pathStyle: true,
  ...change,
});

/** The threads' own code in this one, with stores opened from what the job says, as a thread does it. */
function poolThatOpens(): UploadPool {
  return {
    size: 4,
    async run(job, options) {
      // A job that only hashes asks no store.
      if (!('store' in job)) return createInlineUploadPool({} as never).run(job, options);
      const { store: access } = job;
      const getSession = access.session
        ? (asked?: { refused?: string | undefined }) => core.stores.session(access.storeKey, asked?.refused)
        : undefined;
      const store = openObjectStore(access, { getSession });
      try {
        return await createInlineUploadPool(store).run(job, options);
      } finally {
        store.close();
      }
    },
    forget: async () => undefined,
    close: async () => undefined,
  };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-connections-'));
  secrets = new Map();
  events = [];
  logged.length = 0;
  const catalogue = openCatalogue(join(folder, 'catalogue.db'));
  const log = (event: string, fields?: Record<string, unknown>): void => {
    logged.push(JSON.stringify([event, fields]));
  };
  const vault: Core['vault'] = {
    status: () => ({ backend: 'key-file', detail: '' }),
    get: async (name) => secrets.get(name) ?? null,
    set: async (name, value) => void secrets.set(name, value),
    remove: async (name) => void secrets.delete(name),
  };
  core = {
    catalogue,
    vault,
    stores: createStoreRegistry(catalogue, vault, { info: log, warn: log, error: log }),
    media: {
      prepare: async () => ({ metadata: {}, thumb: null, thumbhash: null, mediaError: null }),
    } as unknown as Core['media'],
    uploads: poolThatOpens(),
    cache: createCachePaths(join(folder, 'cache')),
    questions: createListingQuestions(() => performance.now()),
    flow: createFlowControl({ now: Date.now, maxBytes: 1e8 }),
    journal: () => undefined,
    changes: createChangeFeed(catalogue, createSpeedMeter(Date.now)),
    log: { info: log, warn: log, error: log },
    now: Date.now,
    random: Math.random,
  };
  catalogue.connections.insert({
    id: builtInId,
    name: 'This computer',
    config: { kind: 'local', root: join(folder, 'store') },
    builtIn: true,
    createdAtMs: 1,
  });
  queue = createTransferQueue(core, { preparing: 2, uploading: 2, preparedAhead: 8 });
  imports = createImportRunner(core, () => queue.wake());
  probes = createProbes(core);
  core.changes.listen((event) => events.push(event));
  queue.start();
});
afterEach(async () => {
  await imports.stop();
  await queue.stop();
  await probes.stop();
  core.stores.close();
  core.changes.close();
  core.catalogue.close();
  rmSync(folder, { recursive: true, force: true });
});

const noProbes = { start: () => undefined };
const noQueue = { retry: async () => 0 };
const unasked = { probes: noProbes, queue: noQueue };
const add = (config: ConnectionConfig, secret?: string, sessionToken?: string) =>
  addConnection(core, noProbes, { name: 'Cloud', config, secret, sessionToken });
const failure = async (call: Promise<unknown>): Promise<AppError> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};
const albumOn = (connectionId: ConnectionId, prefix = '') =>
  core.catalogue.albums.insert({
    id: '00000000-0000-4000-8000-0000000000aa' as never,
    title: 'Wedding',
    note: '',
    connectionId,
    bucket: 'home',
    prefix,
    createdAtMs: 1,
  });

describe('adding', () => {
  it('answers at once, keeps the secrets in the vault alone, and probes afterwards', async () => {
    const started: ConnectionId[] = [];
    const added = await addConnection(
      core,
      { start: (id) => started.push(id) },
      { name: 'Cloud', config: s3(), secret: 'hush', sessionToken: 'for an hour' },
    );
    expect(added).toMatchObject({ name: 'Cloud', config: s3(), builtIn: false, revision: 1, report: null });
    expect([...secrets]).toEqual([
      [`connection/${added.id}`, 'hush'],
      [`connection/${added.id}/session-token`, 'for an hour'],
    ]);
    expect(JSON.stringify([added, core.catalogue.connections.list(), events, logged])).not.toMatch(
      /hush|for an hour/,
    );
    expect(events.map((event) => event.name)).toEqual(['connections.changed']);
    expect(started).toEqual([added.id]);
  });

  it('without a secret is refused where one is needed, and not where it is not', async () => {
    expect((await failure(add(s3()))).code).toBe('bad-input');
    const profile = await add(s3({ accessKey: '', profile: 'studio' }));
    expect(profile.config).toMatchObject({ profile: 'studio' });
    expect([...secrets]).toEqual([]);
  });

  it('under a taken name leaves no secret behind', async () => {
    await add(s3(), 'hush');
    const before = [...secrets];
    // Only the catalogue knows that these two look the same.
    const wide = addConnection(core, noProbes, { name: 'Ｃｌｏｕｄ', config: s3(), secret: 'other' });
    expect((await failure(wide)).code).toBe('already-exists');
    expect((await failure(add(s3(), 'other'))).code).toBe('already-exists');
    expect([...secrets]).toEqual(before);
  });

  it('a folder probes it in the background, and the report comes by an event', async () => {
    const root = mkdtempSync(join(folder, 'photos-'));
    const added = await addConnection(core, probes, { name: 'Folder', config: { kind: 'local', root } });
    expect(added.report).toBeNull();
    const report = await probes.probe(added.id); // joins the one under way
    const held = core.catalogue.connections.get(added.id);
    expect(held?.report).toEqual(report);
    expect(held?.revision).toBe(2);
    const told = events.filter((event) => event.name === 'connections.changed').at(-1);
    expect(JSON.stringify(told)).toContain(`"testedAtMs":${report.testedAtMs}`);
  });

  it('one that does not work is added all the same, with what is wrong as its report', async () => {
    const added = await addConnection(core, probes, {
      name: 'Folder',
      config: { kind: 'local', root: join(folder, 'gone') },
    });
    await probes.probe(added.id);
    expect(core.catalogue.connections.get(added.id)).toMatchObject({
      revision: 1,
      report: { ok: false, capabilities: null },
    });
  });
});

describe('changing', () => {
  it('keeps what is not given, counts the revision up and opens the store anew', async () => {
    const root = mkdtempSync(join(folder, 'photos-'));
    const added = await add({ kind: 'local', root });
    const before = await core.stores.open(added.id);
    const forget = vi.spyOn(core.stores, 'forget');
    const other = mkdtempSync(join(folder, 'photos-'));
    const changed = await updateConnection(core, unasked, {
      id: added.id,
      config: { kind: 'local', root: other },
    });
    expect(changed).toEqual({ ...added, config: { kind: 'local', root: other }, revision: 2 });
    expect(forget).toHaveBeenCalledWith(added.id);
    const after = await core.stores.open(added.id);
    expect(after).not.toBe(before);
    await after.createBucket('x');
    expect(
      await openObjectStore({ config: { kind: 'local', root: other }, secret: null }).bucketExists('x'),
    ).toBe(true);
  });

  it('a secret alone counts too, and takes the session token of the old one along', async () => {
    const { id } = await add(s3(), 'old', 'old token');
    const started: ConnectionId[] = [];
    await updateConnection(
      core,
      { probes: { start: (started_) => started.push(started_) }, queue: noQueue },
      { id, secret: 'new' },
    );
    expect([...secrets]).toEqual([[`connection/${id}`, 'new']]);
    expect(core.catalogue.connections.get(id)?.revision).toBe(2);
    expect(started).toEqual([id]);
  });

  it('a name alone asks neither the store nor the vault', async () => {
    const { id } = await add(s3(), 'hush');
    const get = vi
      .spyOn(core.vault, 'get')
      .mockRejectedValue(new AppError('vault', 'The keyring is locked.'));
    const asked = vi.fn();
    const changed = await updateConnection(
      core,
      { probes: { start: asked }, queue: { retry: asked } },
      { id, name: 'Studio' },
    );
    expect(changed.name).toBe('Studio');
    expect([asked.mock.calls, get.mock.calls]).toEqual([[], []]);
    expect([...secrets.values()]).toEqual(['hush']);
  });

  it.each<[string, ConnectionConfig]>([
    ['another host', s3({ endpoint: 'https://elsewhere.example:9000' })],
    ['another port', s3({ endpoint: 'https://s3.example:9001' })],
    ['an open line', s3({ endpoint: 'http://s3.example:9000' })],
    ['Amazon itself', s3({ endpoint: '' })],
    ['a host that only looks like it', s3({ endpoint: 'https://s3.example:9000@elsewhere.example' })],
    ['another host by a bucket of its name', s3({ endpoint: 'https://wedding.s3.example:9000' })],
    ['another host beside a profile', s3({ endpoint: 'https://elsewhere.example', profile: 'p' })],
    ['another host in another style', s3({ endpoint: 'https://elsewhere.example', pathStyle: false })],
  ])('never sends the stored secret to %s', async (_, config) => {
    const { id } = await add(s3(), 'hush');
    const error = await failure(updateConnection(core, unasked, { id, config }));
    expect(error).toMatchObject({ code: 'bad-input', params: { field: 'secret' } });
    expect(core.catalogue.connections.get(id)).toMatchObject({ config: s3(), revision: 1 });
    const tried = await failure(tryConnection(core, probes, { id, config, depth: 'sign-in' }));
    expect(tried.code).toBe('bad-input');
    await updateConnection(core, unasked, { id, config, secret: 'for there' });
    expect([...secrets.values()]).toEqual(['for there']);
  });

  it('does not bring a secret back by a detour through keys that need none', async () => {
    const { id } = await add(s3(), 'hush');
    const elsewhere = { endpoint: 'https://elsewhere.example' };
    await updateConnection(core, unasked, {
      id,
      config: s3({ ...elsewhere, accessKey: '', profile: 'p' }),
    });
    expect([...secrets]).toEqual([]);
    const back = updateConnection(core, unasked, { id, config: s3(elsewhere) });
    expect((await failure(back)).message).toBe('The secret is missing. Enter it and try again.');
  });

  it('puts the vault back when the row cannot be written', async () => {
    const { id } = await add(s3(), 'hush', 'token');
    await addConnection(core, noProbes, { name: 'Other', config: s3(), secret: 'x' });
    const before = [...secrets].sort();
    const change = updateConnection(core, unasked, { id, name: 'Ｏther', secret: 'new' });
    expect((await failure(change)).code).toBe('already-exists');
    expect([...secrets].sort()).toEqual(before);
  });

  it('never makes another kind of it', async () => {
    const { id } = await add(s3(), 'hush');
    const change = updateConnection(core, unasked, { id, config: { kind: 'local', root: folder } });
    expect((await failure(change)).message).toBe(
      '“Cloud” cannot become another kind of storage. Add a new connection instead.',
    );
  });

  it('of the built-in one is its name only', async () => {
    expect((await updateConnection(core, unasked, { id: builtInId, name: 'My laptop' })).name).toBe(
      'My laptop',
    );
    const moved = updateConnection(core, unasked, {
      id: builtInId,
      config: { kind: 'local', root: join(folder, 'other') },
    });
    expect((await failure(moved)).message).toBe(
      'Of the store on this computer only the name can be changed.',
    );
  });

  it('leaves albums where they are', async () => {
    const folderConnection = await add({ kind: 'local', root: join(folder, 'a') });
    albumOn(folderConnection.id);
    const moved = updateConnection(core, unasked, {
      id: folderConnection.id,
      config: { kind: 'local', root: join(folder, 'b') },
    });
    expect((await failure(moved)).message).toBe(
      'The folder of “Cloud” holds 1 album(s) and stays. Add a new connection for another folder.',
    );
  });

  it('leaves the bucket that albums are folders of', async () => {
    const { id } = await add(s3({ bucket: 'home' }), 'hush');
    albumOn(id, 'wedding/');
    for (const config of [s3({ bucket: 'other' }), s3()]) {
      const change = updateConnection(core, unasked, { id, config });
      expect((await failure(change)).message).toBe(
        '“Cloud” holds 1 album(s), so its bucket stays. Add a new connection for another bucket.',
      );
    }
    const region = await updateConnection(core, unasked, {
      id,
      config: s3({ bucket: 'home', region: 'eu-2' }),
    });
    expect(region.config).toEqual(s3({ bucket: 'home', region: 'eu-2' }));
  });
});

describe('a probe', () => {
  it('that was overtaken by a change of the connection is not kept', async () => {
    const [first, second] = ['1', '2'].map((name) => mkdtempSync(join(folder, name))) as [string, string];
    const { id } = await add({ kind: 'local', root: first });
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { access } = core.stores;
    core.stores.access = (asked) => held.then(() => access(asked));
    const overtaken = probes.probe(id);
    core.stores.access = access;
    await updateConnection(core, { probes, queue: noQueue }, { id, config: { kind: 'local', root: second } });
    const kept = await probes.probe(id);
    letGo();
    expect((await overtaken).testedAtMs).not.toBe(kept.testedAtMs);
    expect(core.catalogue.connections.get(id)?.report).toEqual(kept);
  });

  it('of a form is not kept, and uses the stored secret for the same server', async () => {
    const { id } = await add(s3(), 'hush', 'token');
    const forms: Parameters<Probes['try']>[0][] = [];
    const watched: Pick<Probes, 'try'> = {
      try: async (form) => {
        forms.push(form);
        return {} as ConnectionReport;
      },
    };
    await tryConnection(core, watched, { id, config: s3({ region: 'x' }), depth: 'sign-in' });
    await tryConnection(core, watched, { id, config: s3(), secret: 'typed', depth: 'full' });
    expect(forms).toEqual([
      { config: s3({ region: 'x' }), secret: 'hush', sessionToken: 'token', depth: 'sign-in' },
      { config: s3(), secret: 'typed', sessionToken: undefined, depth: 'full' },
    ]);
    expect(core.catalogue.connections.get(id)?.report).toBeNull();
  });
});

it('quitting ends a probe after its clean-up, and nothing is written afterwards', async () => {
  const root = mkdtempSync(join(folder, 'photos-'));
  const { id } = await addConnection(core, probes, { name: 'Folder', config: { kind: 'local', root } });
  // The probe is in the middle of it as soon as its scratch bucket is there.
  await vi.waitUntil(() => readdirSync(root).length > 0, { interval: 5 });
  await probes.stop();
  expect(readdirSync(root)).toEqual([]);
  expect(core.catalogue.connections.get(id)?.report).toBeNull();
});

it('removing takes both secrets along', async () => {
  const { id } = await add(s3(), 'hush', 'token');
  await removeConnection(core, id);
  expect([...secrets]).toEqual([]);
  expect(core.catalogue.connections.list().map((connection) => connection.id)).toEqual([builtInId]);
});

it('what a guest may still send into is not removed', async () => {
  const { id } = await add(s3(), 'hush');
  mkdirSync(join(folder, 'store'), { recursive: true });
  const album = await createAlbum(core, { title: 'For what they send' });
  const limits = { maxFiles: 10, maxBytes: 1000, kinds: ['photos' as const] };
  const words = { title: '', message: '', language: 'en' as const, days: 3, limits };
  const times = { createdAtMs: 1, stateAtMs: 1, endsAtMs: 2, sureUntilMs: 2, cleanedAtMs: null };
  const place = { connectionId: id, bucket: 'b', folder: '.caos/shares/0/', albumId: album.id };
  const requestId = ShareId.parse('00000000-0000-4000-8000-000000000021');
  core.catalogue.requests.insert({
    ...words,
    ...times,
    ...place,
    id: requestId,
    state: 'live',
    reason: null,
  });
  await expect(removeConnection(core, id)).rejects.toMatchObject({ code: 'bad-input' });
  expect(core.catalogue.connections.get(id)).not.toBeNull();
  core.catalogue.requests.change(requestId, { cleanedAtMs: 3 });
  await removeConnection(core, id);
  expect(core.catalogue.connections.get(id)).toBeNull();
});

const swift = sharedSwift();
describe.skipIf(swiftUnavailableReason() !== undefined || !swift)('on a real server', () => {
  const address = swift as NonNullable<typeof swift>;
  const kinds: Array<[string, ConnectionConfig, string]> = [
    [
      'S3',
      s3({ endpoint: address?.s3Endpoint, region: address?.region, accessKey: address?.accessKey }),
      address?.secretKey,
    ],
    [
      'Swift',
      {
        kind: 'swift',
        authUrl: address?.authUrl,
        authVersion: '1',
        user: address?.user,
        interface: 'public',
      },
      address?.key,
    ],
  ];

  it.each(kinds)(
    'an upload that a replaced key stopped goes on to its end (%s)',
    async (_, config, secret) => {
      const source = mkdtempSync(join(folder, 'card-'));
      for (const name of ['a.jpg', 'b.jpg'])
        writeFileSync(
          join(source, name),
          Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(name)]),
        );
      const { id } = await add(config, secret);
      const album = await createAlbum(core, { title: 'Wedding', connectionId: id });
      // Somebody made a new key elsewhere: the one stored here is refused from now on.
      secrets.set(`connection/${id}`, 'replaced');
      core.stores.forget(id);
      const until = (holds: () => boolean): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (!holds()) return;
            off();
            resolve();
          };
          const off = core.changes.listen(look);
          look();
        });
      await imports.start(album.id, [source]);
      await until(() => core.catalogue.transfers.countByState().failed === 2);
      const failed = core.catalogue.transfers.list({ states: ['failed'], offset: 0, limit: 10 });
      expect(failed.items.map((transfer) => transfer.error?.code)).toEqual(['key-refused', 'key-refused']);

      await updateConnection(core, { probes: noProbes, queue }, { id, secret });
      await until(() => core.catalogue.transfers.countByState().stored === 2);
      expect(core.catalogue.albums.get(album.id)).toMatchObject({
        storedCount: 2,
        failedCount: 0,
        state: 'stored',
      });
    },
  );
});
