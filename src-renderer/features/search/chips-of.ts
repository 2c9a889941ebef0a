/** The filters of a search one by one, each as it can be named and taken away. */
import type { PhotoColour, PhotoFlag } from '../../../src-shared/domain/cull';
import type { PhotoQuery } from '../../../src-shared/domain/photo-list';
import type { AlbumId } from '../../../src-shared/units';

export type Range = { from?: number | undefined; to?: number | undefined };
export type RangeField = 'takenAtMs' | 'iso' | 'focalLengthMm' | 'sharpness';

export type Chip =
  | { field: 'text'; text: string }
  | { field: 'ratings'; ratings: number[] }
  | { field: 'flags'; flag: PhotoFlag }
  | { field: 'colours'; colour: PhotoColour }
  | { field: 'cameras' | 'lenses'; name: string }
  | { field: 'albumIds'; albumId: AlbumId }
  | { field: 'orientation'; orientation: 'landscape' | 'portrait' | 'square' }
  | { field: 'kinds'; kind: 'photo' | 'video' | 'raw' }
  | { field: RangeField; range: Range }
  | { field: 'stored' | 'hasPlace'; is: boolean }
  | { field: 'duplicates'; which: 'same' | 'similar' };

/** In the order of the filters' panel; the text stands in its own field and is no chip. */
export function chipsOf(query: PhotoQuery): Chip[] {
  const chips: Chip[] = [];
  const range = (field: RangeField): void => {
    const given = query[field];
    if (given && (given.from !== undefined || given.to !== undefined)) chips.push({ field, range: given });
  };
  if (query.ratings?.length) chips.push({ field: 'ratings', ratings: [...query.ratings].sort() });
  for (const flag of query.flags ?? []) chips.push({ field: 'flags', flag });
  for (const colour of query.colours ?? []) chips.push({ field: 'colours', colour });
  range('takenAtMs');
  for (const kind of query.kinds ?? []) chips.push({ field: 'kinds', kind });
  for (const orientation of query.orientation ?? []) chips.push({ field: 'orientation', orientation });
  for (const name of query.cameras ?? []) chips.push({ field: 'cameras', name });
  for (const name of query.lenses ?? []) chips.push({ field: 'lenses', name });
  range('iso');
  range('focalLengthMm');
  range('sharpness');
  if (query.stored !== undefined) chips.push({ field: 'stored', is: query.stored });
  if (query.hasPlace !== undefined) chips.push({ field: 'hasPlace', is: query.hasPlace });
  for (const albumId of query.albumIds ?? []) chips.push({ field: 'albumIds', albumId });
  if (query.duplicates !== undefined) chips.push({ field: 'duplicates', which: query.duplicates });
  return chips;
}

/** What the query's fields become without that chip; undefined: the field goes. */
export function without(query: PhotoQuery, chip: Chip): PhotoQuery {
  const left = <T>(values: readonly T[] | undefined, value: T): T[] | undefined => {
    const others = (values ?? []).filter((other) => other !== value);
    return others.length === 0 ? undefined : others;
  };
  switch (chip.field) {
    case 'flags':
      return { flags: left(query.flags, chip.flag) };
    case 'colours':
      return { colours: left(query.colours, chip.colour) };
    case 'cameras':
    case 'lenses':
      return { [chip.field]: left(query[chip.field], chip.name) };
    case 'albumIds':
      return { albumIds: left(query.albumIds, chip.albumId) };
    case 'orientation':
      return { orientation: left(query.orientation, chip.orientation) };
    case 'kinds':
      return { kinds: left(query.kinds, chip.kind) };
    default:
      return { [chip.field]: undefined };
  }
}

/** "3 or more" instead of "3, 4, 5": null when the stars are no such run up to five. */
export const atLeast = (ratings: readonly number[]): number | null => {
  const lowest = Math.min(...ratings);
  return lowest > 0 && ratings.length === 6 - lowest ? lowest : null;
};

/** One value of a field that takes several: in or out. */
export const toggled = <T>(values: readonly T[] | undefined, value: T): T[] | undefined => {
  const had = values ?? [];
  const next = had.includes(value) ? had.filter((other) => other !== value) : [...had, value];
  return next.length === 0 ? undefined : next;
};

/** A range with another end; undefined once it is open at both. */
export function rangeWith(
  range: Range | undefined,
  end: 'from' | 'to',
  value: number | undefined,
): Range | undefined {
  const next: Range = { ...range, [end]: value };
  if (next[end] === undefined) delete next[end];
  return next.from === undefined && next.to === undefined ? undefined : next;
}

/** What a date field holds (`2024-05-01`) as the first or last millisecond of that day, as the times of photos are kept; undefined: no date. */
export function dayBound(text: string, end: 'from' | 'to'): number | undefined {
  const startMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(startMs)) return undefined;
  return end === 'from' ? startMs : startMs + 86_399_999;
}

export const dayOf = (atMs: number | undefined): string =>
  atMs === undefined ? '' : new Date(atMs).toISOString().slice(0, 10);

/** As AssetMetadata.sharpness at 512 px: below it most eyes call a photo soft, above it sharp. */
export const SOFT_BELOW = 80;
export const SHARP_FROM = 400;
