/** Photo requests as both doors use them: composed, sent in the background, kept alive, their arrivals collected and decided, ended. */
import { rm } from 'node:fs/promises';
import { AppError, toWire } from '../../../src-shared/app-error';
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import type { ArrivalId, RecipientId, ShareId } from '../../../src-shared/units';
import type { RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import { DAY_MS } from '../share/desk';
import { recipientSecrets } from '../share/secrets';
import { type CollectedArrivals, collectArrivals } from './collect-arrivals';
import { createRequest, editRequest } from './compose-request';
import {
  arrivalThumbOf,
  changeRequest,
  folderOf,
  personOr404,
  type RequestDesk,
  requestOr404,
  requestStore,
  setRequestState,
} from './desk';
import { mailRequest, mailRequestOnce, publishRequest, type SentRequest } from './publish-request';
import { endPerson, endRequest, renewRequest, renewRequestWhenDue, sendRequest } from './send-request';
import {
  acceptArrivals,
  arrivalsOf,
  confirmArrivals,
  declineArrivals,
  dropSettledParts,
} from './settle-arrivals';
import { toArrival, toRequest } from './to-request';
import { createTurns } from './turns';

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

/** A command that only looks must not begin to send. */
const START_AFTER_MS = 2000;
const LOOK_EVERY_MS = 60_000;
const COLLECT_EVERY_MS = 3 * 60_000;
/** Links that end before their request are renewed while so much of their life is left. */
const RENEW_WITH_LEFT_MS = 2 * DAY_MS;

export function createRequests(desk: RequestDesk): PhotoRequests {
  const { core } = desk;
  const { requests } = core.catalogue;
  const turns = createTurns<ShareId>();
  const collectedAtMs = new Map<ShareId, number>();
  let first: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;

  const told = (id: ShareId): PhotoRequest => {
    core.changes.flush();
    return toRequest(core.catalogue, requestOr404(desk, id));
  };

  function failed(id: ShareId, error: unknown): void {
    const wire = toWire(error);
    const row = requests.get(id);
    if (wire.code === 'cancelled' || !row) return;
    if (wire.code === 'internal') core.log.error('request', { request: id, details: wire.details });
    turns.failed(id, core.now());
    if (row.state === 'sending' && wire.retry !== 'later') setRequestState(desk, id, 'failed', wire);
    else changeRequest(desk, id, { reason: wire });
    core.changes.flush();
  }
  async function goOn(id: ShareId, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    if (!turns.isDue(id, core.now()) || turns.stopping.aborted) return;
    await turns.run(id, async (signal) => {
      try {
        await work(signal);
        turns.through(id);
        const row = requests.get(id);
        if (row?.reason && row.state !== 'failed') changeRequest(desk, id, { reason: null });
      } catch (error) {
        failed(id, error);
      }
    });
  }
  const collectNow = async (id: ShareId, signal: AbortSignal): Promise<CollectedArrivals> => {
    const found = await collectArrivals(desk, requestOr404(desk, id), signal);
    collectedAtMs.set(id, core.now());
    if (found.files > 0)
      core.log.info('arrived', {
        request: id,
        files: found.files,
        parts: found.parts,
        refused: found.refused,
      });
    return found;
  };

  async function lookAt({ id, state, cleanedAtMs }: RequestRow): Promise<void> {
    if (state !== 'draft') await settle(id);
    if (cleanedAtMs !== null) return;
    if (state === 'sending')
      return turns.isBusy(id) ? undefined : goOn(id, (signal) => sendAgain(id, signal));
    if (state === 'live') return lookAtLive(requestOr404(desk, id));
    if (state === 'expired' || state === 'revoked') await goOn(id, (signal) => endRequest(desk, id, signal));
  }
  /** Somebody may have ended it while it waited for its turn. */
  async function sendAgain(id: ShareId, signal: AbortSignal): Promise<void> {
    if (requests.get(id)?.state === 'sending') await sendRequest(desk, id, signal);
  }
  async function lookAtLive(row: RequestRow): Promise<void> {
    const { id, endsAtMs, sureUntilMs } = row;
    if (endsAtMs === null) return;
    const nowMs = core.now();
    if (nowMs >= endsAtMs) {
      setRequestState(desk, id, 'expired');
      return goOn(id, (signal) => endRequest(desk, id, signal));
    }
    for (const person of requests.people(id))
      if (person.state === 'revoked' && person.pageName !== '')
        await goOn(id, (signal) => endPerson(desk, id, person.id, signal));
    const leftMs = (sureUntilMs ?? endsAtMs) - nowMs;
    if (sureUntilMs !== null && sureUntilMs < endsAtMs && leftMs < RENEW_WITH_LEFT_MS)
      await goOn(id, (signal) =>
        renewRequestWhenDue(desk, { ...requestOr404(desk, id), endsAtMs }, leftMs, signal),
      );
    // A kill may have come between the pages and their mails.
    if (requests.people(id).some((person) => person.state === 'live' && !person.mailed))
      await goOn(id, () => mailRequestOnce(desk, requestOr404(desk, id)));
    if (nowMs - (collectedAtMs.get(id) ?? 0) < COLLECT_EVERY_MS) return;
    await goOn(id, (signal) => collectNow(id, signal));
    core.changes.flush();
  }
  /** Accepted files that are stored by now. */
  async function settle(id: ShareId): Promise<void> {
    await turns
      .run(id, async (signal) => {
        if (!requests.get(id) || !(await confirmArrivals(desk, id))) return;
        core.changes.flush();
        const row = requestOr404(desk, id);
        if (row.cleanedAtMs !== null || row.folder === '') return;
        const store = await requestStore(desk, row);
        for (const person of requests.people(id))
          if (person.arrivalsName !== '') await dropSettledParts(desk, row, store, person, signal);
      })
      .catch((error: unknown) => core.log.warn('request-settle', { error: toWire(error) }));
  }

  async function look(): Promise<void> {
    await Promise.all(requests.list().map((row) => lookAt(row)));
  }
  const lookSoon = (): void =>
    void look().catch((error) => core.log.error('requests', { error: toWire(error) }));
  const stopListening = core.changes.listen(
    (event) => {
      if (event.name !== 'imports.changed' || turns.stopping.aborted) return;
      const { run } = event.payload;
      if (run.state === 'scanning') return;
      for (const row of requests.list())
        if (
          arrivalsOf(desk, row.id).some(({ state, importId }) => state === 'accepted' && importId === run.id)
        )
          void settle(row.id);
    },
    ['imports.changed'],
  );

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
    if (requestOr404(desk, id).state === 'sending') await turns.cancel(id);
    const { state } = requestOr404(desk, id);
    if (state !== 'expired') setRequestState(desk, id, 'revoked');
    turns.through(id);
    await goOn(id, (signal) => endRequest(desk, id, signal));
    for (const person of requests.people(id)) requests.changePerson(person.id, { state: 'revoked' });
  }
  async function revokeOne(id: ShareId, personId: RecipientId): Promise<void> {
    if (personOr404(desk, id, personId).state === 'revoked') return;
    const others = requests.people(id).filter((row) => row.id !== personId && row.state !== 'revoked');
    if (others.length === 0) return revokeAll(id);
    const row = requireLive(id);
    // What they sent whole until now is kept; with the store out of reach they are out all the same.
    await turns.run(id, (signal) => collectArrivals(desk, row, signal)).catch(() => undefined);
    requests.changePerson(personId, { state: 'revoked' });
    turns.through(id);
    await goOn(id, (signal) => endPerson(desk, id, personId, signal));
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
      turns.through(id);
      void goOn(id, (signal) => sendAgain(id, signal));
      return told(id);
    },
    async discard(id) {
      const { state, cleanedAtMs, folder } = requestOr404(desk, id);
      if (state === 'live') throw new AppError('bad-input', 'The request is live. Revoke it first.');
      requireDecided(id);
      await turns.cancel(id);
      if (cleanedAtMs === null && (folder !== '' || state !== 'draft'))
        await turns.run(id, (signal) => endRequest(desk, id, signal));
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
          await turns.run(id, (signal) => publishRequest(desk, requireLive(id), 'fresh', signal));
        await mailRequest(desk, requireLive(id), person, 'request-link');
      }
      if (what !== 'link') await mailRequest(desk, row, person, 'request-code');
    },
    async extend(id, endsAtMs) {
      const row = requireLive(id);
      if (endsAtMs <= core.now())
        throw new AppError(
          'bad-input',
          'That time is over already. Choose a later one, or revoke the request.',
        );
      const isLonger = endsAtMs > row.endsAtMs;
      await turns.run(id, async (signal) => {
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
      const wanted = id ? [requireLive(id)] : requests.list().filter((row) => row.state === 'live');
      const sum: CollectedArrivals = { parts: 0, files: 0, refused: 0 };
      for (const row of wanted) {
        const found = await turns.run(row.id, (signal) => collectNow(row.id, signal));
        for (const what of ['parts', 'files', 'refused'] as const) sum[what] += found[what];
      }
      core.changes.flush();
      return sum;
    },
    arrivals: (id) =>
      arrivalsOf(desk, id)
        .map((row) => toArrival(id, row))
        .sort((a, b) => b.id - a.id),
    async accept(id, only) {
      const count = await turns.run(id, () => acceptArrivals(desk, id, only));
      // A small import may be through before anybody listened for it.
      void settle(id);
      core.changes.flush();
      return count;
    },
    async decline(id, only) {
      const count = await turns.run(id, () => declineArrivals(desk, id, only));
      core.changes.flush();
      // Its parts in the store go with the next look.
      void goOn(id, async (signal) => {
        const row = requestOr404(desk, id);
        if (row.cleanedAtMs !== null || row.folder === '') return;
        const store = await requestStore(desk, row);
        for (const person of requests.people(id))
          if (person.arrivalsName !== '') await dropSettledParts(desk, row, store, person, signal);
      });
      return count;
    },
    thumbPath: (id) => arrivalThumbOf(desk, id),
    start() {
      first = setTimeout(lookSoon, START_AFTER_MS).unref();
      timer = setInterval(lookSoon, LOOK_EVERY_MS).unref();
    },
    look,
    hurry() {
      turns.hurry();
      lookSoon();
    },
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      stopListening();
      await turns.stop();
    },
  };
}
