/** `connections.*` */
import {
  addConnection,
  connectionOr404,
  removeConnection,
  testStore,
  tryConnection,
} from '../services/connections';
import type { ApiContext, HandlersOf } from './handlers';

export const connectionsApi = ({ core }: ApiContext): HandlersOf<'connections'> => ({
  'connections.list': () => core.catalogue.connections.list(),
  'connections.add': (args) => addConnection(core, args),
  'connections.test': async ({ id }) =>
    testStore(await core.stores.open(connectionOr404(core, id).id), core.now),
  'connections.try': ({ config, secret }) => tryConnection(core, config, secret),
  'connections.remove': async ({ id }) => {
    await removeConnection(core, id);
    return { ok: true };
  },
});
