/** Pictures are made ready in the direction of travel, few at a time, and a bounded number stays. */
import { describe, expect, test } from 'vitest';
import { createPrefetch, prefetchRows } from '../../../src-renderer/features/viewer/prefetch';

describe('the order', () => {
  test('goes ahead first, with a little of what lies behind', () => {
    expect(prefetchRows(10, 100, 1)).toEqual([11, 12, 9, 13, 14, 8, 15, 16, 7]);
    expect(prefetchRows(10, 100, -1)).toEqual([9, 8, 11, 7, 6, 12, 5, 4, 13]);
  });
  test('stays within the list', () => {
    expect(prefetchRows(0, 3, -1)).toEqual([1, 2]);
    expect(prefetchRows(0, 1, 1)).toEqual([]);
  });
});

function world() {
  const loads = new Map<string, { done: () => void; fail: () => void }>();
  const log: string[] = [];
  const prefetch = createPrefetch((url) => {
    log.push(url);
    const promise = new Promise<void>((resolve, reject) => {
      loads.set(url, { done: resolve, fail: () => reject(new Error('no')) });
    });
    return { decode: () => promise, drop: () => log.push(`-${url}`) };
  });
  const settle = async (url: string, how: 'done' | 'fail' = 'done'): Promise<void> => {
    loads.get(url)?.[how]();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { prefetch, log, settle };
}

describe('loading', () => {
  test('three at once, and the one that is looked at before all', async () => {
    const { prefetch, log, settle } = world();
    prefetch.want('a', ['b', 'c', 'd', 'e']);
    expect(log).toEqual(['a', 'b', 'c']);
    prefetch.want('d', ['e', 'f']);
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    await settle('a');
    await settle('b');
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(['a', 'b', 'c'].map((url) => prefetch.stateOf(url))).toEqual(['ready', 'ready', 'none']);
  });

  test('twelve pictures stay, those used last', async () => {
    const { prefetch, log, settle } = world();
    for (let n = 0; n < 20; n += 1) {
      prefetch.want(`p${n}`, [`p${n + 1}`]);
      await settle(`p${n}`);
    }
    const ready = Array.from({ length: 21 }, (_, n) => `p${n}`).filter(
      (url) => prefetch.stateOf(url) === 'ready',
    );
    expect(ready).toEqual(Array.from({ length: 11 }, (_, n) => `p${n + 9}`));
    expect(log.filter((entry) => entry.startsWith('-')).length).toBe(9);
  });

  test('what failed is tried again when it is looked at anew, and not before', async () => {
    const { prefetch, log, settle } = world();
    prefetch.want('a', []);
    await settle('a', 'fail');
    expect(prefetch.stateOf('a')).toBe('failed');
    prefetch.want('a', []);
    expect(log).toEqual(['a']);
    prefetch.want('b', ['a']);
    expect(log).toEqual(['a', 'b']);
    prefetch.want('a', []);
    expect(log).toEqual(['a', 'b', 'a']);
  });
});
