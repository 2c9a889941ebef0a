import { describe, expect, it } from 'vitest';
import { planRetry } from '../../../src-main/services/retry-plan';
import { AppError } from '../../../src-shared/app-error';

const half = () => 0.5;

describe('planRetry', () => {
  it('waits longer each time, with jitter, up to a minute', () => {
    const offline = new AppError('unreachable', 'x');
    const delays = [0, 1, 2, 3, 6, 20, 5000].map((waits) => planRetry(offline, 4, waits, 1000, half));
    expect(delays).toEqual(
      [1750, 2500, 4000, 7000, 46_000, 46_000, 46_000].map((retryAtMs) => ({
        type: 'wait',
        retryAtMs,
        attempts: 4, // being offline uses up none of the five
      })),
    );
  });

  it('gives up on what does not mend itself: five attempts for damage, none for what a person must change', () => {
    expect(planRetry(new AppError('integrity', 'x'), 3, 9, 0, half)).toEqual({
      type: 'wait',
      retryAtMs: 6000,
      attempts: 4,
    });
    expect(planRetry(new AppError('integrity', 'x'), 4, 0, 0, half)).toEqual({ type: 'fail' });
    expect(planRetry(new AppError('key-refused', 'x'), 0, 0, 0, half)).toEqual({ type: 'fail' });
  });
});
