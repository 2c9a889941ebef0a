/** People who join a live share: rows, keys, a page and mails of their own. Nothing of the others is written. */
import { AppError } from '../../../src-shared/app-error';
import { MAX_RECIPIENTS } from '../../../src-shared/domain/share';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import type { ShareId } from '../../../src-shared/units';
import type { RecipientRow } from '../../catalogue/catalogue';
import { recipientsOf } from './compose';
import { type ShareDesk, shareOr404 } from './desk';
import { publishPages } from './publish';
import { mailOnce } from './send-share';

/** Written down before anything is made for them, so that a kill leaves no page without a row. */
export function invite(desk: ShareDesk, id: ShareId, given: CommandArgs<'shares.add'>['recipients']): void {
  const { shares } = desk.core.catalogue;
  const known = shares.recipients(id);
  const invited = new Set(
    known.filter(({ state }) => state !== 'revoked').map(({ email }) => email.toLowerCase()),
  );
  const twice = given.find(({ email }) => invited.has(email.toLowerCase()));
  if (twice)
    throw new AppError(
      'already-exists',
      `${twice.email} has this share already. Send the link or the code again instead.`,
      { params: { name: twice.email } },
    );
  const people = recipientsOf(given, []);
  if (known.length + people.length > MAX_RECIPIENTS)
    throw new AppError(
      'bad-input',
      `A share has ${MAX_RECIPIENTS} people at most. Make another one for the rest.`,
    );
  shares.putRecipients(id, [...known, ...people]);
  desk.core.changes.share(id);
}

/** Has no page yet, or no mails: also of a share that was just sent when CAOS ended. */
export const isUninvited = ({ state, mailed }: RecipientRow): boolean =>
  state === 'waiting' || (state === 'live' && !mailed);

/** Goes on where it was interrupted. */
export async function finishInvites(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const { shares } = desk.core.catalogue;
  const share = shareOr404(desk, id);
  const { endsAtMs } = share;
  const people = shares.recipients(id).filter(({ state }) => state !== 'revoked');
  const waiting = people.filter(isUninvited);
  if (waiting.length === 0 || endsAtMs === null) return;
  await desk.secrets.make(
    id,
    people.map((person) => person.id),
  );
  const only = new Set(waiting.filter(({ state }) => state === 'waiting').map((person) => person.id));
  if (only.size > 0) {
    await publishPages(desk, { ...share, endsAtMs }, 'keep', signal, only);
    desk.core.journal({ type: 'share-sent', title: share.title, params: { people: only.size } });
  }
  await mailOnce(desk, shareOr404(desk, id));
}
