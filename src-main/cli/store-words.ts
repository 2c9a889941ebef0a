/** The words of the command line about stores: connections and what lies on them. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandWork } from './command-context';
import { allFields, withConnectionOptions } from './connection-options';
import {
  addConnection,
  bringConnection,
  editConnection,
  findConnectionAccounts,
  listConnections,
  probeConnection,
  removeConnection,
} from './connections-commands';
import {
  cleanUnfinished,
  linkObject,
  listStorage,
  listUnfinished,
  removeObjects,
  showUsage,
  statStorage,
} from './storage-commands';

export function connections(program: Command, run: (work: CommandWork) => void): void {
  const group = program.command('connections').description('the stores that albums are kept on');
  const add = group
    .command('add')
    .description(
      'add a store; the secret (S3 secret key, Swift password) is read from CAOS_SECRET or asked for, never given as an option',
    )
    .requiredOption('--name <name>', 'what to call it')
    .option('--no-probe', 'do not try it now');
  withConnectionOptions(add, allFields)
    .addHelpText(
      'after',
      '\nExamples:\n  caos connections add --name Disk --kind local --root /mnt/photos\n' +
        '  caos connections add --name "My S3" --kind s3 --endpoint https://s3.example.com --region eu-1 --access-key AK123 --path-style\n' +
        '  caos connections add --name Backup --provider wasabi --region eu-central-1 --access-key AK123\n' +
        '  caos connections add --name Uni --kind swift --auth-url https://id.example.com:5000/v3 --user kim --project photos\n',
    )
    .action((options) => run(addConnection(options)));
  const edit = group
    .command('edit')
    .argument('<connection>', 'name or id')
    .description('change a store: its name, its secret, or any option of `add` but the kind')
    .option('--name <name>', 'the new name')
    .option('--new-secret', 'replace the secret by that of CAOS_SECRET, or ask for it')
    .option(
      '--prices <currency,stored,downloaded,writes>',
      'what the store charges: per GB and month, per GB downloaded, per 1,000 writes; - for one not known (USD,0.023,0.09,-); “list” for the public list prices again',
    )
    .option('--no-probe', 'do not try it now');
  withConnectionOptions(
    edit,
    allFields.filter((field) => field !== 'kind'),
  ).action((name: string, { newSecret, ...options }) =>
    run(editConnection(name, { ...options, ...(newSecret === true && { secret: true }) })),
  );
  group
    .command('list')
    .description('list them')
    .action(() => run(listConnections));
  group
    .command('probe')
    .argument('<connection>', 'name or id')
    .description('try everything CAOS may need of a store, in a scratch place that it cleans up')
    .action((name: string) => run(probeConnection(name)));
  group
    .command('found')
    .description('list the accounts that the AWS tools, rclone and OpenStack know on this computer')
    .option('--file <path>', 'look in this file (credentials, rclone.conf, clouds.yaml, openrc)')
    .action((options) => run(findConnectionAccounts(options)));
  group
    .command('bring')
    .argument('<account>', 'as `connections found` names it')
    .description('add one of those, with its secret')
    .option('--file <path>', 'the file it is in')
    .option('--name <name>', 'what to call it (default: as there)')
    .option('--no-probe', 'do not try it now')
    .action((account: string, options) => run(bringConnection(account, options)));
  group
    .command('remove')
    .argument('<connection>', 'name or id')
    .description('forget a store that holds no album here, and its secret')
    .action((name: string) => run(removeConnection(name)));
}

export function storage(program: Command, run: (work: CommandWork) => void): void {
  const group = program.command('storage').description('look into a store: buckets and objects as they are');
  const on = (command: Command): Command =>
    command.requiredOption('--on <connection>', 'name or id of the store');
  on(group.command('usage').description('how much it holds'))
    .option('--count', 'list every object where the store keeps no counts')
    .action((options) => run(showUsage(options)));
  on(
    group
      .command('ls')
      .argument('[path]', 'BUCKET or BUCKET/FOLDER/')
      .description('list buckets, or one folder of a bucket'),
  ).action((path: string | undefined, options) => run(listStorage(path, options)));
  on(
    group
      .command('stat')
      .argument('<path>', 'BUCKET or BUCKET/KEY')
      .description('tell all about a bucket or an object'),
  ).action((path: string, options) => run(statStorage(path, options)));
  on(
    group
      .command('rm')
      .argument('<path...>', 'BUCKET/KEY')
      .description('delete objects, after a confirmation'),
  )
    .option('--yes', 'do not ask')
    .action((paths: string[], options) => run(removeObjects(paths, options)));
  on(group.command('link').argument('<path>', 'BUCKET/KEY').description('make a link that ends by itself'))
    .option('--for <time>', 'how long it works, e.g. 12h or 7d', '24h')
    .option('--inline', 'show it in the browser instead of offering a download')
    .action((path: string, options) => run(linkObject(path, options)));
  group
    .command('unfinished')
    .argument('[connection]', 'name or id of the store (default: all)')
    .description('uploads that were begun and neither finished nor given up; they may cost money')
    .option('--bucket <bucket>', 'look in this bucket only (default: in those of the albums here)')
    .action((connection: string | undefined, options) => run(listUnfinished(connection, options)));
  group
    .command('clean')
    .argument('[connection]', 'name or id of the store (default: all)')
    .description('give unfinished uploads up; without --yes only tells which')
    .option(
      '--older-than <days>',
      'all that were begun so long ago and are not in use here (default: only those certainly left over)',
      daysOf,
    )
    .option('--bucket <bucket>', 'look in this bucket only (default: in those of the albums here)')
    .option('--yes', 'do it')
    .action((connection: string | undefined, options) => run(cleanUnfinished(connection, options)));
}

function daysOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number of days, 0 or more.');
}
