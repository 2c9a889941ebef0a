/** Signed addresses: where they lead, what they ask the store to say of the object, and how long they may last. */
import { expect, it, vi } from 'vitest';
import { contentDisposition } from '../../../src-main/storage/drivers/s3/links';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';

const storeAt = (pathStyle: boolean, sessionToken?: string) =>
  createS3Store(
    { kind: 's3', endpoint: 'https://store.example', region: 'eu-1', accessKey: 'AKEY', pathStyle },
    'TOPSECRET',
    { sessionToken },
  );

it('lead to the bucket by path or by name, and never carry the secret', async () => {
  const byPath = new URL(await storeAt(true).presignGet('wedding', 'ä/b c.jpg', 60));
  const byName = new URL(await storeAt(false, 'TOKEN').presignPut('wedding', 'ä/b c.jpg', 604_800));
  expect([
    [byPath.host, byPath.pathname, byPath.searchParams.get('X-Amz-Expires')],
    [byName.host, byName.pathname, byName.searchParams.get('X-Amz-Expires')],
    byPath.searchParams.get('X-Amz-SignedHeaders'),
    byName.searchParams.get('X-Amz-Security-Token'),
    `${byPath}${byName}`.includes('TOPSECRET'),
  ]).toEqual([
    ['store.example', '/wedding/%C3%A4/b%20c.jpg', '60'],
    ['wedding.store.example', '/%C3%A4/b%20c.jpg', '604800'],
    'host',
    'TOKEN',
    false,
  ]);
});

it('end after seven days at most', async () => {
  await expect(storeAt(true).presignGet('wedding', 'a.jpg', 604_801)).rejects.toMatchObject({
    code: 'bad-input',
    message: 'store.example signs links for seven days at most. Choose a shorter time.',
  });
});

it('name the download, or show it in the page', async () => {
  const of = async (options: { inline?: boolean; fileName?: string }) =>
    new URL(await storeAt(true).presignGet('b', 'k', 60, options)).searchParams.get(
      'response-content-disposition',
    );
  expect([
    await of({}),
    await of({ inline: true }),
    await of({ fileName: 'a.jpg' }),
    await of({ inline: true, fileName: 'a.jpg' }),
  ]).toEqual([
    null,
    'inline',
    `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`,
    `inline; filename="a.jpg"; filename*=UTF-8''a.jpg`,
  ]);
});

it('say names that ASCII and quotes cannot', () => {
  expect(contentDisposition({ fileName: `Grüße "1" (50%)'*\n.jpg` })).toBe(
    `attachment; filename="Gr__e _1_ (50%)'*_.jpg"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22%20%2850%25%29%27%2A%0A.jpg`,
  );
});

it('of many objects at once are those that each would have by itself', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 4, 1) });
  try {
    for (const store of [storeAt(true), storeAt(false, 'TOKEN/+=')]) {
      const keys = ['.caos/shares/x/1', '.caos/shares/x/ä (2)*.jpg'];
      const oneByOne = await Promise.all(keys.map((key) => store.presignGet('wedding', key, 604_800)));
      const addressOf = await store.presignPrefix('wedding', '.caos/shares/x/', 604_800);
      // However long it takes, all of them are of one moment: only so they are written short in a page.
      vi.setSystemTime(Date.UTC(2026, 4, 2));
      const parts = (address: string) => [
        new URL(address).pathname,
        Object.fromEntries(new URL(address).searchParams),
      ];
      expect(keys.map(addressOf).map(parts)).toEqual(oneByOne.map(parts));
      vi.setSystemTime(Date.UTC(2026, 4, 1));
    }
  } finally {
    vi.useRealTimers();
  }
});
