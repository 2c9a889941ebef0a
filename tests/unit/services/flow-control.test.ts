/** The flow over simulated links: a clock that the test moves, requests that take as long as the link says. */
import { describe, expect, test } from 'vitest';
import {
  createFlowControl,
  type FlowControl,
  type FlowOutcome,
} from '../../../src-main/services/flow-control';
import { ConnectionId } from '../../../src-shared/units';

const one = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a11');
const other = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a12');
const MIB = 1024 * 1024;
const never = new AbortController().signal;

interface Link {
  roundTripMs: number;
  bytesPerMs: number;
  /** Of the store: it answers so many requests a second at most. */
  requestsPerMs?: number;
}

/** Sends requests of one size for `forMs`, with no end of files waiting; answers the widths that were used. */
async function sendOver(
  flow: FlowControl,
  clock: { now: number },
  link: Link,
  bytes: number,
  forMs: number,
): Promise<{ widest: number; requests: number; window: number }> {
  const endMs = clock.now + forMs;
  const ends: Array<{ atMs: number; leave: (outcome: FlowOutcome) => void }> = [];
  let wireFreeAtMs = clock.now;
  let storeFreeAtMs = clock.now;
  let open = 0;
  let widest = 0;
  let requests = 0;
  const begin = (): void => {
    open += 1;
    void flow.enter(one, bytes, never).then((leave) => {
      wireFreeAtMs = Math.max(wireFreeAtMs, clock.now) + bytes / link.bytesPerMs;
      storeFreeAtMs = Math.max(storeFreeAtMs, clock.now) + (link.requestsPerMs ? 1 / link.requestsPerMs : 0);
      ends.push({ atMs: Math.max(wireFreeAtMs, storeFreeAtMs) + link.roundTripMs, leave });
      widest = Math.max(widest, ends.length);
    });
  };
  while (clock.now < endMs) {
    while (open < 130) begin();
    await Promise.resolve();
    await Promise.resolve();
    ends.sort((a, b) => a.atMs - b.atMs);
    const next = ends.shift();
    if (!next) break;
    clock.now = Math.max(clock.now, next.atMs);
    open -= 1;
    requests += 1;
    next.leave({ sentBytes: bytes });
    await Promise.resolve();
    await Promise.resolve();
  }
  return { widest, requests, window: flow.window() };
}

const openFlow = (maxBytes = 1024 * MIB) => {
  const clock = { now: 0 };
  return { clock, flow: createFlowControl({ now: () => clock.now, maxBytes }) };
};

describe('the window', () => {
  test('rises over a long link while that moves more', async () => {
    const { clock, flow } = openFlow();
    const { window, requests } = await sendOver(
      flow,
      clock,
      { roundTripMs: 400, bytesPerMs: 100_000 },
      100_000,
      60_000,
    );
    expect(window).toBeGreaterThanOrEqual(27);
    // One by one it would be 150 requests.
    expect(requests).toBeGreaterThan(150 * 20);
  });

  test('stays narrow where a few requests fill the link', async () => {
    const { clock, flow } = openFlow();
    const { window } = await sendOver(flow, clock, { roundTripMs: 1, bytesPerMs: 1000 }, 100_000, 60_000);
    expect(window).toBeLessThanOrEqual(24);
  });

  test('is bounded by its widest', async () => {
    const { clock, flow } = openFlow();
    const { widest } = await sendOver(flow, clock, { roundTripMs: 5000, bytesPerMs: 1e9 }, 1000, 600_000);
    expect(widest).toBe(64);
    expect(flow.widest).toBe(64);
  });

  test('falls by half on the errors of an overloaded store, once for one wave of them, and never below 2', async () => {
    const { clock, flow } = openFlow();
    const seen: number[] = [];
    for (let wave = 0; wave < 4; wave += 1) {
      const leaves = await Promise.all([flow.enter(one, 1, never), flow.enter(one, 1, never)]);
      for (const leave of leaves) leave({ sentBytes: 0, error: 'throttled' });
      seen.push(flow.window());
      clock.now += 10_000;
    }
    expect(seen).toEqual([8, 4, 2, 2]);
  });

  test('an error of one file says nothing of the link', async () => {
    const { flow } = openFlow();
    (await flow.enter(one, 1, never))({ sentBytes: 0, error: 'file-missing' });
    expect(flow.window()).toBe(16);
  });

  test('a person may fix it', async () => {
    const { clock, flow } = openFlow();
    flow.setLimits({ maxParallel: 3, ofConnection: new Map() });
    const { widest, window } = await sendOver(
      flow,
      clock,
      { roundTripMs: 400, bytesPerMs: 100_000 },
      1000,
      30_000,
    );
    expect({ widest, window }).toEqual({ widest: 3, window: 3 });
  });
});

describe('a turn', () => {
  test('waits for bytes that are held, one large request alone goes', async () => {
    const { flow } = openFlow(10);
    const large = await flow.enter(one, 100, never);
    let began = false;
    const small = flow.enter(one, 1, never).then((leave) => {
      began = true;
      return leave;
    });
    await Promise.resolve();
    expect(began).toBe(false);
    large({ sentBytes: 100 });
    (await small)({ sentBytes: 1 });
    expect(began).toBe(true);
  });

  test('of a connection at its own limit holds up no other', async () => {
    const { flow } = openFlow();
    flow.setLimits({ maxParallel: null, ofConnection: new Map([[one, 1]]) });
    const order: string[] = [];
    const first = await flow.enter(one, 1, never);
    const second = flow.enter(one, 1, never).then((leave) => {
      order.push('second of one');
      return leave;
    });
    await flow.enter(other, 1, never).then(() => order.push('other'));
    first({ sentBytes: 1 });
    await second;
    expect(order).toEqual(['other', 'second of one']);
  });

  test('is given up when the signal fires, and leaves no place taken', async () => {
    const { flow } = openFlow();
    flow.setLimits({ maxParallel: 1, ofConnection: new Map() });
    const running = await flow.enter(one, 1, never);
    const controller = new AbortController();
    const given = flow.enter(one, 1, controller.signal);
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    await expect(flow.enter(one, 1, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    running({ sentBytes: 1 });
    running({ sentBytes: 1 }); // said twice, counted once
    const next = await flow.enter(one, 1, never);
    let another = false;
    void flow.enter(one, 1, never).then(() => {
      another = true;
    });
    await Promise.resolve();
    expect(another).toBe(false);
    next({ sentBytes: 1 });
    await Promise.resolve();
    await Promise.resolve();
    expect(another).toBe(true);
  });
});
