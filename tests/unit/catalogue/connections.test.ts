import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError, toWire } from '../../../src-shared/app-error';
import { type ConnectionReport, noLimits } from '../../../src-shared/domain/connection';
import type { Capabilities } from '../../../src-shared/domain/store-capabilities';
import { ConnectionId } from '../../../src-shared/units';
import {
  albumId,
  type CatalogueFixture,
  catalogueFixture,
  connectionId,
  NOW_MS,
} from '../../support/catalogue-fixture';

const cloudId = ConnectionId.parse('00000000-0000-4000-8000-000000000002');
const cloud = {
  id: cloudId,
  name: 'Müller Cloud',
  config: {
    kind: 's3' as const,
    endpoint: 'https://s3.example',
    region: 'eu-1',
    accessKey: 'AK',
    pathStyle: true,
  },
  builtIn: false,
  createdAtMs: NOW_MS - 1000,
};
const home = {
  id: connectionId,
  name: 'This computer',
  config: { kind: 'local', root: '/store' },
  builtIn: true,
  createdAtMs: NOW_MS,
};

const capabilities: Capabilities = {
  conditionalPut: true,
  keepsOther: true,
  listsFresh: true,
  verifiesMd5: true,
  etagIsMd5: true,
  multipart: { minPartBytes: 1, maxPartBytes: 10, maxParts: 10 },
  maxSinglePutBytes: 10,
  maxKeyBytes: 1024,
  createBucket: true,
  bulkDelete: true,
  presign: true,
  presignPrefix: false,
  inlineHtml: true,
  maxLinkSeconds: null,
  cors: true,
  expiry: 'object',
  tiers: ['gold', 'silver'],
  tierOf: 'bucket',
  publicRead: true,
  perUserRead: true,
  versioning: true,
  bucketQuota: true,
  usage: true,
};

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

const caught = (work: () => void): AppError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

it('are listed with their album counts, the built-in one first although another is older', () => {
  fixture.catalogue.connections.insert(cloud);
  fixture.reopen();
  expect(fixture.catalogue.connections.list()).toEqual([
    { ...home, albumCount: 1, revision: 1, report: null, limits: noLimits, prices: null },
    { ...cloud, albumCount: 0, revision: 1, report: null, limits: noLimits, prices: null },
  ]);
  expect(fixture.catalogue.connections.get(cloudId)).toEqual({
    ...cloud,
    albumCount: 0,
    revision: 1,
    report: null,
    limits: noLimits,
    prices: null,
  });
  expect(
    fixture.catalogue.connections.get(ConnectionId.parse('00000000-0000-4000-8000-000000000009')),
  ).toBeNull();
});

it('whose names differ only in case or composition are the same', () => {
  fixture.catalogue.connections.insert(cloud);
  const again = {
    ...cloud,
    id: ConnectionId.parse('00000000-0000-4000-8000-000000000003'),
    name: 'MÜLLER cloud',
  };
  expect(toWire(caught(() => fixture.catalogue.connections.insert(again)))).toEqual({
    code: 'already-exists',
    message: 'There is already a connection named “MÜLLER cloud”. Choose another name.',
    retry: 'never',
    params: { name: 'MÜLLER cloud' },
  });
});

it('that albums use stay, and go when the albums are gone', () => {
  const { connections, albums } = fixture.catalogue;
  expect(caught(() => connections.remove(connectionId)).code).toBe('bad-input');
  albums.remove(albumId);
  connections.remove(connectionId);
  expect(connections.list()).toEqual([]);
});

it('take another name, configuration or secret, and count each change', () => {
  const { connections } = fixture.catalogue;
  connections.insert(cloud);
  const moved = { ...cloud.config, region: 'eu-2' };
  connections.update(cloudId, { config: moved });
  connections.update(cloudId, { name: 'Studio' });
  connections.update(cloudId, {}); // its secret
  fixture.reopen();
  expect(fixture.catalogue.connections.get(cloudId)).toEqual({
    ...cloud,
    name: 'Studio',
    config: moved,
    albumCount: 0,
    revision: 4,
    report: null,
    limits: noLimits,
    prices: null,
  });
  expect(caught(() => fixture.catalogue.connections.update(cloudId, { name: 'THIS computer' })).code).toBe(
    'already-exists',
  );
  expect(fixture.catalogue.connections.get(cloudId)).toMatchObject({ name: 'Studio', revision: 4 });
});

it('have limits of their own, which open nothing anew', () => {
  const { connections } = fixture.catalogue;
  connections.setLimits(connectionId, { maxParallel: 4, uploadBps: 500_000 });
  fixture.reopen();
  expect(fixture.catalogue.connections.get(connectionId)).toMatchObject({
    revision: 1,
    limits: { maxParallel: 4, uploadBps: 500_000 },
  });
});

it('have prices of their own, which open nothing anew and go again', () => {
  const { connections } = fixture.catalogue;
  const prices = { currency: 'EUR', storedGbMonth: 0.01, downloadedGb: null, writes1000: 0 };
  connections.setPrices(connectionId, prices);
  fixture.reopen();
  expect(fixture.catalogue.connections.get(connectionId)).toMatchObject({ revision: 1, prices });
  fixture.catalogue.connections.setPrices(connectionId, null);
  expect(fixture.catalogue.connections.get(connectionId)?.prices).toBeNull();
});

it('keep their last report; only other capabilities count as a change', () => {
  const { connections } = fixture.catalogue;
  connections.insert(cloud);
  const report: ConnectionReport = {
    ok: false,
    depth: 'full',
    steps: [{ check: 'sign-in', outcome: 'failed', message: 'The key is not known.' }],
    capabilities: null,
    testedAtMs: NOW_MS,
    elapsedMs: 5,
  };
  const revisions = [report, { ...report, testedAtMs: NOW_MS + 1 }].map((one) => {
    connections.setReport(cloudId, one);
    return connections.get(cloudId)?.revision;
  });
  const seen = { ...report, ok: true, capabilities };
  for (const one of [
    seen,
    { ...seen, elapsedMs: 6 },
    { ...seen, capabilities: { ...capabilities, cors: false } },
  ]) {
    connections.setReport(cloudId, one);
    revisions.push(connections.get(cloudId)?.revision);
  }
  expect(revisions).toEqual([1, 1, 2, 2, 3]);
  fixture.reopen();
  expect(fixture.catalogue.connections.get(cloudId)?.report).toEqual({
    ...seen,
    capabilities: { ...capabilities, cors: false },
  });
  fixture.catalogue.connections.setReport(ConnectionId.parse('00000000-0000-4000-8000-000000000009'), seen); // removed meanwhile
});
