/** Many names asked for with one listing: what is told, what is asked for alone, and how many requests it takes. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createListingQuestions, type Place } from '../../../src-main/services/upload/ask-listing';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';

let store: ObjectStore;
let listings: string[];
let nowMs: number;
const never = new AbortController().signal;

beforeEach(async () => {
  vi.useFakeTimers();
  nowMs = 0;
  listings = [];
  const memory = createMemoryStore();
  await memory.createBucket('album');
  store = {
    ...memory,
    list: (bucket, options) => {
      listings.push(options?.startAfter ?? '');
      return memory.list(bucket, options);
    },
  };
});
afterEach(() => {
  vi.useRealTimers();
});

const open = () => createListingQuestions(() => nowMs);
const at = (key: string, other: ObjectStore = store): Place => ({
  storeKey: 'a#1',
  store: other,
  bucket: 'album',
  prefix: '',
  key,
});
const put = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await store.put('album', key, Buffer.from(key));
};
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `day/IMG_${String(n).padStart(4, '0')}.jpg`);

test('what lies under many names is told by one listing, gathered for a moment', async () => {
  const keys = names(20);
  await put('aaa.jpg', ...keys.slice(1), 'zzz.jpg');
  const { held } = open();
  const asked = Promise.all(keys.map((key) => held(at(key), never)));
  await vi.advanceTimersByTimeAsync(200);
  const told = await asked;
  expect({ listings, told: told.map((info) => info?.key) }).toEqual({
    listings: ['day/IMG_0000.jpf'],
    told: [undefined, ...keys.slice(1)],
  });
});

test('48 questions wait for no clock', async () => {
  const keys = names(48);
  await put(...keys);
  const { held } = open();
  const told = await Promise.all(keys.map((key) => held(at(key), never)));
  expect({ requests: listings.length, told: told.map((info) => info?.key) }).toEqual({
    requests: 1,
    told: keys,
  });
});

test('few questions, stores whose listings lag, and failing listings tell nothing', async () => {
  const keys = names(10);
  await put(...keys);
  const { held, isFree } = open();
  const lagging = { ...store, capabilities: { ...store.capabilities, listsFresh: false } };
  const failing: ObjectStore = {
    ...store,
    // biome-ignore lint/correctness/useYield: it fails before its first name
    async *list() {
      throw new Error('no answer');
    },
  };
  const few = Promise.all(keys.slice(0, 5).map((key) => held(at(key), never)));
  await vi.advanceTimersByTimeAsync(200);
  const broken = Promise.all(keys.map((key) => held({ ...at(key, failing), storeKey: 'b#1' }, never)));
  await vi.advanceTimersByTimeAsync(200);
  expect([
    await few,
    await held(at('x', lagging), never),
    await isFree(at('x', lagging), never),
    await broken,
    await isFree({ ...at('x', failing), storeKey: 'b#1' }, never),
  ]).toEqual([keys.slice(0, 5).map(() => undefined), undefined, false, keys.map(() => undefined), false]);
});

test('a listing that shows too much beside what was asked for is left', async () => {
  const keys = names(300);
  await put(...keys);
  const { held } = open();
  const wanted = [...keys.slice(0, 6), 'day/IMG_0299.jpg'];
  const asked = Promise.all(wanted.map((key) => held(at(key), never)));
  await vi.advanceTimersByTimeAsync(200);
  expect((await asked).map((info) => info?.key)).toEqual([...keys.slice(0, 6), undefined]);
});

test('a question that was given up is not answered', async () => {
  const { held } = open();
  const controller = new AbortController();
  const asked = held(at('a.jpg'), controller.signal).catch((error) => error.code);
  controller.abort();
  await vi.advanceTimersByTimeAsync(200);
  expect(await asked).toBe('cancelled');
});

test('names are free as one listing says, for ten seconds, and taken ones are told', async () => {
  const keys = names(500);
  await put('day/IMG_0007.jpg');
  const { isFree } = open();
  const first = await Promise.all(keys.map((key) => isFree(at(key), never)));
  const requests = listings.length;
  nowMs = 9_999;
  const still = await isFree(at('day/later.jpg'), never);
  await put('day/other.jpg');
  nowMs = 10_000;
  const later = await isFree(at('day/other.jpg'), never);
  expect({ taken: keys.filter((_, n) => !first[n]), requests, still, later, all: listings.length }).toEqual({
    taken: ['day/IMG_0007.jpg'],
    requests: 1,
    still: true,
    later: false,
    all: 2,
  });
});

test('names that come in no order are asked for alone after a while', async () => {
  await put(...Array.from({ length: 1100 }, (_, n) => `m${String(n).padStart(5, '0')}`));
  const { isFree } = open();
  const seen: boolean[] = [];
  for (const key of ['a', 'z', 'b', 'c']) seen.push(await isFree(at(key), never));
  // 'a' sees the first thousand; 'z' lies beyond, is the first miss; from then on nobody lists.
  expect({ seen, requests: listings.length }).toEqual({ seen: [true, false, false, false], requests: 1 });
});

test('who gives up a question waits for no listing, and nobody left ends the listing', async () => {
  const keys = names(10);
  const ended: boolean[] = [];
  const standing: ObjectStore = {
    ...store,
    async *list(_bucket, options) {
      await new Promise<void>((resolve) => options?.signal?.addEventListener('abort', () => resolve()));
      ended.push(true);
    },
  };
  const { held, isFree } = open();
  const controllers = keys.map(() => new AbortController());
  const asked = keys.map((key, n) =>
    held(at(key, standing), controllers[n]?.signal ?? never).catch((error) => error.code),
  );
  await vi.advanceTimersByTimeAsync(200);
  controllers[0]?.abort();
  const first = await Promise.race([asked[0], vi.advanceTimersByTimeAsync(1).then(() => 'waits')]);
  const before = ended.length;
  for (const controller of controllers) controller.abort();
  const others = await Promise.race([Promise.all(asked), vi.advanceTimersByTimeAsync(1).then(() => 'wait')]);
  await vi.advanceTimersByTimeAsync(1);
  expect({ first, before, others, ended }).toEqual({
    first: 'cancelled',
    before: 0,
    others: keys.map(() => 'cancelled'),
    ended: [true],
  });
  // The one whose listing all wait for goes on; another one gives up.
  void isFree(at('a', standing), never);
  const second = new AbortController();
  const free = isFree(at('b', standing), second.signal).catch((error) => error.code);
  second.abort();
  expect(await Promise.race([free, vi.advanceTimersByTimeAsync(1).then(() => 'waits')])).toBe('cancelled');
});
