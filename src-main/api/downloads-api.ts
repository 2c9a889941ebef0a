/** `downloads.*` */
import { AppError } from '../../src-shared/app-error';
import { refuseViewOnly } from '../services/received/refuse-received';
import type { ApiContext, HandlersOf } from './handlers';

export const downloadsApi = ({ core, downloads }: ApiContext): HandlersOf<'downloads'> => ({
  'downloads.start': async (args) => {
    const { albumId, assetIds = [] } = args;
    refuseViewOnly(core, { albumIds: albumId ? [albumId] : [], assetIds });
    return { downloadId: await downloads.start(args) };
  },
  'downloads.get': ({ id }) => {
    const download = core.changes.downloadNow(id);
    if (!download) throw new AppError('not-found', 'That download is not here any more.');
    return download;
  },
  'downloads.list': () =>
    core.catalogue.downloads.list().map((row) => core.changes.downloadNow(row.id) ?? row),
  'downloads.files': ({ id, states, offset, limit }) =>
    core.catalogue.downloads.files(id, { ...(states && { states }), offset, limit }),
  'downloads.pause': async ({ id }) => {
    await downloads.pause(id);
    return { ok: true };
  },
  'downloads.resume': async ({ id }) => {
    await downloads.resume(id);
    return { ok: true };
  },
  'downloads.cancel': async ({ id }) => {
    await downloads.cancel(id);
    return { ok: true };
  },
  'downloads.retry': async ({ id }) => {
    await downloads.retry(id);
    return { ok: true };
  },
  'downloads.resolve': async ({ id, choice }) => {
    await downloads.resolve(id, choice);
    return { ok: true };
  },
  'downloads.forget': ({ id }) => {
    downloads.forget(id);
    return { ok: true };
  },
});
