/** What is due of shares: sent on after a kill, kept alive, moved, ended at their time, their answers collected. */
import type { ShareId } from '../../../src-shared/units';
import type { ShareRow } from '../../catalogue/catalogue';
import { finishInvites, isUninvited } from './add-people';
import { type Collected, collectPicks } from './collect-picks';
import { changeShare, type ShareDesk, setState, shareOr404 } from './desk';
import { endShare, finishMove, hasSlotsLeft, takeSlotsOf } from './end-share';
import { type KeepGoing, keepGoing } from './keep-going';
import { RENEW_WITH_LEFT_MS, renewWhenDue, sendShare } from './send-share';
import { createSlotSweeper } from './signed-slots';
import { keepStanding } from './standing/keep-standing';

export interface ShareKeeper extends KeepGoing {
  /** What is due of one. */
  lookAt(id: ShareId): Promise<void>;
  look(): Promise<void>;
  collect(id: ShareId, signal: AbortSignal): Promise<Collected>;
  /** Somebody may have ended it while it waited for its turn. */
  sendAgain(id: ShareId, signal: AbortSignal): Promise<void>;
}

const COLLECT_EVERY_MS = 5 * 60_000;

export function createShareKeeper(desk: ShareDesk): ShareKeeper {
  const { core } = desk;
  const { shares } = core.catalogue;
  const collectedAtMs = new Map<ShareId, number>();
  const sweeper = createSlotSweeper(core);
  const keeper = keepGoing(core, {
    what: 'share',
    get: (id) => shares.get(id),
    setReason: (id, reason) => changeShare(desk, id, { reason }),
    fail(id, reason) {
      setState(desk, id, 'failed', reason);
      core.journal({ type: 'share-failed', title: shareOr404(desk, id).title, error: reason });
    },
    look,
  });
  const { goOn } = keeper;

  async function look(): Promise<void> {
    const open = shares
      .list()
      .filter(({ cleanedAtMs, state }) => cleanedAtMs === null && state !== 'draft' && state !== 'failed');
    await Promise.all([...open.map(({ id }) => lookAt(id)), sweeper.sweep()]);
  }

  async function lookAt(id: ShareId): Promise<void> {
    const share = shares.get(id);
    if (!share) return;
    if (share.state === 'preparing' || share.state === 'uploading')
      return keeper.isBusy(id) ? undefined : goOn(id, (signal) => sendAgain(id, signal));
    if (share.state === 'live') return lookAtLive(share);
    const isOver = share.state === 'expired' || share.state === 'revoked';
    if (isOver && share.cleanedAtMs === null) await goOn(id, (signal) => endShare(desk, id, signal));
  }

  async function sendAgain(id: ShareId, signal: AbortSignal): Promise<void> {
    const state = shares.get(id)?.state;
    if (state === 'preparing' || state === 'uploading') await sendShare(desk, id, signal);
  }

  async function lookAtLive(share: ShareRow): Promise<void> {
    const { id, endsAtMs } = share;
    if (endsAtMs === null) return;
    const nowMs = core.now();
    if (core.catalogue.groups.standingOf(id)) await goOn(id, (signal) => keepStanding(desk, id, signal));
    else if (nowMs >= endsAtMs) return goOn(id, (signal) => endWhenOver(id, signal));
    else await keepUntilEnd(share, endsAtMs);
    if (nowMs - (collectedAtMs.get(id) ?? 0) >= COLLECT_EVERY_MS)
      await goOn(id, (signal) => collect(id, signal));
    // Last: where it fails, the others do not wait for it.
    if (hasSlotsLeft(desk, id)) await goOn(id, (signal) => takeSlotsOf(desk, id, signal));
    core.changes.flush();
  }

  /** Somebody may have extended it while it waited for its turn. */
  async function endWhenOver(id: ShareId, signal: AbortSignal): Promise<void> {
    const { state, title, endsAtMs } = shareOr404(desk, id);
    if (state !== 'live' || endsAtMs === null || core.now() < endsAtMs) return;
    setState(desk, id, 'expired');
    core.journal({ type: 'share-ended', title });
    await endShare(desk, id, signal);
  }

  async function keepUntilEnd(share: ShareRow, endsAtMs: number): Promise<void> {
    const { id, sureUntilMs } = share;
    if (share.nextObjectsFolder !== null) await goOn(id, (signal) => finishMove(desk, id, signal));
    if (shares.recipients(id).some(isUninvited)) await goOn(id, (signal) => finishInvites(desk, id, signal));
    const leftMs = (sureUntilMs ?? endsAtMs) - core.now();
    if (sureUntilMs !== null && sureUntilMs < endsAtMs && leftMs < RENEW_WITH_LEFT_MS)
      await goOn(id, (signal) => renewWhenDue(desk, { ...shareOr404(desk, id), endsAtMs }, leftMs, signal));
  }

  async function collect(id: ShareId, signal: AbortSignal): Promise<Collected> {
    // Who is out is read when their slots are taken.
    const found = await collectPicks(desk, shareOr404(desk, id), signal, (one) => one.state !== 'revoked');
    collectedAtMs.set(id, core.now());
    return found;
  }

  return {
    ...keeper,
    lookAt,
    look,
    collect,
    sendAgain,
    hurry() {
      sweeper.hurry();
      keeper.hurry();
    },
    async stop() {
      await Promise.all([keeper.stop(), sweeper.stop()]);
    },
  };
}
