/** Filters as chips: each can be taken away by itself, and ranges and days mean what the fields say. */
import { expect, it } from 'vitest';
import {
  atLeast,
  chipsOf,
  dayBound,
  dayOf,
  rangeWith,
  toggled,
  without,
} from '../../../src-renderer/features/search/chips-of';
import { PhotoQuery } from '../../../src-shared/domain/photo-list';

const album = '00000000-0000-4000-8000-000000000001';
const everything = PhotoQuery.parse({
  text: 'kim',
  takenAtMs: { from: 1 },
  ratings: [5, 3, 4],
  flags: ['pick', 'none'],
  colours: ['red', 'blue'],
  cameras: ['A', 'B'],
  lenses: ['L'],
  iso: { to: 800 },
  focalLengthMm: { from: 24, to: 70 },
  orientation: ['portrait'],
  kinds: ['raw', 'video'],
  stored: false,
  albumIds: [album],
  duplicates: 'same',
  sharpness: { from: 400 },
  hasPlace: true,
});

it('shows every filter, and nothing is left once every chip was taken away', () => {
  let query: PhotoQuery = everything;
  const fields = chipsOf(query).map(({ field }) => field);
  expect(new Set([...fields, 'text'])).toEqual(new Set(Object.keys(everything)));
  for (let chip = chipsOf(query)[0]; chip; chip = chipsOf(query)[0]) {
    const count = chipsOf(query).length;
    query = PhotoQuery.parse(JSON.parse(JSON.stringify({ ...query, ...without(query, chip) })));
    expect(chipsOf(query)).toHaveLength(count - 1);
  }
  expect(query).toEqual({ text: 'kim' });
});

it('shows nothing for what narrows nothing', () => {
  expect(chipsOf({})).toEqual([]);
  expect(chipsOf({ text: 'a', iso: {}, flags: [], ratings: [] })).toEqual([]);
});

it.each([
  [[3, 4, 5], 3],
  [[5], 5],
  [[1, 2, 3, 4, 5], 1],
  [[3, 5], null],
  [[1, 2], null],
  [[0, 1, 2, 3, 4, 5], null],
])('the stars %j are %j and more', (ratings, lowest) => {
  expect(atLeast(ratings)).toBe(lowest);
});

it('takes values in and out, and drops what is empty', () => {
  expect(toggled(undefined, 'a')).toEqual(['a']);
  expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  expect(toggled(['a'], 'a')).toBeUndefined();
  expect(rangeWith(undefined, 'from', 3)).toEqual({ from: 3 });
  expect(rangeWith({ from: 3 }, 'to', 5)).toEqual({ from: 3, to: 5 });
  expect(rangeWith({ from: 3 }, 'from', undefined)).toBeUndefined();
});

it('takes whole days', () => {
  expect(dayBound('2024-05-01', 'from')).toBe(Date.UTC(2024, 4, 1));
  expect(dayBound('2024-05-01', 'to')).toBe(Date.UTC(2024, 4, 2) - 1);
  expect(dayBound('', 'from')).toBeUndefined();
  expect(dayBound('2024-13-01', 'from')).toBeUndefined();
  expect(dayOf(Date.UTC(2024, 4, 1, 23))).toBe('2024-05-01');
  expect(dayOf(undefined)).toBe('');
});
