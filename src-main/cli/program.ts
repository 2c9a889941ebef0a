/** The words of the command line: which commands and options there are, and what `--help` says. */
import { Command } from 'commander';
import {
  createAlbum,
  deleteAlbum,
  editAlbum,
  listAlbums,
  openAlbum,
  refreshAlbum,
  showAlbum,
} from './albums-commands';
import { listAssets } from './assets-command';
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
import { runDoctor } from './doctor-command';
import { downloadAlbum } from './download-command';
import { importPaths } from './import-command';
import { linkObject, listStorage, removeObjects, showUsage, statStorage } from './storage-commands';
import { listTransfers, retryTransfers } from './transfers-commands';

export interface ProgramOutput {
  out(text: string): void;
  error(text: string): void;
}

export interface RawGlobalOptions {
  profile?: string;
  json?: boolean;
  verbose?: boolean;
}

/** `run` gets the chosen command; nothing else happens while parsing. Parsing throws CommanderError instead of ending the process. */
export function createProgram(
  version: string,
  output: ProgramOutput,
  run: (work: CommandWork) => void,
): Command {
  const program = new Command('caos')
    .description('CAOS keeps your photos on object storage that you own.')
    .version(version, '--version', 'print the version')
    .option('--profile <dir>', 'use the state in this folder instead of your own')
    .option('--json', 'print the answer as JSON on standard output')
    .option('--verbose', 'also say the technical details of errors')
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError('(Add --help to see how it is used.)')
    .addHelpText('after', programExamples);
  program.exitOverride().configureOutput({
    writeOut: output.out,
    writeErr: output.error,
    // What was typed after an option's `=` may be a secret typed at the wrong place.
    outputError: (text, write) => write(text.replace(/'(-[^'=\s]+)=[^']*'/g, "'$1'")),
  });

  connections(program, run);
  albums(program, run);
  storage(program, run);
  program
    .command('import')
    .argument('<path...>', 'folders or files')
    .description('store photos and videos in an album, made if missing, and wait until all are stored')
    .requiredOption('--album <title>', 'title or id of the album')
    .option('--on <connection>', 'where a new album is made (default: this computer)')
    .addHelpText(
      'after',
      '\nExamples:\n  caos import /media/card --album "Wedding Kim"\n  caos import a.jpg b.mov --album Trip --on "My S3"\n',
    )
    .action((paths: string[], options: { album: string; on?: string }) => run(importPaths(paths, options)));
  const assets = program.command('assets').description('photos and videos of an album');
  assets
    .command('list')
    .description('list them in order of their time')
    .requiredOption('--album <title>', 'title or id of the album')
    .action((options: { album: string }) => run(listAssets(options)));
  transfers(program, run);
  program
    .command('download')
    .description(
      'write every stored file of an album to a folder; files that are there are never overwritten',
    )
    .requiredOption('--album <title>', 'title or id of the album')
    .requiredOption('--to <dir>', 'the folder, made if missing')
    .addHelpText('after', '\nExample:\n  caos download --album "Wedding Kim" --to ~/Desktop/kim\n')
    .action((options: { album: string; to: string }) => run(downloadAlbum(options)));
  program
    .command('doctor')
    .description('versions, how secrets are kept, where things lie, and what does not work')
    .action(() => run(runDoctor));
  return program;
}

function connections(program: Command, run: (work: CommandWork) => void): void {
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

function albums(program: Command, run: (work: CommandWork) => void): void {
  const group = program.command('albums').description('albums, each one bucket of a store');
  group
    .command('create')
    .argument('<title>')
    .description('make an empty album')
    .option('--on <connection>', 'name or id of the store (default: this computer)')
    .option('--note <text>', 'a note kept with the album')
    .option('--bucket <name>', 'name of the bucket (default: made from the title)')
    .action((title: string, options) => run(createAlbum(title, options)));
  group
    .command('open')
    .description('open a bucket that holds photos already, as an album; nothing is written into it')
    .requiredOption('--on <connection>', 'name or id of the store')
    .requiredOption('--bucket <name>', 'the bucket or container')
    .option('--prefix <folder>', 'only this folder of it')
    .option('--title <title>', 'what to call it (default: its own title, or its place)')
    .action((options) => run(openAlbum(options)));
  group
    .command('refresh')
    .argument('<album>', 'title or id')
    .description('list its bucket again: what came, changed or went there')
    .action((album: string) => run(refreshAlbum(album)));
  group
    .command('list')
    .description('list them, newest first')
    .action(() => run(listAlbums));
  group
    .command('show')
    .argument('<album>', 'title or id')
    .description('show one')
    .action((album: string) => run(showAlbum(album)));
  group
    .command('edit')
    .argument('<album>', 'title or id')
    .description('change its title or note')
    .option('--title <title>', 'the new title')
    .option('--note <text>', 'the new note')
    .action((album: string, options) => run(editAlbum(album, options)));
  group
    .command('delete')
    .argument('<album>', 'title or id')
    .description('forget an album on this computer; its photos stay in the store')
    .option('--objects', 'also delete its photos from the store, after a confirmation')
    .option('--yes', 'do not ask')
    .action((album: string, options) => run(deleteAlbum(album, options)));
}

function storage(program: Command, run: (work: CommandWork) => void): void {
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
}

function transfers(program: Command, run: (work: CommandWork) => void): void {
  const group = program.command('transfers').description('what is being stored, was stored, or could not be');
  group
    .command('list')
    .description('list them, those under way first')
    .option('--album <title>', 'only those of this album (title or id)')
    .option('--state <state>', 'only those in this state, such as failed')
    .action((options) => run(listTransfers(options)));
  group
    .command('retry')
    .description('go on with everything unfinished, paused or failed, and wait until it is stored')
    .action(() => run(retryTransfers));
}

const programExamples = `
Examples:
  caos import /media/card --album "Wedding Kim"      store a card's photos, wait until all are stored
  caos albums list --json                            albums as JSON
  caos download --album "Wedding Kim" --to ./kim     write them to a folder
  CAOS_SECRET=… caos connections add --name "My S3" --kind s3 --endpoint https://s3.example.com --access-key AK123
  caos doctor                                        when something does not work

Exit codes: 0 done, 1 failed, 2 wrong usage. Beside a running CAOS the command uses that one.
`;
