/** Parts whose files are decided are deleted in the store: only what was taken in, never what another device put there since. */
import { expect, it } from 'vitest';
import type { RequestDesk } from '../../../src-main/services/request/desk';
import { dropSettledParts } from '../../../src-main/services/request/settle-arrivals';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { asked, personId } from '../../support/asked-fixture';
import { catalogueFixture } from '../../support/catalogue-fixture';

const { signal } = new AbortController();

it('a slot that was written anew stays, and is fetched with the next look', async () => {
  using fixture = catalogueFixture();
  using given = asked(fixture);
  const { requests, request, arrive } = given;
  const store = createMemoryStore();
  await store.createBucket('b');
  arrive('whole', { state: 'stored' });
  arrive('open', { state: 'waiting' });
  const part = async (slot: string, fileIds: string[]): Promise<void> => {
    const { etag } = await store.put('b', `arrivals/a/${slot}`, new TextEncoder().encode(slot), {});
    requests.putPart(personId, {
      slot,
      etag,
      ranges: fileIds.map((fileId) => ({ fileId, start: 0, end: 1 })),
    });
  };
  await part('l-00000', ['whole']);
  await part('l-00001', ['whole']);
  await part('l-00002', ['whole', 'open']);
  await part('l-00003', []);
  await part('l-00004', ['whole']);
  await store.put('b', 'arrivals/a/l-00001', new TextEncoder().encode('of another device'), {});
  await store.delete('b', 'arrivals/a/l-00004');

  const desk = { core: { catalogue: fixture.catalogue } } as unknown as RequestDesk;
  const person = { id: personId, arrivalsName: 'arrivals/a/' };
  await dropSettledParts(desk, request, store, person, signal);
  const held = [];
  for await (const { key } of store.list('b')) held.push(key.slice('arrivals/a/'.length));
  expect(held).toEqual(['l-00001', 'l-00002']);
  expect(requests.parts(personId).map(({ slot }) => slot)).toEqual(['l-00001', 'l-00002']);
});
