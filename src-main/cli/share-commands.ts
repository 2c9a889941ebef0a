/** `caos share list|show|add|collect|picks|extend|revoke|discard` */
import { AppError } from '../../src-shared/app-error';
import type { Share, ShareRecipient } from '../../src-shared/domain/share';
import { type CommandWork, UsageError } from './command-context';
import { type Column, count, fieldLines, formatTime, tableLines } from './format';
import type { Session } from './session';

const DAY_MS = 86_400_000;

/** By id, the beginning of one, or its title when only one has it. */
export async function findShare(session: Session, word: string): Promise<Share> {
  const shares = await session.call('shares.list', {});
  const wanted = word.normalize('NFC').trim().toLowerCase();
  const byId = wanted.length >= 6 ? shares.filter(({ id }) => id.startsWith(wanted)) : [];
  const titled = shares.filter(({ title }) => title.normalize('NFC').toLowerCase() === wanted);
  const found = byId.length > 0 ? byId : titled;
  if (found.length > 1)
    throw new AppError(
      'bad-input',
      `${found.length} shares are called “${word}”. Use the id of the one you mean.`,
      {
        params: { name: word },
        details: found.map(({ id }) => id).join(', '),
      },
    );
  if (found[0]) return found[0];
  throw new AppError('not-found', `There is no share “${word}” here. See them with: caos share list`, {
    params: { name: word },
  });
}

const states: Record<Share['state'], string> = {
  draft: 'draft',
  preparing: 'being prepared',
  uploading: 'being uploaded',
  live: 'live',
  expired: 'expired',
  revoked: 'revoked',
  failed: 'failed',
};

const columns: Array<Column<Share>> = [
  { title: 'TITLE', value: ({ title }) => title },
  { title: 'STATE', value: ({ state }) => states[state] },
  { title: 'UNTIL', value: ({ endsAtMs }) => (endsAtMs === null ? '' : formatTime(endsAtMs)) },
  { title: 'PHOTOS', value: ({ photoCount }) => String(photoCount), align: 'right' },
  { title: 'PEOPLE', value: ({ recipients }) => String(recipients.length), align: 'right' },
  {
    title: 'OPENED',
    value: ({ recipients }) => String(recipients.filter((person) => person.openedCount > 0).length),
    align: 'right',
  },
  {
    title: 'CHOSE',
    value: ({ recipients }) => String(recipients.filter((person) => person.pickedAtMs !== null).length),
    align: 'right',
  },
  { title: 'ID', value: ({ id }) => id },
];

export const listShares: CommandWork = async ({ session, answer }) => {
  const shares = await session.call('shares.list', {});
  const empty = ['No shares yet. Make one: caos share create --album TITLE --to MAIL'];
  answer(shares, shares.length === 0 ? empty : tableLines(columns, shares));
  return 0;
};

export function showShare(word: string, { showCode = false }: { showCode?: boolean }): CommandWork {
  return async ({ session, answer }) => {
    const share = await findShare(session, word);
    const people = [];
    for (const person of share.recipients) {
      const isOpen = share.state === 'live' && person.state === 'live';
      const secrets = isOpen
        ? await session.call('shares.secrets', { id: share.id, recipientId: person.id })
        : { link: null, code: '' };
      people.push({ ...person, link: secrets.link, ...(showCode && { code: secrets.code }) });
    }
    answer({ ...share, people }, [
      ...fieldLines([
        ['Title', share.title],
        ['State', states[share.state]],
        ...(share.reason ? ([['Why', share.reason.message]] as [string, string][]) : []),
        [
          'Until',
          share.endsAtMs === null
            ? `${count(share.days, 'day')} once it is live`
            : formatTime(share.endsAtMs),
        ],
        ...(share.sureUntilMs === null
          ? []
          : ([['Sure until', formatTime(share.sureUntilMs)]] as [string, string][])),
        ['Photos', String(share.photoCount)],
        ['Id', share.id],
      ]),
      ...people.flatMap((person) => [
        '',
        `${person.name ? `${person.name} ` : ''}${person.email}: ${wordsOf(person)}`,
        ...(person.link ? [`  ${person.link}`] : []),
        ...(person.code ? [`  code ${person.code}`] : []),
      ]),
    ]);
    return 0;
  };
}

export function addPeople(
  word: string,
  { to, showCode = false }: { to: string[]; showCode?: boolean },
): CommandWork {
  return async ({ session, answer }) => {
    const { id, title } = await findShare(session, word);
    const codeWay = showCode ? 'show' : 'mail';
    const share = await session.call('shares.add', {
      id,
      recipients: to.map((email) => ({ email, codeWay })),
    });
    const wanted = new Set(to.map((email) => email.toLowerCase()));
    const people = [];
    for (const person of share.recipients) {
      if (!wanted.has(person.email.toLowerCase()) || person.state === 'revoked') continue;
      if (person.state === 'waiting') {
        people.push({ email: person.email, link: null });
        continue;
      }
      const { link, code } = await session.call('shares.secrets', { id, recipientId: person.id });
      people.push({ email: person.email, link, ...(showCode && { code }) });
    }
    answer({ ...share, people }, [
      `“${title}” has ${count(to.length, 'more person', 'more people')}.`,
      ...people.flatMap(({ email, link, code }) => [
        '',
        email,
        `  ${link ?? `Not yet: ${share.reason?.message ?? 'the page follows while CAOS runs.'}`}`,
        ...(code ? [`  code ${code}`] : []),
      ]),
    ]);
    return people.every(({ link }) => link !== null) ? 0 : 1;
  };
}

function wordsOf({ state, openedCount, lastOpenedAtMs, pickedAtMs, pickedCount }: ShareRecipient): string {
  if (state === 'revoked') return 'revoked';
  return [
    openedCount === 0
      ? 'not opened'
      : `opened ${count(openedCount, 'time')}, last ${formatTime(lastOpenedAtMs ?? 0)}`,
    ...(pickedAtMs === null ? [] : [`chose ${count(pickedCount, 'photo')} ${formatTime(pickedAtMs)}`]),
  ].join(', ');
}

export function collectPicks(word: string | undefined): CommandWork {
  return async ({ session, answer }) => {
    const id = word === undefined ? undefined : (await findShare(session, word)).id;
    const found = await session.call('shares.collect', id ? { id } : {});
    answer(found, [
      `${count(found.choices, 'new choice')}, ${count(found.opened, 'new opening')}.`,
      ...(found.refused > 0
        ? [`${count(found.refused, 'answer')} refused: not written by a page of yours.`]
        : []),
    ]);
    return 0;
  };
}

export function showPicks(word: string): CommandWork {
  return async ({ session, answer }) => {
    const share = await findShare(session, word);
    const chosen = [];
    for (const person of share.recipients)
      chosen.push({
        person,
        ...(await session.call('shares.picks', { id: share.id, recipientId: person.id })),
      });
    answer(
      chosen.map(({ person, ...picks }) => ({ email: person.email, ...picks })),
      chosen.flatMap(({ person, note, picks }) => [
        `${person.email}: ${picks.length === 0 ? 'nothing yet' : count(picks.length, 'photo')}`,
        ...(note === '' ? [] : [`  “${note.replace(/\s+/g, ' ')}”`]),
        ...tableLines(
          [
            { title: '  FILE', value: (pick) => `  ${pick.fileName}` },
            { title: 'HEART', value: (pick) => (pick.heart ? 'yes' : '') },
            { title: 'COLOUR', value: (pick) => (pick.colour === 'none' ? '' : pick.colour) },
            { title: 'NOTE', value: (pick) => pick.note },
          ],
          picks,
        ).slice(picks.length === 0 ? 1 : 0),
      ]),
    );
    return 0;
  };
}

export function extendShare(word: string, days: number): CommandWork {
  return async ({ session, terminal, answer }) => {
    const { id } = await findShare(session, word);
    const share = await session.call('shares.extend', { id, endsAtMs: terminal.now() + days * DAY_MS });
    answer(share, [`“${share.title}” ends ${formatTime(share.endsAtMs ?? 0)} now.`]);
    return 0;
  };
}

export function revokeShare(word: string, options: { person?: string; yes?: boolean }): CommandWork {
  return async ({ session, answer, confirm }) => {
    const found = await findShare(session, word);
    const email = options.person?.trim().toLowerCase();
    const person = found.recipients.find((one) => one.email.toLowerCase() === email);
    if (email !== undefined && !person)
      throw new UsageError(`“${found.title}” was not shared with ${options.person}.`);
    const whom = person ? person.email : 'everybody';
    if (
      !options.yes &&
      !(await confirm(`End “${found.title}” for ${whom}? What was seen may have been saved.`))
    )
      return 1;
    const share = await session.call('shares.revoke', {
      id: found.id,
      ...(person && { recipientId: person.id }),
    });
    const isThrough = person && share.state === 'live' ? !share.moving : share.cleanedAtMs !== null;
    answer(share, [
      isThrough
        ? `Ended for ${whom}. The store holds nothing of it any more${person ? ' that they could reach' : ''}.`
        : `Ended for ${whom}, but not all of it could be deleted yet: ${share.reason?.message ?? ''} CAOS goes on with it when it runs.`,
    ]);
    return isThrough ? 0 : 1;
  };
}

export function discardShare(word: string): CommandWork {
  return async ({ session, answer }) => {
    const { id, title } = await findShare(session, word);
    await session.call('shares.discard', { id });
    answer({ discarded: id }, [`“${title}” is forgotten.`]);
    return 0;
  };
}
