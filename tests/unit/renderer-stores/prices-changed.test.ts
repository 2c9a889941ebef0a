/** What a share costs is counted anew when prices of its store are entered, and not when anything else of a connection changes. */
import { expect, it } from 'vitest';
import { applyEvent } from '../../../src-renderer/stores/apply-events';
import { onPricesChanged } from '../../../src-renderer/stores/connections-store';
import type { Connection } from '../../../src-shared/domain/connection';
import { ConnectionId } from '../../../src-shared/units';

const studio = ConnectionId.parse('00000000-0000-4000-8000-000000000001');
const other = ConnectionId.parse('00000000-0000-4000-8000-000000000002');
const told = (prices: Connection['prices'], name = 'Studio', id = studio): void =>
  applyEvent({
    name: 'connections.changed',
    payload: { connections: [{ id, name, prices } as Connection] },
  });
const entered = { currency: 'USD', storedGbMonth: 0.02, downloadedGb: null, writes1000: null };

it('is heard for prices that were entered, changed or given back, of that connection alone', () => {
  told(null);
  let times = 0;
  const end = onPricesChanged(studio, () => {
    times += 1;
  });
  told(null, 'Studio S3');
  expect(times).toBe(0);
  told(entered);
  told({ ...entered }, 'Studio');
  expect(times).toBe(1);
  told({ ...entered, storedGbMonth: 0.03 });
  told(null);
  expect(times).toBe(3);
  told(entered, 'Another', other);
  expect(times).toBe(3);
  end();
  told(entered);
  expect(times).toBe(3);
});
