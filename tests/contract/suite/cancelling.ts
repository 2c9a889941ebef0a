/** The contract: a call ends when its signal fires. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { codeOf, collect, type Lab } from './setting';

export function describeCancelling(lab: Lab): void {
  describe('cancelling', () => {
    it('is answered before anything begins', async () => {
      const signal = AbortSignal.abort();
      expect({
        head: await codeOf(lab.store.head(lab.bucket, 'x', { signal })),
        get: await codeOf(lab.store.get(lab.bucket, 'x', { signal })),
        put: await codeOf(lab.store.put(lab.bucket, 'cancelled.jpg', Buffer.from('x'), { signal })),
        list: await codeOf(collect(lab.store.list(lab.bucket, { signal }))),
        stored: await lab.store.head(lab.bucket, 'cancelled.jpg'),
      }).toEqual({
        head: 'cancelled',
        get: 'cancelled',
        put: 'cancelled',
        list: 'cancelled',
        stored: null,
      });
    });

    it('ends a put in flight, and nothing is stored', async () => {
      const controller = new AbortController();
      async function* endless(): AsyncGenerator<Buffer> {
        yield randomBytes(1000);
        controller.abort();
        yield randomBytes(1000);
        await new Promise((resolve) => controller.signal.addEventListener('abort', resolve)); // never: it has fired
      }
      const put = () =>
        lab.store.put(lab.bucket, 'in-flight.bin', Readable.from(endless()), {
          sizeBytes: 1_000_000,
          signal: controller.signal,
        });
      const code = await lab.undisturbed(() => codeOf(put()));
      expect({ code, stored: await lab.store.head(lab.bucket, 'in-flight.bin') }).toEqual({
        code: 'cancelled',
        stored: null,
      });
    });

    it('ends a body that is being read', async () => {
      await lab.store.put(lab.bucket, 'long.bin', randomBytes(8_000_000));
      const controller = new AbortController();
      const reading = async () => {
        const { body } = await lab.store.get(lab.bucket, 'long.bin', { signal: controller.signal });
        for await (const _chunk of body) controller.abort();
      };
      expect(await lab.undisturbed(() => codeOf(reading()))).toBe('cancelled');
    });
  });
}
