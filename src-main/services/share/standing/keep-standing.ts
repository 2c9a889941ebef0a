/** Everything that is due of one standing share that is live: a change of its key, its album, its people, and the end of its signatures. */
import type { Person } from '../../../../src-shared/domain/album-access';
import type { ShareId } from '../../../../src-shared/units';
import type { StandingRow } from '../../../catalogue/catalogue';
import { signedForS } from '../addresses';
import { changeShare, DAY_MS, type ShareDesk, shareOr404, storeOf } from '../desk';
import { forgetManifest, renewPages } from '../send-share';
import { followAlbum } from './follow-album';
import { matchPeople } from './match-people';
import { beginRekey, finishRekey, needsNewKey } from './rekey';

/** Addresses are signed for so long at once, where the store signs for as long. */
export const STANDING_DAYS = 365;
/** They are signed anew while so much of their life is left: two months of a year, two days of a week. */
const RENEW_WITH_LEFT_MS = 60 * DAY_MS;
const RENEW_WITH_LEFT_SHARE = 0.3;

/** Rejects with what kept it from going on; then it is begun again there. */
export async function keepStanding(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const now = (): (StandingRow & { shareId: ShareId }) | null => {
    const row = desk.core.catalogue.groups.standingOf(id);
    return row && { ...row, shareId: id };
  };
  const members = groupMembers(desk, now());
  if (members === null) return;
  matchPeople(desk, id, members);
  matchAllow(desk, id);
  for (let standing = now(); standing && !standing.ending; standing = now()) {
    if (standing.rekey === null && !needsNewKey(desk, id)) break;
    beginRekey(desk, standing);
    await finishRekey(desk, standing, signal);
  }
  const standing = now();
  if (!standing || standing.ending) return;
  const hasNew = desk.core.catalogue.shares.recipients(id).some((row) => row.state === 'waiting');
  if (standing.behind !== null || hasNew) await followAlbum(desk, standing, signal);
  await renew(desk, id, signal);
}

/** What a person allows the group from now on; the pages follow. */
export function matchAllow(desk: Pick<ShareDesk, 'core'>, id: ShareId): void {
  const { groups } = desk.core.catalogue;
  const standing = groups.standingOf(id);
  if (!standing) return;
  const { allow } = standing.composed;
  const share = shareOr404(desk, id);
  if (JSON.stringify(share.allow) === JSON.stringify(allow)) return;
  desk.core.catalogue.transaction(() => {
    // On its way it would be shown as it was sealed.
    if (share.state !== 'live') forgetManifest(desk.core, id);
    changeShare(desk, id, { allow });
    const behind = standing.behind === 'less' ? 'less' : 'write';
    groups.changeStanding(standing.albumId, standing.groupId, { behind });
  });
}

/** null: it is ending. */
function groupMembers({ core }: ShareDesk, standing: StandingRow | null): Person[] | null {
  if (!standing || standing.ending) return null;
  const members = core.catalogue.groups.get(standing.groupId)?.members ?? [];
  return members.length > 0 ? members : null;
}

async function renew(desk: ShareDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const share = shareOr404(desk, id);
  const nowMs = desk.core.now();
  const leftMs = (share.sureUntilMs ?? 0) - nowMs;
  if (leftMs >= RENEW_WITH_LEFT_MS) return;
  const endsAtMs = nowMs + STANDING_DAYS * DAY_MS;
  const store = await storeOf(desk, share);
  const lifeMs = (await signedForS(desk, share, store, endsAtMs)) * 1000;
  if (leftMs >= lifeMs * RENEW_WITH_LEFT_SHARE) return;
  changeShare(desk, id, { endsAtMs });
  await renewPages(desk, { ...shareOr404(desk, id), endsAtMs }, signal);
}
