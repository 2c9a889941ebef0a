/** Which photos a command is about: keys or folders of an album, what fits a filter, or ids. */
import { AppError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import { PhotoColour, PhotoFlag } from '../../src-shared/domain/cull';
import type { PhotoList, PhotoQuery } from '../../src-shared/domain/photo-list';
import { AssetId } from '../../src-shared/units';
import { UsageError } from './command-context';
import { findAlbum, findSelection } from './find-by-name';
import type { Session } from './session';

export interface PhotoChoice {
  album?: string;
  /** Another selection. */
  from?: string;
  /** `3`, `3+`, `1-2` */
  rating?: string;
  flag?: string;
  colour?: string;
  /** Words, as in the search field. */
  text?: string;
  /** Ids, with commas. */
  assets?: string;
}

/** Rows asked for at once; the contract's most. */
const PAGE_ROWS = 5000;

/** A list in its order, page by page. */
export async function* pagesOf(session: Session, list: PhotoList): AsyncGenerator<Asset[]> {
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const { total, items } = await session.call('assets.find', { list, offset, limit: PAGE_ROWS });
    yield items;
    if (offset + PAGE_ROWS >= total) return;
  }
}

/** null: nothing was said. Errors: UsageError, `not-found` for a key that is not in the album. */
export async function choosePhotos(
  session: Session,
  keys: string[],
  choice: PhotoChoice,
): Promise<AssetId[] | null> {
  const query = queryOf(choice);
  const filtered = Object.keys(query).length > 0;
  if (choice.assets !== undefined) {
    if (keys.length > 0 || filtered || choice.album !== undefined || choice.from !== undefined)
      throw new UsageError('--assets names the photos; leave the rest out.');
    return idsOf(choice.assets);
  }
  if (choice.album !== undefined && choice.from !== undefined)
    throw new UsageError('--album and --from do not go together.');
  if (keys.length > 0 && choice.album === undefined)
    throw new UsageError('Say which album these are in: --album TITLE.');
  if (choice.album === undefined && choice.from === undefined && !filtered) return null;
  const scope: PhotoList['scope'] =
    choice.album !== undefined
      ? { kind: 'album', albumId: (await findAlbum(session, choice.album)).id }
      : choice.from !== undefined
        ? { kind: 'selection', selectionId: (await findSelection(session, choice.from)).id }
        : { kind: 'everything' };
  const list: PhotoList = { scope, query, sort: { by: 'own', descending: false }, stacks: 'open' };
  return keys.length === 0 ? allOf(session, list) : withKeys(session, list, keys);
}

async function allOf(session: Session, list: PhotoList): Promise<AssetId[]> {
  const ids: AssetId[] = [];
  for await (const page of pagesOf(session, list)) for (const { id } of page) ids.push(id);
  return ids;
}

/** In the order that was typed; a key that ends with `/` is a folder, in the order of the album. */
async function withKeys(session: Session, list: PhotoList, keys: string[]): Promise<AssetId[]> {
  const wanted = keys.map((key) => key.normalize('NFC'));
  const found = new Map<string, AssetId[]>(wanted.map((key) => [key, []]));
  for await (const page of pagesOf(session, list))
    for (const { id, key } of page)
      for (const [want, ids] of found)
        if (key === want || (want.endsWith('/') && key.startsWith(want))) ids.push(id);
  for (const [key, ids] of found)
    if (ids.length === 0)
      throw new AppError(
        'not-found',
        `“${key}” is not in the album${Object.keys(list.query).length > 0 ? ' or does not fit the filter' : ''}. See its photos with: caos assets list`,
        { params: { key } },
      );
  return [...found.values()].flat();
}

function idsOf(text: string): AssetId[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => {
      const parsed = AssetId.safeParse(Number(word));
      if (!parsed.success)
        throw new UsageError(`“${word}” is no id of a photo. See them with: caos selections show`);
      return parsed.data;
    });
}

function queryOf({ rating, flag, colour, text }: PhotoChoice): PhotoQuery {
  return {
    ...(rating !== undefined && { ratings: ratingsOf(rating) }),
    ...(flag !== undefined && { flags: oneOf('--flag', PhotoFlag.options, flag) }),
    ...(colour !== undefined && { colours: oneOf('--colour', PhotoColour.options, colour) }),
    ...(text !== undefined && { text }),
  };
}

/** `3+` is three and more, `1-2` from one to two. */
export function ratingsOf(words: string): number[] {
  const match = /^([0-5])(?:(\+)|-([0-5]))?$/.exec(words);
  if (!match) throw new UsageError('--rating is a number of stars: 3, 3+ or 1-2.');
  const from = Number(match[1]);
  const to = match[2] ? 5 : match[3] === undefined ? from : Number(match[3]);
  if (to < from) throw new UsageError('--rating goes from fewer stars to more: 1-2.');
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

/** Several with commas. */
export function oneOf<T extends string>(option: string, allowed: readonly T[], words: string): T[] {
  return words.split(',').map((word) => {
    const found = allowed.find((one) => one === word.trim());
    if (found === undefined) throw new UsageError(`${option} is one of: ${allowed.join(', ')}.`);
    return found;
  });
}
