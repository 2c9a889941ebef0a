import { expect, test } from 'vitest';
import { groupsOf, lastName, shownRuns } from '../../../src-renderer/features/transfers/groups';
import { storyLines } from '../../../src-renderer/features/transfers/story-lines';
import type { ImportId } from '../../../src-shared/units';
import { madeDownload, madeRun } from './made-up';

const run = (id: number, startedAtMs: number, endedAtMs: number | null) =>
  madeRun({ id: id as ImportId, startedAtMs, endedAtMs, state: endedAtMs === null ? 'running' : 'done' });

test('what is open comes first, then what ended last', () => {
  const groups = groupsOf(
    [run(1, 10, 90), run(2, 20, 40), run(3, 30, null)],
    [madeDownload({ startedAtMs: 50 })],
  );
  expect(groups.map(({ key }) => key)).toEqual(['download 1', 'import 3', 'import 1', 'import 2']);
});

test('the line speaks of what is open, else of the newest with all that ran beside it', () => {
  const ids = (...runs: ReturnType<typeof run>[]) => shownRuns(runs).map(({ id }) => id);
  expect([
    ids(),
    ids(run(1, 10, 20), run(2, 30, null)),
    ids(run(1, 10, 20), run(2, 30, 40)),
    ids(run(1, 10, 35), run(2, 30, 50), run(3, 45, 60)),
  ]).toEqual([[], [2], [2], [3, 2, 1]]);
});

test('a card is named, not the folder that every camera makes', () => {
  expect(['/media/EOS_DIGITAL/DCIM', 'E:\\DCIM', '/home/me/Iceland/', '/DCIM'].map(lastName)).toEqual([
    'EOS_DIGITAL',
    'E:',
    'Iceland',
    'DCIM',
  ]);
});

test('a story is told backwards, with how long each step took', () => {
  const step = (atMs: number, state: 'queued' | 'uploading' | 'stored') => ({ atMs, state, error: null });
  expect(storyLines([step(10, 'queued'), step(25, 'uploading'), step(95, 'stored')])).toEqual([
    { ...step(95, 'stored'), key: '2 95', tookMs: null },
    { ...step(25, 'uploading'), key: '1 25', tookMs: 70 },
    { ...step(10, 'queued'), key: '0 10', tookMs: 15 },
  ]);
});
