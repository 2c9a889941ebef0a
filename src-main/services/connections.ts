/** Adding, changing, trying and removing connections. Secrets go to the vault and nowhere else. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../src-shared/app-error';
import {
  type Connection,
  type ConnectionConfig,
  type ConnectionLimits,
  type ConnectionReport,
  homeBucket,
  needsSecret,
  secretAudience,
} from '../../src-shared/domain/connection';
import type { StorePrices } from '../../src-shared/domain/store-prices';
import {
  type ConnectionId,
  ConnectionId as ConnectionIdSchema,
  type TransferId,
} from '../../src-shared/units';
import { type Core, connectionSecretName, sessionTokenName } from './core';
import type { Probes } from './probe-connection';
import type { TransferQueue } from './transfer-queue';

/** Not given: it stays as it is. */
interface GivenSecret {
  secret?: string | undefined;
  sessionToken?: string | undefined;
}

/** Answers at once, tried or not; a probe follows in the background. */
export async function addConnection(
  core: Core,
  probes: Pick<Probes, 'start'>,
  given: { name: string; config: ConnectionConfig } & GivenSecret,
): Promise<Connection> {
  const { catalogue } = core;
  const { name, config } = given;
  if (needsSecret(config) && !given.secret) throw secretMissing();
  mustBeFree(core, name, null);
  const id = ConnectionIdSchema.parse(randomUUID());
  const secrets = { secret: given.secret ?? null, sessionToken: given.sessionToken ?? null };
  await keepingSecrets(core, id, secrets, () =>
    catalogue.connections.insert({ id, name, config, builtIn: false, createdAtMs: core.now() }),
  );
  tell(core);
  probes.start(id);
  return connectionOr404(core, id);
}

/** The rules are those of `connections.update` in the contract. What waited for this change goes on by itself. */
export async function updateConnection(
  core: Core,
  { probes, queue }: { probes: Pick<Probes, 'start'>; queue: Pick<TransferQueue, 'retry'> },
  given: {
    id: ConnectionId;
    name?: string | undefined;
    config?: ConnectionConfig | undefined;
    limits?: ConnectionLimits | undefined;
    prices?: StorePrices | null | undefined;
  } & GivenSecret,
): Promise<Connection> {
  const { id, name } = given;
  const before = connectionOr404(core, id);
  const config = given.config ?? before.config;
  if (given.limits) core.catalogue.connections.setLimits(id, given.limits);
  if (given.prices !== undefined) core.catalogue.connections.setPrices(id, given.prices);
  const moved = JSON.stringify(config) !== JSON.stringify(before.config);
  const reentered = given.secret !== undefined || given.sessionToken !== undefined;
  if (before.builtIn && (moved || reentered)) {
    throw new AppError('bad-input', 'Of the store on this computer only the name can be changed.');
  }
  mustStayInPlace(before, config);
  if (name !== undefined) mustBeFree(core, name, id);
  // Limits and prices alone open nothing anew.
  if (name === undefined && !given.config && !reentered && (given.limits || given.prices !== undefined)) {
    tell(core);
    return connectionOr404(core, id);
  }
  const writeRow = (): void =>
    core.catalogue.connections.update(id, {
      ...(name !== undefined && { name }),
      ...(given.config && { config }),
    });
  if (moved || reentered) {
    const held = await heldSecrets(core, id);
    await keepingSecrets(core, id, secretsFor(config, given, before.config, held), writeRow);
  } else writeRow();
  core.stores.forget(id);
  for (const album of core.catalogue.albums.list())
    if (album.connectionId === id) core.changes.album(album.id);
  tell(core);
  if (moved || reentered) {
    await queue.retry(waitingForConnection(core, id));
    probes.start(id);
  }
  return connectionOr404(core, id);
}

/** Tries a form that was not saved; a stored secret is used where none is given, and only for the server it was entered for. */
export async function tryConnection(
  core: Core,
  probes: Pick<Probes, 'try'>,
  given: {
    id?: ConnectionId | undefined;
    config: ConnectionConfig;
    depth: ConnectionReport['depth'];
  } & GivenSecret,
): Promise<ConnectionReport> {
  const { id, config, depth } = given;
  const known = id === undefined ? null : connectionOr404(core, id);
  const held = known ? await heldSecrets(core, known.id) : { secret: null, sessionToken: null };
  const { secret, sessionToken } = secretsFor(config, given, known?.config ?? config, held);
  return probes.try({ config, secret, sessionToken: sessionToken ?? undefined, depth });
}

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
      { params: { name: connection.name, count: connection.albumCount } },
    );
  }
  const { shares, requests } = core.catalogue;
  const isHeld = [...shares.list(), ...requests.list()].some(
    (row) => row.connectionId === id && row.folder !== '' && row.cleanedAtMs === null,
  );
  if (isHeld)
    throw new AppError(
      'bad-input',
      `“${connection.name}” still holds shares or photo requests. Revoke them first, so that nothing of them stays there.`,
      { params: { name: connection.name } },
    );
  core.catalogue.connections.remove(id);
  core.stores.forget(id);
  tell(core);
  await core.vault.remove(connectionSecretName(id));
  await core.vault.remove(sessionTokenName(id));
}

const tell = (core: Core): void => {
  core.changes.connections();
  core.changes.flush();
};

const secretMissing = (): AppError =>
  new AppError('bad-input', 'The secret is missing. Enter it and try again.', {
    params: { field: 'secret' },
  });

/** Said before the vault is touched; the catalogue has the last word. */
function mustBeFree(core: Core, name: string, except: ConnectionId | null): void {
  const taken = core.catalogue.connections
    .list()
    .some((known) => known.id !== except && known.name.toLowerCase() === name.toLowerCase());
  if (!taken) return;
  throw new AppError(
    'already-exists',
    `There is a connection named “${name}” already. Choose another name.`,
    { params: { name } },
  );
}

/** Photos do not follow a changed address: what says where albums lie stays while there are any. */
function mustStayInPlace(before: Connection, config: ConnectionConfig): void {
  if (config.kind !== before.config.kind) {
    throw new AppError(
      'bad-input',
      `“${before.name}” cannot become another kind of storage. Add a new connection instead.`,
      { params: { name: before.name } },
    );
  }
  if (before.albumCount === 0) return;
  const root = (of: ConnectionConfig): string => (of.kind === 'local' ? of.root : '');
  const params = { name: before.name, count: before.albumCount };
  if (root(config) !== root(before.config)) {
    throw new AppError(
      'bad-input',
      `The folder of “${before.name}” holds ${before.albumCount} album(s) and stays. Add a new connection for another folder.`,
      { params },
    );
  }
  if (homeBucket(config) !== homeBucket(before.config)) {
    throw new AppError(
      'bad-input',
      `“${before.name}” holds ${before.albumCount} album(s), so its bucket stays. Add a new connection for another bucket.`,
      { params },
    );
  }
}

/** null: there is none. */
interface Secrets {
  secret: string | null;
  sessionToken: string | null;
}

async function heldSecrets({ vault }: Core, id: ConnectionId): Promise<Secrets> {
  return {
    secret: await vault.get(connectionSecretName(id)),
    sessionToken: await vault.get(sessionTokenName(id)),
  };
}

/**
 * The secrets that go with `config`. What is held was entered for the server of `heldFor`; for another one it is asked for again, never
 * used and not kept. A session token belongs to the secret it was entered with.
 */
function secretsFor(
  config: ConnectionConfig,
  given: GivenSecret,
  heldFor: ConnectionConfig,
  held: Secrets,
): Secrets {
  if (!needsSecret(config)) return { secret: null, sessionToken: null };
  if (given.secret !== undefined) return { secret: given.secret, sessionToken: given.sessionToken ?? null };
  const audience = secretAudience(config);
  if (held.secret !== null && secretAudience(heldFor) !== audience) {
    throw new AppError(
      'bad-input',
      `The stored secret belongs to ${secretAudience(heldFor)} and is not sent to ${audience}. Enter the secret again.`,
      { params: { field: 'secret', held: secretAudience(heldFor), audience } },
    );
  }
  if (held.secret === null) throw secretMissing();
  return { secret: held.secret, sessionToken: given.sessionToken ?? held.sessionToken };
}

/** Vault first: a row without its secret would fail later. When the row cannot be written the vault is as before. */
async function keepingSecrets(
  core: Core,
  id: ConnectionId,
  secrets: Secrets,
  writeRow: () => void,
): Promise<void> {
  const before = await heldSecrets(core, id);
  try {
    await keepSecrets(core, id, before, secrets);
    writeRow();
  } catch (error) {
    await keepSecrets(core, id, secrets, before).catch(() => undefined);
    throw error;
  }
}

async function keepSecrets({ vault }: Core, id: ConnectionId, from: Secrets, to: Secrets): Promise<void> {
  const keep = async (name: string, was: string | null, is: string | null): Promise<void> => {
    if (was === is) return;
    await (is === null ? vault.remove(name) : vault.set(name, is));
  };
  await keep(connectionSecretName(id), from.secret, to.secret);
  await keep(sessionTokenName(id), from.sessionToken, to.sessionToken);
}

/** Errors that a changed address or key may have mended. */
const mendable = new Set([
  'key-refused',
  'access-denied',
  'wrong-region',
  'clock-skew',
  'host-unknown',
  'unreachable',
  'tls',
  'bucket-missing',
  'vault',
]);

function waitingForConnection(core: Core, id: ConnectionId): TransferId[] {
  const PAGE = 1000;
  const found: TransferId[] = [];
  for (const album of core.catalogue.albums.list()) {
    if (album.connectionId !== id) continue;
    for (let offset = 0; ; offset += PAGE) {
      const { items } = core.catalogue.transfers.list({
        states: ['failed', 'waiting'],
        albumId: album.id,
        offset,
        limit: PAGE,
      });
      for (const { id: transferId, error } of items)
        if (error !== null && mendable.has(error.code)) found.push(transferId);
      if (items.length < PAGE) break;
    }
  }
  return found;
}
