/** Links to photos on this computer: when another program has taken their port, the person is told. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '../support/launch-app';

test('links whose port another program took are told as ended', async ({ launch, scratch }) => {
  const profile = `${scratch}/profile`;
  const first = await launch({ profile });
  const told = await first.page.evaluate(() => window.caos.call('gateway.set', { reach: 'lan' }));
  const port = told.ok ? told.value.port : null;
  expect(port).toBeGreaterThan(0);
  await first.quit();
  const other = createServer();
  other.listen(port ?? 0, '0.0.0.0');
  await once(other, 'listening');
  try {
    const { page } = await launch({ profile });
    await page.evaluate(() => window.caos.call('gateway.set', { reach: 'lan' }));
    await page.getByRole('button', { name: 'Start with an empty library' }).click();
    await page.getByRole('button', { name: 'Storage', exact: true }).click();
    await expect(page.getByRole('main')).toContainText(`Older links ended: the port ${port} was taken`);
  } finally {
    other.close();
  }
});
