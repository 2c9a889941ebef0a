/** `groups.*` */
import { addMembers, createGroup, groupOr404, removeMembers, renameGroup } from '../services/groups';
import type { ApiContext, HandlersOf } from './handlers';

const ok = { ok: true } as const;

export function groupsApi({ core, standing }: ApiContext): HandlersOf<'groups'> {
  const told = <T>(value: T): T => {
    standing.peopleChanged();
    return value;
  };
  return {
    'groups.list': () => core.catalogue.groups.list(),
    'groups.create': ({ name }) => told(createGroup(core, name)),
    'groups.rename': ({ id, name }) => told(renameGroup(core, id, name)),
    'groups.add': ({ id, members }) => told(addMembers(core, id, members)),
    'groups.remove': ({ id, emails }) => told(removeMembers(core, id, emails)),
    'groups.delete': ({ id }) => {
      core.catalogue.groups.remove(groupOr404(core, id).id);
      return told(ok);
    },
    'groups.standing': () => standing.list(),
    'groups.share': (given) => standing.share(given),
    'groups.allow': (given) => standing.allow(given),
    'groups.unshare': async ({ albumId, groupId }) => {
      await standing.unshare(albumId, groupId);
      return ok;
    },
  };
}
