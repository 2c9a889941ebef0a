/** `transfers.*` */
import { AppError } from '../../src-shared/app-error';
import type { ImportId, TransferId } from '../../src-shared/units';
import type { Chosen } from '../services/queue/acts';
import type { ApiContext, HandlersOf } from './handlers';

interface Given {
  ids?: TransferId[] | undefined;
  importId?: ImportId | undefined;
}

export const transfersApi = ({ core, queue, imports, shares }: ApiContext): HandlersOf<'transfers'> => ({
  'transfers.summary': () => core.changes.summary(),
  'transfers.list': (filter) => {
    const { total, items } = core.catalogue.transfers.list({
      offset: filter.offset,
      limit: filter.limit,
      ...(filter.states && { states: filter.states }),
      ...(filter.albumId && { albumId: filter.albumId }),
      ...(filter.importId && { importId: filter.importId }),
    });
    const withLive = items.map((item) => ({
      ...item,
      sentBytes: Math.min(item.sizeBytes, item.sentBytes + (core.changes.liveBytes(item.id) ?? 0)),
    }));
    return { total, items: withLive };
  },
  'transfers.events': ({ id }) => {
    if (!core.catalogue.transfers.job(id))
      throw new AppError(
        'not-found',
        'That transfer is not here any more: its file was a duplicate, or its album was removed.',
      );
    return core.catalogue.transfers.events(id);
  },
  'transfers.prioritize': async ({ ids, assetIds, first }) => {
    const chosen = [...(ids ?? []), ...core.catalogue.transfers.openOfAssets(assetIds ?? [])];
    await queue.prioritize([...new Set(chosen)], first);
    return { ok: true };
  },
  'transfers.pause': async (given) => {
    await queue.pause(chosenBy(given));
    return { ok: true };
  },
  'transfers.resume': async (given) => {
    await queue.resume(chosenBy(given));
    shares.hurry();
    return { ok: true };
  },
  'transfers.cancel': async (given) => {
    const chosen = chosenBy(given);
    // Whoever cancels an import, or everything, does not want what a walk would still find. A card that does not answer holds up its walk,
    // but not the files that are known.
    const walked = Array.isArray(chosen)
      ? null
      : chosen
        ? imports.cancelImport(chosen.importId)
        : imports.cancel();
    await queue.cancel(chosen);
    if (walked === null) return { ok: true };
    await walked;
    await queue.cancel(chosen);
    return { ok: true };
  },
  'transfers.retry': async (given) => ({ retried: await queue.retry(chosenBy(given)) }),
});

function chosenBy({ ids, importId }: Given): Chosen | undefined {
  return importId === undefined ? ids : { importId };
}
