/** Remotes of rclone.conf that are object stores (rclone documentation, “Amazon S3” and “Openstack Swift”). */
import { AppError } from '../../../src-shared/app-error';
import { accountOf, authVersionOf, KEYSTONE_2_NOTE, present, type ReadAccount, withScheme } from './account';
import { readIni } from './ini';

/** Services that rclone addresses by virtual host; it puts the bucket into the path for all others. */
const virtualHosted = new Set(['aws', 'alibaba', 'huaweiobs', 'netease', 'tencentcos', 'qiniu']);

/** Throws `bad-input` for a configuration that rclone encrypted. */
export function readRcloneRemotes(text: string): ReadAccount[] {
  if (/^RCLONE_ENCRYPT_V\d/m.test(text)) {
    throw new AppError(
      'bad-input',
      'This rclone configuration is encrypted. Run “rclone config show” and choose a file with what it prints.',
    );
  }
  return [...readIni(text)].flatMap(([name, remote]) => {
    const value = (field: string): string => remote.get(field) ?? '';
    if (value('type') === 's3') return [s3Remote(name, value)];
    if (value('type') === 'swift') return [swiftRemote(name, value)];
    return [];
  });
}

function s3Remote(name: string, value: (field: string) => string): ReadAccount {
  const provider = value('provider').toLowerCase();
  const forced = value('force_path_style');
  const place = {
    kind: 's3',
    endpoint: withScheme(value('endpoint')),
    region: value('region') || 'us-east-1',
    pathStyle: forced === '' ? !virtualHosted.has(provider) && value('endpoint') !== '' : forced === 'true',
    ...present({ tier: value('storage_class') }),
    ...(['AES256', 'aws:kms'].includes(value('server_side_encryption')) && {
      encryption: value('server_side_encryption') as 'AES256' | 'aws:kms',
      ...present({ kmsKeyId: value('sse_kms_key_id') }),
    }),
  } as const;
  if (value('endpoint') === '' && provider !== '' && provider !== 'aws')
    return { name, config: null, secret: {}, note: 'It names no endpoint. Add it by its provider instead.' };
  if (value('env_auth') === 'true' || value('access_key_id') === '') {
    const profile = value('profile') || 'default';
    return accountOf(
      name,
      { ...place, accessKey: '', profile },
      {},
      `Its keys come from the AWS profile “${profile}”; CAOS reads them there each time.`,
    );
  }
  return accountOf(
    name,
    { ...place, accessKey: value('access_key_id') },
    present({ secret: value('secret_access_key'), sessionToken: value('session_token') }),
  );
}

function swiftRemote(name: string, value: (field: string) => string): ReadAccount {
  const authUrl = withScheme(value('auth'));
  const version = authVersionOf(authUrl, value('auth_version') === '0' ? '' : value('auth_version'));
  if (value('env_auth') === 'true' && authUrl === '')
    return {
      name,
      config: null,
      secret: {},
      note: 'Its account is in the environment. Choose the openrc file instead.',
    };
  if (version === null) return { name, config: null, secret: {}, note: KEYSTONE_2_NOTE };
  const application = value('application_credential_id');
  return accountOf(
    name,
    {
      kind: 'swift',
      authUrl,
      authVersion: version,
      user: application === '' ? value('user') || value('user_id') : '',
      interface: interfaceOf(value('endpoint_type')),
      ...present({
        applicationCredentialId: application,
        project: value('tenant'),
        projectId: value('tenant_id'),
        userDomain: value('domain'),
        projectDomain: value('tenant_domain'),
        region: value('region'),
        tier: value('storage_policy'),
      }),
    },
    present({ secret: application === '' ? value('key') : value('application_credential_secret') }),
  );
}

export const interfaceOf = (text: string): 'public' | 'internal' | 'admin' => {
  const plain = text.toLowerCase().replace(/url$/, '');
  return plain === 'internal' || plain === 'admin' ? plain : 'public';
};
