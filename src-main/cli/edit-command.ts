/** `caos edit`: sets stars, flag, colour and words on photos; they go into the sidecars beside them. */
import type { Command } from 'commander';
import { PhotoColour } from '../../src-shared/domain/cull';
import { EditChange } from '../../src-shared/domain/edits';
import { type CommandWork, UsageError } from './command-context';
import { count } from './format';
import { choosePhotos } from './photo-choice';
import type { Session } from './session';

export interface EditOptions {
  album?: string;
  from?: string;
  text?: string;
  photo?: string;
  rating?: string;
  pick?: boolean;
  reject?: boolean;
  unflag?: boolean;
  colour?: string;
  title?: string;
  caption?: string;
  creator?: string;
  copyright?: string;
  keyword?: string[];
  removeKeyword?: string[];
  template?: string;
}

/** Answers how many are different now. What is still to go into sidecars is sent while the command ends, or waits for the next start. */
export function editPhotos(keys: string[], options: EditOptions): CommandWork {
  return async ({ session, answer }) => {
    const change = { ...(await templateOf(session, options.template)), ...changeOf(options) };
    if (Object.keys(change).length === 0)
      throw new UsageError('Say what to set, for example: --rating 4, --pick, --title T, --keyword K.');
    const { album, from, text, photo } = options;
    const ids = await choosePhotos(session, keys, {
      ...(album !== undefined && { album }),
      ...(from !== undefined && { from }),
      ...(text !== undefined && { text }),
      ...(photo !== undefined && { assets: photo }),
    });
    if (ids === null)
      throw new UsageError('Say which photos: --album TITLE, --from SELECTION or --photo ID.');
    const { changed } =
      ids.length === 0 ? { changed: 0 } : await session.call('edits.apply', { ids, change });
    const status = await session.call('edits.status', {});
    answer({ photoCount: ids.length, changed, status }, [
      `Changed ${changed} of ${count(ids.length, 'photo')}.`,
      ...(status.waitingFor === 'permission'
        ? [
            'Nothing is written into a bucket of somebody else unasked. To allow it: caos albums edit ALBUM --sidecars yes',
          ]
        : []),
      ...(status.error === null ? [] : [status.error.message]),
    ]);
    return 0;
  };
}

async function templateOf(session: Session, name: string | undefined): Promise<EditChange> {
  if (name === undefined) return {};
  const { metadataTemplates } = await session.call('settings.get', {});
  const template = metadataTemplates.find((one) => one.name === name);
  if (template) return template.change;
  const known = metadataTemplates.map((one) => `“${one.name}”`).join(', ');
  throw new UsageError(
    known === ''
      ? 'There is no template yet. Make one in Settings.'
      : `There is no such template. There are: ${known}.`,
  );
}

function changeOf(options: EditOptions): EditChange {
  const { rating, colour, title, caption, creator, copyright, keyword, removeKeyword } = options;
  const flags = (['pick', 'reject', 'unflag'] as const).filter((name) => options[name]);
  if (flags.length > 1) throw new UsageError('Only one of --pick, --reject and --unflag.');
  const [flag] = flags;
  if (rating !== undefined && !/^[0-5]$/.test(rating))
    throw new UsageError('--rating is a number of stars, 0 to 5.');
  const chosen = PhotoColour.options.find((one) => one === colour);
  if (colour !== undefined && chosen === undefined)
    throw new UsageError(`--colour is one of: ${PhotoColour.options.join(', ')}.`);
  const parsed = EditChange.safeParse({
    rating: rating === undefined ? undefined : Number(rating),
    flag: flag === 'unflag' ? 'none' : flag,
    colour: chosen,
    title,
    caption,
    creator,
    copyright,
    addKeywords: keyword,
    removeKeywords: removeKeyword,
  });
  if (!parsed.success)
    throw new UsageError('A keyword is empty or longer than 200 letters, or a text longer than 4000.');
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}

const collected = (word: string, words: string[] | undefined): string[] => [...(words ?? []), word];

export function edit(program: Command, run: (work: CommandWork) => void): void {
  program
    .command('edit')
    .argument('[key...]', 'keys of photos in the album; folders end with / (default: all of it)')
    .description('set stars, flag, colour and words on photos; the files themselves are never changed')
    .option('--album <title>', 'photos of this album (title or id)')
    .option('--from <selection>', 'photos of this selection')
    .option(
      '--text <words>',
      'photos with these words in their name, caption, keywords, camera, lens or place',
    )
    .option('--photo <ids>', 'these photos, by id: 12,40,41')
    .option('--rating <stars>', '0 to 5 stars')
    .option('--pick', 'flag as picked')
    .option('--reject', 'flag as rejected')
    .option('--unflag', 'take the flag away')
    .option('--colour <colour>', 'red, yellow, green, blue, purple or none')
    .option('--title <text>', '"" for none')
    .option('--caption <text>', '"" for none')
    .option('--creator <text>', '"" for none')
    .option('--copyright <text>', '"" for none')
    .option('--keyword <word>', 'add a keyword; may be given several times', collected)
    .option('--remove-keyword <word>', 'take a keyword away; may be given several times', collected)
    .option('--template <name>', 'what this template of Settings says')
    .addHelpText(
      'after',
      '\nExamples:\n  caos edit --album "Wedding Kim" IMG_0412.CR3 --rating 5 --pick\n' +
        '  caos edit --album "Wedding Kim" --copyright "© 2026 Kim Jiyoon" --keyword wedding --keyword Jeju\n',
    )
    .action((keys: string[], options: EditOptions) => run(editPhotos(keys, options)));
}
