/** Shares as both doors use them: composed, sent in the background, kept alive, ended. One thing at a time happens to one share. */
import { AppError, toWire } from '../../../src-shared/app-error';
import type { RecipientPicks, Share, ShareEstimate } from '../../../src-shared/domain/share';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import type { AssetId, RecipientId, ShareId } from '../../../src-shared/units';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import { finishInvites, invite, isUninvited } from './add-people';
import { type Collected, collectPicks } from './collect-picks';
import { createDraft, editDraft } from './compose';
import {
  changeShare,
  inLanes,
  nameOf,
  recipientOr404,
  type ShareDesk,
  setState,
  shareOr404,
  storeOf,
} from './desk';
import { beginMove, cleanUp, endShare, finishMove } from './end-share';
import { estimateShare } from './estimate';
import { applyPicks, picksOf } from './keep-choice';
import { mailCode, mailLink, publishPages } from './publish';
import { recipientSecrets } from './secrets';
import { RENEW_WITH_LEFT_MS, renewPages, renewWhenDue, SLACK_MS, sendShare } from './send-share';
import { keepStanding } from './standing/keep-standing';
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

/** A command that only looks must not begin to send. */
const START_AFTER_MS = 2000;
const LOOK_EVERY_MS = 60_000;
const COLLECT_EVERY_MS = 5 * 60_000;
/** Tried again after a failure that may end by itself: doubling from the first to the last. */
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const DELETED_AT_ONCE = 4;

export function createShares(desk: ShareDesk): Shares {
  const { core } = desk;
  const { shares } = core.catalogue;
  const turns = new Map<ShareId, Promise<unknown>>();
  const working = new Map<ShareId, AbortController>();
  const waits = new Map<ShareId, { untilMs: number; forMs: number }>();
  const collectedAtMs = new Map<ShareId, number>();
  const ending = new AbortController();
  let first: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;

  function inTurn<T>(id: ShareId, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const before = turns.get(id) ?? Promise.resolve();
    const turn = before
      .catch(() => undefined)
      .then(async () => {
        const controller = new AbortController();
        working.set(id, controller);
        try {
          return await work(AbortSignal.any([controller.signal, ending.signal]));
        } finally {
          working.delete(id);
        }
      });
    turns.set(id, turn);
    turn.then(
      () => turns.get(id) === turn && turns.delete(id),
      () => turns.get(id) === turn && turns.delete(id),
    );
    return turn;
  }
  const told = (id: ShareId): Share => {
    core.changes.flush();
    return toShare(core.catalogue, shareOr404(desk, id));
  };
  const isDue = (id: ShareId): boolean => (waits.get(id)?.untilMs ?? 0) <= core.now();

  /** What may end by itself is tried again, ever later; what may not is for a person. */
  function failed(id: ShareId, error: unknown): void {
    const wire = toWire(error);
    if (wire.code === 'cancelled' || !shares.get(id)) return;
    if (wire.code === 'internal') core.log.error('share', { share: id, details: wire.details });
    const forMs = Math.min(LONGEST_WAIT_MS, (waits.get(id)?.forMs ?? FIRST_WAIT_MS / 2) * 2);
    // Nothing failed: it is looked at again as soon as uploads may go on.
    if (wire.code === 'uploads-held') waits.delete(id);
    else waits.set(id, { untilMs: core.now() + forMs, forMs });
    const { state } = shareOr404(desk, id);
    const isOnItsWay = state === 'preparing' || state === 'uploading';
    if (isOnItsWay && wire.retry !== 'later') {
      setState(desk, id, 'failed', wire);
      core.journal({ type: 'share-failed', title: shareOr404(desk, id).title, error: wire });
    } else changeShare(desk, id, { reason: wire });
    core.changes.flush();
  }

  async function goOn(share: ShareRow, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (!isDue(share.id) || ending.signal.aborted) return;
    await inTurn(share.id, async (signal) => {
      try {
        await work(signal);
        waits.delete(share.id);
        if (shares.get(share.id)?.reason && shares.get(share.id)?.state !== 'failed')
          changeShare(desk, share.id, { reason: null });
      } catch (error) {
        failed(share.id, error);
      }
    });
  }

  async function lookAt({ id }: ShareRow): Promise<void> {
    const share = shares.get(id);
    if (!share) return;
    if (share.state === 'preparing' || share.state === 'uploading')
      return working.has(id) ? undefined : goOn(share, (signal) => sendAgain(id, signal));
    if (share.state === 'live') return lookAtLive(share);
    const isOver = share.state === 'expired' || share.state === 'revoked';
    if (isOver && share.cleanedAtMs === null) await goOn(share, (signal) => endShare(desk, id, signal));
  }

  /** Somebody may have ended it while it waited for its turn. */
  async function sendAgain(id: ShareId, signal: AbortSignal): Promise<void> {
    const state = shares.get(id)?.state;
    if (state === 'preparing' || state === 'uploading') await sendShare(desk, id, signal);
  }

  async function lookAtLive(share: ShareRow): Promise<void> {
    const { id, endsAtMs } = share;
    if (endsAtMs === null) return;
    const nowMs = core.now();
    if (core.catalogue.groups.standingOf(id)) await goOn(share, (signal) => keepStanding(desk, id, signal));
    else if (nowMs >= endsAtMs) {
      setState(desk, id, 'expired');
      core.journal({ type: 'share-ended', title: share.title });
      return goOn(share, (signal) => endShare(desk, id, signal));
    } else await keepUntilEnd(share, endsAtMs);
    if (nowMs - (collectedAtMs.get(id) ?? 0) < COLLECT_EVERY_MS) return;
    await goOn(share, async (signal) => {
      await collectPicks(desk, shareOr404(desk, id), signal);
      collectedAtMs.set(id, core.now());
    });
    core.changes.flush();
  }

  async function keepUntilEnd(share: ShareRow, endsAtMs: number): Promise<void> {
    const { id, sureUntilMs } = share;
    if (share.nextObjectsFolder !== null) await goOn(share, (signal) => finishMove(desk, id, signal));
    if (shares.recipients(id).some(isUninvited))
      await goOn(share, (signal) => finishInvites(desk, id, signal));
    const leftMs = (sureUntilMs ?? endsAtMs) - core.now();
    if (sureUntilMs !== null && sureUntilMs < endsAtMs && leftMs < RENEW_WITH_LEFT_MS)
      await goOn(share, (signal) =>
        renewWhenDue(desk, { ...shareOr404(desk, id), endsAtMs }, leftMs, signal),
      );
  }

  async function look(): Promise<void> {
    await Promise.all(
      shares
        .list()
        .filter((share) => share.cleanedAtMs === null && share.state !== 'draft' && share.state !== 'failed')
        .map((share) => lookAt(share)),
    );
  }
  const lookSoon = (): void =>
    void look().catch((error) => core.log.error('shares', { error: toWire(error) }));

  async function stopWork(id: ShareId): Promise<void> {
    working.get(id)?.abort();
    await turns.get(id)?.catch(() => undefined);
  }

  async function revokeAll(id: ShareId): Promise<void> {
    const share = shareOr404(desk, id);
    if (share.state === 'live') {
      // Nobody gets in any more, but what was said is kept.
      await inTurn(id, (signal) => collectPicks(desk, share, signal)).catch(() => undefined);
    } else await stopWork(id);
    setState(desk, id, 'revoked');
    core.journal({ type: 'share-revoked', title: share.title });
    waits.delete(id);
    for (const person of shares.recipients(id)) shares.changeRecipient(person.id, { state: 'revoked' });
    await goOn(share, (signal) => endShare(desk, id, signal));
  }

  async function revokeOne(id: ShareId, recipientId: RecipientId): Promise<void> {
    const share = shareOr404(desk, id);
    const revoked = recipientOr404(desk, id, recipientId);
    if (revoked.state === 'revoked') return;
    const others = shares.recipients(id).filter((row) => row.id !== recipientId && row.state !== 'revoked');
    if (others.length === 0) return revokeAll(id);
    if (share.state !== 'live')
      throw new AppError('bad-input', 'The share is not live. Revoke it for all, or wait until it is.');
    await inTurn(id, async (signal) => {
      await collectPicks(desk, share, signal).catch(() => undefined);
      shares.changeRecipient(recipientId, { state: 'revoked' });
      beginMove(desk, id);
    });
    core.journal({ type: 'share-revoked', title: share.title, params: { name: nameOf(revoked) } });
    waits.delete(id);
    await goOn(share, (signal) => finishMove(desk, id, signal));
  }

  const requireLive = (id: ShareId): ShareRow & { endsAtMs: number } => {
    const share = shareOr404(desk, id);
    if (share.state !== 'live' || share.endsAtMs === null)
      throw new AppError('bad-input', 'The share is not live. Send it first, or make another one.');
    return { ...share, endsAtMs: share.endsAtMs };
  };

  const requireNoGroup = (id: ShareId): void => {
    if (core.catalogue.groups.standingOf(id))
      throw new AppError(
        'bad-input',
        'This gallery shows an album to a group. Change the people of the group, or stop sharing the album with it.',
      );
  };

  const requireInvited = ({ state }: RecipientRow): void => {
    if (state === 'revoked')
      throw new AppError('bad-input', 'That person has no way into this share any more.');
  };

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
      const share = shareOr404(desk, id);
      if (share.state !== 'draft' && share.state !== 'failed')
        throw new AppError('bad-input', 'This share was sent already.');
      if (shares.recipients(id).length === 0)
        throw new AppError('bad-input', 'Nobody would get this share. Add the address of somebody.');
      setState(desk, id, 'preparing');
      waits.delete(id);
      void goOn(share, (signal) => sendAgain(id, signal));
      return told(id);
    },
    async add({ id, recipients }) {
      requireNoGroup(id);
      const share = requireLive(id);
      invite(desk, id, recipients);
      waits.delete(id);
      await goOn(share, async (signal) => {
        await finishMove(desk, id, signal);
        await finishInvites(desk, id, signal);
      });
      return told(id);
    },
    async discard(id) {
      requireNoGroup(id);
      const { state, cleanedAtMs, folder } = shareOr404(desk, id);
      if (state === 'live') throw new AppError('bad-input', 'The share is live. Revoke it first.');
      await stopWork(id);
      if (cleanedAtMs === null && (folder !== '' || state !== 'draft'))
        await inTurn(id, (signal) => cleanUp(desk, shareOr404(desk, id), signal));
      shares.remove(id);
      core.changes.shareRemoved(id);
      core.changes.flush();
    },
    async secrets(id, recipientId) {
      requireInvited(recipientOr404(desk, id, recipientId));
      const { link, code } = await recipientSecrets(desk.secrets, id, recipientId);
      return { link, code };
    },
    async resend({ id, recipientId, what }) {
      const share = requireLive(id);
      const person = recipientOr404(desk, id, recipientId);
      requireInvited(person);
      if (what !== 'code') {
        // A link that ended helps nobody.
        if ((share.sureUntilMs ?? share.endsAtMs) <= core.now())
          await inTurn(id, (signal) => publishPages(desk, requireLive(id), 'fresh', signal));
        await mailLink(desk, shareOr404(desk, id), person, 'share-link');
      }
      if (what !== 'link') await mailCode(desk, share, person);
    },
    async extend(id, endsAtMs) {
      requireNoGroup(id);
      const share = requireLive(id);
      if (endsAtMs <= core.now())
        throw new AppError(
          'bad-input',
          'That time is over already. Choose a later one, or revoke the share.',
        );
      const isLonger = endsAtMs > share.endsAtMs;
      await inTurn(id, async (signal) => {
        if (isLonger) await keepLonger(desk, requireLive(id), endsAtMs, signal);
        changeShare(desk, id, { endsAtMs });
        const extended = { ...shareOr404(desk, id), endsAtMs };
        if (isLonger) await renewPages(desk, extended, signal);
        else await publishPages(desk, extended, 'keep', signal);
      });
      return told(id);
    },
    async revoke(id, recipientId) {
      requireNoGroup(id);
      const { state } = shareOr404(desk, id);
      if (state === 'draft')
        throw new AppError('bad-input', 'This share was never sent. Discard it instead.');
      if (recipientId) await revokeOne(id, recipientId);
      else await revokeAll(id);
      return told(id);
    },
    async collect(id) {
      const wanted = id ? [requireLive(id)] : shares.list().filter((share) => share.state === 'live');
      const sum: Collected = { opened: 0, choices: 0, refused: 0 };
      for (const share of wanted) {
        const found = await inTurn(share.id, (signal) =>
          collectPicks(desk, shareOr404(desk, share.id), signal),
        );
        for (const what of ['opened', 'choices', 'refused'] as const) sum[what] += found[what];
        collectedAtMs.set(share.id, core.now());
      }
      core.changes.flush();
      return sum;
    },
    async work(id) {
      const share = shares.get(id);
      if (share) await lookAt(share);
    },
    interrupt: (id) => working.get(id)?.abort(),
    async endStanding(id) {
      const share = shares.get(id);
      if (!share) return true;
      if (share.cleanedAtMs === null) {
        // It was told and tried already: again when it is due.
        if (share.state === 'revoked') await lookAt(share);
        else await stopWork(id).then(() => revokeAll(id));
      }
      if (shares.get(id)?.cleanedAtMs === null) return false;
      shares.remove(id);
      core.changes.shareRemoved(id);
      core.changes.flush();
      return true;
    },
    picks: (id, recipientId) => picksOf(desk, id, recipientId),
    applyPicks: (given) => applyPicks(desk, given),
    start() {
      first = setTimeout(lookSoon, START_AFTER_MS).unref();
      timer = setInterval(lookSoon, LOOK_EVERY_MS).unref();
    },
    look,
    hurry() {
      waits.clear();
      lookSoon();
    },
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      ending.abort();
      await Promise.allSettled([...turns.values()]);
    },
  };
}

/** Where the store ends objects by itself, they are told the later time; what it signs follows with the pages. */
async function keepLonger(
  desk: ShareDesk,
  share: ShareRow,
  endsAtMs: number,
  signal: AbortSignal,
): Promise<void> {
  const store = await storeOf(desk, share);
  if (store.capabilities.expiry !== 'object') return;
  const prefix = share.folder + share.objectsFolder;
  await inLanes(desk.core.catalogue.shares.objects(share.id), DELETED_AT_ONCE, (object) =>
    store.admin.updateObject(
      share.bucket,
      prefix + object.id,
      { expiresAtMs: endsAtMs + SLACK_MS },
      { signal },
    ),
  );
}
