/** Parts taken in: of hundreds of small files with one look into the catalogue, and two of the same files at the same time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { RequestDesk } from '../../../src-main/services/request/desk';
import { keepPart } from '../../../src-main/services/request/keep-part';
import { RecipientId, ShareId } from '../../../src-shared/units';
import { albumId, catalogueFixture, connectionId, NOW_MS } from '../../support/catalogue-fixture';

const id = ShareId.parse('00000000-0000-4000-8000-000000000021');
const personId = RecipientId.parse('00000000-0000-4000-8000-000000000031');

/** A live request with one person who sent nothing yet. */
function asked(fixture: ReturnType<typeof catalogueFixture>) {
  const { requests } = fixture.catalogue;
  const arrivalsRoot = mkdtempSync(join(tmpdir(), 'caos-arrivals-'));
  const limits = { maxFiles: 39, maxBytes: 1000, kinds: ['photos' as const] };
  const row = { id, albumId, connectionId, limits, title: '', message: '', language: 'en' as const, days: 3 };
  const never = { reason: null, endsAtMs: null, sureUntilMs: null, cleanedAtMs: null };
  const request = { ...row, ...never, state: 'live' as const, stateAtMs: NOW_MS, createdAtMs: NOW_MS };
  requests.insert({ ...request, bucket: 'b', folder: '' });
  const names = { pageName: '', arrivalsName: '', bookName: '', pageRevision: 0, mailed: true };
  const words = { words: '', wordsAtMs: 0, lastArrivedAtMs: null };
  const person = { id: personId, email: 'a@example.org', name: '', codeWay: 'mail' as const };
  requests.putPeople(id, [{ ...person, ...names, ...words, state: 'live' }]);
  const desk = { core: { catalogue: fixture.catalogue, now: () => NOW_MS }, arrivalsRoot };
  return { requests, arrivalsRoot, request: requests.get(id) as never, desk: desk as unknown as RequestDesk };
}

it('takes all of them in, up to what the person may send', async () => {
  using fixture = catalogueFixture();
  const { requests, arrivalsRoot, request, desk } = asked(fixture);
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
  expect([...readFileSync(join(arrivalsRoot, id, String(last?.id), '.partial'))]).toEqual([76, 77]);
  rmSync(arrivalsRoot, { recursive: true });
});

it('takes two parts of the same files at the same time', async () => {
  using fixture = catalogueFixture();
  const { requests, arrivalsRoot, request, desk } = asked(fixture);
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
  const bytes = rows.map((row) => [...readFileSync(join(arrivalsRoot, id, String(row.id), '.partial'))]);
  expect(bytes).toEqual([
    [0, 10],
    [1, 11],
  ]);
  rmSync(arrivalsRoot, { recursive: true });
});
