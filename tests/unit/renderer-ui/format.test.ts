/** Sizes, times and dates as people read them. */
import { expect, it } from 'vitest';
import * as format from '../../../src-renderer/ui/format';

it('writes sizes in decimal units, as stores bill them', () => {
  const sizes = [0, 1, 999, 1000, 1500, 999_499, 999_500, 41_234_000_000, 412_340_000_000, 2.5e12];
  expect(sizes.map((bytes) => format.formatBytes(bytes, 'en-US'))).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1 kB',
    '1.5 kB',
    '999 kB',
    '1 MB',
    '41.2 GB',
    '412 GB',
    '2.5 TB',
  ]);
});

it('never says that all is done before it is', () => {
  expect([-1, 0, 0.314, 0.999, 1, 2].map((share) => format.formatPercent(share, 'en-US'))).toEqual([
    '0%',
    '0%',
    '31%',
    '99%',
    '100%',
    '100%',
  ]);
});

it('writes how long something takes with as many units as say enough', () => {
  const durations = [0, 40_000, 59_600, 9 * 60_000, 3_600_000, 7_500_000, 3 * 86_400_000];
  expect(durations.map((ms) => format.formatDuration(ms, 'en-US'))).toEqual([
    '0 sec',
    '40 sec',
    '1 min',
    '9 min',
    '1 hr',
    '2 hr 5 min',
    '3 days',
  ]);
});

it('writes the length of videos as a clock', () => {
  expect([0, 7_000, 750_000, 3_723_000].map(format.formatClock)).toEqual([
    '0:00',
    '0:07',
    '12:30',
    '1:02:03',
  ]);
});

it('writes dates in the locale, camera clocks in UTC', () => {
  const first = Date.UTC(2024, 4, 1, 23, 30);
  expect(format.formatDate(first, 'en-US', 'UTC')).toBe('May 1, 2024');
  expect(format.formatDateRange(first, first, 'en-US', 'UTC')).toBe('May 1, 2024');
  expect(format.formatDateRange(first, first + 3 * 86_400_000, 'en-US', 'UTC').replaceAll(/\s/g, ' ')).toBe(
    'May 1 – 4, 2024',
  );
  expect(format.formatMonth(first, 'ko-KR', 'UTC')).toBe('2024년 5월');
});
