/** `requests.*` */
import type { ApiContext, HandlersOf } from './handlers';

const ok = { ok: true } as const;

export const requestsApi = ({ requests }: ApiContext): HandlersOf<'requests'> => ({
  'requests.list': () => requests.list(),
  'requests.get': ({ id }) => requests.get(id),
  'requests.create': (given) => requests.create(given),
  'requests.edit': (given) => requests.edit(given),
  'requests.send': ({ id }) => requests.send(id),
  'requests.discard': async ({ id }) => {
    await requests.discard(id);
    return ok;
  },
  'requests.secrets': ({ id, personId }) => requests.secrets(id, personId),
  'requests.resend': async (given) => {
    await requests.resend(given);
    return ok;
  },
  'requests.extend': ({ id, endsAtMs }) => requests.extend(id, endsAtMs),
  'requests.revoke': ({ id, personId }) => requests.revoke(id, personId),
  'requests.collect': ({ id }) => requests.collect(id),
  'requests.arrivals': ({ id }) => requests.arrivals(id),
  'requests.accept': async ({ id, arrivalIds }) => ({ count: await requests.accept(id, arrivalIds) }),
  'requests.decline': async ({ id, arrivalIds }) => ({ count: await requests.decline(id, arrivalIds) }),
});
