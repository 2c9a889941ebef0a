/** `trash.*` */
import { refuseReceived } from '../services/received/refuse-received';
import type { ApiContext, HandlersOf } from './handlers';

export const trashApi = ({ core, trash }: ApiContext): HandlersOf<'trash'> => ({
  'trash.move': ({ ids, others }) => {
    refuseReceived(core, ids);
    return trash.move(ids, others);
  },
  'trash.restore': ({ ids }) => trash.restore(ids),
  'trash.empty': ({ ids }) => trash.empty(ids),
  'trash.facts': () => core.catalogue.trash.facts(),
  'trash.list': ({ ids }) => core.catalogue.trash.list(ids),
});
