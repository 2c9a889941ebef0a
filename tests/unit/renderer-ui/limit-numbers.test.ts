import { expect, test } from 'vitest';
import {
  parseCount,
  parseMinutes,
  parseSpeed,
  showMinutes,
  showSpeed,
} from '../../../src-renderer/features/settings/limit-numbers';

test('speeds in megabytes a second, with a point or a comma', () => {
  expect(['2.5', ' 12 ', '0,25', '0.01', '0.009', '0', '-1', '', 'fast', '1e400'].map(parseSpeed)).toEqual([
    2_500_000,
    12_000_000,
    250_000,
    10_000,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(showSpeed(2_500_000)).toBe('2.5');
});

test('counts from 1 to 64', () => {
  expect(['1', ' 64', '0', '65', '2.5', ''].map(parseCount)).toEqual([1, 64, null, null, null, null]);
});

test('times of day as minutes', () => {
  expect(['00:00', '22:05', '23:59', '24:00', '9:61', '', '7'].map(parseMinutes)).toEqual([
    0,
    1325,
    1439,
    null,
    null,
    null,
    null,
  ]);
  expect([0, 425, 1439].map(showMinutes)).toEqual(['00:00', '07:05', '23:59']);
});
