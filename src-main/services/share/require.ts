/** What must hold before something is done with a share. Each throws a sentence that says what to do instead. */
import { AppError } from '../../../src-shared/app-error';
import type { ShareId } from '../../../src-shared/units';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import { type ShareDesk, shareOr404 } from './desk';

export function requireLive(desk: ShareDesk, id: ShareId): ShareRow & { endsAtMs: number } {
  const share = shareOr404(desk, id);
  if (share.state !== 'live' || share.endsAtMs === null)
    throw new AppError('bad-input', 'The share is not live. Send it first, or make another one.');
  return { ...share, endsAtMs: share.endsAtMs };
}

export function requireNoGroup({ core }: ShareDesk, id: ShareId): void {
  if (core.catalogue.groups.standingOf(id))
    throw new AppError(
      'bad-input',
      'This gallery shows an album to a group. Change the people of the group, or stop sharing the album with it.',
    );
}

export function requireInvited({ state }: RecipientRow): void {
  if (state === 'revoked')
    throw new AppError('bad-input', 'That person has no way into this share any more.');
}
