/** What a connection form must hold, what it becomes, and where an error is shown. */
import { describe, expect, it } from 'vitest';
import {
  type ConnectionDraft,
  draftFromConnection,
  draftFromPreset,
  emptyDraft,
  freeName,
  nameOfAccount,
  partsOfAddress,
} from '../../../src-renderer/features/connections/draft';
import {
  addressOf,
  authVersionOf,
  keepsSecret,
  placeOfError,
  problemsOf,
  regionToUse,
  sentOf,
} from '../../../src-renderer/features/connections/form-rules';
import { AppError, type ErrorCode } from '../../../src-shared/app-error';
import type { ConnectionConfig, S3ConnectionConfig } from '../../../src-shared/domain/connection';
import {
  type ProviderPreset,
  presetById,
  providerPresets,
} from '../../../src-shared/domain/provider-presets';

const preset = (id: string): ProviderPreset => {
  const found = presetById(id);
  if (found === null) throw new Error(`no preset ${id}`);
  return found;
};
const own: ConnectionDraft = {
  ...draftFromPreset(preset('minio'), 'Studio'),
  address: 'https://s3.example.com/',
  accessKey: ' AK ',
  secret: ' secret\n',
};
const wasabi: ConnectionDraft = {
  ...draftFromPreset(preset('wasabi'), 'Wasabi'),
  region: 'eu-central-1',
  accessKey: 'AK',
  secret: 'secret',
};
const keystone: ConnectionDraft = {
  ...emptyDraft,
  kind: 'swift',
  name: 'University',
  address: 'https://keystone.example.org:5000/v3',
  user: 'anna',
  secret: 'password',
  project: 'photos',
};
const withSecret = (draft: ConnectionDraft, secret: string): ConnectionDraft => ({ ...draft, secret });

describe('problems', () => {
  it('names every missing field, and a name only when it is to be kept', () => {
    expect(problemsOf(draftFromPreset(preset('wasabi'), ''), 'try')).toEqual({
      accessKey: 'accessKeyMissing',
      secret: 'secretMissing',
    });
    expect(problemsOf({ ...draftFromPreset(preset('r2'), ''), region: ' ' }, 'save')).toEqual({
      name: 'nameMissing',
      account: 'accountMissing',
      region: 'regionMissing',
      accessKey: 'accessKeyMissing',
      secret: 'secretMissing',
    });
    expect(problemsOf({ ...emptyDraft, kind: 'local' }, 'save')).toEqual({
      name: 'nameMissing',
      root: 'folderMissing',
    });
    expect(problemsOf({ ...emptyDraft, kind: 'swift' }, 'try')).toEqual({
      address: 'addressMissing',
      user: 'userMissing',
      secret: 'secretMissing',
    });
    expect(problemsOf({ ...keystone, signIn: 'application-credential' }, 'try')).toEqual({
      applicationCredentialId: 'applicationCredentialMissing',
    });
  });

  it('takes an address without a scheme and refuses what is none', () => {
    expect([own, wasabi, keystone].map((draft) => problemsOf(draft, 'save'))).toEqual([{}, {}, {}]);
    expect(problemsOf({ ...own, address: 's3.example.com:9000' }, 'save')).toEqual({});
    for (const address of ['ftp://s3.example.com', 'https://', 'https://s3 example.com'])
      expect(problemsOf({ ...own, address }, 'save')).toEqual({ address: 'addressWrong' });
    expect(
      problemsOf(
        { ...draftFromPreset(preset('r2'), 'R2'), ...{ account: 'a b' }, accessKey: 'a', secret: 's' },
        'try',
      ),
    ).toEqual({
      account: 'partWrong',
    });
    expect(problemsOf({ ...own, caPem: 'hello' }, 'save')).toEqual({ caPem: 'certificateWrong' });
  });

  it('needs no key of its own with a profile of another program', () => {
    const draft = { ...draftFromPreset(preset('aws'), 'AWS'), profile: 'studio' };
    expect(problemsOf(draft, 'save')).toEqual({});
    expect(sentOf({ ...draft, secret: 'left over' })).toEqual({
      config: {
        kind: 's3',
        endpoint: '',
        region: 'us-east-1',
        accessKey: '',
        pathStyle: false,
        profile: 'studio',
        provider: 'aws',
      },
    });
  });
});

describe('what is sent', () => {
  it('is what the contract asks, without pasted spaces', () => {
    expect(sentOf(own)).toEqual({
      config: {
        kind: 's3',
        endpoint: 'https://s3.example.com',
        region: 'us-east-1',
        accessKey: 'AK',
        pathStyle: true,
        provider: 'minio',
      },
      secret: 'secret',
    });
    expect(sentOf({ ...emptyDraft, kind: 'local', root: '/media/disk' })).toEqual({
      config: { kind: 'local', root: '/media/disk' },
    });
    expect(sentOf(keystone)).toEqual({
      config: {
        kind: 'swift',
        authUrl: 'https://keystone.example.org:5000/v3',
        authVersion: '3',
        user: 'anna',
        project: 'photos',
        interface: 'public',
      },
      secret: 'password',
    });
  });

  it('signs with the region of the service, where that is another one than in its address', () => {
    const spaces = {
      ...draftFromPreset(preset('digitalocean'), 'Spaces'),
      region: 'fra1',
      accessKey: 'k',
      secret: 's',
    };
    expect(sentOf(spaces).config).toEqual({
      kind: 's3',
      endpoint: 'https://fra1.digitaloceanspaces.com',
      region: 'us-east-1',
      accessKey: 'k',
      pathStyle: false,
      provider: 'digitalocean',
    });
  });

  it('takes entered keys before a profile', () => {
    const { profile, accessKey } = sentOf({ ...own, profile: 'studio' }).config as S3ConnectionConfig;
    expect([profile, accessKey]).toEqual([undefined, 'AK']);
  });

  it('leaves out what belongs to another way to sign in', () => {
    const credential = {
      ...keystone,
      signIn: 'application-credential' as const,
      applicationCredentialId: 'abc',
      userDomain: 'uni',
    };
    expect(sentOf(credential).config).toEqual({
      kind: 'swift',
      authUrl: 'https://keystone.example.org:5000/v3',
      authVersion: '3',
      user: '',
      applicationCredentialId: 'abc',
      interface: 'public',
    });
    const tempAuth = {
      ...credential,
      address: 'http://swift.example.org:8080/auth/v1.0',
      user: 'studio:anna',
    };
    expect(sentOf(tempAuth).config).toEqual({
      kind: 'swift',
      authUrl: 'http://swift.example.org:8080/auth/v1.0',
      authVersion: '1',
      user: 'studio:anna',
      interface: 'public',
    });
  });

  it('sees the version of the sign-in in the address, and the person may say otherwise', () => {
    const version = (address: string): string => authVersionOf({ ...keystone, address });
    expect([
      version('https://k.example.org:5000'),
      version('https://k.example.org/identity/v3'),
      version('https://s.example.org/auth/v1.0/'),
      version('s.example.org/auth/v1'),
      authVersionOf({ ...keystone, authVersion: '1' }),
    ]).toEqual(['3', '3', '1', '1', '1']);
  });
});

describe('a stored secret', () => {
  const stored = sentOf(wasabi).config;
  const editing = withSecret(draftFromConnection({ name: 'Wasabi', config: stored }), '');

  it('stays for the same server and the same key', () => {
    expect(problemsOf(editing, 'save', stored)).toEqual({});
    expect(keepsSecret(editing, stored)).toBe(true);
    expect(sentOf(editing)).toEqual({ config: stored });
  });
  it('is asked for again for another server, and for another key', () => {
    const elsewhere = { ...editing, region: 'us-east-1' };
    expect(problemsOf(elsewhere, 'save', stored)).toEqual({ secret: 'secretAgain' });
    expect(problemsOf(withSecret(elsewhere, 'again'), 'save', stored)).toEqual({});
    expect(problemsOf({ ...editing, accessKey: 'OTHER' }, 'save', stored)).toEqual({
      secret: 'secretOfNewKey',
    });
    expect([keepsSecret(elsewhere, stored), keepsSecret(editing, null)]).toEqual([false, false]);
  });
  it('is asked for when there was none', () => {
    const profile: ConnectionConfig = {
      ...stored,
      kind: 's3',
      accessKey: '',
      profile: 'p',
    } as ConnectionConfig;
    expect(problemsOf(editing, 'save', profile)).toEqual({ secret: 'secretMissing' });
  });
});

describe('the form of a connection', () => {
  it('becomes the same connection again, for every preset', () => {
    const drafts = providerPresets.map((one) => ({
      ...draftFromPreset(one, one.name),
      ...(one.kind === 's3' ? { accessKey: 'AK' } : { user: 'u' }),
      account: one.address.includes('{account}') ? 'acc0unt' : '',
      address: one.address === '' && one.id !== 'aws' ? 'https://s3.example.com' : '',
      secret: 'secret',
    }));
    const configs = drafts.map((draft) => sentOf(draft).config);
    expect(configs.map((config) => sentOf(draftFromConnection({ name: 'n', config })).config)).toEqual(
      configs,
    );
  });
  it('keeps an address that no preset makes', () => {
    const config = {
      ...sentOf(wasabi).config,
      endpoint: 'https://s3.wasabi.example.com',
    } as ConnectionConfig;
    const draft = draftFromConnection({ name: 'n', config });
    expect([draft.addressTyped, addressOf(draft), sentOf(draft).config]).toEqual([
      true,
      'https://s3.wasabi.example.com',
      config,
    ]);
  });
  it('finds region and account in an address', () => {
    expect([
      partsOfAddress(preset('wasabi'), 'https://s3.eu-west-1.wasabisys.com/'),
      partsOfAddress(preset('r2'), 'https://abc123.r2.cloudflarestorage.com'),
      partsOfAddress(preset('wasabi'), 'https://s3.example.com'),
      partsOfAddress(preset('aws'), ''),
    ]).toEqual([{ region: 'eu-west-1' }, { account: 'abc123' }, null, null]);
  });
  it('is named freely', () => {
    expect(freeName('Wasabi', [])).toBe('Wasabi');
    expect(freeName('Wasabi', ['wasabi', 'Wasabi 2'])).toBe('Wasabi 3');
    const accounts = [
      { source: 'openrc', name: 'photos-openrc.sh' },
      { source: 'openrc', name: 'openrc' },
      { source: 'aws', name: 'default' },
      { source: 'rclone', name: 'wasabi' },
    ] as const;
    expect(accounts.map(nameOfAccount)).toEqual(['photos', 'openrc', 'AWS', 'wasabi']);
  });
});

describe('an error of the store', () => {
  const place = (code: ErrorCode, draft: ConnectionDraft) => placeOfError(new AppError(code, ''), draft);
  it('is shown at the field it is about', () => {
    const gcs = draftFromPreset(preset('gcs'), 'g');
    const r2 = draftFromPreset(preset('r2'), 'r');
    const local: ConnectionDraft = { ...emptyDraft, kind: 'local' };
    expect([
      [own, wasabi, r2, gcs, keystone].map((draft) => place('host-unknown', draft)),
      [own, wasabi].map((draft) => place('tls', draft)),
      place('key-refused', own),
      place('wrong-region', wasabi),
      place('clock-skew', own),
      place('bucket-missing', own),
      [local, own].map((draft) => place('file-denied', draft)),
      place('internal', own),
      place('already-exists', own),
      place('bad-input', own),
      placeOfError(new AppError('bad-input', '', { params: { field: 'secret' } }), own),
    ]).toEqual([
      ['address', 'region', 'account', null, 'address'],
      ['address', 'region'],
      'secret',
      'region',
      null,
      'bucket',
      ['root', null],
      null,
      'name',
      null,
      'secret',
    ]);
  });
  it('offers the region that the store named, unless it is entered already', () => {
    const wrong = (region?: string) =>
      new AppError('wrong-region', '', region === undefined ? {} : { params: { region } });
    expect([
      regionToUse(wrong('eu-west-1'), wasabi),
      regionToUse(wrong('eu-central-1'), wasabi),
      regionToUse(wrong(), wasabi),
      regionToUse(new AppError('key-refused', '', { params: { region: 'eu-west-1' } }), wasabi),
    ]).toEqual(['eu-west-1', null, null, null]);
  });
});
