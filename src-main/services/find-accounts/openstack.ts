/** OpenStack accounts: clouds.yaml (openstacksdk documentation, “Configuring OpenStack SDK Applications”) and openrc files. */
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../../src-shared/app-error';
import { accountOf, authVersionOf, KEYSTONE_2_NOTE, present, type ReadAccount, withScheme } from './account';
import { interfaceOf } from './rclone';

const Text = z.union([z.string(), z.number()]).transform(String);
const Cloud = z.looseObject({
  auth: z.record(z.string(), z.unknown()).optional(),
  region_name: Text.optional(),
  interface: Text.optional(),
  identity_api_version: Text.optional(),
});
const CloudsFile = z.looseObject({ clouds: z.record(z.string(), Cloud).optional() });

/** `secure` is the text of secure.yaml beside it, '' when there is none. Throws `bad-input` when the file is no YAML. */
export function readClouds(text: string, secure: string): ReadAccount[] {
  const clouds = cloudsOf(text);
  const secrets = secure === '' ? {} : cloudsOf(secure);
  return Object.entries(clouds).map(([name, cloud]) => {
    const auth = { ...cloud.auth, ...secrets[name]?.auth };
    const value = (field: string): string => {
      const given = auth[field];
      return typeof given === 'string' || typeof given === 'number' ? String(given) : '';
    };
    return keystoneAccount(name, value, {
      region: cloud.region_name ?? '',
      interface: cloud.interface ?? '',
      version: cloud.identity_api_version ?? '',
    });
  });
}

function cloudsOf(text: string): Record<string, z.infer<typeof Cloud>> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new AppError(
      'bad-input',
      'This clouds.yaml cannot be read: it is no valid YAML. Choose another file.',
      {
        cause: error,
      },
    );
  }
  const file = CloudsFile.safeParse(document);
  return file.success ? (file.data.clouds ?? {}) : {};
}

/** The variables that an openrc file sets (python-openstackclient and python-swiftclient documentation). */
export function readOpenrc(text: string, name: string): ReadAccount {
  const variables = exportsOf(text);
  const variable = (field: string): string => variables.get(field) ?? '';
  if (variable('ST_AUTH') !== '') {
    return accountOf(
      name,
      { kind: 'swift', authUrl: variable('ST_AUTH'), authVersion: '1', user: variable('ST_USER') },
      present({ secret: variable('ST_KEY') }),
    );
  }
  return keystoneAccount(name, (field) => variable(`OS_${field.toUpperCase()}`) || legacy(variable, field), {
    region: variable('OS_REGION_NAME'),
    interface: variable('OS_INTERFACE') || variable('OS_ENDPOINT_TYPE'),
    version: variable('OS_IDENTITY_API_VERSION'),
  });
}

/** Projects were called tenants. */
const legacy = (variable: (name: string) => string, field: string): string =>
  field.startsWith('project_') ? variable(`OS_TENANT_${field.slice('project_'.length).toUpperCase()}`) : '';

/** Values that are computed when the file runs (a typed password) count as not given; nothing is ever executed. */
function exportsOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+|set\s+|\$env:)?((?:OS|ST)_[A-Z0-9_]+)\s*=\s*(.*)$/.exec(line);
    const [, name = '', raw = ''] = match ?? [];
    if (name === '') continue;
    const quoted = /^(["'])(.*)\1\s*(?:#.*)?;?$/.exec(raw.trim());
    const value = quoted
      ? (quoted[2] ?? '')
      : raw
          .replace(/\s+#.*$/, '')
          .replace(/;\s*$/, '')
          .trim();
    if (quoted?.[1] !== "'" && /[$`]/.test(value)) continue;
    found.set(name, value);
  }
  return found;
}

function keystoneAccount(
  name: string,
  value: (field: string) => string,
  place: { region: string; interface: string; version: string },
): ReadAccount {
  const authUrl = withScheme(value('auth_url'));
  const version = authVersionOf(authUrl, place.version);
  if (version !== '3') return { name, config: null, secret: {}, note: KEYSTONE_2_NOTE };
  const application = value('application_credential_id');
  const secret = application === '' ? value('password') : value('application_credential_secret');
  return accountOf(
    name,
    {
      kind: 'swift',
      authUrl,
      authVersion: '3',
      user: application === '' ? value('username') : '',
      interface: interfaceOf(place.interface),
      ...present({
        applicationCredentialId: application,
        project: value('project_name'),
        projectId: value('project_id'),
        userDomain: value('user_domain_name'),
        userDomainId: value('user_domain_id'),
        projectDomain: value('project_domain_name'),
        projectDomainId: value('project_domain_id'),
        region: place.region,
      }),
    },
    present({ secret }),
    secret === '' ? 'Its password is not in the file; you will be asked for it.' : '',
  );
}
