/** What the queue does by rule: offline is one wait, Settings hold uploads back, who was asked for goes first, pictures come later. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TransferState, TransferState as TransferStates } from '../../src-shared/domain/transfer';
import type { Settings } from '../../src-shared/ipc-contract';
import {
  albumIds,
  connectionIds,
  type Ending,
  openQueueWorld,
  type QueueWorld,
  rows,
} from '../support/queue-world';

let world: QueueWorld;
beforeEach(async () => {
  world = await openQueueWorld();
});
afterEach(() => world.close());

const files = (count: number, name = '') =>
  Array.from({ length: count }, (_, n) => ({ name: `${name}${n}.jpg`, content: `${name}${n}` }));
/** Prepares everything that is found. */
const prepareAll = async (): Promise<void> => {
  await world.settle();
  while (world.pending('prepare').length > 0) await world.end('prepare');
};
const count = (state: TransferState): number => world.core.catalogue.transfers.countByState()[state];
const counts = (): Partial<Record<TransferState, number>> =>
  Object.fromEntries(
    TransferStates.options.map((state) => [state, count(state)] as const).filter(([, some]) => some > 0),
  );
const uploading = (): string[] => world.pending('upload').map((entry) => entry.fileName);
/** Ends what is sent into the first album so, until nothing more is tried. */
const failAll = async (ending: Ending): Promise<void> => {
  const ofFirst = () => world.pending('upload').filter((entry) => entry.albumId === albumIds[0]);
  while (ofFirst().length > 0) {
    for (const entry of ofFirst()) entry.end(ending);
    await world.settle();
  }
};
const set = async (change: Partial<Settings>): Promise<void> => {
  world.core.catalogue.settings.set(change);
  world.queue.settingsChanged();
  await world.settle();
};
const finishAll = async (): Promise<void> => {
  while (world.pending().length > 0) {
    for (const entry of world.pending()) entry.end('ok');
    await world.settle();
  }
};

describe('a connection that does not answer', () => {
  it('is one wait for all its files, is tried with one of them, and lets all go on when it answers', async () => {
    world.find(0, files(8));
    world.find(1, files(2, 'other-'));
    await prepareAll();
    expect(uploading()).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg']);
    await failAll('unreachable');
    // The other connection goes on meanwhile.
    expect(uploading()).toEqual(['other-0.jpg', 'other-1.jpg']);
    expect(counts()).toEqual({ waiting: 8, uploading: 2 });
    const waits = rows(world.core.catalogue).filter((row) => row.state === 'waiting');
    expect(new Set(waits.map((row) => row.retryAtMs))).toEqual(new Set([world.nowMs() + 750]));
    expect(new Set(waits.map((row) => row.error?.code))).toEqual(new Set(['unreachable']));
    expect(world.journal()).toEqual(['connection-offline']);

    await world.advance(751);
    expect(uploading().filter((name) => !name.startsWith('other'))).toEqual(['0.jpg']);
    world.pending('upload').at(-1)?.end('unreachable');
    await world.settle();
    expect(counts()).toEqual({ waiting: 8, uploading: 2 });
    await world.advance(749);
    expect(uploading()).toEqual(['other-0.jpg', 'other-1.jpg']);

    await world.advance(1_000);
    world.pending('upload').at(-1)?.end('ok');
    await world.settle();
    expect(world.journal()).toEqual(['connection-offline', 'connection-back']);
    expect(counts()).toEqual({ stored: 1, uploading: 8, queued: 1 });
    await finishAll();
    expect(counts()).toEqual({ stored: 10 });
    expect(world.journal()).toEqual(['connection-offline', 'connection-back']);
  });

  it('is waited for also when something else answers with its own certificate, as in a hotel', async () => {
    world.find(0, files(3));
    await prepareAll();
    for (let tries = 0; tries < 8; tries += 1) {
      await failAll('tls');
      expect(counts()).toEqual({ waiting: 3 });
      await world.advance(60_000);
      // One of them tries.
      expect(uploading()).toEqual(['0.jpg']);
    }
    expect(rows(world.core.catalogue).map((row) => row.error?.code)).toContain('tls');
    await finishAll();
    expect(counts()).toEqual({ stored: 3 });
    expect(world.journal()).toEqual(['connection-offline', 'connection-back']);
  });

  it('is tried at once when the network changes', async () => {
    world.find(0, files(3));
    await prepareAll();
    for (let tries = 0; tries < 8; tries += 1) {
      await failAll('host-unknown');
      await world.advance(60_000);
    }
    await failAll('host-unknown');
    await world.advance(5_000);
    expect(uploading()).toEqual([]);
    world.queue.networkChanged();
    await world.settle();
    expect(uploading()).toEqual(['0.jpg']);
    await finishAll();
    expect(counts()).toEqual({ stored: 3 });
  });

  it('keeps most of a large album in line, tells all of it as waiting, and prepares no more than enough', async () => {
    world.find(0, files(400), false);
    await world.settle();
    await failAll('unreachable');
    for (let round = 0; round < 60; round += 1) await world.settle();
    expect(count('waiting')).toBeGreaterThanOrEqual(200);
    expect(count('waiting')).toBeLessThan(230);
    expect(world.core.changes.summary()).toMatchObject({ activeCount: 0, waitingCount: 400 });
    await world.advance(1_000);
    await finishAll();
    for (let round = 0; round < 5; round += 1) {
      await world.advance(1_000);
      await finishAll();
    }
    expect(counts()).toEqual({ stored: 400 });
  });

  it('when the one that tries is cancelled, another one tries', async () => {
    world.find(0, files(3));
    await prepareAll();
    await failAll('unreachable');
    await world.advance(60_000);
    expect(uploading()).toEqual(['0.jpg']);
    await world.queue.cancel([world.id('0.jpg')]);
    await world.settle();
    expect(uploading()).toEqual(['1.jpg']);
    await finishAll();
    expect(counts()).toEqual({ stored: 2, cancelled: 1 });
  });
});

describe('a rule of Settings', () => {
  it('holds uploads until its hour, lets what sends end its request, and says so', async () => {
    world.window = 1;
    world.find(0, files(3));
    await prepareAll();
    expect(uploading()).toEqual(['0.jpg']);
    const { fromMin, toMin } = { fromMin: minuteOf(2 * 3_600_000), toMin: minuteOf(3 * 3_600_000) };
    await set({ transferHours: { mode: 'upload-between', fromMin, toMin } });
    const untilMs = world.nowMs() + 2 * 3_600_000;
    expect(world.core.changes.summary()).toMatchObject({ held: { reason: 'schedule', untilMs } });
    // What waited for its turn is back in line; what sends goes on.
    expect(counts()).toEqual({ uploading: 1, queued: 2 });
    await world.end('upload');
    expect(counts()).toEqual({ stored: 1, queued: 2 });
    await world.advance(2 * 3_600_000 - 1);
    expect(uploading()).toEqual([]);
    await world.advance(1);
    expect(world.core.changes.summary().held).toBeNull();
    await finishAll();
    expect(counts()).toEqual({ stored: 3 });
    expect(world.journal()).toEqual(['held', 'released']);
  });

  it('on battery nothing begins before the computer has answered, and nothing while it is unplugged', async () => {
    world.battery = true;
    await set({ onlyPluggedIn: true });
    world.find(0, files(2));
    await world.settle();
    await prepareAll();
    expect(counts()).toEqual({ queued: 2 });
    expect(world.core.changes.summary().held).toEqual({ reason: 'battery', untilMs: null });
    world.battery = false;
    await world.advance(59_999);
    expect(counts()).toEqual({ queued: 2 });
    await world.advance(1);
    await finishAll();
    expect(counts()).toEqual({ stored: 2 });
  });

  it('what the computer cannot tell holds nothing', async () => {
    world.battery = null;
    await set({ onlyPluggedIn: true, notMetered: true });
    world.find(0, files(1));
    await world.settle();
    await finishAll();
    expect(counts()).toEqual({ stored: 1 });
    expect(world.core.changes.summary().held).toBeNull();
  });
});

/** Minute of the local day that lies so far ahead. */
const minuteOf = (aheadMs: number): number => {
  const at = new Date(world.nowMs() + aheadMs);
  return at.getHours() * 60 + at.getMinutes();
};

describe('order', () => {
  it('photos that were asked for go first, and take their place again', async () => {
    world.window = 1;
    world.find(0, files(6), false);
    await world.settle();
    const first = uploading();
    await world.queue.prioritize([world.id('5.jpg'), world.id('4.jpg')], true);
    await world.queue.prioritize([world.id('4.jpg')], false);
    const order: string[] = [...first];
    while (world.pending('upload').length > 0) {
      await world.end('upload');
      order.push(...uploading());
    }
    // The one that was taken up beside the first one had its turn already.
    expect(order).toEqual(['0.jpg', '1.jpg', '5.jpg', '2.jpg', '3.jpg', '4.jpg']);
  });

  it('as many files as keep the link full, and no more', async () => {
    world.window = 8;
    world.find(0, files(40), false);
    await world.settle();
    expect(counts()).toMatchObject({ uploading: 16 });
    expect(uploading()).toHaveLength(8);
  });
});

describe('a person', () => {
  it('lets one file go on while all are paused, and that outlasts a restart', async () => {
    world.find(0, files(3));
    await prepareAll();
    await world.queue.pause();
    await world.settle();
    expect(counts()).toEqual({ queued: 3 });
    await world.queue.resume([world.id('1.jpg')]);
    await world.settle();
    expect(uploading()).toEqual(['1.jpg']);
    await world.kill();
    expect(uploading()).toEqual(['1.jpg']);
    await world.end('upload', 'store-busy');
    await world.advance(60_000);
    await world.end('upload');
    expect(counts()).toEqual({ stored: 1, queued: 2 });
    expect(world.core.changes.summary().pausedAll).toBe(true);
    await world.queue.resume();
    await world.settle();
    await finishAll();
    expect(counts()).toEqual({ stored: 3 });
    expect(world.journal()).toEqual(['paused-all', 'resumed-all']);
  });
});

describe('twins', () => {
  it('the second waits for the first without looking, and is dropped when that is stored', async () => {
    world.find(0, [
      { name: 'a.jpg', content: 'same' },
      { name: 'b.jpg', content: 'same' },
    ]);
    await prepareAll();
    expect([uploading(), world.state('b.jpg')]).toEqual([['a.jpg'], 'waiting']);
    const gone = world.id('b.jpg');
    await world.end('upload');
    world.core.changes.flush();
    expect(rows(world.core.catalogue).map((row) => [row.fileName, row.state])).toEqual([['a.jpg', 'stored']]);
    const removed = world.events.flatMap((event) =>
      event.name === 'transfers.progressed' ? event.payload.removed : [],
    );
    expect(removed).toEqual([gone]);
  });

  it('goes itself when the first one is paused', async () => {
    world.find(0, [
      { name: 'a.jpg', content: 'same' },
      { name: 'b.jpg', content: 'same' },
    ]);
    await prepareAll();
    await world.queue.pause([world.id('a.jpg')]);
    await world.settle();
    expect(uploading()).toEqual(['b.jpg']);
  });

  it('the second is woken also when a kill came in between', async () => {
    world.find(0, [
      { name: 'a.jpg', content: 'same' },
      { name: 'b.jpg', content: 'same' },
    ]);
    await prepareAll();
    await world.killAfterPut();
    expect([counts(), rows(world.core.catalogue).map((row) => row.fileName)]).toEqual([
      { stored: 1 },
      ['a.jpg'],
    ]);
  });
});

describe('pictures later', () => {
  it('are read when nothing waits for the link, also after a kill, and change nothing of what is stored', async () => {
    world.find(0, files(2), false);
    await world.settle();
    expect([uploading(), world.pending('prepare')]).toEqual([['0.jpg', '1.jpg'], []]);
    await world.end('upload');
    expect(world.pending('read')).toEqual([]);
    await world.end('upload');
    expect(world.pending('read').map((entry) => entry.fileName)).toEqual(['0.jpg', '1.jpg']);
    await world.kill();
    expect(counts()).toEqual({ stored: 2 });
    await finishAll();
    expect(world.core.catalogue.transfers.unread(10, new Set())).toEqual([]);
    expect(counts()).toEqual({ stored: 2 });
  });
});

describe('a refused key', () => {
  it('fails every file, and the journal keeps the first of them', async () => {
    world.find(0, files(25), false);
    await world.settle();
    while (world.pending('upload').length > 0) await world.end('upload', 'key-refused');
    expect(counts()).toEqual({ failed: 25 });
    expect(world.journal()).toEqual(Array.from({ length: 20 }, () => 'transfer-failed'));
    const [entry] = world.core.catalogue.journal.list({ limit: 1 });
    expect(entry).toMatchObject({
      title: '19.jpg',
      connectionId: connectionIds[0],
      transferId: world.id('19.jpg'),
      error: { code: 'key-refused' },
    });
  });
});

describe('a store that does not answer and that nobody may try now', () => {
  it.each([
    ['since a rule holds uploads back', () => set({ onlyPluggedIn: true })],
    ['since its files were cancelled', () => world.queue.cancel()],
  ])('is not looked after again and again, %s', async (_, act) => {
    world.find(0, files(6));
    await prepareAll();
    await failAll('unreachable');
    world.battery = true;
    await act();
    await world.advance(3_600_000);
    let looks = 0;
    Object.assign(world.core.flow, {
      window: () => {
        looks += 1;
        return 4;
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(looks).toBeLessThan(5);
  });
});

describe('a clock that is set back', () => {
  const DAY_MS = 86_400_000;

  it('makes nobody wait for the time it showed before: a store that did not answer is tried, then all go on', async () => {
    world.find(0, files(6));
    await prepareAll();
    await failAll('unreachable');
    expect(counts()).toEqual({ waiting: 6 });
    await world.advance(-DAY_MS);
    expect(uploading()).toHaveLength(1);
    await finishAll();
    await world.advance(1);
    await finishAll();
    expect(counts()).toEqual({ stored: 6 });
  });

  it('nor a file that went wrong by itself', async () => {
    world.find(0, files(1));
    await prepareAll();
    await world.end('upload', 'integrity');
    expect(counts()).toEqual({ waiting: 1 });
    await world.advance(-DAY_MS);
    expect(uploading()).toEqual(['0.jpg']);
  });

  it('nor files that go on while all are paused', async () => {
    world.find(0, files(1));
    await prepareAll();
    await world.end('upload', 'integrity');
    await world.queue.pause();
    await world.queue.resume([world.id('0.jpg')]);
    await world.advance(-DAY_MS);
    expect(uploading()).toEqual(['0.jpg']);
  });

  it('does not keep a rule that no longer holds', async () => {
    world.battery = true;
    await set({ onlyPluggedIn: true });
    world.find(0, files(1));
    await prepareAll();
    expect(uploading()).toEqual([]);
    world.battery = false;
    await world.advance(-DAY_MS);
    await world.settle();
    expect(uploading()).toEqual(['0.jpg']);
  });
});
