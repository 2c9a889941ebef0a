/** Groups of people: names and addresses in the catalogue, nothing else. What they see follows (share/standing). */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../src-shared/app-error';
import type { Person } from '../../src-shared/domain/album-access';
import { type Group, MAX_MEMBERS } from '../../src-shared/domain/group';
import { GroupId } from '../../src-shared/units';
import type { Core } from './core';

type Known = Pick<Core, 'catalogue' | 'now'>;

export function groupOr404({ catalogue }: Pick<Core, 'catalogue'>, id: GroupId): Group {
  const found = catalogue.groups.get(id);
  if (!found) throw new AppError('not-found', 'That group is not here any more. Choose another one.');
  return found;
}

/** Two of one name could not be told apart. */
function requireFreeName({ catalogue }: Known, name: string, but?: GroupId): void {
  const wanted = name.normalize('NFC').toLowerCase();
  if (
    catalogue.groups
      .list()
      .some((one) => one.id !== but && one.name.normalize('NFC').toLowerCase() === wanted)
  )
    throw new AppError('already-exists', `There is a group “${name}” already. Choose another name.`);
}

export function createGroup(core: Known, name: string): Group {
  requireFreeName(core, name);
  const id = GroupId.parse(randomUUID());
  core.catalogue.groups.put({ id, name }, core.now());
  return groupOr404(core, id);
}

export function renameGroup(core: Known, id: GroupId, name: string): Group {
  groupOr404(core, id);
  requireFreeName(core, name, id);
  core.catalogue.groups.put({ id, name }, core.now());
  return groupOr404(core, id);
}

/** Addresses are kept in lower case: one person is one member. */
export function addMembers(core: Known, id: GroupId, people: readonly Person[]): Group {
  const { members } = groupOr404(core, id);
  const added = people.map(({ email, name }) => ({ email: email.toLowerCase(), name }));
  const all = new Set([...members, ...added].map(({ email }) => email));
  if (all.size > MAX_MEMBERS)
    throw new AppError('bad-input', `A group holds ${MAX_MEMBERS} people at most. Make two of it.`);
  core.catalogue.groups.putMembers(id, added, core.now());
  return groupOr404(core, id);
}

export function removeMembers(core: Known, id: GroupId, emails: readonly string[]): Group {
  const { members, name } = groupOr404(core, id);
  const known = new Set(members.map(({ email }) => email));
  for (const email of emails)
    if (!known.has(email.toLowerCase()))
      throw new AppError('not-found', `“${email}” is not in “${name}”. Look at the group again.`);
  core.catalogue.transaction(() => {
    for (const email of emails) core.catalogue.groups.removeMember(id, email.toLowerCase());
  });
  return groupOr404(core, id);
}
