import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError, toWire } from '../../../src-shared/app-error';
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
    { ...home, albumCount: 1 },
    { ...cloud, albumCount: 0 },
  ]);
  expect(fixture.catalogue.connections.get(cloudId)).toEqual({ ...cloud, albumCount: 0 });
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

it('take a changed configuration', () => {
  const { connections } = fixture.catalogue;
  connections.insert(cloud);
  connections.updateConfig(cloudId, { ...cloud.config, region: 'eu-2' });
  expect(connections.get(cloudId)?.config).toEqual({ ...cloud.config, region: 'eu-2' });
});
