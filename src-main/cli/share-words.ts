/** The words of `caos share`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandWork } from './command-context';
import {
  addPeople,
  collectPicks,
  discardShare,
  extendShare,
  listShares,
  revokeShare,
  showPicks,
  showShare,
} from './share-commands';
import { type CreateOptions, createShare, sendShare } from './share-create';

const MOST_DAYS = 730;

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new InvalidArgumentError(`Give a number of days from 1 to ${MOST_DAYS}.`);
}

export function share(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('share')
    .description('code-locked galleries for people without CAOS')
    .addHelpText(
      'after',
      '\nEach person gets a link and a code of their own: whoever has both opens the gallery until it ends. Links to\n' +
        'photos on this computer open only while CAOS runs.\n' +
        '\nExamples:\n  caos share create --album "Wedding Kim" --to anna@example.org --days 14 --show-code\n' +
        '  caos share add "Wedding Kim" --to bo@example.org\n  caos share list\n  caos share collect\n  caos share revoke "Wedding Kim" --person anna@example.org --yes\n',
    );
  group
    .command('create')
    .description('make one, and wait until its pages are up; mails go into the Outbox')
    .option('--selection <name>', 'name or id of the selection to share')
    .option('--album <title>', 'title or id of the album to share')
    .requiredOption('--to <mail...>', 'for whom')
    .option('--days <number>', 'how long it lasts', daysOf, 14)
    .option(
      '--allow <what>',
      'view, download, original, pick, comment: with commas',
      'view,download,pick,comment',
    )
    .option('--title <words>', 'what it is called (default: the selection or album)')
    .option('--message <words>', 'what the people read')
    .option('--language <en|ko>', 'of mails and page', 'en')
    .option('--on <connection>', 'where it is stored (default: where the photos are)')
    .option('--watermark <words>', 'written over every picture')
    .option(
      '--keep-location',
      'originals may say where they were taken; without it that is taken out, and where it cannot be proven they are not offered',
    )
    .option('--hide-names', 'do not show file names')
    .option('--show-code', 'print the codes, and do not mail them')
    .action((options: CreateOptions) => run(createShare(options)));
  group
    .command('list', { isDefault: true })
    .description('list them with their state, newest first')
    .action(() => run(listShares));
  group
    .command('show')
    .argument('<share>', 'title or id')
    .option('--show-code', 'with the codes: keep them to yourself')
    .description('its people and their links')
    .action((word: string, options: { showCode?: boolean }) => run(showShare(word, options)));
  group
    .command('send')
    .argument('<share>', 'title or id')
    .description('go on with one that was interrupted or failed, and wait until it is live')
    .action((word: string) => run(sendShare(word)));
  group
    .command('add')
    .argument('<share>', 'title or id')
    .requiredOption('--to <mail...>', 'for whom')
    .option('--show-code', 'print the codes, and do not mail them')
    .description('more people for one that is live; the others keep their links')
    .action((word: string, options: { to: string[]; showCode?: boolean }) => run(addPeople(word, options)));
  group
    .command('collect')
    .argument('[share]', 'title or id (default: all that are live)')
    .description('look now for what people sent back')
    .action((word: string | undefined) => run(collectPicks(word)));
  group
    .command('picks')
    .argument('<share>', 'title or id')
    .description('what was chosen, by whom')
    .action((word: string) => run(showPicks(word)));
  group
    .command('extend')
    .argument('<share>', 'title or id')
    .requiredOption('--days <number>', 'from now', daysOf)
    .description('let it end later (or sooner)')
    .action((word: string, options: { days: number }) => run(extendShare(word, options.days)));
  group
    .command('revoke')
    .argument('<share>', 'title or id')
    .option('--person <mail>', 'only for this person')
    .option('--yes', 'do not ask')
    .description('end it at once and delete what the store holds of it')
    .action((word: string, options: { person?: string; yes?: boolean }) => run(revokeShare(word, options)));
  group
    .command('discard')
    .argument('<share>', 'title or id')
    .description('forget a draft, or one that has ended')
    .action((word: string) => run(discardShare(word)));
}
