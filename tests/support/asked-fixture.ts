/** A live photo request in a catalogue, with one person who sent nothing yet, and a folder for what arrives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArrivalRow, RequestRow } from '../../src-main/catalogue/catalogue';
import type { RequestDesk } from '../../src-main/services/request/desk';
import { RecipientId, ShareId } from '../../src-shared/units';
import { albumId, type CatalogueFixture, connectionId, NOW_MS } from './catalogue-fixture';

export const requestId = ShareId.parse('00000000-0000-4000-8000-000000000021');
export const personId = RecipientId.parse('00000000-0000-4000-8000-000000000031');

export function asked(
  { catalogue }: CatalogueFixture,
  given: { maxBytes?: number; freeBytes?: number } = {},
) {
  const { requests } = catalogue;
  const arrivalsRoot = mkdtempSync(join(tmpdir(), 'caos-arrivals-'));
  const limits = { maxFiles: 39, maxBytes: given.maxBytes ?? 1000, kinds: ['photos' as const] };
  const row = { albumId, connectionId, limits, title: '', message: '', language: 'en' as const, days: 3 };
  const never = { reason: null, endsAtMs: null, sureUntilMs: null, cleanedAtMs: null };
  const at = { state: 'live' as const, stateAtMs: NOW_MS, createdAtMs: NOW_MS };
  requests.insert({ ...row, ...never, ...at, id: requestId, bucket: 'b', folder: '' });
  const names = { pageName: '', arrivalsName: '', bookName: '', pageRevision: 0, mailed: true };
  const words = { words: '', wordsAtMs: 0, lastArrivedAtMs: null, askedAgain: [] };
  const person = { id: personId, email: 'a@example.org', name: '', codeWay: 'mail' as const };
  requests.putPeople(requestId, [{ ...person, ...names, ...words, state: 'live' }]);
  const desk = {
    core: { catalogue, now: () => NOW_MS },
    arrivalsRoot,
    freeBytes: async () => given.freeBytes ?? 8e9,
  };
  return {
    requests,
    arrivalsRoot,
    request: requests.get(requestId) as RequestRow,
    desk: desk as unknown as RequestDesk,
    arrive(fileId: string, change: Partial<ArrivalRow> = {}) {
      return requests.insertArrival({
        ...{
          personId,
          fileId,
          name: `${fileId}.jpg`,
          sizeBytes: 1,
          modifiedAtMs: 0,
          sha256: null,
          ranges: [],
        },
        ...{ state: 'arriving', error: null, kind: null, widthPx: null, heightPx: null, hasThumb: false },
        ...{ arrivedAtMs: NOW_MS, importId: null, damaged: 0 },
        ...change,
      });
    },
    [Symbol.dispose]: () => rmSync(arrivalsRoot, { recursive: true }),
  };
}
