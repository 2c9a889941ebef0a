/** Writes each person's page of a photo request into the store, with the slots that they may fill, and puts its mails into the Outbox. */
import { AppError } from '../../../src-shared/app-error';
import {
  type ArrivalAddresses,
  type ArrivalBooks,
  type AskedAgain,
  LARGE_PART_BYTES,
  largeSlotName,
  MOST_ADDRESSES_IN_PAGE,
  MOST_ASKED_AGAIN,
  type RequestContent,
  SMALL_PART_BYTES,
  slotCounts,
  smallSlotName,
} from '../../../src-shared/domain/request-page';
import type { EnvelopeHeader } from '../../../src-shared/domain/share-page';
import { compactAddresses } from '../../../src-shared/sealing/address-book';
import { utf8 } from '../../../src-shared/sealing/bytes';
import { sealEnvelope, sealGreeting } from '../../../src-shared/sealing/envelope';
import { fillGuestPage } from '../../../src-shared/sealing/fill-guest-page';
import { objectSeal, sealStream } from '../../../src-shared/sealing/sealed-object';
import { linkFragment } from '../../../src-shared/sealing/share-link';
import type { RecipientId } from '../../../src-shared/units';
import type { RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import type { ObjectStore, SlotAddresses } from '../../storage/object-store';
import { signedForS } from '../share/addresses';
import { bytesOfBase64, randomName } from '../share/desk';
import { PAGE_TYPE, photographerOf } from '../share/publish';
import { gone, recipientSecrets, shareSecretName } from '../share/secrets';
import { rememberSigned } from '../share/signed-slots';
import { changeRequest, personOr404, type RequestDesk, requestStore } from './desk';

export type SentRequest = RequestRow & { endsAtMs: number };

/** All pages that are not revoked, or one. `links` as with shares: `keep` those that people have, or `fresh` ones. */
export async function publishRequest(
  desk: RequestDesk,
  request: SentRequest,
  links: 'keep' | 'fresh',
  signal: AbortSignal,
  only?: RecipientId,
): Promise<void> {
  const { core } = desk;
  const store = await requestStore(desk, request);
  const forS = await signedForS(desk, request, store, request.endsAtMs);
  const signedUntilMs = Math.min(request.endsAtMs, Math.floor(core.now() / 1000) * 1000 + forS * 1000);
  const sureUntilMs = links === 'fresh' ? signedUntilMs : Math.min(signedUntilMs, request.sureUntilMs ?? 0);
  const template = await desk.pageTemplate();
  for (const { id } of core.catalogue.requests.people(request.id)) {
    // As it is now: writing the pages before took a while.
    const row = personOr404(desk, request.id, id);
    if (row.state === 'revoked' || (only && id !== only)) continue;
    const person = named(desk, row);
    await publishPage(desk, { request, store, person, template, forS, signedUntilMs, links }, signal);
  }
  changeRequest(desk, request.id, { sureUntilMs });
}

/** Files that came damaged, and have not come whole since. */
const damagedOf = ({ core }: RequestDesk, id: RecipientId): AskedAgain[] =>
  core.catalogue.requests
    .arrivals(id)
    .filter(({ state, damaged }) => state === 'arriving' && damaged > 0)
    .slice(0, MOST_ASKED_AGAIN)
    .map(({ fileId, name, sizeBytes, damaged }) => ({ id: fileId, name, sizeBytes, turn: damaged }));

/** One person's page is written anew, in place, where it asks for other damaged files than it should. */
export async function askAgain(
  desk: RequestDesk,
  { id }: Pick<RequestRow, 'id'>,
  personId: RecipientId,
  signal: AbortSignal,
): Promise<void> {
  const { requests } = desk.core.catalogue;
  const request = requests.get(id);
  const person = requests.people(id).find((row) => row.id === personId);
  if (request?.state !== 'live' || request.endsAtMs === null || person?.state !== 'live') return;
  if (JSON.stringify(person.askedAgain) === JSON.stringify(damagedOf(desk, personId))) return;
  await publishRequest(desk, { ...request, endsAtMs: request.endsAtMs }, 'keep', signal, personId);
}

/** Its names are written down before anything is put under them. */
function named(desk: RequestDesk, person: RequestPersonRow): RequestPersonRow {
  if (person.pageName !== '') return person;
  const change = {
    pageName: `pages/${randomName(desk.primitives)}`,
    arrivalsName: `arrivals/${randomName(desk.primitives)}/`,
  };
  desk.core.catalogue.requests.changePerson(person.id, change);
  return { ...person, ...change };
}

async function publishPage(
  desk: RequestDesk,
  given: {
    request: SentRequest;
    store: ObjectStore;
    person: RequestPersonRow;
    template: string;
    forS: number;
    signedUntilMs: number;
    links: 'keep' | 'fresh';
  },
  signal: AbortSignal,
): Promise<void> {
  const { request, store, person, forS } = given;
  const { primitives, core } = desk;
  const secrets = await desk.secrets.get(request.id);
  if (!secrets) throw gone();
  const own = await recipientSecrets(desk.secrets, request.id, person.id);
  const revision = person.pageRevision + 1;
  const header: EnvelopeHeader = {
    format: 'caos-share',
    version: 1,
    shareId: request.id,
    recipientId: person.id,
    revision,
    kdf: own.kdf,
  };
  const bookName = `objects/${randomName(primitives)}`;
  rememberSigned(core, { ...request, prefix: request.folder + person.arrivalsName }, given.signedUntilMs);
  const arrivals = await slotsFor(
    desk,
    { ...given, revision, bookName, contentKey: secrets.contentKey },
    signal,
  );
  const again = damagedOf(desk, person.id);
  const hasBook = arrivals.kind === 'put' && 'object' in arrivals.books;
  const linkSecret = bytesOfBase64(own.linkSecret);
  const told = {
    photographer: photographerOf(desk),
    title: request.title,
    recipientName: person.name,
    language: request.language,
    endsAtMs: request.endsAtMs,
  };
  const greeting = await sealGreeting(primitives, linkSecret, header, { ...told, asksForPhotos: true });
  const content: RequestContent = {
    ...told,
    kind: 'request',
    message: request.message,
    limits: request.limits,
    contentKey: secrets.contentKey,
    arrivals,
    again,
    sureUntilMs: given.signedUntilMs,
  };
  const sealed = await sealEnvelope(primitives, bytesOfBase64(own.kek), header, content);
  const page = utf8(fillGuestPage(given.template, { header, greeting, sealed }));
  const key = request.folder + person.pageName;
  await store.put(request.bucket, key, page, {
    contentType: PAGE_TYPE,
    ...(store.capabilities.expiry === 'object' && { expiresAtMs: request.endsAtMs }),
    signal,
  });
  if (given.links === 'fresh' || own.link === null) {
    const address = await store.presignGet(request.bucket, key, forS, { inline: true });
    await desk.secrets.setLink(request.id, person.id, address + linkFragment(linkSecret));
  }
  const { state } = personOr404(desk, request.id, person.id);
  core.catalogue.requests.changePerson(person.id, {
    pageRevision: revision,
    // Taken out while it was written: it goes again.
    state: state === 'revoked' ? state : 'live',
    bookName: hasBook ? bookName : '',
    askedAgain: again,
  });
  // The page before named it; nothing does now.
  if (person.bookName !== '')
    await store.delete(request.bucket, request.folder + person.bookName, { signal });
  core.log.info('request-page', { request: request.id, revision });
}

/** Addresses for as much as a person may send, and no more. */
async function slotsFor(
  desk: RequestDesk,
  given: {
    request: SentRequest;
    store: ObjectStore;
    person: RequestPersonRow;
    forS: number;
    revision: number;
    bookName: string;
    contentKey: string;
  },
  signal: AbortSignal,
): Promise<ArrivalAddresses> {
  const { request, store, person, forS } = given;
  const prefix = request.folder + person.arrivalsName;
  const sign = (names: string[], sizeBytes: number): Promise<SlotAddresses> =>
    store.presignSlots(request.bucket, prefix, names, { sizeBytes, expiresInS: forS });
  const counts = slotCounts(request.limits);
  const names = (count: number, nameOf: (slot: number) => string): string[] =>
    Array.from({ length: count }, (_, slot) => nameOf(slot));
  const small = await sign(names(counts.small, smallSlotName), SMALL_PART_BYTES).catch(takesNothing);
  if (small.kind === 'form') {
    const form = await sign([], LARGE_PART_BYTES);
    if (form.kind !== 'form') throw new Error('The store signed something else the second time.');
    return form;
  }
  const large = await sign(names(counts.large, largeSlotName), LARGE_PART_BYTES);
  if (large.kind !== 'put') throw new Error('The store signed something else the second time.');
  const books: ArrivalBooks = {
    large: compactAddresses(large.addresses),
    small: compactAddresses(small.addresses),
  };
  // Not part of what is signed: the page asks for it, so that two devices of one person never write over each other.
  const never = store.capabilities.conditionalPut ? { 'if-none-match': '*' } : {};
  const told = { kind: 'put' as const, ...counts, headers: { ...large.headers, ...never } };
  if (counts.large + counts.small <= MOST_ADDRESSES_IN_PAGE) return { ...told, books };
  return { ...told, books: await putBook(desk, given, books, signal) };
}

async function putBook(
  desk: RequestDesk,
  given: Parameters<typeof slotsFor>[1],
  books: ArrivalBooks,
  signal: AbortSignal,
): Promise<Extract<Extract<ArrivalAddresses, { kind: 'put' }>['books'], { object: unknown }>> {
  const { request, store, forS, revision, bookName } = given;
  const plain = utf8(JSON.stringify(books));
  const object = { id: bookName.slice(bookName.lastIndexOf('/') + 1), revision, sizeBytes: plain.length };
  const contentKey = bytesOfBase64(given.contentKey);
  const seal = await objectSeal(desk.primitives, { contentKey, shareId: request.id, object });
  const chunks: Uint8Array[] = [];
  for await (const chunk of sealStream(seal, once(plain))) chunks.push(chunk);
  const key = request.folder + bookName;
  await store.put(request.bucket, key, Buffer.concat(chunks), {
    contentType: 'application/octet-stream',
    ...(store.capabilities.expiry === 'object' && { expiresAtMs: request.endsAtMs }),
    signal,
  });
  return { object, address: await store.presignGet(request.bucket, key, forS) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function takesNothing(error: unknown): never {
  if (error instanceof AppError && error.code === 'unsupported')
    throw new AppError(
      'unsupported',
      'The store of this album takes no files from guests. Choose an album on another connection for this request.',
      { cause: error, ...(error.details && { details: error.details }) },
    );
  throw error;
}

export async function mailRequest(
  desk: RequestDesk,
  request: RequestRow,
  person: RequestPersonRow,
  kind: 'request-link' | 'request-fresh-link' | 'request-code',
): Promise<void> {
  const isCode = kind === 'request-code';
  const untilMs = isCode ? request.endsAtMs : (request.sureUntilMs ?? request.endsAtMs);
  const what = isCode ? 'code' : 'link';
  await desk.outbox.queue({
    kind,
    to: { email: person.email, name: person.name },
    language: request.language,
    params: isCode
      ? { title: request.title }
      : {
          title: request.title,
          message: request.message,
          codeWay: person.codeWay,
          ...(untilMs !== null && { untilMs }),
        },
    secrets: { [what]: { vault: shareSecretName(request.id), path: ['recipients', person.id, what] } },
    ...(untilMs !== null && { expiresAtMs: untilMs }),
    refs: { shareId: request.id, recipientId: person.id },
  });
}

/** Also after a kill in the midst of it: a mail that is in the Outbox is not put there again. */
export async function mailRequestOnce(desk: RequestDesk, request: RequestRow): Promise<void> {
  const { requests, outbox } = desk.core.catalogue;
  const queued = new Set(outbox.ofShare(request.id).map((mail) => `${mail.kind} ${mail.recipientId}`));
  for (const person of requests.people(request.id)) {
    if (person.mailed || person.state === 'revoked') continue;
    if (!queued.has(`request-link ${person.id}`)) await mailRequest(desk, request, person, 'request-link');
    if (person.codeWay === 'mail' && !queued.has(`request-code ${person.id}`))
      await mailRequest(desk, request, person, 'request-code');
    requests.changePerson(person.id, { mailed: true });
  }
}
