/** `imports.*` */
import { AppError } from '../../src-shared/app-error';
import { importSamples } from '../services/import-samples';
import { planImport } from '../services/plan-import';
import { writableAlbum } from '../services/received/refuse-received';
import type { ApiContext, HandlersOf } from './handlers';

export const importsApi = ({ core, imports, samplesFolder }: ApiContext): HandlersOf<'imports'> => ({
  'imports.plan': ({ paths }) => planImport(paths),
  'imports.start': async ({ albumId, paths, picturesFirst }) => ({
    importId: await imports.start(writableAlbum(core, albumId).id, paths, { picturesFirst }),
  }),
  'imports.get': ({ id }) => {
    const run = core.catalogue.imports.get(id);
    if (!run) throw new AppError('not-found', 'That import is not known here.');
    return run;
  },
  'imports.list': ({ albumId }) => core.catalogue.imports.list(albumId),
  'imports.skipped': ({ id, limit }) => core.catalogue.imports.skipped(id, limit),
  'imports.samples': () => importSamples(core, imports, samplesFolder),
});
