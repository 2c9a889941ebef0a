/** Slots that a guest may fill on this computer: exactly as long as was signed, under no other name, and not after their time. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture';

let on: GatewayFixture;
beforeEach(async () => {
  on = await openGatewayFixture();
  await on.store.createBucket('shares');
});
afterEach(() => on.close());

async function put(address: string, sizeBytes: number): Promise<number> {
  const { status } = await fetch(address, { method: 'PUT', body: new Uint8Array(sizeBytes) });
  return status;
}

it('take what fits and nothing else', async () => {
  const prefix = '.caos/shares/a/picks/b/';
  const signed = await on.store.presignSlots('shares', prefix, ['slot-00', 'slot-01'], {
    sizeBytes: 1000,
    expiresInS: 60,
  });
  if (signed.kind !== 'put') throw new Error('the gateway takes a PUT');
  const first = signed.addresses['slot-00'] ?? '';
  const other = new URL(first);
  other.searchParams.set('bytes', '5000');
  const without = new URL(first);
  without.searchParams.delete('bytes');
  const renamed = first.replace('slot-00', 'slot-01');
  expect([
    await put(first, 1001),
    await put(first, 999),
    await put(other.href, 5000),
    await put(without.href, 5000),
    await put(renamed, 1000),
    await put(first, 1000),
  ]).toEqual([413, 400, 403, 403, 403, 201]);
  const held = [];
  for await (const { key, sizeBytes } of on.store.list('shares', { prefix })) held.push([key, sizeBytes]);
  expect(held).toEqual([[`${prefix}slot-00`, 1000]]);
  // Nobody reads through it.
  expect((await fetch(first)).status).toBe(403);
  on.clock.nowMs += 61_000;
  expect(await put(signed.addresses['slot-01'] ?? '', 1000)).toBe(403);
});
