/** `gateway.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const gatewayApi = ({ gateway }: ApiContext): HandlersOf<'gateway'> => ({
  'gateway.get': () => gateway.status(),
  'gateway.set': ({ reach }) => gateway.setReach(reach),
});
