/** A person ends a share, for somebody or for all: told at once; what the store needs for it follows, however long it is out of reach. */
import { AppError } from '../../../src-shared/app-error';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import { nameOf, recipientOr404, type ShareDesk, setState, shareOr404 } from './desk';
import { beginMove, endShare, finishMove } from './end-share';
import type { ShareKeeper } from './keep-shares';

export interface ShareEnds {
  revokeAll(id: ShareId): Promise<void>;
  revokeOne(id: ShareId, recipientId: RecipientId): Promise<void>;
}

export function createShareEnds(desk: ShareDesk, keeper: ShareKeeper): ShareEnds {
  const { core } = desk;
  const { shares } = core.catalogue;

  async function revokeAll(id: ShareId): Promise<void> {
    const share = shareOr404(desk, id);
    // What sends it would call it live. One that is live is marked before anything else: a kill forgets no revocation.
    if (share.state !== 'live') await keeper.cancel(id);
    setState(desk, id, 'revoked');
    core.journal({ type: 'share-revoked', title: share.title });
    keeper.through(id);
    for (const person of shares.recipients(id)) shares.changeRecipient(person.id, { state: 'revoked' });
    await keeper.goOn(id, (signal) => endShare(desk, id, signal));
  }

  async function revokeOne(id: ShareId, recipientId: RecipientId): Promise<void> {
    const share = shareOr404(desk, id);
    const revoked = recipientOr404(desk, id, recipientId);
    if (revoked.state === 'revoked') return;
    const others = shares.recipients(id).filter((row) => row.id !== recipientId && row.state !== 'revoked');
    if (others.length === 0) return revokeAll(id);
    if (share.state !== 'live')
      throw new AppError('bad-input', 'The share is not live. Revoke it for all, or wait until it is.');
    await keeper.run(id, async () => {
      shares.changeRecipient(recipientId, { state: 'revoked' });
      beginMove(desk, id);
    });
    core.journal({ type: 'share-revoked', title: share.title, params: { name: nameOf(revoked) } });
    keeper.through(id);
    await keeper.goOn(id, (signal) => finishMove(desk, id, signal));
  }

  return { revokeAll, revokeOne };
}
