/** The words of `caos selections`. */
import type { Command } from 'commander';
import type { CommandWork } from './command-context';
import type { PhotoChoice } from './photo-choice';
import {
  addPhotos,
  compareTwo,
  createSelection,
  deleteSelection,
  duplicateSelection,
  type ExportOptions,
  editSelection,
  exportPhotos,
  listSelections,
  mergeSelections,
  removePhotos,
  showSelection,
} from './selections-commands';

/** Ways to say which photos. */
const withChoice = (command: Command): Command =>
  command
    .option('--album <title>', 'of this album (title or id)')
    .option('--from <selection>', 'of this selection')
    .option('--rating <stars>', 'with so many stars: 3, 3+ or 1-2')
    .option('--flag <flag>', 'with this flag: pick, reject, none')
    .option('--colour <colour>', 'with this colour: red, yellow, green, blue, purple, none')
    .option('--text <words>', 'with these words in their name, caption, keywords, camera, lens or place')
    .option('--assets <ids>', 'these, by id: 12,40,41');

const keysHelp = 'keys of photos in the album; folders end with / (default: all that fit)';

export function selections(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('selections')
    .description('selections: named, ordered sets of photos across albums; no photo is copied or moved')
    .addHelpText(
      'after',
      '\nExamples:\n  caos selections create "Album picks" --album "Wedding Kim" --rating 4+\n' +
        '  caos selections add "Album picks" --album "Wedding Kim" IMG_0412.JPG "day 2/"\n' +
        '  caos selections compare "Album picks" "Client picks" --only-here\n' +
        '  caos selections export "Album picks" --as names --to picks.txt\n',
    );
  group
    .command('list', { isDefault: true })
    .description('list them')
    .action(() => run(listSelections));
  group
    .command('show')
    .argument('<selection>', 'name or id')
    .description('show one with its photos, in order')
    .action((selection: string) => run(showSelection(selection)));
  withChoice(
    group
      .command('create')
      .argument('<name>')
      .argument('[key...]', keysHelp)
      .description('make one, empty or with photos')
      .option('--note <text>', 'a note kept with it'),
  ).action((name: string, keys: string[], options: PhotoChoice & { note?: string }) =>
    run(createSelection(name, keys, options)),
  );
  withChoice(
    group
      .command('add')
      .argument('<selection>', 'name or id')
      .argument('[key...]', keysHelp)
      .description('add photos at its end; each is in it once'),
  ).action((selection: string, keys: string[], options: PhotoChoice) =>
    run(addPhotos(selection, keys, options)),
  );
  withChoice(
    group
      .command('remove-photos')
      .argument('<selection>', 'name or id')
      .argument('[key...]', keysHelp)
      .description('take photos out of it; they stay in their albums'),
  ).action((selection: string, keys: string[], options: PhotoChoice) =>
    run(removePhotos(selection, keys, options)),
  );
  group
    .command('rename')
    .argument('<selection>', 'name or id')
    .argument('<name>', 'the new name')
    .description('give it another name')
    .action((selection: string, name: string) => run(editSelection(selection, { name })));
  group
    .command('note')
    .argument('<selection>', 'name or id')
    .argument('<text>', 'the new note; "" for none')
    .description('change its note')
    .action((selection: string, note: string) => run(editSelection(selection, { note })));
  group
    .command('delete')
    .argument('<selection>', 'name or id')
    .description('delete it, here and in the buckets of its albums; its photos stay')
    .action((selection: string) => run(deleteSelection(selection)));
  group
    .command('duplicate')
    .argument('<selection>', 'name or id')
    .argument('[name]', 'of the new one')
    .description('make another one with the same photos, note and cover')
    .action((selection: string, name: string | undefined) => run(duplicateSelection(selection, name)));
  group
    .command('merge')
    .argument('<selection...>', 'names or ids; the order of the first, then what the others have besides')
    .description('make a new one of several')
    .requiredOption('--into <name>', 'name of the new one')
    .action((names: string[], options: { into: string }) => run(mergeSelections(names, options)));
  group
    .command('compare')
    .argument('<one>', 'name or id')
    .argument('<other>', 'name or id')
    .description('tell how many photos are in both and in one of them only')
    .option('--only-here', 'list those that are only in the first')
    .option('--both', 'list those that are in both')
    .action((one: string, other: string, options: { onlyHere?: boolean; both?: boolean }) =>
      run(compareTwo(one, other, options)),
    );
  group
    .command('export')
    .argument('<selection>', 'name or id')
    .description('write it for other programs, or bring its photos here')
    .requiredOption(
      '--as <form>',
      'names (file names, one a line), csv, xmp (sidecars), folder or zip (the photos)',
    )
    .requiredOption('--to <path>', 'the file; the folder for xmp and folder')
    .option('--comma', 'names: all on one line, for the search of another program')
    .option('--no-extensions', 'names: without .JPG, .CR3 and so on')
    .option('--replace', 'replace a file that is there; xmp: add to sidecars, keeping what others wrote')
    .option(
      '--without-location',
      'folder: leave out where photos were taken; those that cannot be cleaned are named',
    )
    .action((selection: string, options: ExportOptions) => run(exportPhotos(selection, options)));
}
