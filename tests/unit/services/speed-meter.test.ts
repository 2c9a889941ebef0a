import { describe, expect, it } from 'vitest';
import { createSpeedMeter } from '../../../src-main/services/change-feed';

describe('createSpeedMeter', () => {
  it('averages over a sliding window and starts anew after a silence', () => {
    let now = 1_000_000;
    const meter = createSpeedMeter(() => now);
    expect(meter.bytesPerSecond()).toBe(0);
    for (let second = 0; second < 20; second++) {
      meter.add(1_000_000);
      now += 1000;
    }
    expect(Math.round(meter.bytesPerSecond() / 100_000)).toBe(10);
    now += 60_000;
    expect(meter.bytesPerSecond()).toBe(0);
    meter.add(5_000_000);
    now += 1000;
    expect(meter.bytesPerSecond()).toBe(5_000_000);
  });
});
