/** A file that came damaged is chosen and sent once more in the browser that had sent it, and in no other way twice. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src-renderer/guest/engine-client';
import { GuestError, type OpenedRequest } from '../../../src-renderer/guest/engine-protocol';
import { openSending, type Sending } from '../../../src-renderer/guest/request/sending';
import type { AskedAgain } from '../../../src-shared/domain/request-page';

const held = new Map<string, string>();
beforeEach(() => {
  held.clear();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => held.set(name, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

const photos = ['a.jpg', 'b.jpg'].map((name) => new File(['twelve bytes'], name));

/** The page, loaded once more; the worker's part sends what has not arrived of each file, or breaks off after so many bytes of it. */
async function visit(again: AskedAgain[], { breaksAfter = Number.POSITIVE_INFINITY } = {}) {
  const sent: string[] = [];
  const engine = {
    lock: async ({ value }: { value: unknown }) => JSON.stringify(value),
    unlockKept: async ({ sealed }: { sealed: string }) => JSON.parse(sealed),
    nameFiles: async ({ files }: { files: Array<{ name: string }> }) => files.map(({ name }) => `id-${name}`),
    sendFiles: async (
      { files, cursor }: Parameters<Engine['sendFiles']>[0],
      { onProgress }: { onProgress: (progress: unknown) => void },
    ) => {
      for (const { id, name, file, arrived } of files) {
        const start = arrived[0]?.[1] ?? 0;
        if (start === file.size) continue;
        const end = Math.min(file.size, start + breaksAfter);
        sent.push(start === 0 ? name : `${name} from ${start}`);
        onProgress({ stage: 'sent', ranges: [{ id, start, end }], cursor });
        if (end < file.size) throw new GuestError('full');
      }
      return { cursor };
    },
  } as unknown as Engine;
  const limits = { maxFiles: 2, maxBytes: 24, kinds: ['photos'] };
  const request = { limits, again } as unknown as OpenedRequest;
  const sending = await openSending(engine, { storageKey: 'kept', request });
  const until = (test: () => boolean): Promise<void> =>
    vi.waitUntil(test, { interval: 1 }).then(() => undefined);
  return {
    sending,
    sent,
    async choose(files: File[]) {
      await sending.add(files);
      await until(() => sending.state !== 'sending');
      // What is kept is written after it was sealed.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
const told = (sending: Sending): string[] => sending.rows().map(({ name, state }) => `${name} ${state}`);
const damaged = (turn: number): AskedAgain[] => [{ id: 'id-a.jpg', name: 'a.jpg', sizeBytes: 12, turn }];

it('is asked for on the next visit, sent when it is chosen, and not asked for again by the same page', async () => {
  const first = await visit([]);
  await first.choose(photos);
  expect([first.sent, told(first.sending)]).toEqual([
    ['a.jpg', 'b.jpg'],
    ['a.jpg sent', 'b.jpg sent'],
  ]);

  // Not chosen: it is asked for as long as it takes.
  for (let times = 0; times < 2; times += 1)
    expect(told((await visit(damaged(1))).sending)).toEqual(['a.jpg again', 'b.jpg sent']);
  const second = await visit(damaged(1));
  expect(second.sending.totals()).toEqual({ files: 2, sentFiles: 1, bytes: 24, sentBytes: 12 });
  // Both are chosen: only the damaged one is sent, though no more files may be.
  await second.choose(photos);
  expect([second.sent, told(second.sending)]).toEqual([['a.jpg'], ['a.jpg sent', 'b.jpg sent']]);

  // The photographer's computer has not seen it yet, and the page still asks.
  const third = await visit(damaged(1));
  expect(told(third.sending).sort()).toEqual(['a.jpg sent', 'b.jpg sent']);
  // Damaged once more.
  expect(told((await visit(damaged(2))).sending)).toEqual(['a.jpg again', 'b.jpg sent']);
});

it('another browser of the same person asks for it, too', async () => {
  const other = await visit(damaged(1));
  expect(told(other.sending)).toEqual(['a.jpg again']);
  await other.choose(photos.slice(0, 1));
  expect([other.sent, told(other.sending)]).toEqual([['a.jpg'], ['a.jpg sent']]);
});

it('is asked for until it is whole: a page that was closed halfway asks for the rest', async () => {
  await (await visit([])).choose(photos);
  const broken = await visit(damaged(1), { breaksAfter: 5 });
  await broken.choose(photos.slice(0, 1));
  expect([broken.sent, told(broken.sending)]).toEqual([['a.jpg'], ['a.jpg sending', 'b.jpg sent']]);

  const next = await visit(damaged(1));
  expect(told(next.sending)).toEqual(['a.jpg again', 'b.jpg sent']);
  expect(next.sending.totals()).toEqual({ files: 2, sentFiles: 1, bytes: 24, sentBytes: 17 });
  await next.choose(photos.slice(0, 1));
  expect([next.sent, told(next.sending)]).toEqual([['a.jpg from 5'], ['a.jpg sent', 'b.jpg sent']]);
  // Closed halfway, and damaged once more: what arrived for the turn before does not count.
  await (await visit(damaged(2), { breaksAfter: 5 })).choose(photos.slice(0, 1));
  const anew = await visit(damaged(3));
  await anew.choose(photos.slice(0, 1));
  expect([anew.sent, told(anew.sending)]).toEqual([['a.jpg'], ['a.jpg sent', 'b.jpg sent']]);
});

it('room is kept for it: no other photo takes its place', async () => {
  const other = await visit(damaged(1));
  await other.choose(['b.jpg', 'c.jpg'].map((name) => new File(['twelve bytes'], name)));
  expect(told(other.sending)).toEqual(['a.jpg again', 'b.jpg sent', 'c.jpg refused']);
});
