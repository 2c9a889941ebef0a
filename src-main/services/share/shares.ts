/** Shares as both doors use them: composed, sent in the background, kept alive, ended. One thing at a time happens to one share. */
import { AppError } from '../../../src-shared/app-error';
import type { RecipientPicks, Share, ShareEstimate } from '../../../src-shared/domain/share';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import type { AssetId, RecipientId, ShareId } from '../../../src-shared/units';
import { finishInvites, invite } from './add-people';
import type { Collected } from './collect-picks';
import { createDraft, editDraft } from './compose';
import { recipientOr404, type ShareDesk, setState, shareOr404 } from './desk';
import { cleanUp, finishMove } from './end-share';
import { estimateShare } from './estimate';
import { extendShare } from './extend-share';
import { applyPicks, picksOf } from './keep-choice';
import { inEachTurn } from './keep-going';
import { createShareKeeper } from './keep-shares';
import { mailCode, mailLink, publishPages } from './publish';
import { requireInvited, requireLive, requireNoGroup } from './require';
import { createShareEnds } from './revoke-share';
import { recipientSecrets } from './secrets';
import { toShare } from './to-share';

export interface Shares {
  list(): Share[];
  get(id: ShareId): Share;
  photos(id: ShareId): AssetId[];
  create(given: CommandArgs<'shares.create'>): Share;
  edit(given: CommandArgs<'shares.edit'>): Share;
  estimate(id: ShareId): ShareEstimate;
  send(id: ShareId): Share;
  /** To a live one. Offline their pages and mails follow later. */
  add(given: CommandArgs<'shares.add'>): Promise<Share>;
  discard(id: ShareId): Promise<void>;
  secrets(id: ShareId, recipientId: RecipientId): Promise<{ link: string | null; code: string }>;
  resend(given: CommandArgs<'shares.resend'>): Promise<void>;
  extend(id: ShareId, endsAtMs: number): Promise<Share>;
  revoke(id: ShareId, recipientId?: RecipientId): Promise<Share>;
  collect(id?: ShareId): Promise<Collected>;
  /** Of a standing share: what is due of it is done now. Resolves when it is through, or failed (its `reason` says why). */
  work(id: ShareId): Promise<void>;
  /** Ends what is under way for it; it is begun again by `work`, or with the next look. */
  interrupt(id: ShareId): void;
  /** Ends a standing share for all and forgets it; false: the store still holds something of it, and it is tried again. */
  endStanding(id: ShareId): Promise<boolean>;
  picks(id: ShareId, recipientId: RecipientId): RecipientPicks;
  applyPicks(given: CommandArgs<'shares.applyPicks'>): Promise<{ changed: number }>;
  /** Goes on with what was under way, and looks from then on every minute at what is due. */
  start(): void;
  /** What is due is done now: ends, renewals, answers, and what waited for the network. Resolves when it is through. */
  look(): Promise<void>;
  /** The network is another one: what waited is tried at once. */
  hurry(): void;
  stop(): Promise<void>;
}

export function createShares(desk: ShareDesk): Shares {
  const { core } = desk;
  const { shares } = core.catalogue;
  const keeper = createShareKeeper(desk);
  const { goOn, run } = keeper;
  const ends = createShareEnds(desk, keeper);

  const told = (id: ShareId): Share => {
    core.changes.flush();
    return toShare(core.catalogue, shareOr404(desk, id));
  };
  function forget(id: ShareId): void {
    shares.remove(id);
    core.changes.shareRemoved(id);
    core.changes.flush();
  }

  return {
    list: () => shares.list().map((row) => toShare(core.catalogue, row)),
    get: (id) => toShare(core.catalogue, shareOr404(desk, id)),
    photos(id) {
      shareOr404(desk, id);
      return shares.photos(id).map((photo) => photo.assetId);
    },
    create: (given) => createDraft(desk, given),
    edit: (given) => editDraft(desk, given),
    estimate: (id) => estimateShare(desk, id),
    send(id) {
      const { state } = shareOr404(desk, id);
      if (state !== 'draft' && state !== 'failed')
        throw new AppError('bad-input', 'This share was sent already.');
      if (shares.recipients(id).length === 0)
        throw new AppError('bad-input', 'Nobody would get this share. Add the address of somebody.');
      setState(desk, id, 'preparing');
      keeper.through(id);
      void goOn(id, (signal) => keeper.sendAgain(id, signal));
      return told(id);
    },
    async add({ id, recipients }) {
      requireNoGroup(desk, id);
      requireLive(desk, id);
      invite(desk, id, recipients);
      keeper.through(id);
      await goOn(id, async (signal) => {
        await finishMove(desk, id, signal);
        await finishInvites(desk, id, signal);
      });
      return told(id);
    },
    async discard(id) {
      requireNoGroup(desk, id);
      const { state, cleanedAtMs, folder } = shareOr404(desk, id);
      if (state === 'live') throw new AppError('bad-input', 'The share is live. Revoke it first.');
      await keeper.cancel(id);
      if (cleanedAtMs === null && (folder !== '' || state !== 'draft'))
        await run(id, (signal) => cleanUp(desk, shareOr404(desk, id), signal));
      forget(id);
    },
    async secrets(id, recipientId) {
      requireInvited(recipientOr404(desk, id, recipientId));
      const { link, code } = await recipientSecrets(desk.secrets, id, recipientId);
      return { link, code };
    },
    async resend({ id, recipientId, what }) {
      const share = requireLive(desk, id);
      const person = recipientOr404(desk, id, recipientId);
      requireInvited(person);
      if (what !== 'code') {
        // A link that ended helps nobody.
        if ((share.sureUntilMs ?? share.endsAtMs) <= core.now())
          await run(id, (signal) => publishPages(desk, requireLive(desk, id), 'fresh', signal));
        await mailLink(desk, shareOr404(desk, id), person, 'share-link');
      }
      if (what !== 'link') await mailCode(desk, share, person);
    },
    async extend(id, endsAtMs) {
      requireNoGroup(desk, id);
      requireLive(desk, id);
      if (endsAtMs <= core.now())
        throw new AppError(
          'bad-input',
          'That time is over already. Choose a later one, or revoke the share.',
        );
      await run(id, (signal) => extendShare(desk, requireLive(desk, id), endsAtMs, signal));
      return told(id);
    },
    async revoke(id, recipientId) {
      requireNoGroup(desk, id);
      if (shareOr404(desk, id).state === 'draft')
        throw new AppError('bad-input', 'This share was never sent. Discard it instead.');
      if (recipientId) await ends.revokeOne(id, recipientId);
      else await ends.revokeAll(id);
      return told(id);
    },
    async collect(id) {
      if (id) requireLive(desk, id);
      const wanted = id ? [id] : shares.list().flatMap((row) => (row.state === 'live' ? row.id : []));
      const nothing: Collected = { opened: 0, choices: 0, refused: 0 };
      return inEachTurn(keeper, wanted, nothing, keeper.collect).finally(() => core.changes.flush());
    },
    work: (id) => keeper.lookAt(id),
    interrupt: (id) => keeper.interrupt(id),
    async endStanding(id) {
      const share = shares.get(id);
      if (!share) return true;
      if (share.cleanedAtMs === null) {
        // It was told and tried already: again when it is due.
        if (share.state === 'revoked') await keeper.lookAt(id);
        else await keeper.cancel(id).then(() => ends.revokeAll(id));
      }
      if (shares.get(id)?.cleanedAtMs === null) return false;
      forget(id);
      return true;
    },
    picks: (id, recipientId) => picksOf(desk, id, recipientId),
    applyPicks: (given) => applyPicks(desk, given),
    start: keeper.start,
    look: keeper.look,
    hurry: keeper.hurry,
    stop: keeper.stop,
  };
}
