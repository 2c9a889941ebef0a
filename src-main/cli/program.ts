/** The words of the command line: which commands and options there are, and what `--help` says. */
import { Command, InvalidArgumentError } from 'commander';
import type { AppOverrides } from '../app';
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
import { runDoctor } from './doctor-command';
import { type DownloadOptions, downloadPhotos } from './download-command';
import { edit } from './edit-command';
import { albumAccess, groups, setVisibility } from './groups-commands';
import { type ImportOptions, importPaths } from './import-command';
import { ingestPaths, listCards } from './ingest-command';
import { showJournal } from './journal-command';
import { mail } from './mail-commands';
import { outbox } from './outbox-commands';
import { showReceipt } from './receipt-command';
import { received } from './received-commands';
import { request } from './request-words';
import { search } from './search-command';
import { selections } from './selections-words';
import { share } from './share-words';
import { signIn } from './sign-in-command';
import { connections, storage } from './store-words';
import {
  cancelTransfers,
  listTransfers,
  pauseTransfers,
  putFirst,
  retryTransfers,
  showTransfer,
} from './transfers-commands';
import { trash } from './trash-commands';

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
  run: (work: CommandWork, overrides?: AppOverrides) => void,
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
  groups(program, run);
  selections(program, run);
  share(program, run);
  received(program, run);
  request(program, run);
  edit(program, run);
  search(program, run);
  trash(program, run);
  mail(program, run);
  outbox(program, run);
  signIn(program, run);
  storage(program, run);
  program
    .command('import')
    .argument('<path...>', 'folders or files')
    .description('store photos and videos in an album, made if missing, and wait until all are stored')
    .requiredOption('--album <title>', 'title or id of the album')
    .option('--on <connection>', 'where a new album is made (default: this computer)')
    .option(
      '--no-pictures',
      'only store now; metadata and thumbnails are read while CAOS runs, or at its next start',
    )
    .option(
      '--parallel <count>',
      'requests at once, 1 to 64 (default: adapted to the link); for this run only',
      parallelOf,
    )
    .option(
      '--receipt',
      'ask the store and the card for every file at the end; fails unless it is safe to format',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  caos import /media/card --album "Wedding Kim"\n  caos import a.jpg b.mov --album Trip --on "My S3"\n',
    )
    .action((paths: string[], options: ImportOptions) =>
      run(
        importPaths(paths, options),
        options.parallel === undefined ? {} : { maxParallel: options.parallel },
      ),
    );
  ingests(program, run);
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
      'bring the stored photos of an album here, into a folder or one ZIP; nothing is overwritten unasked, and an interrupted download goes on',
    )
    .option('--album <title>', 'title or id of the album')
    .option('--to <dir>', 'the folder, made if missing')
    .option('--zip <file>', 'one ZIP instead of a folder')
    .option('--select <key...>', 'only these photos of the album, by key; folders end with /')
    .option('--assets <ids>', 'these photos, of any albums, by id: 12,40,41')
    .option(
      '--on-conflict <choice>',
      'where another file has the name: ask (default: tell at the end), keep-both, replace, leave-out',
    )
    .option(
      '--without-location',
      'leave out where photos were taken (only with --to); those that cannot be cleaned for certain are named',
    )
    .option('--parallel <count>', 'requests at once, 1 to 64 (default: 16); for this run only', parallelOf)
    .addHelpText(
      'after',
      '\nExamples:\n  caos download --album "Wedding Kim" --to ~/Desktop/kim\n  caos download --album Trip --select "day 1/" --zip trip.zip\n',
    )
    .action((options: DownloadOptions) =>
      run(downloadPhotos(options), options.parallel === undefined ? {} : { maxParallel: options.parallel }),
    );
  program
    .command('receipt')
    .description('say whether the card may be formatted: what the store confirmed of every file of it')
    .requiredOption('--album <title>', 'title or id of the album')
    .option('--import <id>', 'only this import of it (default: all)')
    .option('--recheck', 'ask the store about every file and look at the card, now')
    .option('--read-back', 'the same, and read every byte back from the store')
    .option(
      '--export <file>',
      'write it to a file that ends with .csv, .json or .pdf; may be given again',
      (file: string, files: string[]) => [...files, file],
      [],
    )
    .option('--replace', 'replace files that are there')
    .addHelpText(
      'after',
      '\nEnds with 0 only when it is safe.\n\nExamples:\n  caos receipt --album "Wedding Kim" --recheck\n  caos receipt --album "Wedding Kim" --read-back --export receipt.pdf\n',
    )
    .action((options) => run(showReceipt(options)));
  program
    .command('journal')
    .description('what happened: imports, failures, connections that did not answer, pauses')
    .option('--last <count>', 'so many of the newest', entriesOf, 50)
    .action((options: { last: number }) => run(showJournal(options)));
  program
    .command('doctor')
    .description('versions, how secrets are kept, where things lie, and what does not work')
    .action(() => run(runDoctor));
  return program;
}

/** As many as one answer brings. */
function entriesOf(text: string): number {
  const last = Number(text);
  if (/^\d{1,4}$/.test(text) && last >= 1 && last <= 1000) return last;
  throw new InvalidArgumentError('Give a number from 1 to 1000.');
}

/** As Settings allow. */
function parallelOf(text: string): number {
  const count = Number(text);
  if (/^\d{1,2}$/.test(text) && count >= 1 && count <= 64) return count;
  throw new InvalidArgumentError('Give a number from 1 to 64.');
}

function ingests(program: Command, run: (work: CommandWork) => void): void {
  const each = (value: string, before: string[]): string[] => [...before, value];
  program
    .command('ingest')
    .argument('<path...>', 'a camera card, or folders')
    .description(
      'take a card to an album and to up to two more places at once, wait, and say whether it may be formatted',
    )
    .requiredOption(
      '--album <title>',
      'title or id of the album, made if missing; with --split the beginning of titles',
    )
    .option('--on <connection>', 'where a new album is made (default: this computer)')
    .option('--copy-to <dir>', 'also into this backup folder; may be given twice', each, [])
    .option('--copy-on <connection>', 'also on this connection; may be given twice', each, [])
    .option('--name <template>', 'new names, e.g. {date}_{camera}_{seq} (default: as on the card)')
    .option('--first-number <number>', 'where {seq} begins (default: 1)')
    .option('--shoot <word>', 'what {shoot} stands for')
    .option('--split <by>', 'an album for each day, or for each shoot')
    .option('--gap <hours>', 'a break of so many hours begins another shoot (default: 6)')
    .option('--skip-known', 'leave out what any album holds already, once its store confirmed it')
    .option('--eject', 'eject the card when it is safe to format')
    .option('--preview', 'only say which names and albums there would be')
    .addHelpText(
      'after',
      '\nFields of names: {date} {time} {year} {month} {day} {camera} {make} {lens} {iso} {name} {folder} {seq} {shoot}; {seq:6} has six digits, / makes folders.\n' +
        '\nExamples:\n  caos ingest /media/EOS_DIGITAL --album "Wedding Kim" --copy-to /mnt/backup --name "{date}/{time}_{seq}" --eject\n' +
        '  caos ingest ./card --album Seoul --on "My S3" --split day --preview\n' +
        '\nExit code 0 only when every file was confirmed by its store.\n',
    )
    .action((paths: string[], options) => run(ingestPaths(paths, options)));
  program
    .command('cards')
    .description('list the camera cards that are plugged in')
    .action(() => run(listCards));
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
    .argument('[album]', 'a private album (title or id): it is open to all who use its connection again')
    .description('open a bucket that holds photos already, as an album; nothing is written into it')
    .option('--on <connection>', 'name or id of the store')
    .option('--bucket <name>', 'the bucket or container')
    .option('--prefix <folder>', 'only this folder of it')
    .option('--title <title>', 'what to call it (default: its own title, or its place)')
    .action((album: string | undefined, options) =>
      run(album === undefined ? openAlbum(options) : setVisibility(album, 'open')),
    );
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
    .description('change its title, its note, or whether sidecars are written')
    .option('--title <title>', 'the new title')
    .option('--note <text>', 'the new note')
    .option('--sidecars <yes|no>', 'write what is set on its photos into .xmp files beside them')
    .action((album: string, options) => run(editAlbum(album, options)));
  group
    .command('delete')
    .argument('<album>', 'title or id')
    .description('forget an album on this computer; its photos stay in the store')
    .option('--objects', 'also delete its photos from the store, after a confirmation')
    .option('--yes', 'do not ask')
    .action((album: string, options) => run(deleteAlbum(album, options)));
  albumAccess(group, run);
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
    .command('show')
    .argument('<id>', 'as `transfers list` tells it')
    .description('tell every step of one, with its time')
    .action((id: string) => run(showTransfer(id)));
  group
    .command('pause')
    .argument('[id...]', 'only these (default: all)')
    .description('stop for now; nothing that was sent is lost')
    .action((ids: string[]) => run(pauseTransfers(ids)));
  group
    .command('cancel')
    .argument('<id...>', 'these')
    .description('do not store these files')
    .action((ids: string[]) => run(cancelTransfers(ids)));
  group
    .command('first')
    .argument('<id...>', 'these')
    .description('store these before all others')
    .option('--undo', 'let them take their place again')
    .action((ids: string[], { undo }: { undo?: boolean }) => run(putFirst(ids, undo !== true)));
  group
    .command('retry')
    .description('go on with everything unfinished, paused or failed, and wait until it is stored')
    .action(() => run(retryTransfers));
}

const programExamples = `
Examples:
  caos import /media/card --album "Wedding Kim"      store a card's photos, wait until all are stored
  caos ingest /media/card --album Kim --copy-to ~/Backup   a card to two places, safe to format or not
  caos albums list --json                            albums as JSON
  caos download --album "Wedding Kim" --to ./kim     write them to a folder
  CAOS_SECRET=… caos connections add --name "My S3" --kind s3 --endpoint https://s3.example.com --access-key AK123
  caos doctor                                        when something does not work

Exit codes: 0 done, 1 failed, 2 wrong usage. Beside a running CAOS the command uses that one.
`;
