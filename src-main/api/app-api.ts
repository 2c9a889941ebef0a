/** `app.*` and `settings.*` */

import type { Settings } from '../../src-shared/ipc-contract';
import { diagnose } from '../services/diagnose';
import type { ApiContext, HandlersOf } from './handlers';

export const appApi = ({ core, queue, facts }: ApiContext): HandlersOf<'app'> & HandlersOf<'settings'> => ({
  'app.info': () => ({
    version: facts.version,
    testBuild: facts.testBuild,
    platform: process.platform,
    runtime: Object.entries(facts.runtime)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  }),
  'app.doctor': () => diagnose(core, facts),
  'settings.get': () => core.catalogue.settings.get(),
  'settings.set': (change) => {
    const settings = core.catalogue.settings.set(withoutUndefined(change));
    core.changes.settings(settings);
    queue.settingsChanged();
    return settings;
  },
});

/** A field that was left out keeps its value. */
const withoutUndefined = (change: { [K in keyof Settings]?: Settings[K] | undefined }): Partial<Settings> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
