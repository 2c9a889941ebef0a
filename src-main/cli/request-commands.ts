/** `caos request …`: asks people for photos, and decides about what they sent. */
import { AppError, fromWire } from '../../src-shared/app-error';
import type { Arrival, PhotoRequest } from '../../src-shared/domain/photo-request';
import { type ArrivalKind, arrivalKinds } from '../../src-shared/domain/request-page';
import type { ArrivalId, ShareId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { type Column, count, fieldLines, formatBytes, formatTime, tableLines } from './format';
import { type Session, unlessInterrupted } from './session';
import { printable } from './text-width';

const DAY_MS = 86_400_000;
/** Events may be missed (a new owner of the profile), so the state is also asked for this often. */
const ASK_AT_LEAST_MS = 1000;

export interface RequestOptions {
  to: string[];
  into: string;
  days: number;
  title?: string;
  message?: string;
  language: string;
  maxFiles: number;
  maxSize: number;
  kinds: string;
  showCode?: boolean;
}

/** By id, the beginning of one, or its title when only one has it. */
async function findRequest(session: Session, word: string): Promise<PhotoRequest> {
  const all = await session.call('requests.list', {});
  const wanted = word.normalize('NFC').trim().toLowerCase();
  const byId = wanted.length >= 6 ? all.filter(({ id }) => id.startsWith(wanted)) : [];
  const titled = all.filter(({ title }) => title.normalize('NFC').toLowerCase() === wanted);
  const found = byId.length > 0 ? byId : titled;
  if (found.length > 1)
    throw new AppError(
      'bad-input',
      `${found.length} requests are called “${word}”. Use the id of the one you mean.`,
      { params: { name: word }, details: found.map(({ id }) => id).join(', ') },
    );
  if (found[0]) return found[0];
  throw new AppError('not-found', `There is no request “${word}” here. See them with: caos request list`, {
    params: { name: word },
  });
}

const states: Record<PhotoRequest['state'], string> = {
  draft: 'draft',
  sending: 'being sent',
  live: 'live',
  expired: 'expired',
  revoked: 'revoked',
  failed: 'failed',
};
const waitingIn = ({ people }: PhotoRequest): number =>
  people.reduce((sum, person) => sum + person.waitingCount, 0);

const columns: Array<Column<PhotoRequest>> = [
  { title: 'TITLE', value: ({ title }) => title },
  { title: 'STATE', value: ({ state }) => states[state] },
  { title: 'UNTIL', value: ({ endsAtMs }) => (endsAtMs === null ? '' : formatTime(endsAtMs)) },
  { title: 'PEOPLE', value: ({ people }) => String(people.length), align: 'right' },
  { title: 'WAITING', value: (request) => String(waitingIn(request)), align: 'right' },
  { title: 'ID', value: ({ id }) => id },
];
const arrivalColumns: Array<Column<Arrival & { from: string }>> = [
  { title: 'FILE', value: ({ fileName }) => fileName },
  { title: 'FROM', value: ({ from }) => from },
  { title: 'SIZE', value: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'right' },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'WHY', value: ({ error }) => error?.message ?? '' },
  { title: 'ID', value: ({ id }) => String(id) },
];

export function createRequest(options: RequestOptions): CommandWork {
  return async (context) => {
    const { session } = context;
    const { language } = options;
    if (language !== 'en' && language !== 'ko') throw new UsageError('Mails and pages speak en or ko.');
    const kinds = options.kinds.split(',').map((word) => word.trim());
    const foreign = kinds.find((word) => !(arrivalKinds as readonly string[]).includes(word));
    if (foreign !== undefined)
      throw new UsageError(`“${foreign}” is no kind of file. Choose from: ${arrivalKinds.join(', ')}`);
    const album = await findAlbum(session, options.into);
    const draft = await session.call('requests.create', {
      title: options.title ?? album.title,
      albumId: album.id,
      days: options.days,
      language,
      limits: { maxFiles: options.maxFiles, maxBytes: options.maxSize, kinds: kinds as ArrivalKind[] },
      people: options.to.map((email) => ({ email, codeWay: options.showCode ? 'show' : 'mail' })),
      ...(options.message !== undefined && { message: options.message }),
    });
    await session.call('requests.send', { id: draft.id });
    return report(context, await untilLive(context, draft.id), options.showCode ?? false);
  };
}

/** Throws what it failed of, and `cancelled`; offline it waits. */
async function untilLive({ session, terminal }: CommandContext, id: ShareId): Promise<PhotoRequest> {
  try {
    for (;;) {
      const request = await session.call('requests.get', { id });
      if (request.state === 'live') return request;
      if (request.state === 'failed' && request.reason) throw fromWire(request.reason);
      if (request.state !== 'sending') throw new AppError('cancelled', 'The request was ended meanwhile.');
      terminal.status(request.reason ? `waiting: ${printable(request.reason.message)}` : 'sending');
      const late = new Promise<void>((resolve) => setTimeout(resolve, ASK_AT_LEAST_MS));
      await unlessInterrupted(late, terminal.interrupted);
    }
  } finally {
    terminal.status('');
  }
}

async function report(
  { session, answer }: CommandContext,
  request: PhotoRequest,
  showCode: boolean,
): Promise<0> {
  const people = [];
  for (const person of request.people) {
    const isOpen = request.state === 'live' && person.state === 'live';
    const secrets = isOpen
      ? await session.call('requests.secrets', { id: request.id, personId: person.id })
      : { link: null, code: '' };
    people.push({ ...person, link: secrets.link, ...(showCode && { code: secrets.code }) });
  }
  const { limits } = request;
  answer({ ...request, people }, [
    ...fieldLines([
      ['Title', request.title],
      ['State', states[request.state]],
      ...(request.reason ? ([['Why', request.reason.message]] as [string, string][]) : []),
      [
        'Until',
        request.endsAtMs === null
          ? `${count(request.days, 'day')} once it is live`
          : formatTime(request.endsAtMs),
      ],
      ...(request.sureUntilMs === null
        ? []
        : ([['Sure until', formatTime(request.sureUntilMs)]] as [string, string][])),
      [
        'Each may send',
        `${count(limits.maxFiles, 'file')}, ${formatBytes(limits.maxBytes)}: ${limits.kinds.join(', ')}`,
      ],
      ['Waiting', count(waitingIn(request), 'photo')],
      ['Id', request.id],
    ]),
    ...people.flatMap((person) => [
      '',
      `${person.name ? `${person.name} ` : ''}${person.email}: ${
        person.state === 'revoked'
          ? 'revoked'
          : person.arrivedCount === 0
            ? 'nothing yet'
            : `${count(person.arrivedCount, 'photo')}, ${formatBytes(person.arrivedBytes)}`
      }`,
      ...(person.words === '' ? [] : [`  “${printable(person.words.replace(/\s+/g, ' '))}”`]),
      ...(person.link ? [`  ${person.link}`] : []),
      ...(person.code ? [`  code ${person.code}`] : []),
    ]),
  ]);
  return 0;
}

export const listRequests: CommandWork = async ({ session, answer }) => {
  const all = await session.call('requests.list', {});
  const empty = ['No requests yet. Make one: caos request create --to MAIL --into ALBUM'];
  answer(all, all.length === 0 ? empty : tableLines(columns, all));
  return 0;
};

export const showRequest =
  (word: string, { showCode = false }: { showCode?: boolean }): CommandWork =>
  async (context) =>
    report(context, await findRequest(context.session, word), showCode);

export const listArrivals =
  (word: string): CommandWork =>
  async ({ session, answer }) => {
    const request = await findRequest(session, word);
    const from = new Map(request.people.map((person) => [person.id, person.email]));
    const all = (await session.call('requests.arrivals', { id: request.id })).map((arrival) => ({
      ...arrival,
      from: from.get(arrival.personId) ?? '',
    }));
    answer(all, all.length === 0 ? ['Nothing has arrived yet.'] : tableLines(arrivalColumns, all));
    return 0;
  };

export const collectRequests =
  (word: string | undefined): CommandWork =>
  async ({ session, answer }) => {
    const id = word === undefined ? undefined : (await findRequest(session, word)).id;
    const found = await session.call('requests.collect', id ? { id } : {});
    answer(found, [
      `${count(found.files, 'new photo')} in the inbox, ${count(found.parts, 'part')} fetched.`,
      ...(found.refused > 0 ? [`${count(found.refused, 'part or file', 'parts or files')} refused.`] : []),
    ]);
    return 0;
  };

function idsOf(words: readonly string[]): ArrivalId[] | undefined {
  if (words.length === 0) return undefined;
  return words.map((word) => {
    if (!/^[1-9]\d{0,14}$/.test(word))
      throw new UsageError(`“${word}” is no id of a photo. See them with: caos request arrivals`);
    return Number(word) as ArrivalId;
  });
}

export const decideArrivals =
  (what: 'accept' | 'decline', word: string, ids: string[], options: { yes?: boolean } = {}): CommandWork =>
  async ({ session, terminal, answer, confirm }) => {
    const { id, title } = await findRequest(session, word);
    const arrivalIds = idsOf(ids);
    const some = arrivalIds ? count(arrivalIds.length, 'photo') : 'all that wait';
    if (what === 'decline' && !options.yes && !(await confirm(`Delete ${some} of “${title}”?`))) return 1;
    const found = await session.call(`requests.${what}`, { id, ...(arrivalIds && { arrivalIds }) });
    if (what === 'decline') {
      answer(found, [`${count(found.count, 'photo')} declined and deleted.`]);
      return 0;
    }
    const left = await untilStored({ session, terminal }, id);
    answer({ ...found, left }, [
      `${count(found.count, 'photo')} accepted.`,
      ...(left > 0 ? [`${count(left, 'photo')} not stored yet. See why with: caos transfers list`] : []),
    ]);
    return left > 0 ? 1 : 0;
  };

/** Until the album has all that was accepted, or its transfers wait for a person. Answers how many it has not. */
async function untilStored(
  { session, terminal }: Pick<CommandContext, 'session' | 'terminal'>,
  id: ShareId,
): Promise<number> {
  try {
    for (let quiet = 0; ; ) {
      const open = (await session.call('requests.arrivals', { id })).filter(
        ({ state }) => state === 'accepted',
      );
      if (open.length === 0) return 0;
      const runs = await session.call('imports.list', {});
      const moves = runs.some(
        (run) =>
          open.some(({ importId }) => importId === run.id) && ['scanning', 'running'].includes(run.state),
      );
      // An import that ended is looked at within a moment.
      quiet = moves ? 0 : quiet + 1;
      if (quiet > 10) return open.length;
      terminal.status(`${count(open.length, 'photo')} on the way into the album`);
      const late = new Promise<void>((resolve) => setTimeout(resolve, ASK_AT_LEAST_MS / 2));
      await unlessInterrupted(late, terminal.interrupted);
    }
  } finally {
    terminal.status('');
  }
}

export const extendRequest =
  (word: string, days: number): CommandWork =>
  async ({ session, terminal, answer }) => {
    const { id } = await findRequest(session, word);
    const request = await session.call('requests.extend', { id, endsAtMs: terminal.now() + days * DAY_MS });
    answer(request, [`“${request.title}” ends ${formatTime(request.endsAtMs ?? 0)} now.`]);
    return 0;
  };

export const endRequest =
  (word: string, options: { person?: string; yes?: boolean }): CommandWork =>
  async ({ session, answer, confirm }) => {
    const found = await findRequest(session, word);
    const email = options.person?.trim().toLowerCase();
    const person = found.people.find((one) => one.email.toLowerCase() === email);
    if (email !== undefined && !person)
      throw new UsageError(`${options.person} was not asked in “${found.title}”.`);
    const whom = person ? person.email : 'everybody';
    if (
      !options.yes &&
      !(await confirm(`End “${found.title}” for ${whom}? What was sent whole stays in the inbox.`))
    )
      return 1;
    const request = await session.call('requests.revoke', {
      id: found.id,
      ...(person && { personId: person.id }),
    });
    const isThrough = request.reason === null;
    answer(request, [
      isThrough
        ? `Ended for ${whom}. ${count(waitingIn(request), 'photo')} wait in the inbox.`
        : `Ended for ${whom}, but not all of it could be deleted yet: ${request.reason?.message ?? ''} CAOS goes on with it when it runs.`,
    ]);
    return isThrough ? 0 : 1;
  };

export const discardRequest =
  (word: string): CommandWork =>
  async ({ session, answer }) => {
    const { id, title } = await findRequest(session, word);
    await session.call('requests.discard', { id });
    answer({ discarded: id }, [`“${title}” is forgotten.`]);
    return 0;
  };
