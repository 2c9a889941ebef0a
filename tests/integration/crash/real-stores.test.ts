/**
 * kill -9 of the real command in front of real stores, in moments that a seed chooses: nothing is lost, nothing doubled, nothing that was
 * confirmed goes over the wire again, and nothing is left behind.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CephServer, cephUnavailableReason, startCeph } from '../../support/ceph-server';
import { type CrashStore, nativeSwift, s3 } from '../../support/crash-stores';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { sail, type VoyageFacts } from './crash-voyage';

const isLong = process.env.CAOS_LONG === '1';
/** Another one: CAOS_CRASH_SEED=… */
const seed = Number(process.env.CAOS_CRASH_SEED ?? 20_261_121);
const kills = isLong ? { imports: 10, folders: 4, zips: 4 } : { imports: 4, folders: 1, zips: 1 };
const killsOfOne = kills.imports + kills.folders + kills.zips;
const noSwift = swiftUnavailableReason();
const noCeph = isLong ? cephUnavailableReason() : 'only in npm run test:long';

let ceph: CephServer | undefined;
const swift = (): SwiftAddresses => sharedSwift() as SwiftAddresses;
/** Voyages of the long run: 324 kills in front of Swift alone. Ceph keeps what was deleted in memory for hours. */
const stores: Array<{ name: string; voyages: number; reason: string | undefined; open(): CrashStore }> = [
  { name: 'swift', voyages: 9, reason: noSwift, open: () => nativeSwift(swift()) },
  {
    name: 's3',
    voyages: 9,
    reason: noSwift,
    open: () => s3('s3', { ...swift(), endpoint: swift().s3Endpoint }),
  },
  { name: 'ceph', voyages: 2, reason: noCeph, open: () => s3('ceph', ceph as CephServer) },
];
if (isLong && noCeph === undefined)
  beforeAll(async () => {
    ceph = await startCeph();
  }, 180_000);
afterAll(() => ceph?.stop());

const sailed: Array<VoyageFacts & { store: string }> = [];
const countOf = (facts: VoyageFacts): number =>
  Object.values(facts.kills).reduce((one, other) => one + other, 0);
afterAll(() => {
  const sum = (of: (facts: VoyageFacts) => number): number =>
    sailed.reduce((total, facts) => total + of(facts), 0);
  const byKind: Record<string, number> = {};
  for (const { store, kills: made } of sailed)
    for (const [kind, count] of Object.entries(made))
      byKind[`${store}, ${kind}`] = (byKind[`${store}, ${kind}`] ?? 0) + count;
  console.log(
    `${sum(countOf)} kills, ${sum(({ files }) => files)} files; requests with bytes made again: ${sum(({ sentAgain }) => sentAgain)} of ${sum(({ allowed }) => allowed)} that a kill found unconfirmed`,
    byKind,
  );
});

describe.each(stores)('kill -9 in front of $name', ({ name, voyages, reason, open }) => {
  describe.skipIf(reason !== undefined)(reason ?? `seed ${seed}`, () => {
    it.each(Array.from({ length: isLong ? voyages : 1 }, (_, index) => index))(
      `${killsOfOne} times (voyage %i)`,
      { timeout: 900_000 },
      async (index) => {
        const facts = await sail(open(), {
          ...kills,
          seed: seed + index * 100 + name.length,
          probed: isLong && index % 2 === 1,
        });
        sailed.push({ store: name, ...facts });
        expect(countOf(facts)).toBe(killsOfOne);
      },
    );
  });
});
