/** Parts taken in: of hundreds of small files with one look into the catalogue, and two of the same files at the same time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { keepPart } from '../../../src-main/services/request/keep-part';
import { asked, personId, requestId } from '../../support/asked-fixture';
import { catalogueFixture } from '../../support/catalogue-fixture';

it('takes all of them in, up to what the person may send', async () => {
  using fixture = catalogueFixture();
  using given = asked(fixture);
  const { requests, arrivalsRoot, request, desk } = given;
  // Two bytes of each file, one range for each byte.
  const ranges = Array.from({ length: 80 }, (_, at) => ({
    ...{ id: `file-${at >> 1}`, name: `${at >> 1}.jpg`, sizeBytes: 2, modifiedAtMs: 0 },
    ...{ offset: at & 1, length: 1, sha256: at & 1 ? 'ab'.repeat(32) : null },
  }));
  const opened = {
    header: { version: 1 as const, atMs: 1, words: '', ranges },
    bytesOf: (at: number) => new Uint8Array([at]),
  };
  const read = vi.spyOn(requests, 'arrivals');
  const part = { slot: 'l-00001', etag: 'e' };
  await keepPart(desk, request, personId, part, opened);
  expect(read).toHaveBeenCalledTimes(2);
  const states = requests.arrivals(personId).map(({ state }) => state);
  expect(states).toEqual([...Array.from({ length: 39 }, () => 'checking'), 'refused']);
  const last = requests.arrivals(personId)[38];
  expect([...readFileSync(join(arrivalsRoot, requestId, String(last?.id), '.partial'))]).toEqual([76, 77]);
});

it('takes two parts of the same files at the same time', async () => {
  using fixture = catalogueFixture();
  using given = asked(fixture);
  const { requests, arrivalsRoot, request, desk } = given;
  const half = (offset: number) => ({
    header: {
      ...{ version: 1 as const, atMs: 1, words: '' },
      ranges: ['a', 'b'].map((name) => ({
        ...{ id: name, name: `${name}.jpg`, sizeBytes: 2, modifiedAtMs: 0 },
        ...{ offset, length: 1, sha256: 'ab'.repeat(32) },
      })),
    },
    bytesOf: (at: number) => new Uint8Array([10 * offset + at]),
  });
  await Promise.all(
    [0, 1].map((at) => keepPart(desk, request, personId, { slot: `l-0000${at}`, etag: 'e' }, half(at))),
  );
  const rows = requests.arrivals(personId);
  expect(rows.map(({ name, state }) => [name, state])).toEqual([
    ['a.jpg', 'checking'],
    ['b.jpg', 'checking'],
  ]);
  const bytes = rows.map((row) => [
    ...readFileSync(join(arrivalsRoot, requestId, String(row.id), '.partial')),
  ]);
  expect(bytes).toEqual([
    [0, 10],
    [1, 11],
  ]);
});

it('what a part claims to lie far behind is not written where the disk could not hold what comes before it', async () => {
  using fixture = catalogueFixture();
  using given = asked(fixture, { maxBytes: 10e9 });
  const { requests, arrivalsRoot, request, desk } = given;
  const part = (sizeBytes: number) => ({
    header: {
      ...{ version: 1 as const, atMs: 1, words: '' },
      ranges: [
        {
          ...{ id: `f-${sizeBytes}`, name: 'film.mov', sizeBytes, modifiedAtMs: 0 },
          ...{ offset: sizeBytes - 3, length: 3, sha256: 'ab'.repeat(32) },
        },
      ],
    },
    bytesOf: () => new Uint8Array(3),
  });
  await keepPart(desk, request, personId, { slot: 'l-00000', etag: 'e' }, part(1_000_000));
  await expect(
    keepPart(desk, request, personId, { slot: 'l-00001', etag: 'e' }, part(7_500_000_000)),
  ).rejects.toMatchObject({ code: 'disk-full', retry: 'later' });
  // It is told, and its part is fetched once there is space.
  const [small, large] = requests.arrivals(personId);
  expect([small?.ranges, large?.ranges, requests.parts(personId).map(({ slot }) => slot)]).toEqual([
    [[999_997, 1_000_000]],
    [],
    ['l-00000'],
  ]);
  expect(existsSync(join(arrivalsRoot, requestId, String(large?.id), '.partial'))).toBe(false);
  // No more than the person may send is held for them, whatever they claim.
  await keepPart(desk, request, personId, { slot: 'l-00002', etag: 'e' }, part(3_000_000_000));
  expect(requests.arrivals(personId)[2]).toMatchObject({ state: 'refused', error: { code: 'quota' } });
});
