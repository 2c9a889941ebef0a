/** One photo request from composed to live, kept alive, and ended. Every step is written down when it is through. */
import { rm } from 'node:fs/promises';
import { AppError, toWire } from '../../../src-shared/app-error';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import type { RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import { signedForS } from '../share/addresses';
import { throwUnlessBucketGone } from '../share/bucket-gone';
import { placeOn } from '../share/choose-place';
import { deleteBelow } from '../share/delete-below';
import { DAY_MS } from '../share/desk';
import { isLinkMailed, isRenewalDue } from '../share/send-share';
import { leaveFolder, leaveSlots } from '../share/signed-slots';
import { collectArrivals } from './collect-arrivals';
import {
  changeRequest,
  partialOf,
  personOr404,
  type RequestDesk,
  requestOr404,
  requestStore,
  setRequestState,
} from './desk';
import { mailRequest, mailRequestOnce, publishRequest, type SentRequest } from './publish-request';

/** Rejects with what kept it from going on: the store's errors, `vault`, `unsupported`, `cancelled`. */
export async function sendRequest(desk: RequestDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const { core } = desk;
  const request = requestOr404(desk, id);
  if (request.folder === '') changeRequest(desk, id, await placeOn(desk, request.connectionId));
  const people = core.catalogue.requests.people(id).filter((row) => row.state !== 'revoked');
  await desk.secrets.make(
    id,
    people.map((row) => row.id),
  );
  const endsAtMs = request.endsAtMs ?? core.now() + request.days * DAY_MS;
  changeRequest(desk, id, { endsAtMs });
  await publishRequest(desk, { ...requestOr404(desk, id), endsAtMs }, 'fresh', signal);
  setRequestState(desk, id, 'live');
  await mailRequestOnce(desk, requestOr404(desk, id));
  core.changes.flush();
}

/** As with shares: keys that live an hour are renewed late in it, not with every look. */
export async function renewRequestWhenDue(
  desk: RequestDesk,
  request: SentRequest,
  leftMs: number,
  signal: AbortSignal,
): Promise<void> {
  const lifeMs =
    (await signedForS(desk, request, await requestStore(desk, request), request.endsAtMs)) * 1000;
  if (isRenewalDue(leftMs, lifeMs)) await renewRequest(desk, request, signal);
}

/** Written anew with addresses that reach further; people get the new link, but not every hour. What they sent so far stays where it is. */
export async function renewRequest(
  desk: RequestDesk,
  request: SentRequest,
  signal: AbortSignal,
): Promise<void> {
  await publishRequest(desk, request, 'fresh', signal);
  const renewed = requestOr404(desk, request.id);
  if (!isLinkMailed(renewed.sureUntilMs ?? 0, request.endsAtMs, desk.core.now())) return;
  for (const person of desk.core.catalogue.requests.people(request.id))
    if (person.state === 'live') await mailRequest(desk, renewed, person, 'request-fresh-link');
}

/**
 * [Note: a request's end] What arrived whole is fetched first: afterwards nothing of it is left in the store, nor a key of it here. What
 * cannot be fetched (offline, a full disk) keeps the rest from being deleted; it is tried again. Safe to be done again.
 */
export async function endRequest(desk: RequestDesk, id: ShareId, signal: AbortSignal): Promise<void> {
  const { core } = desk;
  const { requests } = core.catalogue;
  const request = requestOr404(desk, id);
  const pages = `${request.folder}pages/`;
  // Ended by a person: nobody opens it from now on, even if what they sent cannot be fetched yet (a full disk).
  if (request.state === 'revoked' && request.folder !== '')
    await deleteBelow(
      await requestStore(desk, request),
      request.bucket,
      pages,
      knownKeys(request, requests.people(id)).filter((key) => key.startsWith(pages)),
      signal,
    );
  await collectArrivals(desk, request, signal).catch(async (error: unknown) => {
    // With its bucket all that was sent went too.
    await throwUnlessBucketGone(error, await requestStore(desk, request), request.bucket, signal);
  });
  if (request.folder !== '')
    await deleteBelow(
      await requestStore(desk, request),
      request.bucket,
      request.folder,
      knownKeys(request, requests.people(id)),
      signal,
    );
  leaveFolder(core, request);
  for (const person of requests.people(id)) await giveUpArriving(desk, id, person.id);
  await desk.outbox.withdraw({ shareId: id });
  await desk.secrets.forget(id);
  changeRequest(desk, id, { cleanedAtMs: core.now(), reason: null });
  core.changes.flush();
}

/**
 * One person's page, slots and keys, the page first. What they sent whole is fetched before it is deleted, as at a request's end. Safe to be
 * done again.
 */
export async function endPerson(
  desk: RequestDesk,
  id: ShareId,
  personId: RecipientId,
  signal: AbortSignal,
): Promise<void> {
  const request = requestOr404(desk, id);
  const person = personOr404(desk, id, personId);
  // Two looks may have queued it.
  if (person.arrivalsName === '') return;
  const store = await requestStore(desk, request);
  const takeAway = async (name: string): Promise<void> => {
    if (name !== '')
      await deleteBelow(store, request.bucket, request.folder + name, knownKeys(request, [person]), signal);
  };
  await takeAway(person.pageName);
  await takeAway(person.bookName);
  await collectArrivals(desk, request, signal, ({ id: of }) => of === personId);
  await takeAway(person.arrivalsName);
  leaveSlots(desk.core, request, person.arrivalsName);
  await giveUpArriving(desk, id, personId);
  await desk.outbox.withdraw({ shareId: id, recipientId: personId });
  await desk.secrets.forgetRecipient(id, personId);
  desk.core.catalogue.requests.changePerson(personId, { pageName: '', arrivalsName: '', bookName: '' });
  desk.core.changes.request(id);
}

/** What was put into it, listed or not; what arrives is put by others. */
const knownKeys = (request: RequestRow, people: readonly RequestPersonRow[]): string[] =>
  people
    .flatMap(({ pageName, bookName }) => [pageName, bookName])
    .filter((name) => name !== '')
    .map((name) => request.folder + name);

async function giveUpArriving(
  { core, ...desk }: RequestDesk,
  id: ShareId,
  personId: RecipientId,
): Promise<void> {
  const { requests } = core.catalogue;
  for (const part of requests.parts(personId)) requests.removePart(personId, part.slot);
  for (const arrival of requests.arrivals(personId)) {
    if (arrival.state !== 'arriving') continue;
    await rm(partialOf(desk, id, arrival.id), { force: true });
    const error = new AppError('cancelled', 'It was not sent whole. Ask for it in another request.', {
      params: { arrival: 'not-whole' },
    });
    requests.changeArrival(arrival.id, { state: 'refused', ranges: [], error: toWire(error) });
  }
}
