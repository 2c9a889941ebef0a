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
  'received.note': ({ assetId }) => ({ note: received.note(assetId) }),
  'received.setNote': ({ assetId, note }) => {
    received.setNote(assetId, note);
    return { ok: true };
  },
  'received.chosen': ({ id }) => ({ count: received.chosen(id) }),
  'received.send': ({ id, message }) => received.send(id, message),
});
