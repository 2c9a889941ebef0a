/** Photo requests as both doors use them: composed, sent in the background, kept alive, their arrivals collected and decided, ended. */
import { rm } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import type { ArrivalId, RecipientId, ShareId } from '../../../src-shared/units';
import type { RequestPersonRow } from '../../catalogue/catalogue';
import { inEachTurn } from '../share/keep-going';
import { recipientSecrets } from '../share/secrets';
import type { CollectedArrivals } from './collect-arrivals';
import { createRequest, editRequest } from './compose-request';
import {
  arrivalThumbOf,
  changeRequest,
  folderOf,
  personOr404,
  type RequestDesk,
  requestOr404,
  setRequestState,
} from './desk';
import { createRequestKeeper } from './keep-requests';
import { mailRequest, publishRequest, type SentRequest } from './publish-request';
import { endPerson, endRequest, renewRequest } from './send-request';
import { acceptArrivals, arrivalsOf, declineArrivals } from './settle-arrivals';
import { toArrival, toRequest } from './to-request';

export interface PhotoRequests {
  list(): PhotoRequest[];
  get(id: ShareId): PhotoRequest;
  create(given: CommandArgs<'requests.create'>): PhotoRequest;
  edit(given: CommandArgs<'requests.edit'>): PhotoRequest;
  send(id: ShareId): PhotoRequest;
  discard(id: ShareId): Promise<void>;
  secrets(id: ShareId, personId: RecipientId): Promise<{ link: string | null; code: string }>;
  resend(given: CommandArgs<'requests.resend'>): Promise<void>;
  extend(id: ShareId, endsAtMs: number): Promise<PhotoRequest>;
  revoke(id: ShareId, personId?: RecipientId): Promise<PhotoRequest>;
  collect(id?: ShareId): Promise<CollectedArrivals>;
  arrivals(id: ShareId): Arrival[];
  accept(id: ShareId, only?: readonly ArrivalId[]): Promise<number>;
  decline(id: ShareId, only?: readonly ArrivalId[]): Promise<number>;
  thumbPath(id: ArrivalId): string;
  start(): void;
  /** What is due is done now. Resolves when it is through. */
  look(): Promise<void>;
  hurry(): void;
  stop(): Promise<void>;
}

export function createRequests(desk: RequestDesk): PhotoRequests {
  const { core } = desk;
  const { requests } = core.catalogue;
  const keeper = createRequestKeeper(desk);

  const told = (id: ShareId): PhotoRequest => {
    core.changes.flush();
    return toRequest(core.catalogue, requestOr404(desk, id));
  };

  const requireLive = (id: ShareId): SentRequest => {
    const row = requestOr404(desk, id);
    if (row.state !== 'live' || row.endsAtMs === null)
      throw new AppError('bad-input', 'The request is not live. Send it first, or make another one.');
    return { ...row, endsAtMs: row.endsAtMs };
  };
  function requireDecided(id: ShareId): void {
    if (!arrivalsOf(desk, id).some((row) => ['checking', 'waiting', 'accepted'].includes(row.state))) return;
    core.changes.flush();
    throw new AppError('bad-input', 'Photos of it wait in the inbox. Accept or decline them first.');
  }
  const requireInvited = (person: RequestPersonRow): RequestPersonRow => {
    if (person.state === 'revoked')
      throw new AppError('bad-input', 'That person has no way into this request any more.');
    return person;
  };

  async function revokeAll(id: ShareId): Promise<void> {
    if (requestOr404(desk, id).state === 'sending') await keeper.cancel(id);
    const { state } = requestOr404(desk, id);
    if (state !== 'expired') setRequestState(desk, id, 'revoked');
    keeper.through(id);
    await keeper.goOn(id, (signal) => endRequest(desk, id, signal));
    for (const person of requests.people(id)) requests.changePerson(person.id, { state: 'revoked' });
  }
  async function revokeOne(id: ShareId, personId: RecipientId): Promise<void> {
    if (personOr404(desk, id, personId).state === 'revoked') return;
    const others = requests.people(id).filter((row) => row.id !== personId && row.state !== 'revoked');
    if (others.length === 0) return revokeAll(id);
    requireLive(id);
    // With the store out of reach they are out all the same; what they sent whole is fetched before it is deleted.
    requests.changePerson(personId, { state: 'revoked' });
    await keeper.goOn(id, (signal) => endPerson(desk, id, personId, signal), personId);
  }

  return {
    list: () => requests.list().map((row) => toRequest(core.catalogue, row)),
    get: (id) => toRequest(core.catalogue, requestOr404(desk, id)),
    create: (given) => createRequest(desk, given),
    edit: (given) => editRequest(desk, given),
    send(id) {
      const { state } = requestOr404(desk, id);
      if (state !== 'draft' && state !== 'failed')
        throw new AppError('bad-input', 'This request was sent already.');
      if (requests.people(id).length === 0)
        throw new AppError('bad-input', 'Nobody would get this request. Add the address of somebody.');
      setRequestState(desk, id, 'sending');
      keeper.through(id);
      void keeper.goOn(id, (signal) => keeper.sendAgain(id, signal));
      return told(id);
    },
    async discard(id) {
      const { state, cleanedAtMs, folder } = requestOr404(desk, id);
      if (state === 'live') throw new AppError('bad-input', 'The request is live. Revoke it first.');
      requireDecided(id);
      await keeper.cancel(id);
      if (cleanedAtMs === null && (folder !== '' || state !== 'draft'))
        await keeper.run(id, (signal) => endRequest(desk, id, signal));
      // Ending it brings the last ones home.
      requireDecided(id);
      await rm(folderOf(desk, id), { recursive: true, force: true });
      requests.remove(id);
      core.changes.requestRemoved(id);
      core.changes.flush();
    },
    async secrets(id, personId) {
      requireInvited(personOr404(desk, id, personId));
      const { link, code } = await recipientSecrets(desk.secrets, id, personId);
      return { link, code };
    },
    async resend({ id, personId, what }) {
      const row = requireLive(id);
      const person = requireInvited(personOr404(desk, id, personId));
      if (what !== 'code') {
        // A link that ended helps nobody.
        if ((row.sureUntilMs ?? row.endsAtMs) <= core.now())
          await keeper.run(id, (signal) => publishRequest(desk, requireLive(id), 'fresh', signal));
        await mailRequest(desk, requireLive(id), person, 'request-link');
      }
      if (what !== 'link') await mailRequest(desk, row, person, 'request-code');
    },
    async extend(id, endsAtMs) {
      requireLive(id);
      if (endsAtMs <= core.now())
        throw new AppError(
          'bad-input',
          'That time is over already. Choose a later one, or revoke the request.',
        );
      await keeper.run(id, async (signal) => {
        const isLonger = endsAtMs > requireLive(id).endsAtMs;
        changeRequest(desk, id, { endsAtMs });
        const extended = { ...requestOr404(desk, id), endsAtMs };
        if (isLonger) await renewRequest(desk, extended, signal);
        else await publishRequest(desk, extended, 'keep', signal);
      });
      return told(id);
    },
    async revoke(id, personId) {
      if (requestOr404(desk, id).state === 'draft')
        throw new AppError('bad-input', 'This request was never sent. Discard it instead.');
      if (personId) await revokeOne(id, personId);
      else await revokeAll(id);
      return told(id);
    },
    async collect(id) {
      if (id) requireLive(id);
      const wanted = id ? [id] : requests.list().flatMap((row) => (row.state === 'live' ? row.id : []));
      const nothing: CollectedArrivals = { parts: 0, files: 0, refused: 0 };
      return inEachTurn(keeper, wanted, nothing, keeper.collect).finally(() => core.changes.flush());
    },
    arrivals: (id) =>
      arrivalsOf(desk, id)
        .map((row) => toArrival(id, row))
        .sort((a, b) => b.id - a.id),
    async accept(id, only) {
      const count = await keeper.run(id, () => acceptArrivals(desk, id, only));
      // A small import may be through before anybody listened for it.
      void keeper.settle(id);
      core.changes.flush();
      return count;
    },
    async decline(id, only) {
      const count = await keeper.run(id, () => declineArrivals(desk, id, only));
      core.changes.flush();
      // Its parts in the store go with the next look.
      void keeper.goOn(id, (signal) => keeper.dropSettled(id, signal));
      return count;
    },
    thumbPath: (id) => arrivalThumbOf(desk, id),
    start: keeper.start,
    look: keeper.look,
    hurry: keeper.hurry,
    stop: keeper.stop,
  };
}
