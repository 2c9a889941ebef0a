/** `duplicates.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const duplicatesApi = ({ duplicates }: ApiContext): HandlersOf<'duplicates'> => ({
  'duplicates.find': ({ scope, kind }) => duplicates.find(scope, kind),
  'duplicates.cancel': async () => {
    await duplicates.cancel();
    return { ok: true };
  },
});
