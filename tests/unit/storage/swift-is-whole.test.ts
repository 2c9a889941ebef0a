/** Whether a large object on Swift still has its segments: what is asked for it, with listings that lag, lie or may not be seen. */
import { expect, it } from 'vitest';
import { createIsWhole } from '../../../src-main/storage/drivers/swift/is-whole';
import { createLargeObjects } from '../../../src-main/storage/drivers/swift/large-objects';
import type { SwiftRequest, SwiftRequests } from '../../../src-main/storage/drivers/swift/requests';
import { AppError } from '../../../src-shared/app-error';

const COUNT = 40;
const names = Array.from({ length: COUNT }, (_, n) => `.caos/segments/u/${String(n + 1).padStart(8, '0')}`);
const etagOf = (name: string): string => name.slice(-8).padStart(32, 'e');

/** A container `b` with one large object, `film.mov`; `held` and `listed`: names of its segments with their ETags. */
async function ask(given: { held?: Map<string, string>; listed?: Map<string, string> | 'denied' }) {
  const all = new Map(names.map((name) => [name, etagOf(name)]));
  const { held = all, listed = all } = given;
  const asked: string[] = [];
  const missing = new AppError('not-found', 'gone');
  const answer = ({ method, bucket, key, query = {} }: SwiftRequest): { headers: object; json: unknown } => {
    asked.push(method === 'HEAD' ? `HEAD ${bucket}` : key === undefined ? 'list' : 'manifest');
    if (method === 'GET' && key === undefined) {
      if (listed === 'denied') throw new AppError('access-denied', 'no');
      const page = query.marker === undefined ? [...listed].map(([name, hash]) => ({ name, hash })) : [];
      return { headers: {}, json: page };
    }
    if (method === 'GET')
      return {
        headers: {},
        json: names.map((name) => ({ name: `/b_segments/${name}`, hash: etagOf(name), bytes: 1 })),
      };
    if (key === 'film.mov') return { headers: { 'x-static-large-object': 'True' }, json: null };
    const etag = held.get(key ?? '');
    if (etag === undefined) throw missing;
    return { headers: { etag }, json: null };
  };
  const requests = {
    send: async (request: SwiftRequest) => ({ status: 200, headers: answer(request).headers, text: '' }),
    json: async (request: SwiftRequest) => answer(request).json,
  } as unknown as SwiftRequests;
  const isWhole = createIsWhole(
    requests,
    createLargeObjects(requests, async () => 1),
  );
  const whole = await isWhole('b', 'film.mov');
  const heads = asked.filter((one) => one === 'HEAD b_segments').length;
  return { whole, heads, others: asked.length - heads };
}
const without = (...gone: number[]): Map<string, string> =>
  new Map(names.filter((_, n) => !gone.includes(n)).map((name) => [name, etagOf(name)]));

it('takes three requests while all is well, however many segments there are', async () => {
  expect(await ask({})).toEqual({ whole: true, heads: 0, others: 3 });
});

it('asks for each segment that a listing does not name yet, and for no other', async () => {
  expect(await ask({ listed: without(3, 7) })).toMatchObject({ whole: true, heads: 2 });
  expect(await ask({ listed: new Map() })).toMatchObject({ whole: true, heads: COUNT });
  expect(await ask({ listed: 'denied' })).toMatchObject({ whole: true, heads: COUNT });
});

it('is not whole when one is gone, or another one by now', async () => {
  expect(await ask({ held: without(39), listed: without(39) })).toMatchObject({ whole: false, heads: 1 });
  const changed = new Map(without()).set(names[5] as string, 'f'.repeat(32));
  expect(await ask({ held: changed, listed: changed })).toMatchObject({ whole: false, heads: 1 });
  // A listing that still tells of the one before is told right by the segment itself.
  const before = new Map(without()).set(names[5] as string, 'a'.repeat(32));
  expect(await ask({ listed: before })).toMatchObject({ whole: true, heads: 1 });
});
