/** `transfers.*` */
import { AppError } from '../../src-shared/app-error';
import type { ApiContext, HandlersOf } from './handlers';

export const transfersApi = ({ core, queue, imports }: ApiContext): HandlersOf<'transfers'> => ({
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
  'transfers.pause': async ({ ids }) => {
    await queue.pause(ids);
    return { ok: true };
  },
  'transfers.resume': async ({ ids }) => {
    await queue.resume(ids);
    return { ok: true };
  },
  'transfers.cancel': async ({ ids }) => {
    // Whoever cancels everything does not want what a walk would still find.
    if (!ids) await imports.cancel();
    await queue.cancel(ids);
    return { ok: true };
  },
  'transfers.retry': async ({ ids }) => ({ retried: await queue.retry(ids) }),
});
