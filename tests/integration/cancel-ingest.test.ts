/** An ingest cancelled as a whole: all its places at once, while its card is still read, while its files are sent, and before its turn. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ApiContext } from '../../src-main/api/handlers';
import { ingestsApi } from '../../src-main/api/ingests-api';
import type { IngestId } from '../../src-shared/units';
import { buildUploadWorker } from '../support/build-worker';
import { type IngestDesk, openIngestDesk } from '../support/ingest-desk';
import { cameraJpeg } from '../support/make-camera-files';

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
let desk: IngestDesk;
beforeAll(async () => {
  worker = await buildUploadWorker();
}, 120_000);
afterAll(() => worker?.dispose());
beforeEach(async () => {
  desk = await openIngestDesk({ workerPath: worker.workerPath });
  for (let n = 0; n < 40; n += 1)
    desk.give(
      `DCIM/${n}.JPG`,
      await cameraJpeg({
        ...{ width: 60, height: 40, stamp: false, fillBytes: n },
        about: { takenAt: `2024-05-01T10:00:${String(n).padStart(2, '0')}` },
      }),
    );
  // Nothing is sent: only what becomes of the rows counts here.
  await desk.test.queue.pause();
});
afterEach(() => desk.close());

const cancel = (id: IngestId) => {
  const { core, queue } = desk.test;
  return ingestsApi({ core, queue, ingests: desk.ingests } as ApiContext)['ingests.cancel']({ id });
};
const copies = () => [{ type: 'folder' as const, path: desk.backup }];
const places = (id: IngestId) => {
  const { ingests, imports } = desk.test.core.catalogue;
  return (ingests.get(id)?.importIds ?? []).map((importId) => {
    const run = imports.get(importId);
    return [run?.state, (run?.foundCount ?? 0) - (run?.cancelledCount ?? 0)];
  });
};

it('while the card is read it is read no further, and nothing of it stays in line', async () => {
  const id = await desk.start({ title: 'Slip', copies: copies() });
  await cancel(id);
  expect(desk.test.core.catalogue.ingests.get(id)).toMatchObject({
    state: 'cancelled',
    error: { code: 'cancelled' },
  });
  expect(places(id)).toEqual([
    ['cancelled', 0],
    ['cancelled', 0],
  ]);
  expect(desk.receiptOf(id)).toBe(null);
  // Cancelled once more it stays as it is.
  await cancel(id);
  expect(desk.test.core.catalogue.ingests.get(id)?.state).toBe('cancelled');
});

it('while its files wait for the link, in all places, and the card is neither safe nor ejected', async () => {
  const id = await desk.start({ title: 'Slip', copies: copies(), eject: true });
  await desk.ended(id, ({ state }) => state === 'moving');
  await cancel(id);
  const ingest = await desk.ended(id);
  expect({ state: ingest.state, places: places(id), ejected: desk.ejected }).toEqual({
    state: 'done',
    places: [
      ['done', 0],
      ['done', 0],
    ],
    ejected: [],
  });
  expect(desk.receiptOf(id)?.verdict?.safe).toBe(false);
});

it('before its turn, and the one before it goes on', async () => {
  const first = await desk.start({ title: 'Kept' });
  const second = await desk.start({ title: 'Kept' }, [`${desk.card}/DCIM`]);
  await cancel(second);
  expect(desk.test.core.catalogue.ingests.get(second)?.state).toBe('cancelled');
  await desk.ended(first, ({ state }) => state === 'moving');
  await desk.test.imports.idle();
  expect([desk.test.core.catalogue.ingests.get(second)?.state, places(first)]).toEqual([
    'cancelled',
    [['running', 40]],
  ]);
});
