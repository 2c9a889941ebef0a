/** A probe tells what was seen to happen, for each way in which a store can disappoint, and leaves nothing behind. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProbeOptions, probeStore } from '../../../src-main/services/probe-store';
import { createWebRequest } from '../../../src-main/services/probe-web';
import {
  createMemoryStore,
  type MemoryStoreOptions,
} from '../../../src-main/storage/drivers/memory/memory-store';
import type { Capabilities, ObjectStore } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';
import type { ConnectionReport } from '../../../src-shared/domain/connection';
import { type LinkFaults, type LinkServer, startLinkServer } from '../../support/link-server';

const NOW_MS = Date.UTC(2026, 0, 1);
const HOST = 'store.example';

const servers: LinkServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Lab {
  store: ObjectStore;
  probe(options?: Partial<ProbeOptions>): Promise<ConnectionReport>;
}

/** A store in memory whose objects have addresses; `change` breaks single calls of it. */
async function lab(
  given: MemoryStoreOptions & {
    links?: LinkFaults;
    change?: (store: ObjectStore) => Partial<ObjectStore>;
  } = {},
): Promise<Lab> {
  const { links = {}, change, ...options } = given;
  const memory = createMemoryStore({
    now: () => NOW_MS,
    ...options,
    capabilities: { presign: true, inlineHtml: true, maxLinkSeconds: null, ...options.capabilities },
  });
  const server = await startLinkServer(memory, () => NOW_MS, links);
  servers.push(server);
  const withLinks: ObjectStore = { ...memory, presignGet: server.presignGet };
  const store: ObjectStore = { ...withLinks, ...change?.(withLinks) };
  return {
    store,
    probe: (changed) =>
      probeStore((known) => ({ ...store, capabilities: known ?? store.capabilities }), {
        depth: 'full',
        homeBucket: null,
        host: HOST,
        now: () => NOW_MS,
        random: () => 0.5,
        web: createWebRequest(undefined),
        wait: async () => undefined,
        signal: new AbortController().signal,
        ...changed,
      }),
  };
}

const outcomes = (report: ConnectionReport): Record<string, string> =>
  Object.fromEntries(report.steps.map((step) => [step.check, step.outcome]));
const stepOf = (report: ConnectionReport, check: string) => report.steps.find((step) => step.check === check);
const contentOf = async (store: ObjectStore): Promise<string[]> => {
  const names: string[] = [];
  for (const { name } of await store.listBuckets()) {
    names.push(name);
    for await (const { key } of store.list(name)) names.push(`${name}/${key}`);
    for await (const { key } of store.multipart.list(name, '')) names.push(`${name}/${key} (unfinished)`);
  }
  return names;
};
const unsupported = async (): Promise<never> => {
  throw new AppError('unsupported', 'This store cannot do that.');
};

const allYes = {
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
  'conditional-put': 'yes',
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
};

describe('a store that can do everything', () => {
  it('is found to, in the order of the checks, and is as empty as before', async () => {
    const { store, probe } = await lab();
    const report = await probe();
    expect(outcomes(report)).toEqual(allYes);
    expect(report.steps.map((step) => step.check)).toEqual(Object.keys(allYes));
    expect({ ...report, steps: [] }).toEqual({
      ok: true,
      depth: 'full',
      steps: [],
      capabilities: { ...store.capabilities, presignPrefix: false },
      testedAtMs: NOW_MS,
      elapsedMs: 0,
    });
    expect(await contentOf(store)).toEqual([]);
  });

  it('is only asked for an answer when only signing in is tried', async () => {
    const calls: string[] = [];
    const { probe } = await lab({ beforeCall: ({ operation }) => void calls.push(operation) });
    expect(await probe({ depth: 'sign-in' })).toEqual({
      ok: true,
      depth: 'sign-in',
      steps: [
        {
          check: 'sign-in',
          outcome: 'yes',
          message: 'store.example answers and takes the key.',
          params: { host: HOST },
        },
      ],
      capabilities: null,
      testedAtMs: NOW_MS,
      elapsedMs: 0,
    });
    expect(calls).toEqual(['listBuckets']);
  });
});

/** How a store disappoints, the step that tells it, and what is believed of it afterwards. */
const disappointments: Array<
  [
    name: string,
    given: Parameters<typeof lab>[0],
    check: keyof typeof allYes,
    outcome: 'yes' | 'no',
    seen: Partial<Capabilities>,
  ]
> = [
  [
    'keeps what arrives damaged',
    {
      change: (store) => ({
        put: (bucket, key, body, { md5Hex: _, ...options } = {}) => store.put(bucket, key, body, options),
      }),
    },
    'checksum',
    'no',
    { verifiesMd5: false },
  ],
  [
    'keeps damaged parts',
    {
      change: (store) => ({
        multipart: {
          ...store.multipart,
          putPart: (upload, part, options) =>
            store.multipart.putPart(upload, { ...part, md5Hex: md5(part.body) }, options),
        },
      }),
    },
    'multipart',
    'no',
    {},
  ],
  [
    'forgets parts',
    { change: (store) => ({ multipart: { ...store.multipart, listParts: async () => [] } }) },
    'multipart',
    'no',
    {},
  ],
  [
    'joins parts to something else',
    {
      change: (store) => ({
        multipart: {
          ...store.multipart,
          complete: (upload, parts, options) =>
            store.multipart.complete(upload, [...parts].reverse(), options),
        },
      }),
    },
    'multipart',
    'no',
    {},
  ],
  [
    'keeps parts that were given up',
    { change: (store) => ({ multipart: { ...store.multipart, abort: async () => undefined } }) },
    'multipart',
    'no',
    {},
  ],
  [
    'overwrites what is there',
    {
      change: (store) => ({
        put: (bucket, key, body, { ifAbsent: _, ...options } = {}) => store.put(bucket, key, body, options),
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false },
  ],
  [
    'looks before it takes the bytes, and lets two writers win',
    {
      change: (store) => ({
        async put(bucket, key, body, { ifAbsent, ...options } = {}) {
          if (ifAbsent && (await store.head(bucket, key)))
            throw new AppError('precondition', 'It is there already.');
          return store.put(bucket, key, body, options);
        },
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false },
  ],
  [
    'thanks two writers and keeps the first',
    {
      change: (store) => ({
        put: (bucket, key, body, options = {}) =>
          store.put(bucket, key, body, options).catch((error: unknown) => {
            if (options.ifAbsent && !(body instanceof Uint8Array)) return { etag: '', sizeBytes: 0 };
            throw error;
          }),
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false },
  ],
  [
    'minds only who comes at the same time',
    {
      change: (store) => ({
        put: (bucket, key, body, { ifAbsent = false, ...options } = {}) =>
          store.put(bucket, key, body, { ...options, ifAbsent: ifAbsent && !(body instanceof Uint8Array) }),
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false },
  ],
  [
    'refuses a writer and keeps its bytes all the same',
    {
      change: (store) => ({
        put: (bucket, key, body, options = {}) =>
          store.put(bucket, key, body, options).catch(async (error: unknown) => {
            if (options.ifAbsent && body instanceof Uint8Array) await store.put(bucket, key, body);
            throw error;
          }),
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false },
  ],
  [
    'overwrites what was there long before',
    {
      change: (store) => ({
        put: (bucket, key, body, { keepOther: _, ...options } = {}) => store.put(bucket, key, body, options),
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false, keepsOther: false },
  ],
  [
    'says that it keeps what is there, and overwrites it',
    {
      change: (store) => ({
        async put(bucket, key, body, { keepOther, ...options } = {}) {
          if (keepOther && (await store.head(bucket, key))) {
            await store.put(bucket, key, body, options);
            throw new AppError('precondition', 'It is there already.');
          }
          return store.put(bucket, key, body, options);
        },
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false, keepsOther: false },
  ],
  [
    'does not know what to do with a condition',
    {
      change: (store) => ({
        put: (bucket, key, body, options = {}) =>
          options.keepOther || options.ifAbsent
            ? Promise.reject(new AppError('unsupported', 'It cannot do that.'))
            : store.put(bucket, key, body, options),
      }),
    },
    'conditional-put',
    'no',
    { conditionalPut: false, keepsOther: false },
  ],
  [
    'knows no conditions',
    { capabilities: { conditionalPut: false } },
    'conditional-put',
    'no',
    { conditionalPut: false },
  ],
  [
    'deletes only some of many',
    {
      change: (store) => ({
        deleteMany: (bucket, keys, options) => store.deleteMany(bucket, keys.slice(1), options),
      }),
    },
    'bulk-delete',
    'no',
    { bulkDelete: false },
  ],
  [
    'deletes one at a time',
    { change: () => ({ deleteMany: unsupported }) },
    'bulk-delete',
    'no',
    { bulkDelete: false },
  ],
  [
    'copies something else',
    { change: (store) => ({ copy: ({ bucket }, { key }) => store.put(bucket, key, Buffer.from('else')) }) },
    'copy',
    'no',
    {},
  ],
  ['copies nothing', { change: () => ({ copy: unsupported }) }, 'copy', 'no', {}],
  [
    'hides its pages behind a download',
    { links: { headers: { 'content-disposition': 'attachment; filename="page.html"' } } },
    'inline-html',
    'no',
    { inlineHtml: false },
  ],
  [
    'calls a page plain text',
    { links: { headers: { 'content-type': 'text/plain' } } },
    'inline-html',
    'no',
    { inlineHtml: false },
  ],
  [
    'locks pages into a sandbox',
    { links: { headers: { 'content-security-policy': 'sandbox allow-scripts' } } },
    'inline-html',
    'no',
    { inlineHtml: false },
  ],
  [
    'forbids pages to run their own script',
    { links: { headers: { 'content-security-policy': "default-src 'self'" } } },
    'inline-html',
    'no',
    { inlineHtml: false },
  ],
  [
    'forbids pages to fetch what lies beside them',
    { links: { headers: { 'content-security-policy': "script-src 'unsafe-inline'; connect-src 'none'" } } },
    'inline-html',
    'no',
    { inlineHtml: false },
  ],
  [
    'bounds what pages may do, and leaves them what they need',
    {
      links: {
        headers: {
          'content-security-policy':
            "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'; sandbox allow-scripts allow-same-origin",
        },
      },
    },
    'inline-html',
    'yes',
    { inlineHtml: true },
  ],
  [
    'signs for a week at most',
    { links: { longestS: 604_800 } },
    'link-lifetime',
    'no',
    { maxLinkSeconds: 604_800 },
  ],
  [
    'serves for a week at most',
    { links: { servesAtMostS: 604_800 } },
    'link-lifetime',
    'no',
    { maxLinkSeconds: 604_800 },
  ],
  [
    'signs for a day at most',
    { links: { longestS: 86_400 } },
    'link-lifetime',
    'no',
    { maxLinkSeconds: 3600 },
  ],
  ['takes CORS rules and ignores them', { links: { noCorsHeader: true } }, 'cors', 'no', { cors: false }],
  ['knows no CORS', { capabilities: { cors: false } }, 'cors', 'no', { cors: false }],
  [
    'ends objects by a rule',
    { capabilities: { expiry: 'bucket-rule' } },
    'expiry',
    'yes',
    { expiry: 'bucket-rule' },
  ],
  [
    'forgets when objects end',
    {
      change: (store) => ({
        put: (bucket, key, body, { expiresAtMs: _, ...options } = {}) =>
          store.put(bucket, key, body, options),
      }),
    },
    'expiry',
    'no',
    { expiry: 'none' },
  ],
  ['ends nothing', { capabilities: { expiry: 'none' } }, 'expiry', 'no', { expiry: 'none' }],
  [
    'has one tier',
    { capabilities: { tiers: [], tierOf: 'none' } },
    'tiers',
    'no',
    { tiers: [], tierOf: 'none' },
  ],
  ['opens nothing to everyone', { links: { notPublic: true } }, 'public-read', 'no', { publicRead: false }],
  [
    'switches versions on and keeps none',
    {
      change: (store) => ({
        admin: {
          ...store.admin,
          updateBucket: async (bucket, { versioning: _, ...change }, options) =>
            store.admin.updateBucket(bucket, change, options),
        },
      }),
    },
    'versioning',
    'no',
    { versioning: false },
  ],
  ['keeps no versions', { capabilities: { versioning: false } }, 'versioning', 'no', { versioning: false }],
  ['keeps no counts', { capabilities: { usage: false } }, 'usage', 'no', { usage: false }],
];
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

describe('a store that', () => {
  it.each(disappointments)('%s', async (_, given, check, outcome, seen) => {
    const { store, probe } = await lab(given);
    const report = await probe();
    expect(outcomes(report)).toEqual({ ...allYes, [check]: outcome });
    expect(report.ok).toBe(true);
    expect(report.capabilities).toEqual({ ...store.capabilities, presignPrefix: false, ...seen });
    expect(await contentOf(store)).toEqual([]);
  });
});

/** Everything after the checks that are named is left untried. */
const only = (told: Record<string, string>): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(allYes).map((check) => [check, 'untried'])),
  ...told,
});
const denied = async (): Promise<never> => {
  throw new AppError('access-denied', 'This key may not do that.');
};
const through = { 'sign-in': 'yes', 'list-buckets': 'yes', 'create-bucket': 'yes', bucket: 'yes' };

describe('photos cannot be kept', () => {
  it('where the key is refused: said once, with the reason', async () => {
    const refused = new AppError('key-refused', 'The key is not known.', { details: 'InvalidAccessKeyId' });
    const { probe } = await lab({ change: () => ({ listBuckets: () => Promise.reject(refused) }) });
    const report = await probe();
    expect(report.ok).toBe(false);
    expect(report.capabilities).toBeNull();
    expect(outcomes(report)).toEqual(only({ 'sign-in': 'failed' }));
    expect(report.steps[0]).toEqual({
      check: 'sign-in',
      outcome: 'failed',
      message: 'The key is not known.',
      error: {
        code: 'key-refused',
        message: 'The key is not known.',
        retry: 'after-user',
        details: 'InvalidAccessKeyId',
      },
    });
    expect(report.steps[1]?.message).toBe('Not tried: an earlier check stood in the way.');
  });

  it('where something answers that is no store, or looks at no key: that is not signed in', async () => {
    const noStore = new AppError('unsupported', 'It does not answer like an S3 store.', {
      retry: 'after-user',
    });
    const page = await lab({ change: () => ({ listBuckets: () => Promise.reject(noStore) }) });
    const other = await lab({ change: () => ({ listBuckets: unsupported, listFolder: unsupported }) });
    const told = async ({ probe }: Lab, homeBucket: string | null, depth: ConnectionReport['depth']) => {
      const report = await probe({ homeBucket, depth });
      return [report.ok, report.capabilities, stepOf(report, 'sign-in')?.message];
    };
    const untried =
      'store.example does not list buckets, so the key could not be tried. Enter the name of a bucket under “Bucket”; if you are not sure that this is an object store, check the address.';
    expect([
      await told(page, null, 'sign-in'),
      await told(page, 'home', 'full'),
      await told(other, null, 'full'),
      await told(other, 'home', 'sign-in'),
    ]).toEqual([
      [false, null, 'It does not answer like an S3 store.'],
      [false, null, 'It does not answer like an S3 store.'],
      [false, null, untried],
      [false, null, 'This store cannot do that.'],
    ]);
  });

  it('but where only the list of buckets is missing, the given bucket shows that the key is taken', async () => {
    const { store, probe } = await lab({ change: () => ({ listBuckets: unsupported }) });
    await store.createBucket('home');
    const report = await probe({ homeBucket: 'home' });
    expect([report.ok, outcomes(report)['sign-in'], outcomes(report)['list-buckets']]).toEqual([
      true,
      'yes',
      'no',
    ]);
  });

  it('where the key may not make buckets and none is given', async () => {
    const { store, probe } = await lab({ change: () => ({ createBucket: denied }) });
    const report = await probe();
    expect(report.ok).toBe(false);
    expect(outcomes(report)).toEqual(
      only({ 'sign-in': 'yes', 'list-buckets': 'yes', bucket: 'failed', 'create-bucket': 'no' }),
    );
    expect(stepOf(report, 'bucket')?.message).toBe(
      'This key may not make buckets. Enter a bucket that is there already under “Bucket”: albums become folders inside it.',
    );
    expect(report.capabilities).toEqual({ ...store.capabilities, createBucket: false });
  });

  it.each<[string, (store: ObjectStore) => Partial<ObjectStore>, Record<string, string>]>([
    ['nothing can be written', () => ({ put: denied }), { ...through, write: 'failed' }],
    [
      'the size is not what was sent',
      (store) => ({
        head: async (bucket, key, options) => {
          const held = await store.head(bucket, key, options);
          return held && { ...held, sizeBytes: held.sizeBytes + 1 };
        },
      }),
      { ...through, write: 'failed' },
    ],
    [
      'other bytes come back',
      (store) => ({
        get: async (bucket, key, options) => {
          const { info } = await store.get(bucket, key, options);
          return { info, body: Readable.from([Buffer.from('other')]) };
        },
      }),
      { ...through, write: 'yes', clock: 'yes', read: 'failed' },
    ],
  ])('where %s', async (_, change, told) => {
    const { store, probe } = await lab({ change });
    const report = await probe();
    expect(report.ok).toBe(false);
    expect(report.capabilities).toBeNull();
    expect(outcomes(report)).toEqual(only(told));
    expect(await contentOf(store)).toEqual([]);
  });

  it('where nothing can be deleted; what stays is named', async () => {
    const { store, probe } = await lab({
      change: () => ({ delete: async () => undefined, deleteMany: async () => [] }),
    });
    const report = await probe();
    const [bucket = ''] = await contentOf(store);
    expect(outcomes(report)).toEqual(
      only({ ...through, write: 'yes', clock: 'yes', read: 'yes', delete: 'failed' }),
    );
    expect(stepOf(report, 'delete')).toEqual({
      check: 'delete',
      outcome: 'failed',
      message: `What was deleted is still there. Photos cannot be removed from this store. “${bucket}” could not be taken away again (The bucket “${bucket}” still holds objects.): delete it by hand.`,
      params: { leftover: bucket },
    });
  });
});

describe('a store in passing trouble', () => {
  it('is not called unable: the check is untried, and what is promised stays', async () => {
    const busy = new AppError('store-busy', 'The store has a problem of its own.');
    const { store, probe } = await lab({ change: () => ({ copy: () => Promise.reject(busy) }) });
    const report = await probe();
    expect(outcomes(report)).toEqual({ ...allYes, copy: 'untried' });
    expect(stepOf(report, 'copy')?.message).toBe(
      'It could not be tried just now: The store has a problem of its own.',
    );
    expect(report.capabilities).toEqual({ ...store.capabilities, presignPrefix: false });
  });

  it('that never answers a check is given up after its time', async () => {
    const limits: AbortController[] = [];
    const { store, probe } = await lab({
      beforeCall: ({ operation, signal }) => {
        if (operation !== 'copy') return;
        // The time of every check that runs now is over.
        return new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true });
          for (const limit of limits.slice(6)) limit.abort();
        });
      },
    });
    const report = await probe({
      limit: () => {
        const limit = new AbortController();
        limits.push(limit);
        return limit.signal;
      },
    });
    expect(stepOf(report, 'copy')).toMatchObject({
      outcome: 'untried',
      error: {
        code: 'unreachable',
        message: 'store.example did not answer in time. Check the address and your connection.',
      },
    });
    expect(report.ok).toBe(true);
    expect(await contentOf(store)).toEqual([]);
  });

  it('is left as it was also when the probe is cancelled', async () => {
    const cancelling = new AbortController();
    const { store, probe } = await lab({
      beforeCall: ({ operation }) => {
        if (operation === 'multipart.listParts') cancelling.abort();
      },
    });
    await expect(probe({ signal: cancelling.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await contentOf(store)).toEqual([]);
  });
});

describe('links', () => {
  it('that open without a right signature are not offered', async () => {
    const { store, probe } = await lab({ links: { open: true } });
    const report = await probe();
    expect(outcomes(report)).toEqual({
      ...allYes,
      link: 'no',
      'inline-html': 'untried',
      'link-lifetime': 'untried',
      cors: 'untried',
      'public-read': 'untried',
    });
    expect(stepOf(report, 'link')?.message).toContain('The store gives its objects to everyone');
    expect(report.capabilities).toEqual({
      ...store.capabilities,
      presign: false,
      presignPrefix: false,
      inlineHtml: false,
      maxLinkSeconds: 0,
    });
  });

  it('that the store signs and does not serve are told with its answer', async () => {
    const { probe } = await lab({ links: { servesAtMostS: 0 } });
    const report = await probe();
    expect(stepOf(report, 'link')).toMatchObject({
      outcome: 'no',
      params: { status: 403 },
      error: {
        code: 'unsupported',
        message: 'A signed address was answered with status 403, without the photo.',
      },
    });
    expect(report.capabilities).toMatchObject({ presign: false, inlineHtml: false, maxLinkSeconds: 0 });
  });

  it('at an address that does not answer are told with the reason, without the address', async () => {
    const { probe } = await lab({ links: { deaf: true } });
    const step = stepOf(await probe(), 'link');
    expect(step).toMatchObject({ outcome: 'no', error: { code: 'unreachable', details: 'ECONNREFUSED' } });
    expect(JSON.stringify(step)).not.toContain('signature');
  });
});

it('clocks that differ are told with the minutes', async () => {
  const { probe } = await lab({ now: () => NOW_MS + 47 * 60_000 });
  expect(stepOf(await probe(), 'clock')).toEqual({
    check: 'clock',
    outcome: 'no',
    message:
      'The clocks of this computer and of store.example differ by 47 minutes: links end at another time than you chose. Set the clock of this computer.',
    params: { host: HOST, minutes: 47 },
  });
});

describe('in a given bucket', () => {
  const inHome = {
    ...allYes,
    'create-bucket': 'untried',
    cors: 'untried',
    'public-read': 'untried',
    versioning: 'untried',
  };

  it('the probe stays inside its own folder and changes no settings', async () => {
    const written = new Set<string>();
    const { store, probe } = await lab({
      beforeCall: ({ operation, bucket, key }) => {
        if (operation === 'put') written.add(`${bucket}/${key?.split('/').slice(0, -1).join('/')}`);
      },
      change: () => ({ listBuckets: denied }),
    });
    await store.createBucket('home');
    await store.put('home', 'day/a.jpg', Buffer.from('photo'));
    const before = await store.admin.bucketFacts('home');
    written.clear();
    const report = await probe({ homeBucket: 'home' });
    expect(report.ok).toBe(true);
    expect(outcomes(report)).toEqual({ ...inHome, 'list-buckets': 'no' });
    expect(stepOf(report, 'cors')?.message).toBe('Not tried: it would change the settings of “home”.');
    expect([...written]).toEqual([`home/.caos/probe-${(NOW_MS / 1000).toString(16)}80000000`]);
    expect(await store.admin.bucketFacts('home')).toEqual(before);
  });

  it('unfinished uploads go too', async () => {
    const { store, probe } = await lab({
      change: (memory) => ({ multipart: { ...memory.multipart, listParts: async () => [] } }),
    });
    await store.createBucket('home');
    expect(outcomes(await probe({ homeBucket: 'home' }))).toEqual({ ...inHome, multipart: 'no' });
    expect(await contentOf(store)).toEqual(['home']);
  });

  it('that is not there says so', async () => {
    const { probe } = await lab();
    const report = await probe({ homeBucket: 'gone' });
    expect(outcomes(report)).toEqual(only({ 'sign-in': 'yes', 'list-buckets': 'yes', bucket: 'failed' }));
    expect(stepOf(report, 'bucket')).toEqual({
      check: 'bucket',
      outcome: 'failed',
      message:
        'There is no bucket “gone” that this key may use. Correct the name under “Bucket”, or make that bucket first.',
      params: { bucket: 'gone' },
    });
  });
});

describe('what a killed probe left', () => {
  const stampAt = (ms: number): string => `${Math.floor(ms / 1000).toString(16)}0badcafe`;
  const old = stampAt(NOW_MS - 3_700_000);
  const young = stampAt(NOW_MS - 3_500_000);

  it('goes with the next probe when it is older than an hour; nothing else does', async () => {
    const { store, probe } = await lab();
    const keep = [`caos-test-${young}`, `caos-test-${old}x`, 'caos-test-1', `my-caos-test-${old}`];
    const take = [`caos-test-${old}`, `caos-test-${old}-1`];
    for (const bucket of [...keep, ...take]) {
      await store.createBucket(bucket);
      await store.put(bucket, 'caos-probe/a.txt', Buffer.from('a'));
    }
    await store.createBucket(`caos-test-${stampAt(NOW_MS - 9_000_000)}`);
    await store.put(`caos-test-${stampAt(NOW_MS - 9_000_000)}`, 'not ours.jpg', Buffer.from('a'));
    await probe();
    expect(await contentOf(store)).toEqual(
      [
        ...keep.flatMap((bucket) => [bucket, `${bucket}/caos-probe/a.txt`]),
        `caos-test-${stampAt(NOW_MS - 9_000_000)}`,
        `caos-test-${stampAt(NOW_MS - 9_000_000)}/not ours.jpg`,
      ].sort(),
    );
  });

  it('also goes in a given bucket', async () => {
    const { store, probe } = await lab();
    await store.createBucket('home');
    for (const key of [
      `.caos/probe-${old}/a.txt`,
      `.caos/probe-${young}/a.txt`,
      '.caos/album.json',
      'probe-1/a',
    ])
      await store.put('home', key, Buffer.from('a'));
    await probe({ homeBucket: 'home' });
    expect(await contentOf(store)).toEqual([
      'home',
      'home/.caos/album.json',
      `home/.caos/probe-${young}/a.txt`,
      'home/probe-1/a',
    ]);
  });
});
