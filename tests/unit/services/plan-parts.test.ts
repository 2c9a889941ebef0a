import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partRanges, planUpload } from '../../../src-main/services/plan-parts';

const MIB = 1024 * 1024;
const s3 = {
  multipart: { minPartBytes: 5 * MIB, maxPartBytes: 5 * 1024 * MIB, maxParts: 10_000 },
  maxSinglePutBytes: 5 * 1024 * MIB,
};

describe('planUpload', () => {
  it.each([
    [0, { type: 'single' }],
    [16 * MIB, { type: 'single' }],
    [16 * MIB + 1, { type: 'parts', partBytes: 8 * MIB, partCount: 3 }],
    [200 * 1024 * MIB, { type: 'parts', partBytes: 21 * MIB, partCount: 9753 }],
    [60_000 * 1024 * MIB, { type: 'too-large', limitBytes: 5 * 1024 * MIB * 10_000 }],
  ])('plans %d bytes', (sizeBytes, plan) => {
    expect(planUpload(sizeBytes, s3)).toEqual(plan);
  });

  it('always covers the file within the limits of the store', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 * 1024 * 1024 }).map((kib) => kib * 1024 + (kib % 977)),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 10_000 }),
        (sizeBytes, minMib, maxParts) => {
          const limits = {
            multipart: { minPartBytes: minMib * MIB, maxPartBytes: 5 * 1024 * MIB, maxParts },
            maxSinglePutBytes: s3.maxSinglePutBytes,
          };
          const plan = planUpload(sizeBytes, limits);
          if (plan.type !== 'parts')
            return plan.type === 'single' ? sizeBytes <= 16 * MIB : sizeBytes > plan.limitBytes;
          const ranges = partRanges(sizeBytes, plan.partBytes);
          const last = ranges.at(-1);
          const joined = ranges.every(
            (range, index) => index === 0 || range.start === (ranges[index - 1]?.start ?? 0) + plan.partBytes,
          );
          return (
            ranges.length === plan.partCount &&
            plan.partCount <= maxParts &&
            plan.partBytes >= limits.multipart.minPartBytes &&
            joined &&
            (last?.start ?? 0) + (last?.sizeBytes ?? 0) === sizeBytes &&
            ranges.every((range) => range.sizeBytes > 0)
          );
        },
      ),
    );
  });
});
