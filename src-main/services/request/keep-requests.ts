/** What is due of photo requests: sent on after a kill, kept alive, collected, settled, ended at their time. */
import { toWire } from '../../../src-shared/app-error';
import type { ShareId } from '../../../src-shared/units';
import type { RequestRow } from '../../catalogue/catalogue';
import { DAY_MS } from '../share/desk';
import { type KeepGoing, keepGoing } from '../share/keep-going';
import { type CollectedArrivals, collectArrivals } from './collect-arrivals';
import { changeRequest, type RequestDesk, requestOr404, requestStore, setRequestState } from './desk';
import { mailRequestOnce } from './publish-request';
import { endPerson, endRequest, renewRequestWhenDue, sendRequest } from './send-request';
import { arrivalsOf, confirmArrivals, dropSettledParts } from './settle-arrivals';

export interface RequestKeeper extends KeepGoing {
  look(): Promise<void>;
  collect(id: ShareId, signal: AbortSignal): Promise<CollectedArrivals>;
  /** Accepted files that are stored by now. Never rejects. */
  settle(id: ShareId): Promise<void>;
  /** Parts in the store of files that are decided. */
  dropSettled(id: ShareId, signal: AbortSignal): Promise<void>;
  /** Somebody may have ended it while it waited for its turn. */
  sendAgain(id: ShareId, signal: AbortSignal): Promise<void>;
}

const COLLECT_EVERY_MS = 3 * 60_000;
/** Links that end before their request are renewed while so much of their life is left. */
const RENEW_WITH_LEFT_MS = 2 * DAY_MS;

export function createRequestKeeper(desk: RequestDesk): RequestKeeper {
  const { core } = desk;
  const { requests } = core.catalogue;
  const collectedAtMs = new Map<ShareId, number>();
  const keeper = keepGoing(core, {
    what: 'request',
    get: (id) => requests.get(id),
    setReason: (id, reason) => changeRequest(desk, id, { reason }),
    fail: (id, reason) => setRequestState(desk, id, 'failed', reason),
    look,
  });
  const { goOn } = keeper;

  async function look(): Promise<void> {
    await Promise.all(requests.list().map((row) => lookAt(row)));
  }

  async function lookAt({ id, state, cleanedAtMs }: RequestRow): Promise<void> {
    if (state !== 'draft') await settle(id);
    if (cleanedAtMs !== null) return;
    if (state === 'sending')
      return keeper.isBusy(id) ? undefined : goOn(id, (signal) => sendAgain(id, signal));
    if (state === 'live') return lookAtLive(requestOr404(desk, id));
    if (state === 'expired' || state === 'revoked') await goOn(id, (signal) => endRequest(desk, id, signal));
  }

  async function sendAgain(id: ShareId, signal: AbortSignal): Promise<void> {
    if (requests.get(id)?.state === 'sending') await sendRequest(desk, id, signal);
  }

  async function lookAtLive(row: RequestRow): Promise<void> {
    const { id, endsAtMs, sureUntilMs } = row;
    if (endsAtMs === null) return;
    const nowMs = core.now();
    if (nowMs >= endsAtMs) return goOn(id, (signal) => endWhenOver(id, signal));
    const leftMs = (sureUntilMs ?? endsAtMs) - nowMs;
    if (sureUntilMs !== null && sureUntilMs < endsAtMs && leftMs < RENEW_WITH_LEFT_MS)
      await goOn(id, (signal) =>
        renewRequestWhenDue(desk, { ...requestOr404(desk, id), endsAtMs }, leftMs, signal),
      );
    // A kill may have come between the pages and their mails.
    if (requests.people(id).some((person) => person.state === 'live' && !person.mailed))
      await goOn(id, () => mailRequestOnce(desk, requestOr404(desk, id)));
    if (nowMs - (collectedAtMs.get(id) ?? 0) >= COLLECT_EVERY_MS)
      await goOn(id, (signal) => collect(id, signal));
    // Last, each by themselves: who cannot be ended just now keeps nobody else waiting.
    for (const person of requests.people(id))
      if (person.state === 'revoked' && person.arrivalsName !== '')
        await goOn(id, (signal) => endPerson(desk, id, person.id, signal), person.id);
    core.changes.flush();
  }

  /** Somebody may have extended it while it waited for its turn. */
  async function endWhenOver(id: ShareId, signal: AbortSignal): Promise<void> {
    const { state, endsAtMs } = requestOr404(desk, id);
    if (state !== 'live' || endsAtMs === null || core.now() < endsAtMs) return;
    setRequestState(desk, id, 'expired');
    await endRequest(desk, id, signal);
  }

  async function collect(id: ShareId, signal: AbortSignal): Promise<CollectedArrivals> {
    // Who is out is read when they are ended.
    const found = await collectArrivals(
      desk,
      requestOr404(desk, id),
      signal,
      (one) => one.state !== 'revoked',
    );
    collectedAtMs.set(id, core.now());
    if (found.files > 0) core.log.info('arrived', { request: id, ...found });
    return found;
  }

  async function settle(id: ShareId): Promise<void> {
    await keeper
      .run(id, async (signal) => {
        if (!requests.get(id) || !(await confirmArrivals(desk, id))) return;
        core.changes.flush();
        await dropSettled(id, signal);
      })
      .catch((error: unknown) => core.log.warn('request-settle', { error: toWire(error) }));
  }

  async function dropSettled(id: ShareId, signal: AbortSignal): Promise<void> {
    const row = requestOr404(desk, id);
    if (row.cleanedAtMs !== null || row.folder === '') return;
    const store = await requestStore(desk, row);
    for (const person of requests.people(id))
      if (person.arrivalsName !== '') await dropSettledParts(desk, row, store, person, signal);
  }

  const stopListening = core.changes.listen(
    (event) => {
      if (event.name !== 'imports.changed' || keeper.stopping.aborted) return;
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

  return {
    ...keeper,
    look,
    collect,
    settle,
    dropSettled,
    sendAgain,
    async stop() {
      stopListening();
      await keeper.stop();
    },
  };
}
