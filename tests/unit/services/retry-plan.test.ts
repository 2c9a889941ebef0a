import { describe, expect, it } from 'vitest';
import { planRetry } from '../../../src-main/services/retry-plan';
import { AppError } from '../../../src-shared/app-error';

const half = () => 0.5;

describe('planRetry', () => {
  it('waits longer each time, with jitter, up to a minute', () => {
    const offline = new AppError('unreachable', 'x');
    const delays = [0, 1, 2, 3, 6, 20, 5000].map((attempts) => planRetry(offline, attempts, 1000, half));
    expect(delays).toEqual([
      { type: 'wait', retryAtMs: 1750, attempts: 1 },
      { type: 'wait', retryAtMs: 2500, attempts: 2 },
      { type: 'wait', retryAtMs: 4000, attempts: 3 },
      { type: 'wait', retryAtMs: 7000, attempts: 4 },
      { type: 'wait', retryAtMs: 46_000, attempts: 7 },
      { type: 'wait', retryAtMs: 46_000, attempts: 21 },
      { type: 'wait', retryAtMs: 46_000, attempts: 5001 },
    ]);
  });

  it('gives up on what does not mend itself: five attempts for damage, none for what a person must change', () => {
    expect(planRetry(new AppError('integrity', 'x'), 3, 0, half)).toEqual({
      type: 'wait',
      retryAtMs: 6000,
      attempts: 4,
    });
    expect(planRetry(new AppError('integrity', 'x'), 4, 0, half)).toEqual({ type: 'fail' });
    expect(planRetry(new AppError('key-refused', 'x'), 0, 0, half)).toEqual({ type: 'fail' });
  });
});
