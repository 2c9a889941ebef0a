/** The words of the command line: which commands and options there are, and what `--help` says. */
import { Command } from 'commander';
import { createAlbum, deleteAlbum, editAlbum, listAlbums, showAlbum } from './albums-commands';
import { listAssets } from './assets-command';
import type { CommandWork } from './command-context';
import { addConnection, listConnections, removeConnection, testConnection } from './connections-commands';
import { runDoctor } from './doctor-command';
import { downloadAlbum } from './download-command';
import { importPaths } from './import-command';
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
  group
    .command('add')
    .description(
      'add a store; the secret key is read from CAOS_SECRET or asked for, never given as an option',
    )
    .requiredOption('--name <name>', 'what to call it')
    .requiredOption('--kind <kind>', 'local or s3')
    .option('--root <dir>', 'local: the folder that holds the albums')
    .option('--endpoint <url>', 's3: address of the service (default: Amazon S3)')
    .option('--region <region>', 's3: region (default: us-east-1)')
    .option('--access-key <key>', 's3: access key')
    .option('--path-style', 's3: put the bucket into the path, as most self-run services need')
    .addHelpText(
      'after',
      '\nExamples:\n  caos connections add --name Disk --kind local --root /mnt/photos\n' +
        '  caos connections add --name "My S3" --kind s3 --endpoint https://s3.example.com --region eu-1 --access-key AK123 --path-style\n',
    )
    .action((options) => run(addConnection(options)));
  group
    .command('list')
    .description('list them')
    .action(() => run(listConnections));
  group
    .command('test')
    .argument('<connection>', 'name or id')
    .description('try what an album needs: reach, sign in, create, write, read, delete')
    .action((name: string) => run(testConnection(name)));
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
