/** The command line's words for stores: what they become, and what a person reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../../../src-main/cli/terminal';
import { AppError } from '../../../src-shared/app-error';
import { type Answers, runWords } from './run-words';

const s3 = {
  id: '11111111-1111-4111-8111-111111111111',
  name: 'Mine',
  config: {
    kind: 's3',
    endpoint: 'https://s3.example.com',
    region: 'eu-1',
    accessKey: 'AK',
    pathStyle: true,
  },
  builtIn: false,
  createdAtMs: 0,
  albumCount: 0,
  revision: 1,
  report: null,
};
const albumId = '22222222-2222-4222-8222-222222222222';
const album = {
  id: albumId,
  title: 'old-photos',
  connectionName: 'Mine',
  assetCount: 2000,
  totalBytes: 16e9,
  listedAtMs: null,
};

let profile: string;
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'caos-test-'));
});
afterEach(() => rmSync(profile, { recursive: true, force: true }));
const run = (words: string[], answers: Answers = {}, extra: Partial<Terminal> = {}) =>
  runWords(words, { 'connections.list': [s3], ...answers }, { secret: 'hunter2', ...extra }, profile);
const inputOf = (result: { calls: Array<[string, unknown]> }, name: string): unknown =>
  result.calls.find(([called]) => called === name)?.[1];

describe('connections add', () => {
  const add = async (...words: string[]) => {
    const result = await run(['connections', 'add', '--name', 'N', '--no-probe', ...words], {
      'connections.add': s3,
    });
    return result.code === 0 ? inputOf(result, 'connections.add') : result.notes.trim();
  };

  it('tries it at once, and says what is in the way', async () => {
    const step = (check: string, outcome: string, message: string) => ({ check, outcome, message });
    const report = (ok: boolean, ...steps: unknown[]) => ({ ok, depth: 'full', steps, capabilities: null });
    const refused = report(
      false,
      step('sign-in', 'failed', 'The key is refused.'),
      step('bucket', 'untried', 'Not tried.'),
    );
    const words = ['connections', 'add', '--name', 'N', '--kind', 's3', '--access-key', 'K'];
    const adding = (probed: unknown, ...more: string[]) =>
      run([...words, ...more], { 'connections.add': s3, 'connections.probe': probed });
    const works = await adding(report(true, step('sign-in', 'yes', 'Fine.')));
    const fails = await adding(refused);
    expect([works.code, works.out, fails.code, fails.out]).toEqual([
      0,
      'Added the connection “Mine”.\nPhotos can be kept on “Mine”. Everything that was tried: caos connections probe Mine\n',
      0,
      'Added the connection “Mine”.\n✗ sign-in  The key is refused.\n“Mine” does not work yet. Change it with: caos connections edit Mine (--help lists what)\n',
    ]);
    expect(JSON.parse((await adding(refused, '--json')).out)).toEqual({ ...s3, report: refused });
  });

  it('takes Swift by user, by application credential, and tells the version from the address', async () => {
    expect(
      await add(
        ...[
          '--kind',
          'swift',
          '--auth-url',
          'https://id.example.com:5000/v3',
          '--user',
          'kim',
          '--project',
          'photos',
        ],
        ...['--user-domain', 'uni', '--project-domain', 'uni', '--region', 'west', '--interface', 'internal'],
      ),
    ).toEqual({
      name: 'N',
      secret: 'hunter2',
      config: {
        kind: 'swift',
        authUrl: 'https://id.example.com:5000/v3',
        authVersion: '3',
        user: 'kim',
        project: 'photos',
        userDomain: 'uni',
        projectDomain: 'uni',
        region: 'west',
        interface: 'internal',
      },
    });
    expect(
      await add('--kind', 'swift', '--auth-url', 'http://h:8080/auth/v1.0', '--user', 'test:tester'),
    ).toMatchObject({ config: { authVersion: '1', user: 'test:tester', interface: 'public' } });
    expect(
      await add('--kind', 'swift', '--auth-url', 'https://h/v3', '--application-credential', 'abc'),
    ).toMatchObject({ config: { authVersion: '3', user: '', applicationCredentialId: 'abc' } });
  });

  it('knows services by name', async () => {
    expect(await add('--provider', 'wasabi', '--region', 'eu-central-1', '--access-key', 'K')).toMatchObject({
      config: {
        kind: 's3',
        endpoint: 'https://s3.eu-central-1.wasabisys.com',
        region: 'eu-central-1',
        pathStyle: false,
        provider: 'wasabi',
      },
    });
    expect(await add('--provider', 'r2', '--account', 'a1b2', '--access-key', 'K')).toMatchObject({
      config: { endpoint: 'https://a1b2.r2.cloudflarestorage.com', region: 'auto', pathStyle: true },
    });
    expect(await add('--provider', 'r2', '--access-key', 'K')).toBe(
      'caos: Cloudflare R2 needs --account, its Account ID.',
    );
    // Signed with another region than the one in the address.
    expect(await add('--provider', 'digitalocean', '--region', 'fra1', '--access-key', 'K')).toMatchObject({
      config: { endpoint: 'https://fra1.digitaloceanspaces.com', region: 'us-east-1' },
    });
  });

  it('takes temporary keys, a profile of the AWS tools, certificates, and a home bucket', async () => {
    const ca = join(profile, 'ca.pem');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n');
    const temporary = await run(
      [
        'connections',
        'add',
        '--name',
        'N',
        '--kind',
        's3',
        '--access-key',
        'ASIA',
        '--ca',
        ca,
        '--bucket',
        'ours',
      ],
      { 'connections.add': s3 },
      { sessionToken: 'token' },
    );
    expect(inputOf(temporary, 'connections.add')).toMatchObject({
      secret: 'hunter2',
      sessionToken: 'token',
      config: { bucket: 'ours', caPem: expect.stringContaining('BEGIN CERTIFICATE') },
    });
    expect(await add('--kind', 's3', '--aws-profile', 'sso')).toEqual({
      name: 'N',
      config: {
        kind: 's3',
        endpoint: '',
        accessKey: '',
        pathStyle: false,
        region: 'us-east-1',
        profile: 'sso',
      },
    });
    writeFileSync(ca, 'nothing');
    expect(await add('--kind', 's3', '--access-key', 'K', '--ca', ca)).toBe(
      `caos: “${ca}” holds no certificate in PEM form.`,
    );
  });

  it.each([
    [['--kind', 'swift', '--user', 'u'], 'A swift connection needs --auth-url URL, where its users sign in.'],
    [
      ['--kind', 'swift', '--auth-url', 'https://h/v2.0', '--auth-version', '2', '--user', 'u'],
      '--auth-version is 1 or 3. Keystone version 2 is not spoken: ask for a /v3 address.',
    ],
    [
      ['--kind', 'swift', '--auth-url', 'https://h/v3'],
      'A swift connection needs --user U or --application-credential ID (its secret comes from CAOS_SECRET or a prompt).',
    ],
    [
      ['--kind', 'swift', '--auth-url', 'h', '--user', 'u'],
      '--auth-url must be a full address such as https://id.example.com:5000/v3',
    ],
    [
      ['--kind', 's3', '--access-key', 'k', '--auth-url', 'https://h'],
      '--auth-url does not belong to an s3 connection.',
    ],
    [
      ['--kind', 'swift', '--provider', 'wasabi', '--user', 'u'],
      '“wasabi” is no known swift service. Known are: ovh-swift, infomaniak.',
    ],
    [[], 'What kind of store is it? Use --kind local, --kind s3 or --kind swift.'],
  ])('answers %j with a sentence', async (words, sentence) => {
    expect(await add(...words)).toBe(`caos: ${sentence}`);
  });
});

describe('connections edit', () => {
  it('changes what is given and keeps the rest', async () => {
    const edit = async (...words: string[]) =>
      inputOf(
        await run(['connections', 'edit', 'mine', ...words], { 'connections.update': s3 }),
        'connections.update',
      );
    expect(await edit('--name', 'Ours')).toEqual({ id: s3.id, name: 'Ours' });
    expect(await edit('--new-secret')).toEqual({ id: s3.id, secret: 'hunter2' });
    expect(await edit('--region', 'eu-2', '--access-key', 'AK2', '--new-secret')).toEqual({
      id: s3.id,
      config: { ...s3.config, region: 'eu-2', accessKey: 'AK2' },
      secret: 'hunter2',
    });
    expect(await edit('--prices', 'usd, 0.023,0.09,-')).toEqual({
      id: s3.id,
      prices: { currency: 'USD', storedGbMonth: 0.023, downloadedGb: 0.09, writes1000: null },
    });
    expect(await edit('--prices', 'list')).toEqual({ id: s3.id, prices: null });
    for (const wrong of ['USD', 'USD,1,2', 'USD,1,2,', 'Dollars,1,2,3', 'USD,1,2,x', 'USD,1,2,-3'])
      expect(await run(['connections', 'edit', 'Mine', '--prices', wrong])).toMatchObject({
        code: 2,
        notes: expect.stringContaining('Prices are a currency and three numbers'),
      });
    expect(await run(['connections', 'edit', 'Mine'])).toMatchObject({
      code: 2,
      notes:
        'caos: Say what to change: --name N, --new-secret, --prices, or an option of `connections add`.\n',
    });
    expect(await run(['connections', 'edit', 'Mine', '--root', '/x'])).toMatchObject({
      code: 2,
      notes: 'caos: --root does not belong to an s3 connection.\n',
    });
  });
});

describe('connections probe, found, bring', () => {
  it('shows a report with the consequence of each no', async () => {
    const report = {
      ok: true,
      depth: 'full',
      steps: [
        { check: 'sign-in', outcome: 'yes', message: 'The key works.' },
        {
          check: 'inline-html',
          outcome: 'no',
          message: 'Guests cannot open a page here.',
          error: { code: 'unsupported', message: '', retry: 'never', details: 'request 17' },
        },
      ],
      capabilities: null,
      testedAtMs: 0,
      elapsedMs: 1,
    };
    const answers = { 'connections.probe': report };
    expect(await run(['connections', 'probe', 'Mine', '--verbose'], answers)).toMatchObject({
      code: 0,
      out: `✓ sign-in      The key works.\n– inline-html  Guests cannot open a page here.\ninline-html: request 17\nPhotos can be kept on “Mine”.\n`,
    });
    const failed = { 'connections.probe': { ...report, ok: false } };
    expect((await run(['connections', 'probe', 'Mine'], failed)).code).toBe(1);
  });

  it('brings an account from another program, asking only for what its file lacks', async () => {
    const found = [
      { source: 'aws', path: '/a', name: 'work', config: s3.config, hasSecret: true, note: '' },
      { source: 'openrc', path: '/o', name: 'uni.sh', config: s3.config, hasSecret: false, note: 'asks' },
      { source: 'rclone', path: '/r', name: 'old', config: null, hasSecret: false, note: 'It is too old.' },
    ];
    const bring = async (...words: string[]) => {
      const result = await run(['connections', 'bring', ...words], {
        'connections.found': found,
        'connections.addFound': s3,
      });
      return inputOf(result, 'connections.addFound') ?? result.notes;
    };
    expect(await bring('work')).toEqual({ source: 'aws', path: '/a', account: 'work', name: 'work' });
    expect(await bring('uni.sh', '--name', 'Uni')).toEqual({
      source: 'openrc',
      path: '/o',
      account: 'uni.sh',
      name: 'Uni',
      secret: 'hunter2',
    });
    expect(await bring('old')).toBe('caos: “old” cannot be used: It is too old.\n');
    expect(await bring('none')).toBe(
      'caos: There is no account “none”. See them with: caos connections found\n',
    );
  });
});

describe('albums open', () => {
  const listing = { albumId, seenObjects: 2100, addedAssets: 2000, removedAssets: 0, error: null };

  it('waits until the bucket was listed, also when that ends before the answer', async () => {
    const result = await run(
      ['albums', 'open', '--on', 'Mine', '--bucket', 'old-photos', '--prefix', '/2024'],
      {
        'albums.open': (_input: never, emit: (event: never) => void) => {
          emit({ name: 'albums.listing', payload: { ...listing, state: 'done' } } as never);
          return album;
        },
        'albums.get': album,
      },
    );
    expect([result.code, result.out, inputOf(result, 'albums.open')]).toEqual([
      0,
      'Opened “old-photos” on “Mine”: 2,000 photos of 16 GB.\n',
      { connectionId: s3.id, bucket: 'old-photos', prefix: '2024/' },
    ]);
  });

  it('ends with the reason when it cannot be listed', async () => {
    const error = {
      code: 'access-denied',
      message: 'This key may not list “old-photos”.',
      retry: 'after-user',
    };
    expect(
      await run(['albums', 'open', '--on', 'Mine', '--bucket', 'old-photos'], {
        'albums.open': (_input: never, emit: (event: never) => void) => {
          emit({ name: 'albums.listing', payload: { ...listing, state: 'failed', error } } as never);
          return album;
        },
      }),
    ).toMatchObject({ code: 1, notes: 'caos: This key may not list “old-photos”.\n' });
  });
});

describe('storage', () => {
  it('lists all pages of a folder', async () => {
    const pages: Record<string, unknown> = {
      '': { folders: ['2024/'], objects: [], next: 'x' },
      x: {
        folders: [],
        objects: [{ key: 'a b.jpg', sizeBytes: 1500, modifiedAtMs: 0, etag: 'e', tier: null }],
        next: null,
      },
    };
    const result = await run(['storage', 'ls', 'photos', '--on', 'Mine', '--json'], {
      'storage.objects': ({ after }: { after?: string }) => pages[after ?? ''],
    });
    expect(JSON.parse(result.out)).toEqual({
      folders: ['2024/'],
      objects: [{ key: 'a b.jpg', sizeBytes: 1500, modifiedAtMs: 0 }],
    });
  });

  it('deletes only after a yes, bucket by bucket, and tells what stayed', async () => {
    const answers = {
      'storage.remove': ({ bucket, keys }: { bucket: string; keys: string[] }) =>
        bucket === 'b'
          ? {
              deleted: 0,
              failed: [{ key: keys[0], error: { code: 'access-denied', message: 'No.', retry: 'never' } }],
            }
          : { deleted: keys.length, failed: [] },
    };
    const words = ['storage', 'rm', '--on', 'Mine', 'a/1.jpg', 'b/x/y.jpg', 'a/2.jpg'];
    expect(await run(words, answers)).toMatchObject({ code: 2, out: '' });
    const done = await run([...words, '--yes'], answers);
    expect([
      done.code,
      done.out,
      done.calls.filter(([name]) => name === 'storage.remove').map(([, input]) => input),
    ]).toEqual([
      1,
      'Deleted 2 objects.\nb/x/y.jpg: No.\n',
      [
        { connectionId: s3.id, bucket: 'a', keys: ['1.jpg', '2.jpg'] },
        { connectionId: s3.id, bucket: 'b', keys: ['x/y.jpg'] },
      ],
    ]);
    expect((await run(['storage', 'rm', '--on', 'Mine', 'only-a-bucket', '--yes'])).notes).toBe(
      'caos: “only-a-bucket” names no object. Write BUCKET/KEY.\n',
    );
  });

  it('makes a link, and says when it ends sooner than asked', async () => {
    const now = () => Date.UTC(2026, 0, 1);
    const link = { url: 'https://s3.example.com/b/k?X-Amz-Signature=1', untilMs: now() + 7 * 86_400_000 };
    const result = await run(
      ['storage', 'link', 'b/k', '--on', 'Mine', '--for', '30d'],
      { 'storage.link': link },
      { now },
    );
    expect([
      result.out,
      inputOf(result, 'storage.link'),
      result.notes.startsWith('This store allows no longer link'),
    ]).toEqual([
      `${link.url}\n`,
      { connectionId: s3.id, bucket: 'b', key: 'k', expiresInS: 30 * 86_400, inline: false },
      true,
    ]);
    expect((await run(['storage', 'link', 'b/k', '--on', 'Mine', '--for', 'ever'])).notes).toBe(
      'caos: “ever” is no time. Write for example 12h or 7d.\n',
    );
  });

  const nowMs = Date.UTC(2026, 5, 20);
  const unfinishedOne = (key: string, owner: string, daysAgo: number | null, sizeBytes: number | null) => ({
    bucket: 'b',
    key,
    uploadId: `id of ${key}`,
    startedAtMs: daysAgo === null ? null : nowMs - daysAgo * 86_400_000,
    sizeBytes,
    owner,
  });
  const unfinished = [
    unfinishedOne('left.mov', 'left', 8, 5_000_000),
    unfinishedOne('used.mov', 'in-use', 90, 1000),
    unfinishedOne('young.mov', 'unknown', 1, null),
    unfinishedOne('old.mov', 'unknown', 40, 0),
    unfinishedOne('timeless.mov', 'unknown', null, 0),
  ];
  const given = (result: { calls: Array<[string, unknown]> }) =>
    (
      inputOf(result, 'storage.cleanUnfinished') as { uploads: Array<{ key: string }> } | undefined
    )?.uploads.map(({ key }) => key);

  it('lists unfinished uploads of one store or of all, also when one of them is away', async () => {
    const answers = {
      'connections.list': [s3, { ...s3, id: albumId, name: 'Away' }],
      'storage.unfinished': ({ connectionId }: { connectionId: string }) => {
        if (connectionId !== s3.id) throw new AppError('unreachable', 'It does not answer.');
        return unfinished;
      },
    };
    const all = await run(['storage', 'unfinished', '--json'], answers);
    expect([all.code, JSON.parse(all.out), all.notes]).toEqual([
      0,
      unfinished,
      'Away: It does not answer.\n',
    ]);
    const one = await run(['storage', 'unfinished', 'Mine', '--bucket', 'b'], {
      ...answers,
      'storage.unfinished': unfinished.slice(0, 2),
    });
    expect([one.code, one.out.split('\n').length, inputOf(one, 'storage.unfinished')]).toEqual([
      0,
      4,
      { connectionId: s3.id, bucket: 'b' },
    ]);
    expect(one.out).toContain('left over');
    expect((await run(['storage', 'unfinished', 'Away'], answers)).code).toBe(1);
    expect((await run(['storage', 'unfinished', '--bucket', 'b'], answers)).notes).toBe(
      'caos: Say which store the bucket is in: add its name or id.\n',
    );
  });

  it('gives up only what is left over, or old, never what is in use, and nothing without a yes', async () => {
    const answers = {
      'storage.unfinished': unfinished,
      'storage.cleanUnfinished': ({ uploads }: { uploads: unknown[] }) => ({
        cleaned: uploads.length,
        failed: [],
      }),
    };
    const now = () => nowMs;
    const words = ['storage', 'clean', 'Mine'];
    const dry = await run(words, answers, { now });
    const done = await run([...words, '--yes'], answers, { now });
    const old = await run([...words, '--older-than', '30', '--yes'], answers, { now });
    const every = await run([...words, '--older-than', '0', '--yes'], answers, { now });
    expect([
      [dry.code, given(dry), dry.out.trim().split('\n').at(-1)],
      [done.code, given(done), done.out],
      given(old),
      given(every),
      (await run([...words, '--older-than', 'ever'], answers)).code,
    ]).toEqual([
      [0, undefined, '1 unfinished upload would be given up. Add --yes to do it.'],
      [0, ['left.mov'], 'Gave up 1 unfinished upload.\n'],
      ['old.mov'],
      ['left.mov', 'young.mov', 'old.mov'],
      2,
    ]);
    const failing = {
      ...answers,
      'storage.cleanUnfinished': {
        cleaned: 0,
        failed: [{ key: 'left.mov', error: { code: 'access-denied', message: 'No.', retry: 'never' } }],
      },
    };
    expect(await run([...words, '--yes'], failing, { now })).toMatchObject({
      code: 1,
      out: 'Gave up 0 unfinished uploads.\nleft.mov: No.\n',
    });
  });
});
