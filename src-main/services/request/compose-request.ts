/** Drafts of photo requests: kept in the catalogue, made and changed offline, nothing of them leaves this computer. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import type { PhotoRequest } from '../../../src-shared/domain/photo-request';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import { RecipientId, ShareId } from '../../../src-shared/units';
import type { RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import { albumOr404 } from '../albums';
import { type RequestDesk, requestOr404 } from './desk';
import { toRequest } from './to-request';

type Given = CommandArgs<'requests.create'>;

export function createRequest(desk: RequestDesk, { people, ...given }: Given): PhotoRequest {
  const { core } = desk;
  const { connectionId } = albumOr404(core, given.albumId);
  const nowMs = core.now();
  const id = ShareId.parse(randomUUID());
  const row: RequestRow = {
    ...given,
    id,
    connectionId,
    state: 'draft',
    stateAtMs: nowMs,
    reason: null,
    createdAtMs: nowMs,
    endsAtMs: null,
    sureUntilMs: null,
    bucket: '',
    folder: '',
    cleanedAtMs: null,
  };
  core.catalogue.transaction(() => {
    core.catalogue.requests.insert(row);
    core.catalogue.requests.putPeople(id, peopleOf(people, []));
  });
  return told(desk, id);
}

export function editRequest(
  desk: RequestDesk,
  { id, people, ...change }: CommandArgs<'requests.edit'>,
): PhotoRequest {
  const { core } = desk;
  if (requestOr404(desk, id).state !== 'draft')
    throw new AppError(
      'bad-input',
      'This request was sent already. Revoke it, or make another one for what should be different.',
    );
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const place = change.albumId && { connectionId: albumOr404(core, change.albumId).connectionId };
  core.catalogue.transaction(() => {
    core.catalogue.requests.change(id, { ...given, ...place });
    if (people) core.catalogue.requests.putPeople(id, peopleOf(people, core.catalogue.requests.people(id)));
  });
  return told(desk, id);
}

function told({ core }: RequestDesk, id: ShareId): PhotoRequest {
  core.changes.request(id);
  core.changes.flush();
  return toRequest(core.catalogue, requestOr404({ core }, id));
}

/** An address that is named twice is one person. */
function peopleOf(given: Given['people'], known: readonly RequestPersonRow[]): RequestPersonRow[] {
  const byEmail = new Map(given.map((person) => [person.email.toLowerCase(), person]));
  const knownIds = new Set<string>(known.map((row) => row.id));
  return [...byEmail.values()].map(({ id, email, name, codeWay }) => ({
    id: id && knownIds.has(id) ? id : RecipientId.parse(randomUUID()),
    email,
    name,
    codeWay,
    state: 'waiting',
    lastArrivedAtMs: null,
    words: '',
    wordsAtMs: 0,
    pageName: '',
    arrivalsName: '',
    bookName: '',
    pageRevision: 0,
    mailed: false,
    askedAgain: [],
  }));
}
