/**
 * Well-known services: where they answer and what they call things, so that a form asks only for what it cannot know. Addresses are
 * from each service's own S3 or OpenStack documentation (2026); `regions` only proposes, any other may be typed.
 */
import type { ConnectionConfig } from './connection';

/**
 * Public list prices, before taxes, discounts, free allowances and minimums. Only prices that could be traced are here: a wrong number
 * is worse than none, and services that charge otherwise (a monthly minimum, days that are paid whether used or not, prices by a
 * region that the connection does not tell) have none. Units as in StorePrices (domain/store-prices.ts).
 */
export interface ListPrices {
  currency: string;
  storedGbMonth: number | null;
  downloadedGb: number | null;
  writes1000: number | null;
  /** For these regions alone; absent: everywhere. */
  regions?: readonly string[];
  /** The service's own page of prices. */
  source: string;
  /** The day for which they are known, `2026-08-03`. */
  knownOn: string;
}

export interface ProviderPreset {
  id: string;
  name: string;
  kind: 's3' | 'swift';
  /** Endpoint (s3) or auth URL (swift); `{region}`, `{country}` and `{account}` are filled in, '' means that the person types all of it. */
  address: string;
  /** The one proposed first comes first; [] when there is none to choose. */
  regions: readonly string[];
  /** Signed with this region whatever was chosen for the address. */
  signingRegion?: string;
  pathStyle: boolean;
  /** What `{account}` is called there, e.g. “Account ID”. */
  accountLabel?: string;
  /** What the two halves of a key are called there. */
  keyLabel: string;
  secretLabel: string;
  /** Where keys are made, in the service's own words. */
  keysAt: string;
  prices?: ListPrices;
}

const s3Words = { keyLabel: 'Access key ID', secretLabel: 'Secret access key' } as const;

export const providerPresets: readonly ProviderPreset[] = [
  {
    id: 'aws',
    name: 'Amazon S3',
    kind: 's3',
    address: '',
    regions: [
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
      'ca-central-1',
      'eu-central-1',
      'eu-central-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'eu-north-1',
      'eu-south-1',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-southeast-1',
      'ap-southeast-2',
      'ap-south-1',
      'sa-east-1',
    ],
    pathStyle: false,
    ...s3Words,
    keysAt: 'AWS console › IAM › Users › Security credentials',
    // S3 Standard, first 50 TB; transfer to the internet, first 10 TB; PUT, COPY, POST, LIST. Other regions have other prices.
    prices: {
      currency: 'USD',
      storedGbMonth: 0.023,
      downloadedGb: 0.09,
      writes1000: 0.005,
      regions: ['us-east-1'],
      source: 'https://aws.amazon.com/s3/pricing/',
      knownOn: '2026-03-31',
    },
  },
  {
    id: 'b2',
    name: 'Backblaze B2',
    kind: 's3',
    address: 'https://s3.{region}.backblazeb2.com',
    regions: [
      'us-west-004',
      'us-west-002',
      'us-west-001',
      'us-west-000',
      'us-east-005',
      'eu-central-003',
      'ca-east-006',
    ],
    pathStyle: false,
    keyLabel: 'keyID',
    secretLabel: 'applicationKey',
    keysAt: 'Backblaze › Application Keys › Add a New Application Key',
  },
  {
    id: 'r2',
    name: 'Cloudflare R2',
    kind: 's3',
    address: 'https://{account}.r2.cloudflarestorage.com',
    regions: ['auto'],
    pathStyle: true,
    accountLabel: 'Account ID',
    ...s3Words,
    keysAt: 'Cloudflare dashboard › R2 › Manage API tokens',
    // Standard storage; class A operations are 4.50 a million; egress is free.
    prices: {
      currency: 'USD',
      storedGbMonth: 0.015,
      downloadedGb: 0,
      writes1000: 0.0045,
      source: 'https://developers.cloudflare.com/r2/pricing/',
      knownOn: '2026-08-03',
    },
  },
  {
    id: 'digitalocean',
    name: 'DigitalOcean Spaces',
    kind: 's3',
    address: 'https://{region}.digitaloceanspaces.com',
    regions: ['nyc3', 'ams3', 'sfo3', 'sfo2', 'fra1', 'lon1', 'sgp1', 'syd1', 'blr1', 'tor1', 'atl1'],
    signingRegion: 'us-east-1',
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'DigitalOcean › Spaces Object Storage › Access Keys',
  },
  {
    id: 'exoscale',
    name: 'Exoscale',
    kind: 's3',
    address: 'https://sos-{region}.exo.io',
    regions: ['ch-gva-2', 'ch-dk-2', 'de-fra-1', 'de-muc-1', 'at-vie-1', 'at-vie-2', 'bg-sof-1'],
    pathStyle: false,
    keyLabel: 'Key',
    secretLabel: 'Secret',
    keysAt: 'Exoscale portal › IAM › Keys',
  },
  {
    id: 'gcs',
    name: 'Google Cloud Storage',
    kind: 's3',
    address: 'https://storage.googleapis.com',
    regions: ['auto'],
    pathStyle: true,
    keyLabel: 'Access key',
    secretLabel: 'Secret',
    keysAt: 'Google Cloud console › Cloud Storage › Settings › Interoperability',
  },
  {
    id: 'hetzner',
    name: 'Hetzner Object Storage',
    kind: 's3',
    address: 'https://{region}.your-objectstorage.com',
    regions: ['fsn1', 'nbg1', 'hel1'],
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'Hetzner console › Security › S3 Credentials',
  },
  {
    id: 'linode',
    name: 'Linode (Akamai)',
    kind: 's3',
    address: 'https://{region}.linodeobjects.com',
    regions: [
      'us-east-1',
      'us-southeast-1',
      'us-ord-1',
      'eu-central-1',
      'fr-par-1',
      'nl-ams-1',
      'se-sto-1',
      'ap-south-1',
      'jp-osa-1',
    ],
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'Akamai Cloud Manager › Object Storage › Access Keys',
  },
  {
    id: 'minio',
    name: 'MinIO, Ceph or your own server',
    kind: 's3',
    address: '',
    regions: ['us-east-1'],
    pathStyle: true,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'the console of your server',
  },
  {
    id: 'naver',
    name: 'NAVER Cloud Object Storage',
    kind: 's3',
    address: 'https://{country}.object.ncloudstorage.com',
    regions: ['kr-standard', 'jp-standard', 'sg-standard', 'us-standard', 'de-standard'],
    pathStyle: true,
    ...s3Words,
    secretLabel: 'Secret key',
    keysAt: 'NAVER Cloud › My Page › Manage API authentication keys',
  },
  {
    id: 'ovh',
    name: 'OVHcloud Object Storage (S3)',
    kind: 's3',
    address: 'https://s3.{region}.io.cloud.ovh.net',
    regions: ['gra', 'rbx', 'sbg', 'de', 'uk', 'waw', 'bhs', 'eu-west-par'],
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'OVHcloud › Public Cloud › Object Storage › Users',
  },
  {
    id: 'scaleway',
    name: 'Scaleway',
    kind: 's3',
    address: 'https://s3.{region}.scw.cloud',
    regions: ['fr-par', 'nl-ams', 'pl-waw'],
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'Scaleway console › IAM › API keys',
  },
  {
    id: 'storj',
    name: 'Storj',
    kind: 's3',
    address: 'https://gateway.storjshare.io',
    regions: ['us-east-1'],
    pathStyle: true,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'Storj console › Access Keys › S3 credentials',
  },
  {
    id: 'vultr',
    name: 'Vultr',
    kind: 's3',
    address: 'https://{region}.vultrobjects.com',
    regions: ['ewr1', 'sjc1', 'ams1', 'blr1', 'del1', 'sgp1'],
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'Vultr › Cloud Storage › Object Storage › Overview',
  },
  {
    id: 'wasabi',
    name: 'Wasabi',
    kind: 's3',
    address: 'https://s3.{region}.wasabisys.com',
    regions: [
      'us-east-1',
      'us-east-2',
      'us-central-1',
      'us-west-1',
      'ca-central-1',
      'eu-central-1',
      'eu-central-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'eu-south-1',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-southeast-1',
      'ap-southeast-2',
    ],
    pathStyle: false,
    keyLabel: 'Access key',
    secretLabel: 'Secret key',
    keysAt: 'Wasabi console › Access Keys',
  },
  {
    id: 'ovh-swift',
    name: 'OVHcloud Object Storage (Swift)',
    kind: 'swift',
    address: 'https://auth.cloud.ovh.net/v3',
    regions: ['GRA', 'SBG', 'DE', 'UK', 'WAW', 'BHS'],
    pathStyle: false,
    keyLabel: 'User',
    secretLabel: 'Password',
    keysAt: 'OVHcloud › Public Cloud › Users & Roles',
  },
  {
    id: 'infomaniak',
    name: 'Infomaniak Public Cloud (Swift)',
    kind: 'swift',
    address: 'https://api.pub1.infomaniak.cloud/identity/v3',
    regions: ['dc3-a', 'dc4-a'],
    pathStyle: false,
    keyLabel: 'User',
    secretLabel: 'Password',
    keysAt: 'Infomaniak manager › Public Cloud › Users',
  },
];

export const presetById = (id: string | undefined): ProviderPreset | null =>
  providerPresets.find((preset) => preset.id === id) ?? null;

/** The address with its placeholders filled; '' while one is missing. */
export function presetAddress(preset: ProviderPreset, given: { region: string; account: string }): string {
  const region = given.region.trim();
  const country = region.split('-')[0] ?? '';
  const values: Record<string, string> = { region, country, account: given.account.trim() };
  const missing = [...preset.address.matchAll(/\{(\w+)\}/g)].some(([, name = '']) => !values[name]);
  return missing ? '' : preset.address.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** The preset whose address a configuration has, for accounts that came from other programs. */
export function presetOf(config: ConnectionConfig): ProviderPreset | null {
  if (config.kind === 'local') return null;
  const named = presetById(config.provider);
  if (named) return named;
  const address = config.kind === 's3' ? config.endpoint : config.authUrl;
  if (config.kind === 's3' && address === '') return presetById('aws');
  return (
    providerPresets.find(
      (preset) =>
        preset.address !== '' && preset.kind === config.kind && addressPattern(preset).test(address),
    ) ?? null
  );
}

function addressPattern(preset: ProviderPreset): RegExp {
  const escaped = preset.address
    .split(/(\{\w+\})/)
    .map((piece) => (piece.startsWith('{') ? '[a-z0-9-]+' : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${escaped}/?$`, 'i');
}
