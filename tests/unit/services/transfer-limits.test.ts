/** The limits of Settings and connections, as the worker threads and the flow get them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createChangeFeed } from '../../../src-main/services/change-feed';
import type { FlowControl, FlowLimits } from '../../../src-main/services/flow-control';
import { createSpeedMeter } from '../../../src-main/services/speed-meter';
import { createPaces, createTransferLimits } from '../../../src-main/services/transfer-limits';
import type { Settings } from '../../../src-shared/ipc-contract';
import { type CatalogueFixture, catalogueFixture, connectionId } from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
let nowMs: number;
let stop: () => void;

beforeEach(() => {
  fixture = catalogueFixture();
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  fixture[Symbol.dispose]();
});

/** Bytes a second: the second number of the shared memory (workers/pace.ts). */
const rateOf = (pace: SharedArrayBuffer): number => Number(new BigInt64Array(pace)[1]);

function open(maxParallel: number | null = null) {
  const { catalogue } = fixture;
  const changes = createChangeFeed(
    catalogue,
    createSpeedMeter(() => nowMs),
  );
  const paces = createPaces();
  let seen: FlowLimits | null = null;
  const flow: FlowControl = {
    widest: 64,
    window: () => 8,
    enter: () => Promise.reject(new Error('nothing is sent here')),
    setLimits: (limits) => {
      seen = limits;
    },
  };
  const limits = createTransferLimits({ catalogue, changes, flow, now: () => nowMs }, paces, maxParallel);
  stop = () => {
    limits.stop();
    changes.close();
  };
  return {
    set: (change: Partial<Settings>) => changes.settings(catalogue.settings.set(change)),
    connections: () => {
      changes.connections();
      changes.flush();
    },
    now: () => ({
      upload: rateOf(paces.upload),
      download: rateOf(paces.download),
      ofConnection: rateOf(paces.ofConnection(connectionId)),
      flow: seen && { maxParallel: seen.maxParallel, ofConnection: [...seen.ofConnection] },
    }),
  };
}

test('nothing is limited at first, and a change of Settings or of a connection holds at once', () => {
  nowMs = 0;
  const { set, connections, now } = open();
  const first = now();
  set({ uploadLimitBps: 1_000_000, downloadLimitBps: 2_000_000, maxParallel: 5 });
  const limited = now();
  fixture.catalogue.connections.setLimits(connectionId, { maxParallel: 2, uploadBps: 500_000 });
  connections();
  const both = now();
  set({ uploadLimitBps: null, downloadLimitBps: null, maxParallel: null });
  fixture.catalogue.connections.setLimits(connectionId, { maxParallel: null, uploadBps: null });
  connections();
  const none = { upload: 0, download: 0, ofConnection: 0, flow: { maxParallel: null, ofConnection: [] } };
  expect([first, limited, both, now()]).toEqual([
    none,
    { upload: 1e6, download: 2e6, ofConnection: 0, flow: { maxParallel: 5, ofConnection: [] } },
    {
      upload: 1e6,
      download: 2e6,
      ofConnection: 5e5,
      flow: { maxParallel: 5, ofConnection: [[connectionId, 2]] },
    },
    none,
  ]);
});

test('limits that hold between hours begin and end by the clock', () => {
  nowMs = new Date(2026, 0, 1, 21, 59, 50).getTime();
  const { set, now } = open();
  set({ uploadLimitBps: 1e6, transferHours: { mode: 'limit-between', fromMin: 22 * 60, toMin: 7 * 60 } });
  const before = now().upload;
  nowMs += 20_000;
  vi.advanceTimersByTime(20_000);
  const within = now().upload;
  nowMs = new Date(2026, 0, 2, 7, 0, 5).getTime();
  vi.advanceTimersByTime(20_000);
  expect([before, within, now().upload]).toEqual([0, 1e6, 0]);
});

test('what the door asked for this run stands above Settings', () => {
  nowMs = 0;
  const { set, now } = open(3);
  set({ maxParallel: 40 });
  expect(now().flow?.maxParallel).toBe(3);
});
