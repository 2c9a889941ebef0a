/**
 * No sequence of events brings the queue to a dead end. Whatever happened before (files found, every error in every step, pauses, rules that
 * hold, kills, a clock that moves), once the troubles are over every file is stored exactly once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src-shared/app-error';
import { transferMayMove } from '../../src-shared/domain/transfer';
import { defaultSettings } from '../../src-shared/ipc-contract';
import { albumIds, type Ending, openQueueWorld, type QueueWorld, rows } from '../support/queue-world';

const long = process.env.CAOS_LONG === '1';
const runs = long ? 3000 : 40;

type Act = (world: QueueWorld) => Promise<unknown> | unknown;
interface Command {
  /** Shown when it is part of a sequence that fails. */
  [fc.toStringMethod]: () => string;
  act: Act;
}
const command = (told: string, act: Act): Command => ({ [fc.toStringMethod]: () => told, act });

const endings: Ending[] = ['ok', 'ok', 'ok', 'broken', ...errorCodes.filter((code) => code !== 'cancelled')];
const chosen = (world: QueueWorld, places: number[]) => {
  const all = rows(world.core.catalogue);
  return places.flatMap((place) => (all.length === 0 ? [] : (all[place % all.length]?.id ?? [])));
};
const places = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });
let fileNumber = 0;

const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom<0 | 1>(0, 1), fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), fc.boolean())
      .map(([album, contents, picturesFirst]) =>
        command(`find ${contents} in ${album}${picturesFirst ? '' : ', pictures later'}`, (world) =>
          world.find(
            album,
            contents.map((content) => ({ name: `${++fileNumber}.jpg`, content: `content-${content}` })),
            picturesFirst,
          ),
        ),
      ),
  },
  {
    weight: 12,
    arbitrary: fc.tuple(fc.nat(20), fc.constantFrom(...endings)).map(([place, ending]) =>
      command(`end ${place}: ${ending}`, (world) => {
        const all = world.pending();
        all[place % Math.max(1, all.length)]?.end(ending);
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Ending>('ok', 'unreachable', 'host-unknown', 'store-busy').map((ending) =>
      command(`end all: ${ending}`, (world) => {
        for (const entry of world.pending()) entry.end(ending);
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 90_000 }).map((ms) => command(`${ms} ms`, (w) => w.advance(ms))),
  },
  { weight: 1, arbitrary: fc.constant(command('pause all', (w) => w.queue.pause())) },
  { weight: 2, arbitrary: fc.constant(command('resume all', (w) => w.queue.resume())) },
  { weight: 1, arbitrary: fc.constant(command('retry all', (w) => w.queue.retry())) },
  { weight: 1, arbitrary: fc.constant(command('network', (w) => w.queue.networkChanged())) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom('pause', 'resume', 'cancel', 'retry', 'first', 'not first'),
        places,
        fc.boolean(),
      )
      .map(([act, at, waits]) =>
        command(`${act} ${at}${waits ? '' : ' (not waited for)'}`, (world) => {
          const ids = chosen(world, at);
          const acts = {
            pause: () => world.queue.pause(ids),
            resume: () => world.queue.resume(ids),
            cancel: () => world.queue.cancel(ids),
            retry: () => world.queue.retry(ids),
            first: () => world.queue.prioritize(ids, true),
            'not first': () => world.queue.prioritize(ids, false),
          };
          const done = acts[act as keyof typeof acts]();
          return waits ? done : undefined;
        }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        onlyPluggedIn: fc.boolean(),
        battery: fc.constantFrom(true, false, null),
        mode: fc.constantFrom('always', 'upload-between'),
        uploadBroken: fc.boolean(),
        uploadOrder: fc.constantFrom('found', 'small-first'),
      })
      .map((given) =>
        command(`settings ${JSON.stringify(given)}`, (world) => {
          world.battery = given.battery;
          world.core.catalogue.settings.set({
            onlyPluggedIn: given.onlyPluggedIn,
            uploadBroken: given.uploadBroken,
            uploadOrder: given.uploadOrder as 'found',
            transferHours: { mode: given.mode as 'always', fromMin: 0, toMin: 1 },
          });
          world.queue.settingsChanged();
        }),
      ),
  },
  { weight: 2, arbitrary: fc.constant(command('kill', (w) => w.kill())) },
  { weight: 1, arbitrary: fc.constant(command('kill after put', (w) => w.killAfterPut())) },
);

/** What has to hold at any moment. */
function mustHold(world: QueueWorld): void {
  const { catalogue } = world.core;
  const all = rows(catalogue);
  for (const row of all) {
    const story = catalogue.transfers.events(row.id);
    const wrong = story.filter((step, n) => {
      const before = story[n - 1];
      return before && (step.atMs < before.atMs || !transferMayMove(before.state, step.state));
    });
    expect({ file: row.fileName, wrong, last: story.at(-1)?.state ?? row.state }).toEqual({
      file: row.fileName,
      wrong: [],
      last: row.state,
    });
  }
  // Nothing says that it runs although nothing runs it.
  const running = (states: string[]) => all.filter((row) => states.includes(row.state)).length;
  expect(running(['preparing'])).toBe(world.pending('prepare').length);
  expect(running(['uploading', 'verifying'])).toBeGreaterThanOrEqual(world.pending('upload').length);
  const counts = catalogue.transfers.countByState();
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(all.length);
}

/** Troubles are over, and whatever begins ends well. */
async function calm(world: QueueWorld): Promise<void> {
  world.core.catalogue.settings.set(defaultSettings);
  world.battery = false;
  world.queue.settingsChanged();
  await world.queue.resume();
  for (let round = 0; round < 60; round += 1) {
    await world.advance(61_000);
    for (let turn = 0; turn < 40 && world.pending().length > 0; turn += 1) {
      for (const entry of world.pending()) entry.end('ok');
      await world.settle();
    }
    if (isAtRest(world) && world.pending().length === 0) return;
  }
}
const openStates = [
  'discovered',
  'preparing',
  'queued',
  'uploading',
  'verifying',
  'paused',
  'waiting',
] as const;
const isAtRest = (world: QueueWorld): boolean => world.ids([...openStates]).length === 0;

function mustBeStoredOnce(world: QueueWorld): void {
  const { catalogue } = world.core;
  for (const albumId of albumIds) {
    const stored = catalogue.transfers
      .list({ albumId, offset: 0, limit: 10_000 })
      .items.filter((row) => row.state === 'stored');
    const objects = world.objects.get(albumId) ?? new Map<string, string>();
    // Each object is the one of a row that says so, and no content is there twice.
    for (const row of stored) expect([row.fileName, objects.has(row.fileName)]).toEqual([row.fileName, true]);
    const contents = stored.map((row) => objects.get(row.fileName));
    expect(new Set(contents).size).toBe(contents.length);
  }
  for (const [name, times] of world.sent) expect([name, times]).toEqual([name, 1]);
}

describe('the queue', () => {
  it(
    'comes to a good end after any sequence of events, with each file stored exactly once',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(commands, { maxLength: long ? 80 : 40 }), async (sequence) => {
          const world = await openQueueWorld();
          try {
            for (const { act } of sequence) {
              await act(world);
              await world.settle();
              mustHold(world);
            }
            await calm(world);
            expect(world.ids([...openStates])).toEqual([]);
            const failed = rows(world.core.catalogue).filter((row) => row.state === 'failed');
            for (const row of failed) expect(row.error).not.toBeNull();
            // What needs a person goes on when a person says so.
            await world.queue.retry();
            await calm(world);
            expect(world.ids(['failed', ...openStates])).toEqual([]);
            const cancelled = world.ids(['cancelled']);
            if (cancelled.length > 0) await world.queue.retry(cancelled);
            await calm(world);
            expect(world.ids(['failed', 'cancelled', ...openStates])).toEqual([]);
            mustHold(world);
            mustBeStoredOnce(world);
            expect(world.core.catalogue.imports.open()).toEqual([]);
            // Pictures whose reading failed are read at the next start.
            await world.kill();
            await calm(world);
            expect(world.core.catalogue.transfers.unread(100, new Set())).toEqual([]);
          } finally {
            await world.close();
          }
        }),
        { numRuns: runs, ...(!long && { seed: 20_260_101 }), endOnFailure: false },
      );
    },
    long ? 1_800_000 : 120_000,
  );
});
