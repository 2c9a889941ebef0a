import { expect, test } from 'vitest';
import { roundLeft, type SteadyLeft, steadyLeft } from '../../../src-renderer/features/transfers/time-left';

const minutes = (count: number): number => count * 60_000;

test('the longer it is, the rounder', () => {
  const of = [0, 0.99, 1, 1.4, 8.6, 9.9, 12, 34, 58, 64, 95, 599, 700, 5000];
  expect(of.map((count) => roundLeft(minutes(count)) / 60_000)).toEqual([
    0, 0, 1, 1, 9, 10, 10, 35, 60, 60, 100, 600, 720, 4980,
  ]);
});

/** What is shown for estimates that come once a second. */
function shownFor(estimates: Array<number | null>): Array<number | null> {
  let left: SteadyLeft | null = null;
  return estimates.map((estimate, second) => {
    left = steadyLeft(left, estimate === null ? null : minutes(estimate), second * 1000);
    return left.shownMs === null ? null : left.shownMs / 60_000;
  });
}

test('an estimate that breathes does not go up and down', () => {
  expect(shownFor([9.4, 9.6, 9.4, 9.7, 9.3, 8.4, 8.6])).toEqual([9, 9, 9, 9, 9, 8, 8]);
});

test('a longer time left is believed once it holds', () => {
  const grown = shownFor([5, ...Array.from({ length: 12 }, () => 8)]);
  expect(grown).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 8, 8]);
});

test('a moment without an estimate keeps the last one, a longer silence does not', () => {
  expect(shownFor([5, null, 5])).toEqual([5, 5, 5]);
  expect(shownFor([5, ...Array.from({ length: 11 }, () => null)]).at(-1)).toBeNull();
  expect(shownFor([null, 5])).toEqual([null, 5]);
});
