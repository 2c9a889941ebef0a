/** What `connections add` and `edit` take, and the configuration it becomes. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../src-shared/app-error';
import { type Connection, ConnectionConfig } from '../../src-shared/domain/connection';
import { presetAddress, presetById, providerPresets } from '../../src-shared/domain/provider-presets';
import { UsageError } from './command-context';

export interface ConnectionOptions {
  kind?: string;
  provider?: string;
  account?: string;
  root?: string;
  endpoint?: string;
  region?: string;
  accessKey?: string;
  pathStyle?: boolean;
  awsProfile?: string;
  encryption?: string;
  kmsKey?: string;
  authUrl?: string;
  authVersion?: string;
  user?: string;
  project?: string;
  projectId?: string;
  userDomain?: string;
  userDomainId?: string;
  projectDomain?: string;
  projectDomainId?: string;
  interface?: string;
  applicationCredential?: string;
  bucket?: string;
  tier?: string;
  ca?: string;
}
type Field = keyof ConnectionOptions;

/** The options of each kind besides `--kind`; what belongs to another kind is refused, not ignored. */
const fieldsOf: Record<ConnectionConfig['kind'], readonly Field[]> = {
  local: ['root'],
  s3: [
    'provider',
    'account',
    'endpoint',
    'region',
    'accessKey',
    'pathStyle',
    'awsProfile',
    'encryption',
    'kmsKey',
    'bucket',
    'tier',
    'ca',
  ],
  swift: [
    'provider',
    'account',
    'authUrl',
    'authVersion',
    'user',
    'project',
    'projectId',
    'userDomain',
    'userDomainId',
    'projectDomain',
    'projectDomainId',
    'region',
    'interface',
    'applicationCredential',
    'bucket',
    'tier',
    'ca',
  ],
};
const flags: Record<Field, string> = {
  kind: '--kind <kind>',
  provider: '--provider <id>',
  account: '--account <id>',
  root: '--root <dir>',
  endpoint: '--endpoint <url>',
  region: '--region <region>',
  accessKey: '--access-key <key>',
  pathStyle: '--path-style',
  awsProfile: '--aws-profile <name>',
  encryption: '--encryption <kind>',
  kmsKey: '--kms-key <id>',
  authUrl: '--auth-url <url>',
  authVersion: '--auth-version <version>',
  user: '--user <user>',
  project: '--project <name>',
  projectId: '--project-id <id>',
  userDomain: '--user-domain <name>',
  userDomainId: '--user-domain-id <id>',
  projectDomain: '--project-domain <name>',
  projectDomainId: '--project-domain-id <id>',
  interface: '--interface <interface>',
  applicationCredential: '--application-credential <id>',
  bucket: '--bucket <name>',
  tier: '--tier <name>',
  ca: '--ca <file>',
};
const help: Record<Field, string> = {
  kind: 'local, s3 or swift',
  provider: `s3, swift: a known service (${providerPresets.map((preset) => preset.id).join(', ')})`,
  account: 's3: account id, where the address of the provider holds one',
  root: 'local: the folder that holds the albums',
  endpoint: 's3: address of the service (default: Amazon S3)',
  region: 's3: region (default: us-east-1); swift: region (default: the first one offered)',
  accessKey: 's3: access key',
  pathStyle: 's3: put the bucket into the path, as most self-run services need',
  awsProfile: 's3: read the keys from this profile of the AWS tools at each use',
  encryption: 's3: ask for AES256 or aws:kms',
  kmsKey: 's3: key for aws:kms',
  authUrl:
    'swift: where to sign in, e.g. https://id.example.com:5000/v3 or https://swift.example.com/auth/v1.0',
  authVersion: 'swift: 1 or 3 (default: told from the address)',
  user: 'swift: user; with version 1 account:user',
  project: 'swift: project',
  projectId: 'swift: project by id',
  userDomain: 'swift: domain of the user (default: Default)',
  userDomainId: 'swift: the same by id',
  projectDomain: 'swift: domain of the project (default: Default)',
  projectDomainId: 'swift: the same by id',
  interface: 'swift: public, internal or admin (default: public)',
  applicationCredential: 'swift: id of an application credential instead of a user',
  bucket: 's3, swift: work inside this bucket, when the key may not make buckets',
  tier: 's3: storage class, swift: storage policy, for what is new',
  ca: 's3, swift: file of certificates (PEM) to trust besides those of the system',
};

export function withConnectionOptions(command: Command, fields: readonly Field[]): Command {
  for (const field of fields) command.option(flags[field], help[field]);
  return command;
}
export const allFields = Object.keys(flags) as Field[];

const flagOf = (field: Field): string => flags[field].split(' ')[0] ?? field;

/** Errors: UsageError naming the option that is missing, does not fit or is not well formed. */
export function connectionConfig(options: ConnectionOptions, workingFolder: string): ConnectionConfig {
  const kind = options.kind ?? presetById(options.provider)?.kind;
  if (kind !== 'local' && kind !== 's3' && kind !== 'swift') {
    const use = 'Use --kind local, --kind s3 or --kind swift.';
    throw new UsageError(
      options.kind === undefined
        ? `What kind of store is it? ${use}`
        : `“${options.kind}” is no kind of connection. ${use}`,
    );
  }
  refuseForeign(kind, options);
  if (kind === 'local') {
    if (!options.root)
      throw new UsageError('A local connection needs --root DIR, the folder that will hold its albums.');
    return { kind, root: resolve(workingFolder, options.root) };
  }
  return kind === 's3' ? s3Config(options, workingFolder) : swiftConfig(options, workingFolder);
}

/** The connection's configuration with the given options in place of its own. */
export function changedConfig(
  connection: Connection,
  options: ConnectionOptions,
  workingFolder: string,
): ConnectionConfig | null {
  const given = allFields.filter((field) => field !== 'kind' && options[field] !== undefined);
  if (given.length === 0) return null;
  const { config } = connection;
  refuseForeign(config.kind, options);
  if (config.kind === 'local')
    return { kind: 'local', root: resolve(workingFolder, options.root ?? config.root) };
  const {
    root: _root,
    accessKey,
    awsProfile,
    kmsKey,
    ca,
    account: _account,
    applicationCredential,
    ...plain
  } = options;
  return parsed({
    ...config,
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(accessKey !== undefined && { accessKey, profile: undefined }),
    ...(awsProfile !== undefined && { profile: awsProfile, accessKey: '' }),
    ...(kmsKey !== undefined && { kmsKeyId: kmsKey }),
    ...(applicationCredential !== undefined && { applicationCredentialId: applicationCredential, user: '' }),
    ...(ca !== undefined && { caPem: readCertificates(ca, workingFolder) }),
  });
}

function refuseForeign(kind: ConnectionConfig['kind'], options: ConnectionOptions): void {
  const wrong = allFields.find(
    (field) => field !== 'kind' && options[field] !== undefined && !fieldsOf[kind].includes(field),
  );
  if (wrong)
    throw new UsageError(
      `${flagOf(wrong)} does not belong to ${kind === 's3' ? 'an' : 'a'} ${kind} connection.`,
    );
}

function s3Config(options: ConnectionOptions, workingFolder: string): ConnectionConfig {
  if (!options.accessKey && !options.awsProfile) {
    throw new UsageError(
      'An s3 connection needs --access-key K (its secret comes from CAOS_SECRET or a prompt) or --aws-profile NAME.',
    );
  }
  const preset = presetFor(options, 's3');
  const region = options.region ?? preset?.regions[0];
  const address = preset
    ? presetAddress(preset, { region: region ?? '', account: options.account ?? '' })
    : '';
  if (preset && preset.address !== '' && address === '' && !options.endpoint)
    throw new UsageError(`${preset.name} needs --account, its ${preset.accountLabel ?? 'account'}.`);
  return parsed({
    kind: 's3',
    endpoint: options.endpoint ?? address,
    accessKey: options.accessKey ?? '',
    pathStyle: options.pathStyle ?? preset?.pathStyle ?? false,
    ...given({
      region: preset?.signingRegion ?? region,
      profile: options.awsProfile,
      encryption: options.encryption,
      kmsKeyId: options.kmsKey,
    }),
    ...common(options, workingFolder),
  });
}

function swiftConfig(options: ConnectionOptions, workingFolder: string): ConnectionConfig {
  const preset = presetFor(options, 'swift');
  const authUrl = options.authUrl ?? preset?.address;
  if (!authUrl) throw new UsageError('A swift connection needs --auth-url URL, where its users sign in.');
  const authVersion =
    options.authVersion?.replace(/^v/i, '').split('.')[0] ?? (/\/v1(\.0)?\/?$/.test(authUrl) ? '1' : '3');
  if (authVersion !== '1' && authVersion !== '3')
    throw new UsageError(
      '--auth-version is 1 or 3. Keystone version 2 is not spoken: ask for a /v3 address.',
    );
  if (!options.user && !options.applicationCredential) {
    throw new UsageError(
      'A swift connection needs --user U or --application-credential ID (its secret comes from CAOS_SECRET or a prompt).',
    );
  }
  return parsed({
    kind: 'swift',
    authUrl,
    authVersion,
    user: options.user ?? '',
    ...given({
      applicationCredentialId: options.applicationCredential,
      project: options.project,
      projectId: options.projectId,
      userDomain: options.userDomain,
      userDomainId: options.userDomainId,
      projectDomain: options.projectDomain,
      projectDomainId: options.projectDomainId,
      region: options.region,
      interface: options.interface,
    }),
    ...common(options, workingFolder),
  });
}

function presetFor({ provider }: ConnectionOptions, kind: 's3' | 'swift') {
  if (provider === undefined) return null;
  const preset = presetById(provider);
  if (preset?.kind === kind) return preset;
  const known = providerPresets.filter((one) => one.kind === kind).map((one) => one.id);
  throw new UsageError(`“${provider}” is no known ${kind} service. Known are: ${known.join(', ')}.`);
}

const common = (options: ConnectionOptions, workingFolder: string): Record<string, unknown> =>
  given({
    provider: options.provider,
    bucket: options.bucket,
    tier: options.tier,
    caPem: options.ca === undefined ? undefined : readCertificates(options.ca, workingFolder),
  });

const given = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function readCertificates(path: string, workingFolder: string): string {
  let text: string;
  try {
    text = readFileSync(resolve(workingFolder, path), 'utf8');
  } catch (cause) {
    throw new AppError('file-missing', `The certificate file “${path}” cannot be read. Check its path.`, {
      cause,
    });
  }
  if (/-----BEGIN CERTIFICATE-----/.test(text)) return text;
  throw new UsageError(`“${path}” holds no certificate in PEM form.`);
}

const optionOfField: Record<string, string> = {
  endpoint: '--endpoint must be a full address such as https://s3.example.com',
  authUrl: '--auth-url must be a full address such as https://id.example.com:5000/v3',
  encryption: '--encryption is AES256 or aws:kms',
  interface: '--interface is public, internal or admin',
  accessKey: 'The access key is missing: give --access-key K.',
  user: 'The user is missing: give --user U or --application-credential ID.',
  authVersion: '--auth-version is 1 or 3',
};

function parsed(config: unknown): ConnectionConfig {
  const result = ConnectionConfig.safeParse(config);
  if (result.success) return result.data;
  const field = String(result.error.issues[0]?.path[0] ?? '');
  throw new UsageError(optionOfField[field] ?? `${field || 'Something'} is not well formed.`);
}
