/** The words of `caos request`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandWork } from './command-context';
import {
  collectRequests,
  createRequest,
  decideArrivals,
  discardRequest,
  endRequest,
  extendRequest,
  listArrivals,
  listRequests,
  type RequestOptions,
  showRequest,
} from './request-commands';

function numberUpTo(most: number, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Give ${what} from 1 to ${most}.`);
  };
}
const days = numberUpTo(730, 'a number of days');

/** `500MB`, `5GB`, in decimal units. */
function sizeOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(MB|GB)$/i.exec(text.trim());
  const bytes = match ? Number(match[1]) * (match[2]?.toUpperCase() === 'GB' ? 1e9 : 1e6) : 0;
  if (bytes >= 1e6 && bytes <= 200e9) return Math.round(bytes);
  throw new InvalidArgumentError('Give a size from 1MB to 200GB, like 500MB or 5GB.');
}

export function request(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('request')
    .description('ask people without CAOS for photos')
    .addHelpText(
      'after',
      '\nEach person gets a link and a code of their own, and sends photos from any browser. They wait in an inbox,\n' +
        'checked, until you accept them into an album.\n' +
        '\nExamples:\n  caos request create --to kim@example.org --into "Wedding Kim" --days 7 --max-size 20GB\n' +
        '  caos request collect\n  caos request arrivals "Wedding Kim"\n  caos request accept "Wedding Kim"\n' +
        '  caos request end "Wedding Kim" --yes\n',
    );
  const one = (name: string): Command => group.command(name).argument('<request>', 'title or id');
  group
    .command('create')
    .description('make one, and wait until its pages are up; mails go into the Outbox')
    .requiredOption('--to <mail...>', 'whom')
    .requiredOption(
      '--into <album>',
      'title or id of the album for what is accepted; it travels through its store',
    )
    .option('--days <number>', 'how long it lasts', days, 14)
    .option('--max-files <number>', 'each person may send', numberUpTo(20_000, 'a number of files'), 500)
    .option('--max-size <size>', 'each person may send, like 500MB or 5GB', sizeOf, 10e9)
    .option('--kinds <what>', 'photos, raw, videos: with commas', 'photos,raw,videos')
    .option('--title <words>', 'what it is called (default: the album)')
    .option('--message <words>', 'what the people read')
    .option('--language <en|ko>', 'of mails and page', 'en')
    .option('--show-code', 'print the codes, and do not mail them')
    .action((options: RequestOptions) => run(createRequest(options)));
  group
    .command('list', { isDefault: true })
    .description('list them with their state, newest first')
    .action(() => run(listRequests));
  one('show')
    .option('--show-code', 'with the codes: keep them to yourself')
    .description('its people, their links and how much came')
    .action((word: string, options: { showCode?: boolean }) => run(showRequest(word, options)));
  one('arrivals')
    .description('what was sent, by whom, and what became of it')
    .action((word: string) => run(listArrivals(word)));
  group
    .command('collect')
    .argument('[request]', 'title or id (default: all that are live)')
    .description('look now for what people sent')
    .action((word: string | undefined) => run(collectRequests(word)));
  one('accept')
    .argument('[photo...]', 'ids of arrivals (default: all that wait)')
    .description('take photos into the album')
    .action((word: string, ids: string[]) => run(decideArrivals('accept', word, ids)));
  one('decline')
    .argument('[photo...]', 'ids of arrivals (default: all that wait or were refused)')
    .option('--yes', 'do not ask')
    .description('delete photos, here and in the store')
    .action((word: string, ids: string[], options: { yes?: boolean }) =>
      run(decideArrivals('decline', word, ids, options)),
    );
  one('extend')
    .requiredOption('--days <number>', 'from now', days)
    .description('let it end later (or sooner)')
    .action((word: string, options: { days: number }) => run(extendRequest(word, options.days)));
  for (const name of ['end', 'revoke'])
    one(name)
      .option('--person <mail>', 'only for this person')
      .option('--yes', 'do not ask')
      .description(
        name === 'end'
          ? 'fetch what was sent whole, then delete what the store holds of it'
          : 'the same as end',
      )
      .action((word: string, options: { person?: string; yes?: boolean }) => run(endRequest(word, options)));
  one('discard')
    .description('forget a draft, or one that has ended and is decided')
    .action((word: string) => run(discardRequest(word)));
}
