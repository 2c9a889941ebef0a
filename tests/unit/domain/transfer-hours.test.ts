import { describe, expect, it } from 'vitest';
import { isWithinHours, nextHoursEdge } from '../../../src-shared/domain/transfer-hours';

/** A wall clock time of this computer, on a day without a change of summer time anywhere. */
const at = (hour: number, minute = 0, day = 10): number => new Date(2026, 0, day, hour, minute).getTime();
const night = { fromMin: 22 * 60, toMin: 7 * 60 };
const noon = { fromMin: 12 * 60, toMin: 13 * 60 };

describe('hours of the day', () => {
  it('over midnight and within a day, from their first minute to before their last', () => {
    const hours = [at(21, 59), at(22), at(23, 59), at(0), at(6, 59), at(7)];
    expect(hours.map((time) => isWithinHours(night, time))).toEqual([false, true, true, true, true, false]);
    expect([at(11, 59), at(12), at(12, 59), at(13)].map((time) => isWithinHours(noon, time))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('tell when they begin or end next', () => {
    expect([at(12), at(22), at(23), at(3), at(7)].map((time) => nextHoursEdge(night, time))).toEqual([
      at(22),
      at(7, 0, 11),
      at(7, 0, 11),
      at(7),
      at(22),
    ]);
    expect(nextHoursEdge(noon, at(13))).toBe(at(12, 0, 11));
  });

  it('from and to the same minute are the whole day', () => {
    const always = { fromMin: 300, toMin: 300 };
    expect([isWithinHours(always, at(4)), nextHoursEdge(always, at(4))]).toEqual([true, null]);
  });
});
