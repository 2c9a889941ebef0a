/** `connections.*` */
import {
  addConnection,
  connectionOr404,
  removeConnection,
  tryConnection,
  updateConnection,
} from '../services/connections';
import { findAccounts, takeAccount } from '../services/find-accounts/find-accounts';
import type { ApiContext, HandlersOf } from './handlers';

export const connectionsApi = ({
  core,
  probes,
  queue,
  accountPlaces,
  gateway,
}: ApiContext): HandlersOf<'connections'> => ({
  'connections.list': () => core.catalogue.connections.list(),
  'connections.add': (args) => addConnection(core, probes, args),
  'connections.update': (args) => updateConnection(core, { probes, queue }, args),
  'connections.probe': ({ id }) => probes.probe(connectionOr404(core, id).id),
  'connections.try': (args) => tryConnection(core, probes, args),
  'connections.found': ({ path }) => findAccounts(accountPlaces, path),
  'connections.addFound': async ({ source, path, account, name, secret }) => {
    const taken = await takeAccount(source, path, account);
    return addConnection(core, probes, {
      name,
      config: taken.config,
      secret: secret ?? taken.secret.secret,
      sessionToken: taken.secret.sessionToken,
    });
  },
  'connections.remove': async ({ id }) => {
    await removeConnection(core, id);
    await gateway.forget(id);
    return { ok: true };
  },
});
