/** `outbox.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const outboxApi = ({ outbox }: ApiContext): HandlersOf<'outbox'> => ({
  'outbox.list': () => outbox.list(),
  'outbox.show': ({ id }) => outbox.show(id),
  'outbox.send': () => {
    outbox.sendNow();
    return { ok: true };
  },
  'outbox.retry': ({ id }) => outbox.retry(id),
  'outbox.arrived': ({ id }) => outbox.arrived(id),
  'outbox.discard': async ({ id }) => {
    await outbox.discard(id);
    return { ok: true };
  },
  'outbox.eml': async ({ id, path, replace }) => {
    await outbox.writeEml(id, path, replace);
    return { ok: true };
  },
});
