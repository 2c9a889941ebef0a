import { expect, test } from 'vitest';
import { createTaskbarIcon, type IconProgress, iconProgress } from '../../../src-main/electron/taskbar';
import { madeDownload, madeSummary } from '../transfers/made-up';

const half = madeSummary({ totalCount: 9, storedCount: 2, activeCount: 1, totalBytes: 1000, sentBytes: 500 });
const trouble = { code: 'disk-full', message: '', retry: 'later' } as const;

test('progress by bytes over all that is open', () => {
  expect([
    iconProgress(null, []),
    iconProgress(madeSummary({ totalCount: 4, storedCount: 3, failedCount: 1 }), [
      madeDownload({ state: 'done' }),
    ]),
    iconProgress(half, []),
    iconProgress(half, [madeDownload()]),
    iconProgress({ ...half, pausedAll: true }, []),
    iconProgress({ ...half, pausedAll: true }, [madeDownload()]),
    iconProgress({ ...half, trouble }, []),
    iconProgress(madeSummary({ totalCount: 1 }), []),
  ]).toEqual([
    { value: -1, mode: 'none' },
    { value: -1, mode: 'none' },
    { value: 0.5, mode: 'normal' },
    { value: 0.4, mode: 'normal' },
    { value: 0.5, mode: 'paused' },
    { value: 0.4, mode: 'normal' },
    { value: 0.5, mode: 'error' },
    { value: 2, mode: 'indeterminate' },
  ]);
});

test('the icon is drawn when it changes, and its badge tells what is new and wrong', () => {
  const drawn: IconProgress[] = [];
  const badges: number[] = [];
  const icon = createTaskbarIcon({
    setProgress: (progress) => drawn.push(progress),
    setBadge: (count) => badges.push(count),
  });
  icon.show(half, []);
  icon.show({ ...half, sentBytes: 501 }, []);
  icon.show({ ...half, failedCount: 1 }, []);
  icon.show({ ...half, failedCount: 1 }, [madeDownload({ state: 'asking', totalBytes: 0, doneBytes: 0 })]);
  icon.seen();
  icon.show({ ...half, failedCount: 3 }, []);
  icon.show({ ...half, failedCount: 0 }, []);
  icon.show({ ...half, failedCount: 1 }, []);
  expect({ drawn, badges }).toEqual({ drawn: [{ value: 0.5, mode: 'normal' }], badges: [1, 2, 0, 1, 0, 1] });
});
