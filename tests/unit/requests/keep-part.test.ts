/** A part of hundreds of small files, of a person who sent thousands: the catalogue is read once for it, not once for each. */
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

it('takes all of them in, up to what the person may send', async () => {
  using fixture = catalogueFixture();
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
  await keepPart(desk as unknown as RequestDesk, requests.get(id) as never, personId, part, opened);
  expect(read).toHaveBeenCalledTimes(2);
  const states = requests.arrivals(personId).map(({ state }) => state);
  expect(states).toEqual([...Array.from({ length: 39 }, () => 'checking'), 'refused']);
  const last = requests.arrivals(personId)[38];
  expect([...readFileSync(join(arrivalsRoot, id, String(last?.id), '.partial'))]).toEqual([76, 77]);
  rmSync(arrivalsRoot, { recursive: true });
});
