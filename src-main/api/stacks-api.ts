/** `stacks.*` and `originals.*` */
import { makeStack, openStacks } from '../services/library/stack-photos-by-hand';
import { refuseViewOnly } from '../services/received/refuse-received';
import type { ApiContext, HandlersOf } from './handlers';

export const stacksApi = ({
  core,
  undo,
  originals,
  signal,
}: ApiContext): HandlersOf<'stacks'> & HandlersOf<'originals'> => ({
  'stacks.make': ({ ids }) => ({ stacked: makeStack(core, undo, ids) }),
  'stacks.open': ({ ids }) => ({ opened: openStacks(core, undo, ids) }),
  'originals.find': ({ ids }) => originals.find(ids),
  'originals.fetch': async ({ ids }) => {
    refuseViewOnly(core, { assetIds: ids });
    await originals.fetch(ids, signal);
    return { ok: true };
  },
});
