/** `journal.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const journalApi = ({ core }: ApiContext): HandlersOf<'journal'> => ({
  'journal.list': ({ beforeId, limit }) =>
    core.catalogue.journal.list({ limit, ...(beforeId !== undefined && { beforeId }) }),
});
