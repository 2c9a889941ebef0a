/** `received.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const receivedApi = ({ received }: ApiContext): HandlersOf<'received'> => ({
  'received.list': () => received.list(),
  'received.look': ({ link }) => received.look(link),
  'received.open': ({ link, code }) => received.open(link, code),
  'received.refresh': ({ id }) => received.refresh(id),
  'received.remove': async ({ id }) => {
    await received.remove(id);
    return { ok: true };
  },
  'received.send': ({ id, message }) => received.send(id, message),
});
