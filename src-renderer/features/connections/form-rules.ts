/** What a connection form must hold, what it becomes, and which of its fields an error is about; pure. */
import type { AppError, WireError } from '../../../src-shared/app-error';
import {
  ConnectionConfig,
  type ConnectionSecret,
  needsSecret,
  secretAudience,
} from '../../../src-shared/domain/connection';
import { presetAddress, presetById } from '../../../src-shared/domain/provider-presets';
import type { ConnectionDraft } from './draft';

export type Field =
  | 'name'
  | 'root'
  | 'account'
  | 'region'
  | 'address'
  | 'accessKey'
  | 'secret'
  | 'user'
  | 'applicationCredentialId'
  | 'bucket'
  | 'caPem';
/** Keys of `connections.problems`. */
export type Problem =
  | 'nameMissing'
  | 'folderMissing'
  | 'accountMissing'
  | 'regionMissing'
  | 'addressMissing'
  | 'addressWrong'
  | 'partWrong'
  | 'accessKeyMissing'
  | 'secretMissing'
  | 'secretAgain'
  | 'secretOfNewKey'
  | 'userMissing'
  | 'applicationCredentialMissing'
  | 'certificateWrong';
export type Problems = Partial<Record<Field, Problem>>;

/** Keystone's port and path are version 3; `/auth/v1.0` is version 1 (TempAuth and its like). */
export const seenAuthVersion = (address: string): '1' | '3' =>
  /\/v1(\.\d+)?\/*$/i.test(address.trim()) ? '1' : '3';

export const authVersionOf = (draft: ConnectionDraft): '1' | '3' =>
  draft.authVersion === '' ? seenAuthVersion(addressOf(draft)) : draft.authVersion;

/** The address that is spoken to: from the preset, or as typed, with `https://` where no scheme was. '' when there is none. */
export function addressOf(draft: ConnectionDraft): string {
  const preset = presetById(draft.provider);
  if (preset !== null && preset.address !== '' && !draft.addressTyped) return presetAddress(preset, draft);
  const typed = draft.address.trim().replace(/([^/:])\/+$/, '$1');
  return typed === '' || /^[a-z]+:(\/|$)/i.test(typed) ? typed : `https://${typed}`;
}

/** The address is the person's to type (there is no preset for it, or they chose to). */
export const asksAddress = (draft: ConnectionDraft): boolean => {
  const preset = presetById(draft.provider);
  return draft.addressTyped || preset === null || (preset.address === '' && preset.id !== 'aws');
};

/** What the preset's address is made of: `{region}`, `{account}`. */
export const addressAsks = (draft: ConnectionDraft, part: 'region' | 'account'): boolean =>
  !draft.addressTyped && (presetById(draft.provider)?.address.includes(`{${part}}`) ?? false);

const isHttp = (address: string): boolean =>
  /^https?:\/\/[^/]/i.test(address) && !/\s/.test(address) && URL.canParse(address);

/**
 * Problems by field; empty when it can be sent. A name is only needed to keep it. `stored`: the connection as it is, when the form
 * changes one; its secret stays with it only for the same server and the same key.
 */
export function problemsOf(
  draft: ConnectionDraft,
  need: 'try' | 'save',
  stored: ConnectionConfig | null = null,
): Problems {
  const problems: Problems = {};
  if (need === 'save' && draft.name.trim() === '') problems.name = 'nameMissing';
  if (draft.kind === 'local') {
    if (draft.root === '') problems.root = 'folderMissing';
    return problems;
  }
  const address = addressOf(draft);
  if (addressAsks(draft, 'account') && draft.account.trim() === '') problems.account = 'accountMissing';
  if (addressAsks(draft, 'region') && draft.region.trim() === '') problems.region = 'regionMissing';
  if (asksAddress(draft)) {
    if (address === '') problems.address = 'addressMissing';
    else if (!isHttp(address)) problems.address = 'addressWrong';
  } else if (address !== '' && !isHttp(address)) {
    problems[addressAsks(draft, 'account') ? 'account' : 'region'] = 'partWrong';
  }
  if (draft.caPem.trim() !== '' && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END/.test(draft.caPem))
    problems.caPem = 'certificateWrong';
  if (draft.kind === 's3') {
    if (draft.region.trim() === '') problems.region = 'regionMissing';
    if (draft.accessKey.trim() === '' && draft.profile.trim() === '') problems.accessKey = 'accessKeyMissing';
  } else if (usesApplicationCredential(draft)) {
    if (draft.applicationCredentialId.trim() === '')
      problems.applicationCredentialId = 'applicationCredentialMissing';
  } else if (draft.user.trim() === '') problems.user = 'userMissing';
  if (Object.keys(problems).every((field) => field === 'name')) {
    const problem = secretProblem(draft, stored);
    if (problem !== null) problems.secret = problem;
  } else if (draft.secret.trim() === '' && stored === null && needsSecretOf(draft)) {
    problems.secret = 'secretMissing';
  }
  return problems;
}

const usesApplicationCredential = (draft: ConnectionDraft): boolean =>
  draft.signIn === 'application-credential' && authVersionOf(draft) === '3';

const needsSecretOf = (draft: ConnectionDraft): boolean =>
  draft.kind === 'swift' || (draft.kind === 's3' && draft.profile.trim() === '');

function secretProblem(draft: ConnectionDraft, stored: ConnectionConfig | null): Problem | null {
  const { config } = sentOf(draft);
  if (!needsSecret(config) || draft.secret.trim() !== '') return null;
  if (stored === null || !needsSecret(stored)) return 'secretMissing';
  if (secretAudience(config) !== secretAudience(stored)) return 'secretAgain';
  return keyNameOf(config) === keyNameOf(stored) ? null : 'secretOfNewKey';
}

/** Whose secret it is. */
function keyNameOf(config: ConnectionConfig): string {
  if (config.kind === 'local') return '';
  if (config.kind === 's3') return config.accessKey;
  return config.applicationCredentialId ?? config.user;
}

/** The secret was entered for this server and this key, so it may stay as it is: the form says so. */
export function keepsSecret(draft: ConnectionDraft, stored: ConnectionConfig | null): boolean {
  if (stored === null || !needsSecret(stored)) return false;
  return problemsOf({ ...draft, secret: '' }, 'try', stored).secret === undefined;
}

/** The contract's form of a draft without problems (throws ZodError otherwise). Spaces around pasted keys are never meant. */
export function sentOf(draft: ConnectionDraft): { config: ConnectionConfig } & ConnectionSecret {
  if (draft.kind === 'local') return { config: ConnectionConfig.parse({ kind: 'local', root: draft.root }) };
  const preset = presetById(draft.provider);
  const shared = given({
    bucket: draft.bucket,
    caPem: draft.caPem,
    tier: draft.tier,
    provider: draft.provider,
  });
  const secrets = given({ secret: draft.secret, sessionToken: draft.sessionToken });
  if (draft.kind === 's3') {
    const accessKey = draft.accessKey.trim();
    return {
      config: ConnectionConfig.parse({
        kind: 's3',
        endpoint: addressOf(draft),
        region: preset?.signingRegion ?? draft.region.trim(),
        accessKey,
        pathStyle: draft.pathStyle,
        ...given({ encryption: draft.encryption, profile: accessKey === '' ? draft.profile : '' }),
        ...(draft.encryption === 'aws:kms' && given({ kmsKeyId: draft.kmsKeyId })),
        ...shared,
      }),
      ...(accessKey !== '' && secrets),
    };
  }
  const authVersion = authVersionOf(draft);
  const byCredential = usesApplicationCredential(draft);
  return {
    config: ConnectionConfig.parse({
      kind: 'swift',
      authUrl: addressOf(draft),
      authVersion,
      user: byCredential ? '' : draft.user.trim(),
      interface: draft.interface,
      ...(byCredential && given({ applicationCredentialId: draft.applicationCredentialId })),
      ...(authVersion === '3' &&
        !byCredential &&
        given({
          project: draft.project,
          projectId: draft.projectId,
          userDomain: draft.userDomain,
          userDomainId: draft.userDomainId,
          projectDomain: draft.projectDomain,
          projectDomainId: draft.projectDomainId,
        })),
      ...given({ region: draft.region }),
      ...shared,
    }),
    ...(secrets.secret !== undefined && { secret: secrets.secret }),
  };
}

/** Those that say something, without the spaces around. */
function given<K extends string>(texts: Record<K, string>): Partial<Record<K, string>> {
  const kept: Partial<Record<K, string>> = {};
  for (const [name, text] of Object.entries(texts) as Array<[K, string]>) {
    if (text.trim() !== '') kept[name] = text.trim();
  }
  return kept;
}

/** The field where an error of the store is shown; null: below the form. */
export function placeOfError({ code, params }: AppError | WireError, draft: ConnectionDraft): Field | null {
  switch (code) {
    case 'bad-input':
      return params?.field === 'secret' ? 'secret' : null;
    case 'already-exists':
      return 'name';
    case 'key-refused':
      return draft.kind === 's3' && draft.accessKey.trim() === '' ? null : 'secret';
    case 'wrong-region':
      return 'region';
    case 'bucket-missing':
    case 'bucket-name':
    case 'bucket-taken':
      return 'bucket';
    case 'file-missing':
    case 'file-denied':
    case 'disk-full':
    case 'io':
      return draft.kind === 'local' ? 'root' : null;
    case 'host-unknown':
    case 'unreachable':
    case 'tls':
    case 'unsupported':
      if (draft.kind === 'local') return null;
      if (asksAddress(draft)) return 'address';
      if (addressAsks(draft, 'account')) return 'account';
      return addressAsks(draft, 'region') ? 'region' : null;
    default:
      return null;
  }
}

/** The region the store named, when it is another one than was entered: one click takes it. */
export function regionToUse(error: AppError | WireError, draft: ConnectionDraft): string | null {
  const region = error.params?.region;
  if (error.code !== 'wrong-region' || typeof region !== 'string') return null;
  return region === '' || region === draft.region.trim() ? null : region;
}
