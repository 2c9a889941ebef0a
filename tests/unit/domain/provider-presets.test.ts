/** Addresses of well-known services, filled in and recognised again. */
import { describe, expect, it } from 'vitest';
import { ConnectionConfig } from '../../../src-shared/domain/connection';
import {
  presetAddress,
  presetById,
  presetOf,
  providerPresets,
} from '../../../src-shared/domain/provider-presets';

describe.each(providerPresets.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
  it('fills in to an address that is legal and recognised', () => {
    const region = preset.regions[0] ?? 'us-east-1';
    const address = presetAddress(preset, { region, account: 'a1b2c3' });
    if (preset.address === '') return expect(address).toBe('');
    const config = ConnectionConfig.parse(
      preset.kind === 's3'
        ? { kind: 's3', endpoint: address, region, accessKey: 'K', pathStyle: preset.pathStyle }
        : { kind: 'swift', authUrl: address, authVersion: '3', user: 'kim' },
    );
    expect([presetOf(config)?.id, new URL(address).protocol]).toEqual([id, 'https:']);
  });
});

it('an address stays empty while something is missing', () => {
  const r2 = presetById('r2');
  const wasabi = presetById('wasabi');
  if (!r2 || !wasabi) throw new Error('no such preset');
  expect([
    presetAddress(r2, { region: 'auto', account: ' ' }),
    presetAddress(wasabi, { region: '', account: '' }),
    presetAddress(wasabi, { region: ' eu-west-1 ', account: '' }),
  ]).toEqual(['', '', 'https://s3.eu-west-1.wasabisys.com']);
});

it('an address may name the country of a region only', () => {
  const naver = presetById('naver');
  if (!naver) throw new Error('no such preset');
  expect(naver.regions.map((region) => presetAddress(naver, { region, account: '' }))).toEqual(
    ['kr', 'jp', 'sg', 'us', 'de'].map((country) => `https://${country}.object.ncloudstorage.com`),
  );
});

it('somebody else’s address is no preset, Amazon’s own is', () => {
  const s3 = { kind: 's3', region: 'us-east-1', accessKey: 'K', pathStyle: false } as const;
  expect([
    presetOf({ ...s3, endpoint: 'https://s3.eu-west-1.wasabisys.com.evil.example' })?.id,
    presetOf({ ...s3, endpoint: '' })?.id,
    presetOf({ kind: 'local', root: '/p' })?.id,
  ]).toEqual([undefined, 'aws', undefined]);
});
