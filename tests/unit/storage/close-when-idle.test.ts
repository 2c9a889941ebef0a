/** A store is closed behind what is under way in it, never under it. */
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { withIdleClosing } from '../../../src-main/storage/close-when-idle';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';

async function opened() {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const events: string[] = [];
  const inner = createMemoryStore({
    beforeCall: ({ operation }) => (operation === 'head' ? held : undefined),
  });
  await inner.createBucket('album');
  await inner.put('album', 'a.jpg', Buffer.from('abc'));
  const closing = withIdleClosing({ ...inner, close: () => events.push('closed') });
  return { ...closing, events, release };
}

it('at once when nothing is under way', async () => {
  const { closeWhenIdle, events } = await opened();
  closeWhenIdle();
  expect(events).toEqual(['closed']);
});

it('after the last call and the last body, and again after a call that came later', async () => {
  const { store, closeWhenIdle, events, release } = await opened();
  const { body } = await store.get('album', 'a.jpg');
  const head = store.head('album', 'a.jpg').then(() => events.push('head'));
  closeWhenIdle();
  events.push('asked to close');
  release();
  await head;
  events.push('reading');
  await buffer(body);
  await new Promise<void>((resolve) => (body.closed ? resolve() : body.once('close', resolve)));
  await store.listBuckets();
  expect(events).toEqual(['asked to close', 'head', 'reading', 'closed', 'closed']);
});

it('after a call that failed, and never before it is asked to', async () => {
  const { store, closeWhenIdle, events } = await opened();
  await store.get('album', 'none.jpg').catch(() => undefined);
  const before = [...events];
  closeWhenIdle();
  expect([before, events]).toEqual([[], ['closed']]);
});
