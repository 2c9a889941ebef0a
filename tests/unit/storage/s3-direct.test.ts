/** What the requests that are sent without the SDK make of refusals: no body goes over the wire twice for a settled answer. */
import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { s3Capabilities } from '../../../src-main/storage/drivers/s3/limits';
import { createS3Store } from '../../../src-main/storage/drivers/s3/s3-store';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import type { AppError } from '../../../src-shared/app-error';
import { errorAnswer, type Played, playS3, type RecordedS3 } from '../../support/recorded-s3';

const md5Hex = createHash('md5').update('bytes').digest('hex');
const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function answering(played: Played): Promise<{ store: ObjectStore; server: RecordedS3 }> {
  const server = await playS3(() => played);
  const store = createS3Store(
    { kind: 's3', endpoint: server.endpoint, region: 'us-east-1', accessKey: 'AKEY', pathStyle: true },
    'TOPSECRET',
    { known: { ...s3Capabilities, keepsOther: true } },
  );
  closing.push(() => {
    store.close();
    server.stop();
  });
  return { store, server };
}
const put = (store: ObjectStore): Promise<unknown> =>
  store
    .put('album', 'a.jpg', Buffer.from('bytes'), { md5Hex, keepOther: true })
    .catch(({ code, retry, params }: AppError) => ({ code, retry, retryAfterS: params?.retryAfterS }));

it('a name that is taken is refused by one request', async () => {
  const { store, server } = await answering(errorAnswer(412, 'PreconditionFailed'));
  expect([await put(store), server.asked.map(({ what }) => what)]).toEqual([
    { code: 'precondition', retry: 'never', retryAfterS: undefined },
    ['PUT /album/a.jpg'],
  ]);
});

it('too many requests are told as such, with the time to wait', async () => {
  const { store, server } = await answering({ status: 429, headers: { 'retry-after': '7' } });
  expect([await put(store), server.asked.length]).toEqual([
    { code: 'throttled', retry: 'later', retryAfterS: 7 },
    1,
  ]);
});
