/** What a connection form holds while it is filled in, and how it begins: empty, from a preset, or from a connection. Pure. */
import type {
  Connection,
  ConnectionConfig,
  FoundAccount,
  S3ConnectionConfig,
  SwiftConnectionConfig,
} from '../../../src-shared/domain/connection';
import { type ProviderPreset, presetById, presetOf } from '../../../src-shared/domain/provider-presets';

export interface ConnectionDraft {
  kind: ConnectionConfig['kind'];
  /** Id of a preset, '' when the person gives the address. */
  provider: string;
  name: string;
  /** local: absolute folder. */
  root: string;
  /** What a preset makes its address of. */
  region: string;
  account: string;
  /** Typed by the person; used where there is no preset or `addressTyped`. */
  address: string;
  addressTyped: boolean;
  /** s3 */
  accessKey: string;
  pathStyle: boolean;
  profile: string;
  encryption: '' | NonNullable<S3ConnectionConfig['encryption']>;
  kmsKeyId: string;
  sessionToken: string;
  /** swift: '' takes what the address says. */
  authVersion: '' | SwiftConnectionConfig['authVersion'];
  signIn: 'password' | 'application-credential';
  user: string;
  applicationCredentialId: string;
  project: string;
  projectId: string;
  userDomain: string;
  userDomainId: string;
  projectDomain: string;
  projectDomainId: string;
  interface: SwiftConnectionConfig['interface'];
  /** s3 and swift */
  secret: string;
  bucket: string;
  caPem: string;
  tier: string;
}

export const emptyDraft: ConnectionDraft = {
  kind: 's3',
  provider: '',
  name: '',
  root: '',
  region: '',
  account: '',
  address: '',
  addressTyped: false,
  accessKey: '',
  pathStyle: false,
  profile: '',
  encryption: '',
  kmsKeyId: '',
  sessionToken: '',
  authVersion: '',
  signIn: 'password',
  user: '',
  applicationCredentialId: '',
  project: '',
  projectId: '',
  userDomain: '',
  userDomainId: '',
  projectDomain: '',
  projectDomainId: '',
  interface: 'public',
  secret: '',
  bucket: '',
  caPem: '',
  tier: '',
};

/** `name`, or `name 2` and so on while it is taken (case does not tell names apart). */
export function freeName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((one) => one.toLowerCase()));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!known.has(candidate.toLowerCase())) return candidate;
  }
}

/** What an account of another program would be called here: without what only its file needs. */
export function nameOfAccount({ source, name }: Pick<FoundAccount, 'source' | 'name'>): string {
  if (source === 'aws' && name === 'default') return 'AWS';
  return name.replace(/[-_.]?openrc(\.\w+)?$|\.(sh|txt|ps1)$/i, '') || name;
}

export const draftFromPreset = (preset: ProviderPreset, name: string): ConnectionDraft => ({
  ...emptyDraft,
  kind: preset.kind,
  provider: preset.id,
  name,
  region: preset.regions[0] ?? '',
  pathStyle: preset.pathStyle,
});

/** What `{region}` and `{account}` stand for in an address of the preset; null when it is none of its addresses. */
export function partsOfAddress(
  preset: ProviderPreset,
  address: string,
): { region?: string; account?: string } | null {
  if (preset.address === '') return null;
  const pattern = preset.address
    .split(/(\{\w+\})/)
    .map((piece) =>
      piece.startsWith('{')
        ? `(?<${piece.slice(1, -1)}>[a-z0-9-]+)`
        : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  const found = new RegExp(`^${pattern}/?$`, 'i').exec(address);
  return found === null ? null : { ...found.groups };
}

/** The form of a connection that is there already; secrets are never part of it. */
export function draftFromConnection({ name, config }: Pick<Connection, 'name' | 'config'>): ConnectionDraft {
  if (config.kind === 'local') return { ...emptyDraft, kind: 'local', name, root: config.root };
  const preset = presetById(config.provider) ?? presetOf(config);
  const address = config.kind === 's3' ? config.endpoint : config.authUrl;
  const parts = preset === null ? null : partsOfAddress(preset, address);
  const shared: ConnectionDraft = {
    ...emptyDraft,
    kind: config.kind,
    provider: preset?.id ?? '',
    name,
    region: parts?.region ?? config.region ?? '',
    account: parts?.account ?? '',
    address,
    addressTyped: preset !== null && preset.address !== '' && parts === null,
    bucket: config.bucket ?? '',
    caPem: config.caPem ?? '',
    tier: config.tier ?? '',
  };
  return config.kind === 's3' ? { ...shared, ...s3Parts(config) } : { ...shared, ...swiftParts(config) };
}

const s3Parts = (config: S3ConnectionConfig): Partial<ConnectionDraft> => ({
  accessKey: config.accessKey,
  pathStyle: config.pathStyle,
  profile: config.profile ?? '',
  encryption: config.encryption ?? '',
  kmsKeyId: config.kmsKeyId ?? '',
});

const swiftParts = (config: SwiftConnectionConfig): Partial<ConnectionDraft> => ({
  authVersion: config.authVersion,
  signIn: config.applicationCredentialId ? 'application-credential' : 'password',
  user: config.user,
  applicationCredentialId: config.applicationCredentialId ?? '',
  project: config.project ?? '',
  projectId: config.projectId ?? '',
  userDomain: config.userDomain ?? '',
  userDomainId: config.userDomainId ?? '',
  projectDomain: config.projectDomain ?? '',
  projectDomainId: config.projectDomainId ?? '',
  interface: config.interface,
});
