/** What a kill left behind is swept some seconds after the start: never what was opened meanwhile. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ReceivedDesk } from '../../../src-main/services/received/desk';
import { createReceivedShares } from '../../../src-main/services/received/received';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps a share that was opened in the first seconds', async () => {
  const rows = [{ id: 'old', state: 'ended' }];
  const sweep = vi.fn(async (_living: ReadonlySet<string>) => undefined);
  const desk = { core: { catalogue: { received: { list: () => rows } } }, copies: { sweep } };
  const shares = createReceivedShares(desk as unknown as ReceivedDesk, async () => undefined);
  shares.start();
  rows.push({ id: 'opened', state: 'ended' });
  await vi.advanceTimersByTimeAsync(5000);
  await shares.stop();
  expect(sweep.mock.calls).toEqual([[new Set(['old', 'opened'])]]);
});
