/** What the door saw, compared with what was written down when the command was killed: nothing confirmed goes over the wire again. */
import { expect } from 'vitest';
import type { Passed } from '../../support/crash-door';
import type { Kill } from './kill-command';

/** An answer takes this long at most from the wire to its row: a thread hands it over, and the machine may be busy. */
const WRITTEN_WITHIN_MS = 1000;

export interface Resent {
  /** Requests with bytes of photos that were made more than once. */
  sentAgain: number;
  /** The most that there could be: under way, or answered a moment before, at one of the kills. */
  allowed: number;
}

const nameOf = ({ key, number }: Passed): string => `${key} ${number}`;
const timesOf = ({ beganAtMs, doneAtMs, toldAtMs, status }: Passed): string =>
  `${status} begun at ${Math.round(beganAtMs)}, done at ${doneAtMs && Math.round(doneAtMs)}, told at ${toldAtMs && Math.round(toldAtMs)}`;
const wentWell = ({ status }: Passed): boolean => status !== null && status < 300;

/** Throws where something was sent again that the catalogue, or for a whole object the store, had as confirmed. */
export function expectSentOnce(passed: readonly Passed[], kills: readonly Kill[]): Resent {
  const puts = passed.filter(({ act }) => act === 'whole' || act === 'part');
  for (const { passedCount, written } of kills) {
    const again = passed
      .slice(passedCount)
      .filter(({ act }) => act === 'whole' || act === 'part')
      .filter((one) => written.stored.has(one.key) || written.parts.has(nameOf(one)))
      .map(nameOf);
    expect(again, 'sent again although it was written down').toEqual([]);
  }

  const earlier = new Map<string, Passed>();
  const unexplained: string[] = [];
  let sentAgain = 0;
  for (const put of puts) {
    const before = earlier.get(nameOf(put));
    earlier.set(nameOf(put), put);
    if (!before) continue;
    sentAgain += 1;
    const between = kills.filter(
      ({ atMs, overAtMs }) => before.beganAtMs <= overAtMs && atMs <= put.beganAtMs,
    );
    const isExplained =
      (before.status !== null && !wentWell(before)) || between.some((kill) => wasOpen(before, kill));
    if (!isExplained)
      unexplained.push(`${nameOf(put)}: ${timesOf(before)}, again at ${Math.round(put.beganAtMs)}`);
  }
  const killed = `kills at ${kills.map(({ atMs }) => Math.round(atMs)).join(', ')}`;
  expect(unexplained, `sent again without need; ${killed}`).toEqual([]);
  // Of each kill only what that very run had begun.
  const allowed = kills.reduce((sum, kill, index) => {
    const since = kills[index - 1]?.overAtMs ?? Number.NEGATIVE_INFINITY;
    return sum + puts.filter((put) => put.beganAtMs > since && isAtRisk(put, kill)).length;
  }, 0);
  const refused = puts.filter((put) => put.status !== null && !wentWell(put)).length;
  expect(sentAgain).toBeLessThanOrEqual(allowed + refused);
  return { sentAgain, allowed };
}

/**
 * Whether the kill found it unconfirmed. A whole object that the store had by then is recognised, whoever was told; a part is only known
 * by its row.
 */
function wasOpen(put: Passed, { atMs }: Kill): boolean {
  if (put.act === 'whole') return put.doneAtMs === null || put.doneAtMs > atMs;
  return put.toldAtMs === null || put.toldAtMs > atMs - WRITTEN_WITHIN_MS;
}

const isAtRisk = (put: Passed, kill: Kill): boolean => put.beganAtMs <= kill.overAtMs && wasOpen(put, kill);

/** `until`: requests that had passed the door when this download ended. `sizes`: of the objects, by key. */
export function expectFetchedOnce(
  passed: readonly Passed[],
  kills: readonly Kill[],
  download: { to: string; until: number; sizes: ReadonlyMap<string, number> },
): void {
  for (const { passedCount, written } of kills) {
    const had = written.downloads.filter(({ to }) => to === download.to).at(-1)?.fetched;
    const again = passed.slice(passedCount, download.until).filter(({ act, key, range }) => {
      const [start, end] = range ?? [0, download.sizes.get(key) ?? 0];
      return act === 'fetch' && had?.get(key)?.some(([from, to]) => from < end && start < to);
    });
    expect(
      again.map(({ key, range }) => [key, range, had?.get(key)]),
      'fetched again although it was written down',
    ).toEqual([]);
  }
}
