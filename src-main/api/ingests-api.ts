/** `ingests.*` */
import { AppError } from '../../src-shared/app-error';
import { ejectPath } from '../services/ingest/eject-path';
import { previewIngest } from '../services/ingest/preview-ingest';
import type { ApiContext, HandlersOf } from './handlers';

export const ingestsApi = ({ core, ingests, cards, signal }: ApiContext): HandlersOf<'ingests'> => ({
  'ingests.cards': () => cards.list(),
  'ingests.preview': (args) => previewIngest(core, args, signal),
  'ingests.start': async (args) => ({ ingestId: await ingests.start(args) }),
  'ingests.get': ({ id }) => {
    const ingest = core.catalogue.ingests.get(id);
    if (!ingest) throw new AppError('not-found', 'That ingest is not known here.');
    return ingest;
  },
  'ingests.list': () => core.catalogue.ingests.list(),
  'ingests.eject': async ({ path }) => {
    await ejectPath(path);
    return { ok: true };
  },
});
