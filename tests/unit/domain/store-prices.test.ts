/** What a share costs by a store's prices. Expected sums are worked out by hand beside each. */
import { describe, expect, it } from 'vitest';
import type { ConnectionConfig } from '../../../src-shared/domain/connection';
import { providerPresets } from '../../../src-shared/domain/provider-presets';
import { listPricesOf, type StorePrices, shareCost } from '../../../src-shared/domain/store-prices';

const s3 = (more: object = {}): ConnectionConfig => ({
  ...{ kind: 's3', endpoint: '', region: 'us-east-1', accessKey: 'AK', pathStyle: false },
  ...more,
});
const own = s3({ endpoint: 'https://minio.studio.test', provider: 'minio' });
const r2 = s3({ endpoint: 'https://abc123.r2.cloudflarestorage.com', region: 'auto', pathStyle: true });
const local: ConnectionConfig = { kind: 'local', root: '/photos' };
const prices = (more: Partial<StorePrices> = {}): StorePrices => ({
  ...{ currency: 'EUR', storedGbMonth: 0.02, downloadedGb: 0.01, writes1000: 0.005 },
  ...more,
});
/** 12 GB for 14 days, looked at by three people (6 GB), 2,000 requests. */
const amounts = { byteDays: 12e9 * 14, downloadedBytes: 6e9, writes: 2000 };

describe('by prices that a person entered', () => {
  it('is keeping, downloads and writes', () => {
    // 12 GB × 14 / 30.4167 days × 0.02 = 0.110466; 6 GB × 0.01 = 0.06; 2 × 0.005 = 0.01
    expect(shareCost({ config: own, prices: prices() }, amounts)).toEqual({
      known: 'about',
      currency: 'EUR',
      amount: expect.closeTo(0.180466, 6),
      stored: expect.closeTo(0.110466, 6),
      downloaded: 0.06,
      written: 0.01,
      byList: false,
    });
  });

  it('leaves out what is not known, which is not the same as what is free', () => {
    const some = prices({ downloadedGb: null, writes1000: 0 });
    expect(shareCost({ config: own, prices: some }, amounts)).toMatchObject({
      amount: expect.closeTo(0.110466, 6),
      downloaded: null,
      written: 0,
    });
  });

  it('a month of keeping costs the price of a month', () => {
    const month = { byteDays: (1e9 * 730) / 24, downloadedBytes: 0, writes: 0 };
    expect(shareCost({ config: own, prices: prices() }, month)).toMatchObject({ amount: 0.02 });
  });

  it('stands over the list, also when all of it was taken out', () => {
    const none = prices({ storedGbMonth: null, downloadedGb: null, writes1000: null });
    expect(shareCost({ config: r2, prices: none }, amounts)).toEqual({ known: 'unknown' });
    expect(shareCost({ config: r2, prices: prices() }, amounts)).toMatchObject({
      currency: 'EUR',
      byList: false,
    });
  });
});

describe('without prices of a person', () => {
  it('nobody charges for this computer', () => {
    expect(shareCost({ config: local, prices: null }, amounts)).toEqual({ known: 'free' });
  });

  it('is not known for a server of one’s own', () => {
    expect(shareCost({ config: own, prices: null }, amounts)).toEqual({ known: 'unknown' });
  });

  it('goes by the provider’s list', () => {
    // R2 (https://developers.cloudflare.com/r2/pricing/, 2026-08-03): 0.015 a GB and month, egress free, 4.50 a million class A.
    // 12 × 14 / 30.4167 × 0.015 = 0.082849; 2,000 × 4.50 / 1,000,000 = 0.009
    expect(shareCost({ config: r2, prices: null }, amounts)).toMatchObject({
      currency: 'USD',
      amount: expect.closeTo(0.091849, 6),
      downloaded: 0,
      written: 0.009,
      byList: true,
    });
    // Amazon S3, us-east-1 (https://aws.amazon.com/s3/pricing/, 2026-03-31): 0.023, 0.09 and 0.005. 0.127036 + 0.54 + 0.01
    expect(shareCost({ config: s3(), prices: null }, amounts)).toMatchObject({
      amount: expect.closeTo(0.677036, 6),
    });
  });

  it('is not known for a region or a tier that the list does not name', () => {
    expect(listPricesOf(s3({ region: 'eu-central-1' }))).toBeNull();
    expect(listPricesOf(s3({ tier: 'GLACIER_IR' }))).toBeNull();
    expect(listPricesOf(s3())?.storedGbMonth).toBe(0.023);
  });
});

it('every list price says where and when it was read', () => {
  const listed = providerPresets.flatMap((preset) => preset.prices ?? []);
  expect(listed.length).toBeGreaterThan(0);
  for (const list of listed) {
    expect(list.source).toMatch(/^https:\/\//);
    expect(new Date(list.knownOn).toISOString().slice(0, 10)).toBe(list.knownOn);
    expect(list.currency).toMatch(/^[A-Z]{3}$/);
  }
});
