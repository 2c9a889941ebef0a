/** Adding, trying and removing connections. Secrets go to the vault and nowhere else. */
import { randomUUID } from 'node:crypto';
import { AppError, toWire } from '../../src-shared/app-error';
import { bucketNameFor } from '../../src-shared/domain/album';
import type { Connection, ConnectionConfig, ConnectionTest } from '../../src-shared/domain/connection';
import { type ConnectionId, ConnectionId as ConnectionIdSchema } from '../../src-shared/units';
import type { ObjectStore } from '../storage/object-store';
import { openObjectStore } from '../storage/open-object-store';
import { type Core, connectionSecretName } from './core';

export async function addConnection(
  core: Core,
  given: { name: string; config: ConnectionConfig; secret?: string | undefined },
): Promise<Connection> {
  const { catalogue, vault } = core;
  mustHaveSecret(given.config, given.secret);
  const taken = catalogue.connections
    .list()
    .some((known) => known.name.toLowerCase() === given.name.toLowerCase());
  if (taken)
    throw new AppError(
      'already-exists',
      `There is a connection named “${given.name}” already. Choose another name.`,
    );
  const id = ConnectionIdSchema.parse(randomUUID());
  if (given.secret !== undefined) await vault.set(connectionSecretName(id), given.secret);
  try {
    catalogue.connections.insert({
      id,
      name: given.name,
      config: given.config,
      builtIn: false,
      createdAtMs: core.now(),
    });
  } catch (error) {
    await vault.remove(connectionSecretName(id));
    throw error;
  }
  core.changes.connections();
  core.changes.flush();
  return connectionOr404(core, id);
}

const mustHaveSecret = (config: ConnectionConfig, secret: string | undefined): void => {
  if (config.kind !== 'local' && !secret) {
    throw new AppError('bad-input', 'The secret key is missing. Enter it and try again.');
  }
};

export function connectionOr404(core: Pick<Core, 'catalogue'>, id: ConnectionId): Connection {
  const found = core.catalogue.connections.get(id);
  if (!found)
    throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');
  return found;
}

export async function removeConnection(core: Core, id: ConnectionId): Promise<void> {
  const connection = connectionOr404(core, id);
  if (connection.builtIn)
    throw new AppError(
      'bad-input',
      'The store on this computer cannot be removed. Everything else rests on it.',
    );
  if (connection.albumCount > 0) {
    throw new AppError(
      'bad-input',
      `“${connection.name}” still holds ${connection.albumCount} album(s). Delete or forget them first.`,
      {
        params: { name: connection.name, count: connection.albumCount },
      },
    );
  }
  core.catalogue.connections.remove(id);
  await core.vault.remove(connectionSecretName(id));
  core.stores.forget(id);
  core.changes.connections();
  core.changes.flush();
}

/** Tries a form that was not saved yet. */
export async function tryConnection(
  core: Core,
  config: ConnectionConfig,
  secret: string | undefined,
): Promise<ConnectionTest> {
  mustHaveSecret(config, secret);
  const store = openObjectStore({ config, secret: secret ?? null });
  try {
    return await testStore(store, core.now);
  } finally {
    store.close();
  }
}

type Step = ConnectionTest['steps'][number];

/**
 * Walks through what an album needs: list, make a bucket, write, read back, delete. Works in a bucket of its own that it takes away
 * again. Stops at the first step that fails, since the next ones would only repeat it.
 */
export async function testStore(store: ObjectStore, now: () => number): Promise<ConnectionTest> {
  const startedAtMs = now();
  const steps: Step[] = [];
  const bucket = bucketNameFor('caos-test', randomUUID().slice(0, 8));
  const body = Buffer.from(randomUUID());
  let made = false;
  const step = async (name: Step['name'], done: string, work: () => Promise<void>): Promise<void> => {
    if (steps.some((earlier) => !earlier.ok)) return;
    try {
      await work();
      steps.push({ name, ok: true, message: done });
    } catch (error) {
      const wire = toWire(error);
      steps.push({ name, ok: false, message: wire.message, ...(wire.details && { details: wire.details }) });
    }
  };
  await step('sign-in', 'The store answers and the key is accepted.', async () => {
    await store.listBuckets();
  });
  await step('create-bucket', 'Albums can be created.', async () => {
    await store.createBucket(bucket);
    made = true;
  });
  await step('write', 'Photos can be stored.', async () => {
    await store.put(bucket, 'caos-test.txt', body, { contentType: 'text/plain' });
  });
  await step('read', 'What was stored reads back unchanged.', async () => {
    const { body: stream } = await store.get(bucket, 'caos-test.txt');
    const back = Buffer.concat(await stream.toArray());
    if (!back.equals(body)) {
      throw new AppError(
        'integrity',
        'The store returned other bytes than were written. Do not trust it with photos.',
      );
    }
  });
  await step('delete', 'What is deleted is gone.', async () => {
    await store.delete(bucket, 'caos-test.txt');
  });
  if (made) {
    await store.delete(bucket, 'caos-test.txt').catch(() => undefined);
    await store.deleteBucket(bucket).catch(() => undefined);
  }
  return { ok: steps.every((one) => one.ok), steps, elapsedMs: Math.round(now() - startedAtMs) };
}
