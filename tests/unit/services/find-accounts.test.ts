/** Accounts of other programs: read as those programs read them, shown without secrets. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AccountPlaces,
  findAccounts,
  takeAccount,
} from '../../../src-main/services/find-accounts/find-accounts';

let home: string;
let places: AccountPlaces;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'caos-accounts-'));
  places = { home, environment: {}, platform: 'linux' };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: { code: string; message: string }) => [error.code, error.message],
  );

describe('the AWS files', () => {
  it('are found also where there is only a config, as after signing in by single sign-on', async () => {
    const path = file(
      '.aws/config',
      '[profile sso]\nsso_session = corp\n[sso-session corp]\nsso_region = x\n',
    );
    const elsewhere = file('aws/elsewhere/config', '[profile other]\nrole_arn = r\n');
    const environment = { AWS_CONFIG_FILE: elsewhere };
    expect([
      (await findAccounts(places)).map((account) => [account.path, account.name, account.hasSecret]),
      (await findAccounts({ ...places, environment })).map(({ name }) => name),
    ]).toEqual([[[path, 'sso', true]], ['other']]);
  });

  it('give lasting keys, and the profile where keys change', async () => {
    const path = file(
      '.aws/credentials',
      '# mine\n[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cr3t/1=\n\n[session]\naws_access_key_id=ASIA2\naws_secret_access_key=x\naws_session_token=t\n[empty]\n',
    );
    file(
      '.aws/config',
      '[default]\nregion = eu-central-1\ns3 =\n  addressing_style = path\n[profile sso]\nsso_session = corp\nregion = eu-west-1\n[profile own]\naws_access_key_id = AK3\naws_secret_access_key = y\nendpoint_url = https://s3.example.com\n',
    );
    const found = await findAccounts(places);
    const dynamic = 'Its keys change by themselves; CAOS reads them from this profile each time.';
    expect(found).toEqual([
      {
        source: 'aws',
        path,
        name: 'default',
        config: { kind: 's3', endpoint: '', region: 'eu-central-1', pathStyle: false, accessKey: 'AKIA1' },
        hasSecret: true,
        note: '',
      },
      {
        source: 'aws',
        path,
        name: 'session',
        config: {
          kind: 's3',
          endpoint: '',
          region: 'us-east-1',
          pathStyle: false,
          accessKey: '',
          profile: 'session',
        },
        hasSecret: true,
        note: dynamic,
      },
      {
        source: 'aws',
        path,
        name: 'empty',
        config: null,
        hasSecret: false,
        note: 'This profile has no access key.',
      },
      {
        source: 'aws',
        path,
        name: 'sso',
        config: {
          kind: 's3',
          endpoint: '',
          region: 'eu-west-1',
          pathStyle: false,
          accessKey: '',
          profile: 'sso',
        },
        hasSecret: true,
        note: dynamic,
      },
      {
        source: 'aws',
        path,
        name: 'own',
        config: {
          kind: 's3',
          endpoint: 'https://s3.example.com',
          region: 'us-east-1',
          pathStyle: true,
          accessKey: 'AK3',
        },
        hasSecret: true,
        note: '',
      },
    ]);
    expect(await takeAccount('aws', path, 'default')).toEqual({
      config: {
        kind: 's3',
        endpoint: '',
        region: 'eu-central-1',
        pathStyle: false,
        accessKey: 'AKIA1',
        provider: 'aws',
      },
      secret: { secret: 's3cr3t/1=' },
    });
  });
});

describe('rclone.conf', () => {
  it('gives its S3 and Swift remotes and leaves the others out', async () => {
    const path = file(
      '.config/rclone/rclone.conf',
      `[wasabi]
type = s3
provider = Wasabi
access_key_id = W1
secret_access_key = ws
region = eu-central-1
endpoint = s3.eu-central-1.wasabisys.com

[drive]
type = drive
token = {"access_token":"x"}

[cloud]
type = swift
user = kim
key = pass word
auth = https://auth.cloud.ovh.net/v3
domain = Default
tenant = photos
region = GRA
endpoint_type = internal

[old]
type = swift
user = u
key = k
auth = https://id.example.com/v2.0
auth_version = 2
[v1]
type = swift
user = test:tester
key = testing
auth = http://127.0.0.1:8080/auth/v1.0
auth_version = 0
`,
    );
    const found = await findAccounts(places);
    expect(found.map(({ name, config, hasSecret, note }) => ({ name, config, hasSecret, note }))).toEqual([
      {
        name: 'wasabi',
        config: {
          kind: 's3',
          endpoint: 'https://s3.eu-central-1.wasabisys.com',
          region: 'eu-central-1',
          pathStyle: true,
          accessKey: 'W1',
        },
        hasSecret: true,
        note: '',
      },
      {
        name: 'cloud',
        config: {
          kind: 'swift',
          authUrl: 'https://auth.cloud.ovh.net/v3',
          authVersion: '3',
          user: 'kim',
          interface: 'internal',
          project: 'photos',
          userDomain: 'Default',
          region: 'GRA',
        },
        hasSecret: true,
        note: '',
      },
      {
        name: 'old',
        config: null,
        hasSecret: false,
        note: 'It signs in with Keystone version 2, which CAOS does not speak. Ask the provider for its /v3 address.',
      },
      {
        name: 'v1',
        config: {
          kind: 'swift',
          authUrl: 'http://127.0.0.1:8080/auth/v1.0',
          authVersion: '1',
          user: 'test:tester',
          interface: 'public',
        },
        hasSecret: true,
        note: '',
      },
    ]);
    expect(await takeAccount('rclone', path, 'wasabi')).toMatchObject({
      config: { provider: 'wasabi' },
      secret: { secret: 'ws' },
    });
    expect(await takeAccount('rclone', path, 'cloud')).toMatchObject({
      config: { provider: 'ovh-swift' },
      secret: { secret: 'pass word' },
    });
  });

  it('that is encrypted says what to do', async () => {
    const path = file('rclone.conf', '# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n');
    expect(await codeOf(findAccounts(places, path))).toEqual([
      'bad-input',
      'This rclone configuration is encrypted. Run “rclone config show” and choose a file with what it prints.',
    ]);
  });
});

describe('OpenStack files', () => {
  const keystone = {
    kind: 'swift',
    authUrl: 'https://id.example.com:5000/v3',
    authVersion: '3',
    interface: 'public',
  };

  it('clouds.yaml with its secure.yaml', async () => {
    const path = file(
      '.config/openstack/clouds.yaml',
      `clouds:
  uni:
    auth: {auth_url: "https://id.example.com:5000/v3", username: kim, project_name: photos, user_domain_name: uni, project_domain_id: abc}
    region_name: west
    interface: internal
  app:
    auth_type: v3applicationcredential
    auth:
      auth_url: https://id.example.com:5000/v3
      application_credential_id: 21dced0fd20347869b93710d2b98aae0
      application_credential_secret: apps
  broken:
    auth: {username: kim}
`,
    );
    file('.config/openstack/secure.yaml', 'clouds:\n  uni:\n    auth:\n      password: 12345\n');
    const found = await findAccounts(places);
    expect(found.map(({ name, config, hasSecret }) => ({ name, config, hasSecret }))).toEqual([
      {
        name: 'uni',
        config: {
          ...keystone,
          user: 'kim',
          interface: 'internal',
          project: 'photos',
          userDomain: 'uni',
          projectDomainId: 'abc',
          region: 'west',
        },
        hasSecret: true,
      },
      {
        name: 'app',
        config: { ...keystone, user: '', applicationCredentialId: '21dced0fd20347869b93710d2b98aae0' },
        hasSecret: true,
      },
      { name: 'broken', config: null, hasSecret: false },
    ]);
    expect((await takeAccount('clouds', path, 'uni')).secret).toEqual({ secret: '12345' });
    expect(JSON.stringify(found)).not.toMatch(/12345|apps"/);
  });

  it('an openrc that asks for the password, one for auth v1, and nothing is executed', async () => {
    const asking = file(
      'photos-openrc.sh',
      `#!/usr/bin/env bash
export OS_AUTH_URL=https://id.example.com:5000
export OS_PROJECT_ID=9f2
export OS_PROJECT_NAME="photo archive"
export OS_USER_DOMAIN_NAME="Default"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
export OS_USERNAME='kim$lee'
echo "Please enter your OpenStack Password: "
read -sr OS_PASSWORD_INPUT
export OS_PASSWORD=$OS_PASSWORD_INPUT
export OS_REGION_NAME="west" # ours
export OS_INTERFACE=public
export OS_IDENTITY_API_VERSION=3
`,
    );
    expect(await findAccounts(places, asking)).toEqual([
      {
        source: 'openrc',
        path: asking,
        name: 'photos-openrc.sh',
        config: {
          ...keystone,
          authUrl: 'https://id.example.com:5000',
          user: 'kim$lee',
          project: 'photo archive',
          projectId: '9f2',
          userDomain: 'Default',
          region: 'west',
        },
        hasSecret: false,
        note: 'Its password is not in the file; you will be asked for it.',
      },
    ]);
    const v1 = file(
      'v1rc',
      'export ST_AUTH=http://127.0.0.1:8080/auth/v1.0\nexport ST_USER=test:tester\nexport ST_KEY=testing\n',
    );
    expect(await takeAccount('openrc', v1, 'v1rc')).toEqual({
      config: {
        kind: 'swift',
        authUrl: 'http://127.0.0.1:8080/auth/v1.0',
        authVersion: '1',
        user: 'test:tester',
        interface: 'public',
      },
      secret: { secret: 'testing' },
    });
  });

  it('YAML that is none says so', async () => {
    const path = file('clouds.yaml', 'clouds: [unclosed');
    expect(await codeOf(findAccounts(places, path))).toEqual([
      'bad-input',
      'This clouds.yaml cannot be read: it is no valid YAML. Choose another file.',
    ]);
  });
});

it('nothing found, a file without accounts, a missing one', async () => {
  expect(await findAccounts(places)).toEqual([]);
  const text = file('notes.txt', 'hello');
  expect(await codeOf(findAccounts(places, text))).toEqual([
    'bad-input',
    'No storage account was found in “notes.txt”. Choose an AWS credentials file, rclone.conf, clouds.yaml or an openrc file.',
  ]);
  expect(((await codeOf(findAccounts(places, join(home, 'none')))) as string[])[0]).toBe('file-missing');
  expect(((await codeOf(takeAccount('rclone', text, 'gone'))) as string[])[0]).toBe('not-found');
});
