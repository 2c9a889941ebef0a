/** Opened stores by connection, each once, as the connection is now; secrets come from the vault and stay inside. */
import { AppError } from '../../src-shared/app-error';
import { type Connection, needsSecret } from '../../src-shared/domain/connection';
import type { ConnectionId } from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';
import { type IdleClosing, withIdleClosing } from '../storage/close-when-idle';
import { openObjectStore, openSessions } from '../storage/open-object-store';
import type { GetSession, LinkSigner } from '../storage/session';
import type { StoreAccess } from '../workers/jobs';
import type { AlbumGuard } from './album-owner';
import {
  connectionSecretName,
  type Log,
  type SecretVault,
  type StoreRegistry,
  sessionTokenName,
} from './core';

interface Opened extends IdleClosing {
  access: StoreAccess;
  /** null for stores without sessions. */
  getSession: GetSession | null;
}

export interface StoreRegistryOptions {
  /** Signs the links of stores on this computer. */
  links?: (id: ConnectionId) => LinkSigner;
  /** Tells the upload threads to close what they opened under this key; resolves when they have no job for it any more. */
  letGo?: (storeKey: string) => Promise<void>;
  /** Shares of others, which are connections that nobody sees: their whole content is their secret. null: it is none. */
  received?: (id: ConnectionId) => Promise<string | null>;
  /** Bandwidth limits that its uploads obey. */
  paces?: (id: ConnectionId) => SharedArrayBuffer[];
  /** Asked before every write. */
  guard?: AlbumGuard;
}

export function createStoreRegistry(
  catalogue: Catalogue,
  vault: SecretVault,
  log: Log,
  {
    links,
    letGo = async () => undefined,
    received = async () => null,
    paces = () => [],
    guard,
  }: StoreRegistryOptions = {},
): StoreRegistry {
  const current = new Map<ConnectionId, { storeKey: string; opening: Promise<Opened> }>();
  /** Also of stores that are forgotten, until the last job that was given them has ended. */
  const sessions = new Map<string, GetSession>();

  async function open(connection: Connection, storeKey: string): Promise<Opened> {
    const { id, config } = connection;
    const secret = await vault.get(connectionSecretName(id));
    if (secret === null && needsSecret(config)) {
      throw new AppError(
        'vault',
        `The secret of “${connection.name}” is not on this computer. Enter it again in Storage.`,
      );
    }
    const known = connection.report?.capabilities ?? null;
    const sessionToken = (await vault.get(sessionTokenName(id))) ?? undefined;
    const secrets = { config, secret, sessionToken, known };
    const getSession = openSessions(secrets);
    if (getSession) sessions.set(storeKey, getSession);
    const store = openObjectStore(secrets, {
      getSession: getSession ?? undefined,
      links: links?.(id),
      guard: guard && ((bucket, keys) => guard(id, bucket, keys)),
      log: (entry) => {
        if (entry.outcome !== 'ok') log.warn('store', { connection: id, ...entry });
      },
    });
    const limits = { paces: paces(id) };
    // Where main keeps the session, a worker has no use for the password.
    const access: StoreAccess = getSession
      ? { storeKey, config, secret: null, known, session: true, ...limits }
      : { storeKey, config, secret, sessionToken, known, session: false, ...limits };
    return { ...withIdleClosing(store), access, getSession };
  }

  async function openReceived(id: ConnectionId, storeKey: string): Promise<Opened> {
    const secret = await received(id);
    if (secret === null)
      throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');
    const config = { kind: 'received' } as const;
    const store = openObjectStore(
      { config, secret },
      {
        log: (entry) => {
          if (entry.outcome !== 'ok') log.warn('store', { connection: id, ...entry });
        },
      },
    );
    const access: StoreAccess = { storeKey, config, secret, known: null, session: false, paces: paces(id) };
    return { ...withIdleClosing(store), access, getSession: null };
  }

  function once(id: ConnectionId): Promise<Opened> {
    const storeKey = `${id}#${catalogue.connections.revision(id)}`;
    const known = current.get(id);
    if (known?.storeKey === storeKey) return known.opening;
    forget(id);
    const connection = catalogue.connections.get(id);
    const opening = connection ? open(connection, storeKey) : openReceived(id, storeKey);
    current.set(id, { storeKey, opening });
    // What failed is tried again the next time it is asked for.
    opening.catch(() => {
      if (current.get(id)?.opening === opening) current.delete(id);
    });
    return opening;
  }

  function forget(id: ConnectionId): void {
    const known = current.get(id);
    if (!known) return;
    current.delete(id);
    known.opening.then(
      (opened) => {
        opened.closeWhenIdle();
        return letGo(known.storeKey).then(() => {
          // The same revision may have been opened again meanwhile, with a new secret.
          if (sessions.get(known.storeKey) === opened.getSession) sessions.delete(known.storeKey);
        });
      },
      () => undefined,
    );
  }

  return {
    open: async (id) => (await once(id)).store,
    access: async (id) => (await once(id)).access,
    async session(storeKey, refused) {
      const getSession = sessions.get(storeKey);
      if (getSession) return getSession({ refused });
      throw new AppError(
        'internal',
        'The connection was changed while files were sent. They are sent again.',
        {
          retry: 'later',
        },
      );
    },
    forget,
    close() {
      for (const { opening } of current.values()) {
        opening.then(
          ({ store }) => store.close(),
          () => undefined,
        );
      }
      current.clear();
    },
  };
}
