/** The people of a standing share are those of its group: rows only, the store follows. */
import type { Person } from '../../../../src-shared/domain/album-access';
import type { ShareId } from '../../../../src-shared/units';
import { recipientsOf } from '../compose';
import { changeShare, type ShareDesk } from '../desk';

/** From this moment they get no page and no mail any more. Answers whether there was somebody. */
export function markGone(desk: ShareDesk, id: ShareId, members: readonly Person[]): boolean {
  const { shares } = desk.core.catalogue;
  const inGroup = new Set(members.map(({ email }) => email));
  const gone = shares.recipients(id).filter((one) => one.state !== 'revoked' && !inGroup.has(one.email));
  for (const one of gone) shares.changeRecipient(one.id, { state: 'revoked' });
  if (gone.length > 0) changeShare(desk, id, {});
  return gone.length > 0;
}

/** In the turn of the share: nothing else writes its pages meanwhile. Who came back gets a link and a code of their own again. */
export function matchPeople(desk: ShareDesk, id: ShareId, members: readonly Person[]): void {
  const { shares } = desk.core.catalogue;
  markGone(desk, id, members);
  const held = shares.recipients(id);
  const invited = new Set(held.flatMap((one) => (one.state === 'revoked' ? [] : one.email)));
  const came = members.filter(({ email }) => !invited.has(email));
  if (came.length === 0) return;
  shares.putRecipients(id, [...held, ...recipientsOf(came.map(asRecipient), [])]);
  changeShare(desk, id, {});
}

export const asRecipient = ({ email, name }: Person) => ({ email, name, codeWay: 'mail' as const });
