import { expect, it } from 'vitest';
import { coalesceProgress } from '../../../src-main/workers/coalesced-progress';

it('lets progress through at most every so often, and its last value always', () => {
  let nowMs = 0;
  const told: Array<[number, number]> = [];
  const progress = coalesceProgress(
    100,
    () => nowMs,
    (sentBytes) => told.push([nowMs, sentBytes]),
  );
  for (const at of [0, 30, 99, 100, 150, 260, 300]) {
    nowMs = at;
    progress.report(at + 1);
  }
  progress.flush();
  progress.flush();
  expect(told).toEqual([
    [0, 1],
    [100, 101],
    [260, 261],
    [300, 301],
  ]);
});
