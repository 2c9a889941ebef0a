/** `ingests.*` */
import { AppError } from '../../src-shared/app-error';
import { ejectPath } from '../services/ingest/eject-path';
import { previewIngest } from '../services/ingest/preview-ingest';
import { writableAlbum } from '../services/received/refuse-received';
import type { ApiContext, HandlersOf } from './handlers';

export const ingestsApi = ({ core, ingests, cards, queue, signal }: ApiContext): HandlersOf<'ingests'> => ({
  'ingests.cards': () => cards.list(),
  'ingests.preview': (args) => previewIngest(core, args, signal),
  'ingests.start': async (args) => {
    if (args.albumId) writableAlbum(core, args.albumId);
    return { ingestId: await ingests.start(args) };
  },
  'ingests.get': ({ id }) => {
    const ingest = core.catalogue.ingests.get(id);
    if (!ingest) throw new AppError('not-found', 'That ingest is not known here.');
    return ingest;
  },
  'ingests.list': () => core.catalogue.ingests.list(),
  'ingests.cancel': async ({ id }) => {
    const cancelFiles = async (): Promise<void> => {
      for (const importId of core.catalogue.ingests.get(id)?.importIds ?? [])
        await queue.cancel({ importId });
    };
    const walked = ingests.cancelWalk(id);
    // A card that does not answer holds up its walk, but not the files that are known.
    await cancelFiles();
    await walked;
    await cancelFiles();
    return { ok: true };
  },
  'ingests.eject': async ({ path }) => {
    await ejectPath(path);
    return { ok: true };
  },
});
