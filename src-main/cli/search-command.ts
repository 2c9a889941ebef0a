/** `caos search`: photos of all albums, or of some, by their words and by what is known of them. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Asset } from '../../src-shared/domain/asset';
import { PhotoColour, PhotoFlag, unpackCull } from '../../src-shared/domain/cull';
import { cameraName, type PhotoQuery, PhotoSort } from '../../src-shared/domain/photo-list';
import { type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { type Column, count, formatBytes, tableLines } from './format';
import { oneOf, ratingsOf } from './photo-choice';

export interface SearchOptions {
  album?: string[];
  rating?: string;
  flag?: string;
  colour?: string;
  camera?: string[];
  lens?: string[];
  iso?: string;
  focal?: string;
  from?: string;
  to?: string;
  type?: string;
  orientation?: string;
  stored?: boolean;
  notStored?: boolean;
  duplicates?: string;
  place?: boolean;
  sort?: string;
  reverse?: boolean;
  trash?: boolean;
  limit: number;
}

/** The contract's most; more come page by page. */
const PAGE_ROWS = 5000;

/** Ends with 0 whether something was found or not; `--json` tells how many there are in all. */
export function searchPhotos(words: string[], options: SearchOptions): CommandWork {
  return async ({ session, answer, options: { json } }) => {
    const albums = await session.call('albums.list', {});
    const albumIds = [];
    for (const title of options.album ?? []) albumIds.push((await findAlbum(session, title)).id);
    const text = words.join(' ').trim();
    const list = {
      scope: options.trash ? ({ kind: 'trash' } as const) : ({ kind: 'everything' } as const),
      query: {
        ...queryOf(options),
        ...(text !== '' && { text }),
        ...(albumIds.length > 0 && { albumIds }),
      },
      sort: sortOf(options),
    };
    const items: Asset[] = [];
    let total = 0;
    do {
      const limit = Math.min(PAGE_ROWS, options.limit - items.length);
      const page = await session.call('assets.find', { list, offset: items.length, limit });
      total = page.total;
      if (page.items.length === 0) break;
      items.push(...page.items);
    } while (items.length < Math.min(total, options.limit));
    const titles = new Map<string, string>(albums.map(({ id, title }) => [id, title]));
    // A table of 100,000 rows that nobody reads takes a minute.
    answer({ total, items }, json ? [] : linesOf(items, total, titles));
    return 0;
  };
}

function linesOf(items: readonly Asset[], total: number, titles: ReadonlyMap<string, string>): string[] {
  if (total === 0) return ['No photo fits. Use fewer words or options.'];
  const columns: Array<Column<Asset>> = [
    { title: 'ALBUM', value: ({ albumId }) => titles.get(albumId) ?? '' },
    { title: 'FILE', value: ({ key }) => key },
    { title: 'TAKEN', value: ({ metadata }) => (metadata.takenAtLocal ?? '').slice(0, 16).replace('T', ' ') },
    { title: 'MARKS', value: marksOf },
    { title: 'CAMERA', value: ({ metadata }) => cameraName(metadata.cameraMake, metadata.cameraModel) ?? '' },
    { title: 'SIZE', value: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'right' },
  ];
  const rest = total - items.length;
  return [
    ...tableLines(columns, [...items]),
    ...(rest > 0 ? [`${count(total, 'photo')} in all; --limit ${total} shows them.`] : []),
  ];
}

function marksOf({ cull }: Asset): string {
  const { rating, flag, colour } = unpackCull(cull);
  return ['*'.repeat(rating), ...(flag === 'none' ? [] : [flag]), ...(colour === 'none' ? [] : [colour])]
    .filter((word) => word !== '')
    .join(' ');
}

/** Throws UsageError for what cannot be understood. */
export function queryOf(options: SearchOptions): PhotoQuery {
  if (options.stored && options.notStored)
    throw new UsageError('Give either --stored or --not-stored: a photo cannot be both.');
  return {
    ...(options.rating !== undefined && { ratings: ratingsOf(options.rating) }),
    ...(options.flag !== undefined && { flags: oneOf('--flag', PhotoFlag.options, options.flag) }),
    ...(options.colour !== undefined && { colours: oneOf('--colour', PhotoColour.options, options.colour) }),
    ...(options.camera && { cameras: options.camera }),
    ...(options.lens && { lenses: options.lens }),
    ...(options.iso !== undefined && { iso: rangeOf('--iso', options.iso) }),
    ...(options.focal !== undefined && { focalLengthMm: rangeOf('--focal', options.focal) }),
    ...((options.from !== undefined || options.to !== undefined) && {
      takenAtMs: {
        ...(options.from !== undefined && { from: dayOf('--from', options.from) }),
        ...(options.to !== undefined && { to: dayOf('--to', options.to) + 86_399_999 }),
      },
    }),
    ...(options.type !== undefined && {
      kinds: oneOf('--type', ['photo', 'raw', 'video'] as const, options.type),
    }),
    ...(options.orientation !== undefined && {
      orientation: oneOf('--orientation', ['landscape', 'portrait', 'square'] as const, options.orientation),
    }),
    ...(options.stored && { stored: true }),
    ...(options.notStored && { stored: false }),
    ...(options.duplicates !== undefined && {
      duplicates: onlyOne('--duplicates', ['same', 'similar'] as const, options.duplicates),
    }),
    ...(options.place !== undefined && { hasPlace: options.place }),
  };
}

function sortOf({ sort, reverse }: SearchOptions): PhotoSort {
  const by = sort === undefined ? 'own' : onlyOne('--sort', PhotoSort.shape.by.options.slice(1), sort);
  return { by, descending: reverse ?? false };
}

function onlyOne<T extends string>(option: string, allowed: readonly T[], word: string): T {
  const [first, second] = oneOf(option, allowed, word);
  if (first === undefined || second !== undefined) throw new UsageError(`${option} takes one word.`);
  return first;
}

/** `400`, `100-800`, `800+`. */
function rangeOf(option: string, text: string): { from?: number; to?: number } {
  const match = /^(\d+(?:\.\d+)?)(?:(\+)|-(\d+(?:\.\d+)?))?$/.exec(text);
  if (!match) throw new UsageError(`${option} is a number, 800+ or 100-800; not “${text}”.`);
  const from = Number(match[1]);
  if (match[2] === '+') return { from };
  return { from, to: match[3] === undefined ? from : Number(match[3]) };
}

function dayOf(option: string, text: string): number {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(atMs)) throw new UsageError(`${option} is a day like 2024-05-01, not “${text}”.`);
  return atMs;
}

const several = (value: string, values: string[] = []): string[] => [...values, value];

function limitOf(text: string): number {
  const limit = Number(text);
  if (/^\d{1,7}$/.test(text) && limit >= 1) return limit;
  throw new InvalidArgumentError('Give a number from 1 to 9999999.');
}

export function search(program: Command, run: (work: CommandWork) => void): void {
  program
    .command('search')
    .argument('[text...]', 'words of names, titles, captions, keywords, camera, lens and place')
    .description('find photos in all albums; each word must begin some word')
    .option('--album <title>', 'only in this album; may be given again', several)
    .option('--rating <stars>', '0 to 5, 3+ for three or more, 1-3')
    .option('--flag <flags>', 'pick, reject, none; several with commas')
    .option('--colour <colours>', 'red, yellow, green, blue, purple, none')
    .option('--camera <name>', 'make and model, as caos shows them; may be given again', several)
    .option('--lens <name>', 'the whole name of the lens; may be given again', several)
    .option('--iso <range>', '400, 100-800, 800+')
    .option('--focal <range>', 'focal length in mm: 50, 24-70, 200+')
    .option('--from <day>', 'taken on that day or later, like 2024-05-01')
    .option('--to <day>', 'taken on that day or before')
    .option('--type <types>', 'photo, raw, video')
    .option('--orientation <shapes>', 'landscape, portrait, square')
    .option('--stored', 'only what the store has')
    .option('--not-stored', 'only what the store does not have yet')
    .option('--duplicates <kind>', 'same: the very bytes are there twice; similar: looks alike, or a burst')
    .option('--place', 'only what has a place')
    .option('--no-place', 'only what has none')
    .option('--trash', 'search in the trash')
    .option('--sort <order>', 'time, name, rating, added, size, sharpness (default: time)')
    .option('--reverse', 'the other way round')
    .option('--limit <count>', 'so many at most', limitOf, 100)
    .addHelpText(
      'after',
      '\nWords in quotes are a phrase, a minus leaves out (after --).\n\nExamples:\n  caos search bride --rating 4+\n  caos search --camera "Canon EOS R5" --iso 3200+ --sort sharpness\n  caos search --json -- 서울 -night\n',
    )
    .action((words: string[], options: SearchOptions) => run(searchPhotos(words, options)));
}
