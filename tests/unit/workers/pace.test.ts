/** The bandwidth limit that all threads share: how much goes, in which order, and what a change of it does. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createPace, createPaceState, setPaceRate, sharedClockMs } from '../../../src-main/workers/pace';
import { AppError } from '../../../src-shared/app-error';

/** A clock that stands until everybody waits, then goes to where the first one may go on. */
function virtualTime() {
  let nowMs = 1_000_000;
  let waiting: Array<{ untilMs: number; resolve: () => void }> = [];
  return {
    now: () => nowMs,
    wait: (ms: number, signal: AbortSignal | undefined) =>
      new Promise<void>((resolve, reject) => {
        const cancelled = () => reject(new AppError('cancelled', 'It was cancelled.'));
        if (signal?.aborted) return cancelled();
        const one = { untilMs: nowMs + ms, resolve };
        waiting.push(one);
        signal?.addEventListener('abort', () => {
          waiting = waiting.filter((other) => other !== one);
          cancelled();
        });
      }),
    /** Everything that can happen until then happens. */
    async until(ms: number) {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        waiting.sort((a, b) => a.untilMs - b.untilMs);
        const first = waiting[0];
        if (!first || first.untilMs > ms) break;
        waiting.shift();
        nowMs = Math.max(nowMs, first.untilMs);
        first.resolve();
      }
      nowMs = Math.max(nowMs, ms);
    },
  };
}
const START = 1_000_000;

/** Sends pieces one after the other and notes when each went. */
function sender(
  pace: ReturnType<typeof createPace>,
  now: () => number,
  bytes = 10_000,
  signal?: AbortSignal,
) {
  const wentAtMs: number[] = [];
  const run = async (): Promise<void> => {
    for (;;) {
      await pace(bytes, signal);
      wentAtMs.push(now() - START);
    }
  };
  const ended = run().catch((error) => error);
  return { wentAtMs, ended };
}

describe('a shared bandwidth limit', () => {
  it('lets the rate through, and a quarter of a second at once', async () => {
    const time = virtualTime();
    const state = createPaceState();
    setPaceRate(state, 100_000, time.now() - 10_000);
    const { wentAtMs } = sender(createPace(state, time.now, time.wait), time.now);
    await time.until(START + 2000);
    // 2.5 pieces at first, then one each 100 ms.
    expect(wentAtMs).toEqual([
      0, 0, 50, 150, 250, 350, 450, 550, 650, 750, 850, 950, 1050, 1150, 1250, 1350, 1450, 1550, 1650, 1750,
      1850, 1950,
    ]);
  });

  it('gives each its share, however many there are', async () => {
    const time = virtualTime();
    const state = createPaceState();
    setPaceRate(state, 1_000_000, time.now());
    const senders = Array.from({ length: 8 }, () =>
      sender(createPace(state, time.now, time.wait), time.now, 16_384),
    );
    await time.until(START + 10_000);
    const shares = senders.map(({ wentAtMs }) => wentAtMs.length * 16_384);
    const total = shares.reduce((sum, share) => sum + share, 0);
    expect(total).toBeGreaterThan(9_900_000);
    expect(total).toBeLessThanOrEqual(10_250_000);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(16_384);
  });

  it('changes within 200 ms for those that wait, up and down, and away', async () => {
    const time = virtualTime();
    const state = createPaceState();
    setPaceRate(state, 10_000, time.now());
    const pace = createPace(state, time.now, time.wait);
    const senders = Array.from({ length: 16 }, () => sender(pace, time.now));
    await time.until(START + 1000); // one piece takes a second: the last waits for sixteen
    const count = () => senders.reduce((sum, { wentAtMs }) => sum + wentAtMs.length, 0);
    const slow = count();
    setPaceRate(state, 1_000_000, time.now());
    await time.until(START + 1200);
    const faster = count() - slow;
    await time.until(START + 2000);
    const fast = count() - slow - faster;
    setPaceRate(state, 10_000, time.now());
    await time.until(START + 2200);
    const before = count();
    await time.until(START + 7200);
    const slowAgain = count() - before;
    expect({ slow, faster: faster >= 10, fast, slowAgain }).toEqual({
      slow: 1,
      faster: true,
      fast: 80,
      slowAgain: 5,
    });
  });

  it('lets everything through without a limit, as it is at first and when it is taken away', async () => {
    const time = virtualTime();
    const state = createPaceState();
    const pace = createPace(state, time.now, time.wait);
    for (let piece = 0; piece < 1000; piece += 1) await pace(1_000_000);
    setPaceRate(state, 10_000, time.now());
    let released = 0;
    const held = Array.from({ length: 50 }, () =>
      pace(1_000_000).then(() => {
        released += 1;
      }),
    );
    await time.until(START + 500);
    const before = released;
    setPaceRate(state, null, time.now());
    await time.until(START + 700);
    await Promise.all(held);
    expect({ before, released, now: time.now() - START }).toEqual({ before: 0, released: 50, now: 700 });
  });

  it('gives back the place of one that was cancelled', async () => {
    const time = virtualTime();
    const state = createPaceState();
    setPaceRate(state, 10_000, time.now());
    const pace = createPace(state, time.now, time.wait);
    const controller = new AbortController();
    const cancelled = pace(100_000, controller.signal).catch((error: AppError) => error.code);
    await time.until(START + 100);
    controller.abort();
    const code = await cancelled;
    const already = await pace(1, controller.signal).catch((error: AppError) => error.code);
    const { wentAtMs } = sender(pace, time.now, 1000);
    await time.until(START + 500);
    expect({ code, already, wentAtMs }).toEqual({
      code: 'cancelled',
      already: 'cancelled',
      // Ten seconds would have been lost.
      wentAtMs: [100, 200, 300, 400, 500],
    });
  });

  it('counts what real threads send together', async () => {
    const RATE = 2_000_000;
    const MS = 1200;
    const state = createPaceState();
    setPaceRate(state, RATE, sharedClockMs());
    const code = `
      import { workerData, parentPort } from 'node:worker_threads';
      import { setTimeout as sleep } from 'node:timers/promises';
      const { createPace, sharedClockMs } = await import(workerData.module);
      const pace = createPace(workerData.state, sharedClockMs, (ms) => sleep(ms));
      parentPort.postMessage('ready');
      await new Promise((resolve) => parentPort.once('message', resolve));
      const end = sharedClockMs() + ${MS};
      let sent = 0;
      const lane = async () => {
        for (;;) {
          await pace(4096);
          if (sharedClockMs() > end) return;
          sent += 4096;
        }
      };
      await Promise.all([lane(), lane()]);
      parentPort.postMessage(sent);
      parentPort.close();
    `;
    const module = new URL('../../../src-main/workers/pace.ts', import.meta.url).href;
    const loader = fileURLToPath(new URL('../../support/resolve-typescript.mjs', import.meta.url));
    const workers = [1, 2, 3].map(
      () =>
        new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
          workerData: { module, state },
          execArgv: ['--import', loader],
        }),
    );
    const message = (worker: Worker) =>
      new Promise<unknown>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    await Promise.all(workers.map(message));
    const answers = workers.map(message);
    for (const worker of workers) worker.postMessage('go');
    const shares = (await Promise.all(answers)) as number[];
    const total = shares.reduce((sum, share) => sum + share, 0);
    // Never more than the rate and one burst; a busy computer may send less.
    expect(total).toBeLessThanOrEqual((RATE * (MS + 250 + 100)) / 1000);
    expect(total).toBeGreaterThan((RATE * MS * 0.4) / 1000);
    for (const share of shares) expect(share).toBeGreaterThan(total / 6);
  }, 30_000);
});
