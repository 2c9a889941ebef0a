/** Opened stores by connection, each once; secrets come from the vault and stay inside. */
import { AppError } from '../../src-shared/app-error';
import type { ConnectionId } from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';
import type { ObjectStore } from '../storage/object-store';
import { openObjectStore } from '../storage/open-object-store';
import type { StoreAccess } from '../workers/jobs';
import { connectionSecretName, type Log, type SecretVault, type StoreRegistry } from './core';

export function createStoreRegistry(catalogue: Catalogue, vault: SecretVault, log: Log): StoreRegistry {
  const opened = new Map<ConnectionId, Promise<{ access: StoreAccess; store: ObjectStore }>>();

  const open = async (id: ConnectionId): Promise<{ access: StoreAccess; store: ObjectStore }> => {
    const connection = catalogue.connections.get(id);
    if (!connection)
      throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');
    const secret = await vault.get(connectionSecretName(id));
    if (secret === null && connection.config.kind !== 'local') {
      throw new AppError(
        'vault',
        `The secret of “${connection.name}” is not on this computer. Enter it again in Storage.`,
      );
    }
    const access = { storeKey: id, config: connection.config, secret };
    const store = openObjectStore(access, {
      log: (entry) => {
        if (entry.outcome !== 'ok') log.warn('store', { connection: id, ...entry });
      },
    });
    return { access, store };
  };
  const once = (id: ConnectionId): Promise<{ access: StoreAccess; store: ObjectStore }> => {
    const known = opened.get(id);
    if (known) return known;
    const opening = open(id);
    opened.set(id, opening);
    // What failed is tried again the next time it is asked for.
    opening.catch(() => opened.delete(id));
    return opening;
  };

  return {
    open: async (id) => (await once(id)).store,
    access: async (id) => (await once(id)).access,
    forget(id) {
      void opened.get(id)?.then(
        ({ store }) => store.close(),
        () => undefined,
      );
      opened.delete(id);
    },
    close() {
      for (const id of [...opened.keys()]) this.forget(id);
    },
  };
}
