/** `caos received list|add|refresh|send|remove`: shares of others, opened on this computer. */
import type { Command } from 'commander';
import { AppError } from '../../src-shared/app-error';
import type { Received } from '../../src-shared/domain/received';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { type Column, count, formatTime, tableLines } from './format';
import { type Session, unlessInterrupted } from './session';

/** By id, the beginning of one, or its title when only one has it. */
async function findReceived(session: Session, word: string): Promise<Received> {
  const all = await session.call('received.list', {});
  const wanted = word.normalize('NFC').trim().toLowerCase();
  const byId = wanted.length >= 6 ? all.filter(({ id }) => id.startsWith(wanted)) : [];
  const titled = all.filter(({ title }) => title.normalize('NFC').toLowerCase() === wanted);
  const found = byId.length > 0 ? byId : titled;
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only)
    throw new AppError(
      'bad-input',
      `${found.length} shares that you received are called “${word}”. Use the id of the one you mean.`,
      { params: { name: word }, details: found.map(({ id }) => id).join(', ') },
    );
  throw new AppError('not-found', `You have received no share “${word}”. See them with: caos received list`, {
    params: { name: word },
  });
}

const states: Record<Received['state'], string> = {
  open: 'open',
  ended: 'ended',
  gone: 'not reachable any more',
};

const columns: Array<Column<Received>> = [
  { title: 'TITLE', value: ({ title }) => title },
  { title: 'FROM', value: ({ photographer }) => photographer.name || photographer.email },
  { title: 'STATE', value: ({ state }) => states[state] },
  { title: 'UNTIL', value: ({ endsAtMs }) => formatTime(endsAtMs) },
  { title: 'PHOTOS', value: ({ photoCount }) => String(photoCount), align: 'right' },
  { title: 'CHOICE SENT', value: ({ sentAtMs }) => (sentAtMs === null ? '' : formatTime(sentAtMs)) },
  { title: 'ID', value: ({ id }) => id },
];

const listReceived: CommandWork = async ({ session, answer }) => {
  const all = await session.call('received.list', {});
  const none = ['Nobody’s share was opened here yet. Open one: caos received add'];
  answer(all, all.length === 0 ? none : tableLines(columns, all));
  return 0;
};

async function ask({ terminal }: CommandContext, question: string, without: string): Promise<string> {
  if (!terminal.ask) throw new UsageError(without);
  return unlessInterrupted(terminal.ask.line(question), terminal.interrupted);
}

function addReceived(given: string | undefined, options: { code?: string }): CommandWork {
  return async (context) => {
    const { session, terminal, answer } = context;
    const link =
      given ??
      (await ask(context, 'Link from the mail:', 'Give the link from the mail: nobody can be asked here.'));
    const { host, way, known } = await session.call('received.look', { link });
    if (way === 'http')
      terminal.note(
        `Note: the way to ${host} is not encrypted by https. The photos themselves are sealed all the same.`,
      );
    const code =
      options.code ??
      (known === null
        ? await ask(context, `Code for ${host}:`, 'Give the code with --code: nobody can be asked here.')
        : undefined);
    const received = await session.call('received.open', { link, ...(code !== undefined && { code }) });
    const from = received.photographer.name || 'its sender';
    answer(received, [
      `“${received.title}” from ${from} is an album here now: ${count(received.photoCount, 'photo')}, until ${formatTime(received.endsAtMs)}.`,
      `See them: caos assets list --album "${received.title}"`,
    ]);
    return 0;
  };
}

function refreshReceived(word: string | undefined): CommandWork {
  return async ({ session, answer }) => {
    const id = word === undefined ? undefined : (await findReceived(session, word)).id;
    const now = await session.call('received.refresh', id ? { id } : {});
    answer(
      now,
      now.map(({ title, reason, photoCount }) =>
        reason ? `“${title}”: ${reason.message}` : `“${title}”: ${count(photoCount, 'photo')}, up to date.`,
      ),
    );
    return now.every(({ reason }) => reason === null) ? 0 : 1;
  };
}

function sendReceived(word: string, { message = '' }: { message?: string }): CommandWork {
  return async ({ session, answer }) => {
    const { id, title, photographer } = await findReceived(session, word);
    const { sent } = await session.call('received.send', { id, message });
    answer({ id, sent }, [
      `Your choice of ${count(sent, 'photo')} from “${title}” is sent to ${photographer.name || 'its sender'}.`,
    ]);
    return 0;
  };
}

function removeReceived(word: string, options: { yes?: boolean }): CommandWork {
  return async ({ session, answer, confirm }) => {
    const { id, title } = await findReceived(session, word);
    if (!options.yes && !(await confirm(`Remove “${title}” from this computer?`))) return 1;
    await session.call('received.remove', { id });
    answer({ removed: id }, [
      `“${title}” and everything of it on this computer is removed. The share itself is as it was.`,
    ]);
    return 0;
  };
}

export function received(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('received')
    .description('shares that others sent you, as albums to look at')
    .addHelpText(
      'after',
      '\nA share opens by the link and the code from its mails; the photos show beside your own albums and cannot be\n' +
        'changed. Stars, picks and colours that you set are your choice, which “send” brings to the photographer.\n' +
        '\nExamples:\n  caos received add\n  caos download --album "Wedding Kim" --to ~/Pictures\n' +
        '  caos edit IMG_0001.jpg --album "Wedding Kim" --rating 5\n  caos received send "Wedding Kim" --message "These ten, please."\n',
    );
  group
    .command('list', { isDefault: true })
    .description('list them with their state, newest first')
    .action(() => run(listReceived));
  group
    .command('add')
    .argument(
      '[link]',
      'the link from the mail (default: asked for, so that it stays out of the history of commands)',
    )
    .description('open one by its link and code; the same share under a new link is brought up to date')
    .option('--code <code>', 'the code (default: asked for)')
    .action((link: string | undefined, options: { code?: string }) => run(addReceived(link, options)));
  group
    .command('refresh')
    .argument('[share]', 'title or id (default: all)')
    .description('look whether anything changed')
    .action((word: string | undefined) => run(refreshReceived(word)));
  group
    .command('send')
    .argument('<share>', 'title or id')
    .description('send your choice to the photographer')
    .option('--message <words>', 'a few words with it')
    .action((word: string, options: { message?: string }) => run(sendReceived(word, options)));
  group
    .command('remove')
    .argument('<share>', 'title or id')
    .description('forget one, with everything of it on this computer')
    .option('--yes', 'do not ask')
    .action((word: string, options: { yes?: boolean }) => run(removeReceived(word, options)));
}
