/** Connections, buckets and test reports for the harness: `?storage=many|denied|busy`, `?try=refused|region|host|slow`. */
import { fromWire, type WireError } from '../../../src-shared/app-error';
import {
  type Connection,
  type ConnectionConfig,
  type ConnectionReport,
  type FoundAccount,
  type ProbeStep,
  probeChecks,
} from '../../../src-shared/domain/connection';
import type { GatewayStatus, StorageBucket, StoreUsage } from '../../../src-shared/domain/storage';
import type { AlbumId, ConnectionId } from '../../../src-shared/units';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const noes: Partial<Record<ProbeStep['check'], Omit<ProbeStep, 'check'>>> = {
  'inline-html': {
    outcome: 'no',
    message:
      'Guests cannot open a page here: links will be sent as downloads. Use another store for galleries.',
  },
  'link-lifetime': {
    outcome: 'no',
    message: 'Links last 7 days at most: what is shared for longer needs a new link.',
    params: { days: 7 },
  },
  versioning: {
    outcome: 'no',
    message: 'The store keeps no older versions: what is deleted cannot be brought back.',
    error: {
      code: 'unsupported',
      message: 's3.example.com cannot do what was asked of it.',
      retry: 'never',
      details: 'HTTP 501 · NotImplemented · request 4F1A',
    },
  },
  expiry: { outcome: 'untried', message: 'Not tried.' },
};
const errors: Record<string, WireError> = {
  refused: {
    code: 'key-refused',
    message:
      's3.example.com refused the access key or its secret. Check both in the connection; they may have been replaced or revoked.',
    retry: 'after-user',
    params: { host: 's3.example.com' },
    details: 'HTTP 403 · SignatureDoesNotMatch · request 4F1A',
  },
  region: {
    code: 'wrong-region',
    message:
      's3.us-east-1.wasabisys.com is in the region “eu-west-1”, not “us-east-1”. Change the region of the connection to “eu-west-1”.',
    retry: 'after-user',
    params: { host: 's3.us-east-1.wasabisys.com', region: 'eu-west-1' },
    details: 'HTTP 400 · AuthorizationHeaderMalformed',
  },
  host: {
    code: 'host-unknown',
    message:
      'No computer named s3.exmaple.com was found. Check the address of the connection, and whether this computer is online.',
    retry: 'later',
    params: { host: 's3.exmaple.com' },
    details: 'ENOTFOUND',
  },
  clock: {
    code: 'clock-skew',
    message:
      'The clock of this computer differs too much from that of s3.example.com. Set date, time and time zone to automatic, then try again.',
    retry: 'after-user',
    params: { host: 's3.example.com' },
  },
};

const fullReport = (testedAtMs: number, pick: 'good' | 'some' | 'bad'): ConnectionReport => ({
  ok: pick !== 'bad',
  depth: 'full',
  capabilities: null,
  testedAtMs,
  elapsedMs: 4210,
  steps: probeChecks.map((check, n): ProbeStep => {
    if (pick === 'bad' && n > 0) return { check, outcome: 'untried', message: 'Not tried.' };
    if (pick === 'bad')
      return {
        check,
        outcome: 'failed',
        message: errors.refused?.message ?? '',
        error: errors.refused as WireError,
      };
    const no = pick === 'some' ? noes[check] : undefined;
    return { check, ...(no ?? { outcome: 'yes', message: 'It works.' }) };
  }),
});
const signIn = (error: WireError | undefined): ConnectionReport => ({
  ok: error === undefined,
  depth: 'sign-in',
  capabilities: null,
  testedAtMs: Date.now(),
  elapsedMs: 180,
  steps: [
    error === undefined
      ? { check: 'sign-in', outcome: 'yes', message: 'It answers.' }
      : { check: 'sign-in', outcome: 'failed', message: error.message, error },
  ],
});

const configs: Array<[name: string, config: ConnectionConfig]> = [
  [
    'Studio S3',
    {
      kind: 's3',
      endpoint: 'https://s3.eu-central-1.wasabisys.com',
      region: 'eu-central-1',
      accessKey: 'AKIA',
      pathStyle: false,
      provider: 'wasabi',
    },
  ],
  [
    'University',
    {
      kind: 'swift',
      authUrl: 'https://keystone.example.org:5000/v3',
      authVersion: '3',
      user: 'anna',
      project: 'photos',
      interface: 'public',
    },
  ],
  ['Archive disk', { kind: 'local', root: '/media/jiyoon/Archive 2 TB' }],
];
const found: FoundAccount[] = [
  {
    source: 'aws',
    path: '/home/jiyoon/.aws/credentials',
    name: 'default',
    config: { kind: 's3', endpoint: '', region: 'ap-northeast-2', accessKey: 'AKIA', pathStyle: false },
    hasSecret: true,
    note: '',
  },
  {
    source: 'rclone',
    path: '/home/jiyoon/.config/rclone/rclone.conf',
    name: 'gdrive',
    config: null,
    hasSecret: false,
    note: 'It is a Google Drive, which is no object storage. CAOS cannot use it.',
  },
  {
    source: 'openrc',
    path: '/home/jiyoon/Downloads/photos-openrc.sh',
    name: 'photos-openrc.sh',
    config: configs[1]?.[1] ?? null,
    hasSecret: false,
    note: 'The file asks for the password when it is used, so CAOS asks too.',
  },
];

type Answers = Record<string, (input: never) => unknown>;

export function fakeStorage(query: URLSearchParams, createdAtMs: number): { answers: Answers } {
  const variant = query.get('storage');
  const tested = Date.now() - 3 * 60_000;
  const connections: Connection[] = [
    {
      id: uuid(1) as ConnectionId,
      name: 'This computer',
      config: { kind: 'local', root: '/home/jiyoon/Pictures/CAOS' },
      builtIn: true,
      createdAtMs,
      albumCount: 5,
      revision: 1,
      limits: { maxParallel: null, uploadBps: null },
      prices: null,
      report: fullReport(tested, 'good'),
    },
    ...configs.slice(0, variant === 'many' ? 3 : 1).map(([name, config], n) => ({
      id: uuid(2 + n) as ConnectionId,
      name,
      config,
      builtIn: false,
      createdAtMs,
      albumCount: 2 * n,
      revision: 1,
      limits: { maxParallel: 4, uploadBps: 2_500_000 },
      prices:
        query.get('prices') === 'own'
          ? {
              currency: 'EUR',
              storedGbMonth: n === 1 ? 0.0138 : null,
              downloadedGb: n === 1 ? 0.01 : null,
              writes1000: 0.005,
            }
          : null,
      report: [fullReport(tested, 'some'), fullReport(tested - 86_400_000, 'bad'), null][n] ?? null,
    })),
  ];
  const gateway: GatewayStatus = {
    running: true,
    reach: query.get('reach') === 'lan' ? 'lan' : 'loopback',
    port: 41_230,
    addresses: ['http://192.168.1.20:41230', 'http://10.0.0.4:41230'],
  };
  const buckets: StorageBucket[] = Array.from({ length: Number(query.get('buckets') ?? 7) }, (_, n) => ({
    name:
      [
        'wedding-kim-lee',
        'iceland-2024',
        'archive',
        'backup-of-a-very-long-bucket-name-that-somebody-made-2019-2024',
        '사진',
      ][n % 5] + (n > 4 ? `-${n}` : ''),
    createdAtMs: createdAtMs - n * 86_400_000 * 40,
    objectCount: n % 3 === 2 ? null : 1284 * (n + 1),
    totalBytes: n % 3 === 2 ? null : 41.2e9 / (n + 1),
    albumIds: n === 0 ? [uuid(100) as AlbumId] : [],
  }));
  const usage: StoreUsage = {
    bucketCount: 12,
    objectCount: 18_240,
    totalBytes: 412.6e9,
    quotaBytes: null,
    countedBy: 'store',
  };
  const answers: Answers = {
    'connections.list': () => connections,
    'connections.probe': ({ id }: { id: string }) => fullReport(Date.now(), id === uuid(1) ? 'good' : 'some'),
    'connections.try': async ({ depth }: { depth?: string }) => {
      const asked = query.get('try');
      if (asked === 'slow') await new Promise(() => undefined);
      if (depth === 'full') return fullReport(Date.now(), 'some');
      return signIn(asked === null ? undefined : errors[asked]);
    },
    'connections.found': () => found,
    'connections.addFound': ({ name }: { name: string }) => ({ ...connections[0], name }),
    'storage.usage': () => usage,
    'storage.buckets': () => {
      if (variant === 'denied')
        throw fromWire({
          code: 'access-denied',
          message: 'It may not list its buckets.',
          retry: 'after-user',
        });
      return buckets;
    },
    'storage.bucket': ({ bucket }: { bucket: string }) => ({
      name: bucket,
      createdAtMs,
      objectCount: 2568,
      totalBytes: 20.6e9,
      quotaBytes: null,
      tier: null,
      region: 'eu-central-1',
      versioning: 'off',
      access: { publicRead: false, readers: [] },
      corsOrigins: [],
      metadata: {},
    }),
    'storage.objects': ({ prefix, after }: { prefix: string; after?: string }) => ({
      folders: after === undefined && prefix === '' ? ['.caos/', 'Day 1/', '둘째 날 – 골든서클과 폭포/'] : [],
      objects: Array.from({ length: 200 }, (_, n) => ({
        key: `${prefix}${n % 9 === 4 ? 'a very long file name that somebody gave it in a hurry, second version, final_' : 'DSC_'}${String(n + 1 + Number(after ?? 0)).padStart(4, '0')}.${n % 5 ? 'NEF' : 'xmp'}`,
        sizeBytes: n % 5 ? 42e6 + n * 13_337 : 1800 + n,
        modifiedAtMs: createdAtMs + n * 61_000,
        etag: '9e107d9d372bb6826bd81d3542a419d6',
        tier: n % 7 === 3 ? 'GLACIER' : null,
      })),
      next: Number(after ?? 0) < 2000 ? String(Number(after ?? 0) + 200) : null,
    }),
    'storage.stat': ({ key }: { key: string }) => ({
      key,
      sizeBytes: 42_013_337,
      etag: '9e107d9d372bb6826bd81d3542a419d6',
      modifiedAtMs: createdAtMs,
      contentType: 'image/x-nikon-nef',
      metadata: { 'x-camera': 'Nikon Z 8', note: '한라산에서' },
      tier: 'STANDARD',
      archive: null,
      expiresAtMs: null,
      albumId: uuid(100),
    }),
    'storage.link': () => ({
      url: 'https://iceland-2024.s3.eu-central-1.wasabisys.com/DSC_0001.NEF?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=86400&X-Amz-Signature=4f1a',
      untilMs: Date.now() + 86_400_000,
    }),
    'gateway.get': () => gateway,
    'gateway.set': ({ reach }: { reach: GatewayStatus['reach'] }) => ({ ...gateway, reach }),
    'albums.refresh': () => ({ ok: true }),
  };
  return { answers };
}
