/** `caos groups …`, and `caos albums private|open|give|share|unshare`: whose an album is, and which people see it. */
import type { Command } from 'commander';
import { AppError, fromWire } from '../../src-shared/app-error';
import {
  type AlbumAccess,
  MAX_SHOWN,
  nameOf,
  type StandingShare,
} from '../../src-shared/domain/album-access';
import type { Group } from '../../src-shared/domain/group';
import { MailAddress } from '../../src-shared/domain/mail';
import type { ShareAllow } from '../../src-shared/domain/share';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { type Column, count, tableLines } from './format';
import { type Session, unlessInterrupted } from './session';

type Run = (work: CommandWork) => void;
const LOOK_AGAIN_MS = 500;

/** By id, or by its name, whatever its case. */
async function findGroup(session: Session, word: string): Promise<Group> {
  const wanted = word.normalize('NFC').trim().toLowerCase();
  const found = (await session.call('groups.list', {})).find(
    ({ id, name }) => id === wanted || name.normalize('NFC').toLowerCase() === wanted,
  );
  if (found) return found;
  throw new AppError('not-found', `There is no group “${word}” here. See them with: caos groups list`, {
    params: { name: word },
  });
}

/** `anna@example.org` or `Anna <anna@example.org>`. */
function memberOf(word: string): { email: string; name: string } {
  const [, name = '', inside] = /^(.*?)\s*<([^<>]+)>$/.exec(word.trim()) ?? [];
  const email = MailAddress.safeParse(inside ?? word.trim());
  if (!email.success) throw new UsageError(`“${word}” is no mail address.`);
  return { email: email.data, name };
}

export const accessWords = (access: AlbumAccess | undefined): string =>
  access === undefined
    ? 'all'
    : `${access.visibility === 'open' ? 'all' : 'private'}${access.mine ? '' : `, of ${nameOf(access.owner)}`}`;

/** What the two kinds of protection mean, in full. */
const protectionWords = (access: AlbumAccess | undefined): string =>
  access?.protection === 'store'
    ? 'The store keeps other users of it out. Who holds a key of the same account still reads everything.'
    : 'CAOS alone honours it: whoever holds a key of this store can read it with other programs.';

/** Until what the group sees is in line with its rows: pages up, keys changed. Throws what keeps it from going on. */
async function settled(
  { session, terminal }: Pick<CommandContext, 'session' | 'terminal'>,
  concerns: (row: StandingShare) => boolean,
): Promise<void> {
  let heard: () => void = () => undefined;
  const stop = session.onEvent(() => heard(), ['groups.changed', 'shares.changed']);
  try {
    for (;;) {
      const rows = (await session.call('groups.standing', {})).filter(concerns);
      const groups = new Map((await session.call('groups.list', {})).map((group) => [group.id, group]));
      let open = 0;
      for (const { shareId, groupId, ending, behind, rekeying } of rows) {
        if (shareId === null) {
          if (ending) open += 1;
          continue;
        }
        const share = await session.call('shares.get', { id: shareId });
        if (share.reason) throw fromWire(share.reason);
        const isOnItsWay = share.state === 'preparing' || share.state === 'uploading';
        if (ending || behind || rekeying || isOnItsWay || !groups.has(groupId)) open += 1;
      }
      if (open === 0) return;
      terminal.status('Bringing galleries in line …');
      let timer: NodeJS.Timeout | undefined;
      const change = new Promise<void>((resolve) => {
        heard = resolve;
        timer = setTimeout(resolve, LOOK_AGAIN_MS);
      });
      await unlessInterrupted(change, terminal.interrupted).finally(() => clearTimeout(timer));
    }
  } finally {
    stop();
    terminal.status('');
  }
}

const columns: Array<Column<Group>> = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'PEOPLE', value: ({ members }) => String(members.length), align: 'right' },
  { title: 'ADDRESSES', value: ({ members }) => members.map(({ email }) => email).join(', ') },
  { title: 'ID', value: ({ id }) => id },
];

export function groups(program: Command, run: Run): void {
  const group = program.command('groups').description('people whom albums are shown to');
  group
    .command('list')
    .description('list them, with who is in them')
    .action(() =>
      run(async ({ session, answer }) => {
        const all = await session.call('groups.list', {});
        const none = ['No groups yet. Make one: caos groups create NAME'];
        answer(all, all.length === 0 ? none : tableLines(columns, all));
        return 0;
      }),
    );
  group
    .command('create')
    .argument('<name>')
    .description('make an empty group')
    .action((name: string) =>
      run(async ({ session, answer }) => {
        if (name.trim() === '') throw new UsageError('A group needs a name.');
        const made = await session.call('groups.create', { name });
        answer(made, [`Made the group “${made.name}”.`]);
        return 0;
      }),
    );
  group
    .command('add')
    .argument('<group>', 'name or id')
    .argument('<mail...>', 'addresses, also as "Anna <anna@example.org>"')
    .description('put people into a group: they get a link and a code for each album that it sees')
    .action((word: string, mails: string[]) =>
      run(async (context) => {
        const { id } = await findGroup(context.session, word);
        const changed = await context.session.call('groups.add', { id, members: mails.map(memberOf) });
        await settled(context, ({ groupId }) => groupId === id);
        context.answer(changed, [
          `“${changed.name}” is ${count(changed.members.length, 'person', 'people')} now.`,
        ]);
        return 0;
      }),
    );
  group
    .command('remove')
    .argument('<group>', 'name or id')
    .argument('<mail...>', 'addresses')
    .description('take people out: their pages end, and all that the group sees is sealed under another key')
    .action((word: string, emails: string[]) =>
      run(async (context) => {
        const { id } = await findGroup(context.session, word);
        const changed = await context.session.call('groups.remove', { id, emails });
        await settled(context, ({ groupId }) => groupId === id);
        context.answer(changed, [
          `“${changed.name}” is ${count(changed.members.length, 'person', 'people')} now. Links that others have stay as they are.`,
        ]);
        return 0;
      }),
    );
  group
    .command('delete')
    .argument('<group>', 'name or id')
    .description('delete a group: the albums that it sees are not shown to it any more')
    .option('--yes', 'do not ask')
    .action((word: string, { yes = false }: { yes?: boolean }) =>
      run(async (context) => {
        const { session, answer, confirm } = context;
        const { id, name } = await findGroup(session, word);
        const sees = (await session.call('groups.standing', {})).filter(({ groupId }) => groupId === id);
        if (sees.length > 0 && !yes) {
          const what = `“${name}” sees ${count(sees.length, 'album')}. All their links end.`;
          if (!(await confirm(what))) {
            answer({ deleted: false }, ['Nothing was deleted.']);
            return 1;
          }
        }
        await session.call('groups.delete', { id });
        await settled(context, ({ groupId }) => groupId === id);
        answer({ id, name, deleted: true }, [`Deleted the group “${name}”.`]);
        return 0;
      }),
    );
}

export function setVisibility(word: string, visibility: 'open' | 'private'): CommandWork {
  return async ({ session, answer }) => {
    const { id } = await findAlbum(session, word);
    const album = await session.call('albums.setAccess', { id, visibility });
    const what =
      visibility === 'private'
        ? [`“${album.title}” is private now.`, protectionWords(album.access)]
        : [`“${album.title}” is open to all who use “${album.connectionName}”.`];
    answer(album, what);
    return 0;
  };
}

/** Added to `caos albums`. */
export function albumAccess(group: Command, run: Run): void {
  group
    .command('private')
    .argument('<album>', 'title or id')
    .description('only you see it, and the groups that you share it with; `albums open ALBUM` opens it again')
    .action((word: string) => run(setVisibility(word, 'private')));
  group
    .command('give')
    .argument('<album>', 'title or id')
    .argument('<mail>', 'whose it is from now on, also as "Anna <anna@example.org>"')
    .description('give an album of yours to somebody else; you can look at it, if it is open')
    .option('--yes', 'do not ask')
    .action((word: string, mail: string, { yes = false }: { yes?: boolean }) =>
      run(async ({ session, answer, confirm }) => {
        const { id, title } = await findAlbum(session, word);
        const owner = memberOf(mail);
        if (
          !yes &&
          !(await confirm(`“${title}” will belong to ${owner.email}: you cannot change it any more.`))
        ) {
          answer({ given: false }, ['Nothing was changed.']);
          return 1;
        }
        const album = await session.call('albums.setAccess', { id, owner });
        answer(album, [`“${album.title}” belongs to ${owner.email} now.`]);
        return 0;
      }),
    );
  group
    .command('share')
    .argument('<album>', 'title or id')
    .requiredOption('--group <group>', 'name or id')
    .option(
      '--allow <what>',
      'of view, download, original, pick, comment (default: view,download,pick,comment; of a group that sees it already, as it is)',
    )
    .description(
      'show an album to a group from now on, or change what the group may do; it follows the album and the group while CAOS runs',
    )
    .action((word: string, { group: name, allow }: { group: string; allow?: string }) =>
      run(async (context) => {
        const { session, answer } = context;
        const album = await findAlbum(session, word);
        const { id, members } = await findGroup(session, name);
        const concerns = (row: StandingShare): boolean => row.albumId === album.id && row.groupId === id;
        const both = { albumId: album.id, groupId: id };
        const seen = (await session.call('groups.standing', {})).find((row) => concerns(row) && !row.ending);
        if (!seen)
          await session.call('groups.share', {
            ...both,
            allow: allowOf(allow ?? 'view,download,pick,comment'),
          });
        else if (allow !== undefined) await session.call('groups.allow', { ...both, allow: allowOf(allow) });
        await settled(context, concerns);
        const row = (await session.call('groups.standing', {})).find(concerns);
        const notShown =
          row && row.notShown > 0
            ? [
                `${count(row.notShown, 'photo')} of it are not shown: a gallery holds ${MAX_SHOWN.toLocaleString('en')}. Divide the album to show them too.`,
              ]
            : [];
        answer(row, [
          members.length === 0
            ? `“${album.title}” will be shown to “${name}” as soon as somebody is in it.`
            : `“${album.title}” is shown to “${name}” (${count(members.length, 'person', 'people')}), and follows the album while CAOS runs.`,
          ...notShown,
        ]);
        return 0;
      }),
    );
  group
    .command('unshare')
    .argument('<album>', 'title or id')
    .requiredOption('--group <group>', 'name or id')
    .description('do not show it to that group any more: their links end, and the store’s copies are deleted')
    .action((word: string, { group: name }: { group: string }) =>
      run(async (context) => {
        const { session, answer } = context;
        const album = await findAlbum(session, word);
        const { id } = await findGroup(session, name);
        await session.call('groups.unshare', { albumId: album.id, groupId: id });
        await settled(context, (row) => row.albumId === album.id && row.groupId === id);
        answer({ albumId: album.id, groupId: id }, [`“${album.title}” is not shown to “${name}” any more.`]);
        return 0;
      }),
    );
}

function allowOf(words: string): ShareAllow {
  const wanted = new Set(words.split(',').map((word) => word.trim()));
  const known = ['view', 'download', 'original', 'pick', 'comment'];
  for (const word of wanted)
    if (!known.includes(word)) throw new UsageError(`--allow takes ${known.join(', ')}; not “${word}”.`);
  return {
    view: true,
    web: wanted.has('download') || wanted.has('original'),
    original: wanted.has('original'),
    pick: wanted.has('pick'),
    comment: wanted.has('comment'),
  };
}
