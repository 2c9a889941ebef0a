/** A live photo request of two people over a store in memory, sealed for real but for the stretching of codes. */
import type { RequestDesk } from '../../src-main/services/request/desk';
import { publishRequest } from '../../src-main/services/request/publish-request';
import { createRequests } from '../../src-main/services/request/requests';
import { sealingPrimitives } from '../../src-main/services/share/sealing-primitives';
import { createShareSecrets } from '../../src-main/services/share/secrets';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { SMALL_PART_BYTES, smallSlotName } from '../../src-shared/domain/request-page';
import { RecipientId } from '../../src-shared/units';
import { personId as annaId, asked, requestId } from './asked-fixture';
import { catalogueFixture, NOW_MS } from './catalogue-fixture';

export { annaId };
export const boId = RecipientId.parse('00000000-0000-4000-8000-000000000032');
export const DAY_MS = 86_400_000;
const folder = `.caos/shares/${'a'.repeat(32)}/`;

/** Both have a page, signed for `signedDays`; the request ends after 20 days. */
export async function liveRequest({ signedDays = 20 }: { signedDays?: number } = {}) {
  const fixture = catalogueFixture();
  const given = asked(fixture);
  const { requests } = fixture.catalogue;
  const clock = { nowMs: NOW_MS };
  requests.change(requestId, { folder, endsAtMs: NOW_MS + 20 * DAY_MS });
  const [anna] = requests.people(requestId);
  if (!anna) throw new Error('Anna is asked.');
  requests.putPeople(requestId, [anna, { ...anna, id: boId, email: 'b@example.org' }]);

  const memory = createMemoryStore({
    now: () => clock.nowMs,
    capabilities: { expiry: 'none', presign: true, maxLinkSeconds: (signedDays * DAY_MS) / 1000 },
  });
  await memory.createBucket('b');
  const addressOf = (key: string): string => `https://store.test/b/${key}`;
  const store: typeof memory = {
    ...memory,
    presignGet: async (_, key) => addressOf(key),
    presignSlots: async (_, prefix, names) => ({
      kind: 'put',
      addresses: Object.fromEntries(names.map((name) => [name, addressOf(prefix + name)])),
      headers: {},
    }),
  };
  const entries = new Map<string, string>();
  const vault = {
    get: async (name: string) => entries.get(name) ?? null,
    set: async (name: string, value: string) => void entries.set(name, value),
    remove: async (name: string) => void entries.delete(name),
  };
  const primitives = { ...sealingPrimitives, argon2id: async () => new Uint8Array(32).fill(7) };
  const secrets = createShareSecrets(vault as never, primitives);
  const quiet = () => undefined;
  const desk = {
    ...given.desk,
    core: {
      catalogue: fixture.catalogue,
      now: () => clock.nowMs,
      log: { info: quiet, warn: quiet, error: quiet },
      changes: { request: quiet, flush: quiet, listen: () => quiet },
      stores: { open: async () => store },
      vault,
    },
    primitives,
    secrets,
    outbox: { queue: async () => undefined, withdraw: async () => undefined },
    pageTemplate: async () => '<script type="application/json" id="share">"caos-share-data"</script>',
  } as unknown as RequestDesk;
  await secrets.make(requestId, [annaId, boId]);
  const row = () => {
    const found = requests.get(requestId);
    if (found?.endsAtMs == null) throw new Error('It is live.');
    return { ...found, endsAtMs: found.endsAtMs };
  };
  await publishRequest(desk, row(), 'fresh', new AbortController().signal);
  const person = (id: RecipientId) => {
    const found = requests.people(requestId).find((one) => one.id === id);
    if (!found) throw new Error('They are asked.');
    return found;
  };
  return {
    id: requestId,
    desk,
    clock,
    store,
    row,
    person,
    photoRequests: createRequests(desk),
    /** Rubbish of the right size: what is read of it is a row that says so. */
    async send(id: RecipientId): Promise<void> {
      const key = folder + person(id).arrivalsName + smallSlotName(0);
      await store.put('b', key, new Uint8Array(SMALL_PART_BYTES), {});
    },
    partsOf: (id: RecipientId) => requests.parts(id).length,
    /** Below its folder. */
    async held(): Promise<string[]> {
      const names = [];
      for await (const { key } of store.list('b', { prefix: folder })) names.push(key.slice(folder.length));
      return names;
    },
    [Symbol.dispose]() {
      given[Symbol.dispose]();
      fixture[Symbol.dispose]();
    },
  };
}
