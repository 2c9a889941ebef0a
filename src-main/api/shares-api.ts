/** `shares.*` */
import type { ApiContext, HandlersOf } from './handlers';

const ok = { ok: true } as const;

export const sharesApi = ({ shares }: ApiContext): HandlersOf<'shares'> => ({
  'shares.list': () => shares.list(),
  'shares.get': ({ id }) => shares.get(id),
  'shares.photos': ({ id }) => shares.photos(id),
  'shares.create': (given) => shares.create(given),
  'shares.edit': (given) => shares.edit(given),
  'shares.estimate': ({ id }) => shares.estimate(id),
  'shares.send': ({ id }) => shares.send(id),
  'shares.add': (given) => shares.add(given),
  'shares.discard': async ({ id }) => {
    await shares.discard(id);
    return ok;
  },
  'shares.secrets': ({ id, recipientId }) => shares.secrets(id, recipientId),
  'shares.resend': async (given) => {
    await shares.resend(given);
    return ok;
  },
  'shares.extend': ({ id, endsAtMs }) => shares.extend(id, endsAtMs),
  'shares.revoke': ({ id, recipientId }) => shares.revoke(id, recipientId),
  'shares.collect': ({ id }) => shares.collect(id),
  'shares.picks': ({ id, recipientId }) => shares.picks(id, recipientId),
  'shares.applyPicks': (given) => shares.applyPicks(given),
});
