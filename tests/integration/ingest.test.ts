/** A card to several places at once: new names, albums by day and shoot, what is known left out, and ejected only when it is safe. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeAlbumFile } from '../../src-main/services/album-file';
import { createAlbum } from '../../src-main/services/albums';
import { AppError } from '../../src-shared/app-error';
import { bucketNameFor } from '../../src-shared/domain/album';
import { AlbumId } from '../../src-shared/units';
import { buildUploadWorker } from '../support/build-worker';
import { type IngestDesk, openIngestDesk } from '../support/ingest-desk';
import { cameraJpeg, cr3File, nefFile, rafFile } from '../support/make-camera-files';
import { digestsBelow } from '../support/photo-folder';

let worker: Awaited<ReturnType<typeof buildUploadWorker>>;
let desk: IngestDesk;

beforeAll(async () => {
  worker = await buildUploadWorker();
}, 120_000);
afterAll(() => worker?.dispose());
beforeEach(async () => {
  desk = await openIngestDesk({ workerPath: worker.workerPath });
});
afterEach(() => desk.close());

let fill = 0;
/** Small photos that differ, taken when `takenAt` says. */
const shot = (takenAt: string, about: Record<string, unknown> = {}): Promise<Buffer> =>
  cameraJpeg({ width: 60, height: 40, stamp: false, fillBytes: ++fill, about: { takenAt, ...about } });
const journal = (): string[] =>
  desk.test.core.catalogue.journal.list({ limit: 100 }).map((entry) => entry.type);
const skips = (): Array<[string, string]> =>
  desk.test.core.catalogue.imports
    .list()
    .flatMap((run) => desk.test.core.catalogue.imports.skipped(run.id, 1000))
    .map((skip): [string, string] => [skip.path.slice(desk.card.length + 1), skip.reason])
    .sort();

describe('a card', () => {
  it('goes to an album and a backup folder at once, by template, RAW and JPEG together, and is ejected', async () => {
    desk.give('DCIM/100CANON/IMG_9999.CR3', await cr3File());
    desk.give('DCIM/100CANON/IMG_9999.JPG', await shot('2024-05-01T10:11:12', { model: 'Canon EOS R6' }));
    desk.give('DCIM/100CANON/IMG_10000.JPG', await shot('2024-05-02T08:00:00', { model: 'Canon EOS R6' }));
    desk.give('DCIM/101CANON/IMG_0001.RAF', await rafFile());
    desk.give('DCIM/101CANON/IMG_0002.NEF', await nefFile(), '2024-05-03T00:00:00');
    desk.give('notes.txt', Buffer.from('no photo'));
    const id = await desk.start({
      title: 'Wedding',
      nameTemplate: '{date}/{camera}_{seq}',
      copies: [{ type: 'folder', path: desk.backup }],
      eject: true,
    });
    const ingest = await desk.ended(id);
    const names = [
      '2024-05-01/Camera_0003.RAF',
      '2024-05-01/Canon EOS R6_0001.CR3',
      '2024-05-01/Canon EOS R6_0001.JPG',
      '2024-05-01/unknown_0004.NEF',
      '2024-05-02/Canon EOS R6_0002.JPG',
    ];
    expect(desk.keys()).toEqual({ 'Wedding @ Backup': names, 'Wedding @ Test': names });
    expect({ state: ingest.state, ejected: ingest.ejected, error: ingest.error, out: desk.ejected }).toEqual({
      state: 'done',
      ejected: true,
      error: null,
      out: [desk.card],
    });
    expect(desk.receiptOf(id)?.verdict).toEqual({ safe: true, doubts: [] });
    // Byte for byte in the folder a person opens.
    const [bucket] = readdirSync(desk.backup).filter((name) => !name.startsWith('.'));
    expect(bucket).toMatch(/^wedding-[0-9a-f]{6}$/);
    expect(Object.values(digestsBelow(join(desk.backup, bucket ?? ''))).sort()).toEqual(
      Object.values(digestsBelow(join(desk.card, 'DCIM'))).sort(),
    );
    const albums = desk.test.core.catalogue.albums.list();
    const main = albums.find((album) => album.title === 'Wedding' && album.copyOf === null);
    expect(albums.filter((album) => album.copyOf === main?.id).map((album) => album.connectionName)).toEqual([
      'Backup',
    ]);
    expect(skips()).toEqual([
      ['notes.txt', 'not-media'],
      ['notes.txt', 'not-media'],
    ]);
    expect(journal()).toEqual([
      'ingest-ended',
      'ejected',
      'receipt-made',
      'import-ended',
      'import-ended',
      'ingest-started',
    ]);
  });
});

const dayShots = async (folder: string, day: string, count: number, from = 1): Promise<void> => {
  for (let n = from; n < from + count; n += 1)
    desk.give(
      `${folder}/IMG_${String(n).padStart(4, '0')}.JPG`,
      await shot(`${day}T10:00:${String(n % 60).padStart(2, '0')}`),
    );
};
const run = async (request: Parameters<IngestDesk['start']>[0], paths?: string[]) => {
  const id = await desk.start(request, paths);
  return { id, ingest: await desk.ended(id) };
};

describe('the same card again', () => {
  const template = { title: 'Trip', nameTemplate: '{date}_{seq}' } as const;

  it('adds only what is new, renumbers nothing, and goes on counting', async () => {
    await dayShots('DCIM/100', '2024-05-01', 4);
    await run(template);
    // Two were deleted in the camera, three taken since, one of them before the others by name.
    for (const n of ['0001', '0003']) rmSync(join(desk.card, `DCIM/100/IMG_${n}.JPG`));
    await dayShots('DCIM/099', '2024-05-01', 1);
    await dayShots('DCIM/100', '2024-05-01', 2, 5);
    const { id } = await run(template);
    const names = [1, 2, 3, 4, 5, 6, 7].map((n) => `2024-05-01_000${n}.JPG`);
    expect(desk.keys()).toEqual({ 'Trip @ Test': names });
    const { assets, albums } = desk.test.core.catalogue;
    const trip = albums.list().find((album) => album.title === 'Trip');
    const sources = assets
      .page(trip?.id ?? desk.test.albumId, null, 10)
      .map((asset) => [asset.key, assets.sourcePath(asset.id)?.slice(desk.card.length + 1)]);
    expect(Object.fromEntries(sources)).toEqual({
      [names[0] ?? '']: 'DCIM/100/IMG_0001.JPG',
      [names[1] ?? '']: 'DCIM/100/IMG_0002.JPG',
      [names[2] ?? '']: 'DCIM/100/IMG_0003.JPG',
      [names[3] ?? '']: 'DCIM/100/IMG_0004.JPG',
      [names[4] ?? '']: 'DCIM/099/IMG_0001.JPG',
      [names[5] ?? '']: 'DCIM/100/IMG_0005.JPG',
      [names[6] ?? '']: 'DCIM/100/IMG_0006.JPG',
    });
    expect(desk.receiptOf(id)?.verdict).toEqual({ safe: true, doubts: [] });
  });

  it('brings what is there already to a new copy, under the same names', async () => {
    await dayShots('DCIM/100', '2024-05-01', 2);
    await run(template);
    await dayShots('DCIM/100', '2024-05-01', 1, 3);
    await run({ ...template, copies: [{ type: 'folder', path: desk.backup }] });
    const names = [1, 2, 3].map((n) => `2024-05-01_000${n}.JPG`);
    expect(desk.keys()).toEqual({ 'Trip @ Backup': names, 'Trip @ Test': names });
  });

  it('a companion that comes later takes the name of its photo', async () => {
    await dayShots('DCIM/100', '2024-05-01', 2);
    await run(template);
    desk.give('DCIM/100/IMG_0001.NEF', await nefFile());
    await run(template);
    expect(desk.keys()).toEqual({
      'Trip @ Test': ['2024-05-01_0001.JPG', '2024-05-01_0001.NEF', '2024-05-01_0002.JPG'],
    });
  });

  it('another photo under a taken name gets a number, the same in every place', async () => {
    desk.give('DCIM/A/IMG_0001.JPG', await shot('2024-05-01T10:00:00'));
    desk.give('DCIM/A/IMG_0002.JPG', await shot('2024-05-01T10:00:00'));
    desk.give('DCIM/A/IMG_0002.NEF', await nefFile());
    await run({ title: 'Day', nameTemplate: '{date}', copies: [{ type: 'folder', path: desk.backup }] });
    const names = ['2024-05-01 (2).JPG', '2024-05-01 (2).NEF', '2024-05-01.JPG'];
    expect(desk.keys()).toEqual({ 'Day @ Backup': names, 'Day @ Test': names });
  });
});

describe('split', () => {
  it('by day: an album for each, found again by the next card', async () => {
    await dayShots('DCIM/100', '2024-05-01', 2);
    await dayShots('DCIM/101', '2024-05-02', 1);
    desk.give('DCIM/102/plain.jpg', Buffer.from('ffd8ffe000', 'hex'), '2024-05-02T23:59:00');
    const copies = [{ type: 'folder' as const, path: desk.backup }];
    await run({ title: 'Seoul', splitBy: 'day', copies });
    rmSync(join(desk.card, 'DCIM'), { recursive: true });
    await dayShots('DCIM/200', '2024-05-02', 1);
    await dayShots('DCIM/201', '2024-05-03', 1);
    const { id } = await run({ title: 'Seoul', splitBy: 'day', copies });
    const expected = {
      'Seoul 2024-05-01': ['DCIM/100/IMG_0001.JPG', 'DCIM/100/IMG_0002.JPG'],
      'Seoul 2024-05-02': ['DCIM/101/IMG_0001.JPG', 'DCIM/102/plain.jpg', 'DCIM/200/IMG_0001.JPG'],
      'Seoul 2024-05-03': ['DCIM/201/IMG_0001.JPG'],
    };
    expect(desk.keys()).toEqual(
      Object.fromEntries(
        Object.entries(expected).flatMap(([title, keys]) => [
          [`${title} @ Backup`, keys],
          [`${title} @ Test`, keys],
        ]),
      ),
    );
    expect(desk.receiptOf(id)?.verdict).toEqual({ safe: true, doubts: [] });
  });

  it('by shoot: a break begins another one, also over midnight', async () => {
    for (const [name, at] of [
      ['1', '2024-05-01T09:00:00'],
      ['2', '2024-05-01T11:00:00'],
      ['3', '2024-05-01T22:00:00'],
      ['4', '2024-05-02T01:00:00'],
      ['5', '2024-05-02T12:00:00'],
    ] as const)
      desk.give(`${name}.jpg`, await shot(at));
    await run({ title: 'Jobs', splitBy: 'shoot', shootGapHours: 4 });
    expect(desk.keys()).toEqual({
      'Jobs 2024-05-01 2200 @ Test': ['3.jpg', '4.jpg'],
      'Jobs 2024-05-01 @ Test': ['1.jpg', '2.jpg'],
      'Jobs 2024-05-02 @ Test': ['5.jpg'],
    });
  });
});

describe('what is stored already', () => {
  const storedBefore = async (): Promise<void> => {
    await dayShots('DCIM/100', '2024-05-01', 2);
    await run({ title: 'Before' });
    // The same bytes from another place, at another time.
    const bytes = readFileSync(join(desk.card, 'DCIM/100/IMG_0001.JPG'));
    rmSync(join(desk.card, 'DCIM'), { recursive: true });
    desk.give('again/COPY.JPG', bytes);
    desk.give('again/NEW.JPG', await shot('2024-05-02T10:00:00'));
  };

  it('is left out once its store confirmed it, and the card is safe all the same', async () => {
    await storedBefore();
    const { id } = await run({ title: 'After', skipKnown: true });
    expect(desk.keys()['After @ Test']).toEqual(['again/NEW.JPG']);
    const left = desk.test.core.catalogue.albums.list().find((album) => album.title === 'Before');
    const after = desk.test.core.catalogue.ingests.get(id)?.importIds[0];
    expect(after && desk.test.core.catalogue.imports.skipped(after, 10)).toEqual([
      {
        path: join(desk.card, 'again/COPY.JPG'),
        reason: 'ingested-before',
        detail: `${left?.id}/DCIM/100/IMG_0001.JPG`,
      },
    ]);
    expect(desk.receiptOf(id)?.verdict).toEqual({ safe: true, doubts: [] });
  });

  it('is taken in when its store does not hold it any more', async () => {
    await storedBefore();
    const { core } = desk.test;
    const left = core.catalogue.albums.list().find((album) => album.title === 'Before');
    const store = await core.stores.open(left?.connectionId ?? ('' as never));
    await store.delete(left?.bucket ?? '', 'DCIM/100/IMG_0001.JPG');
    await run({ title: 'After', skipKnown: true });
    expect(desk.keys()['After @ Test']).toEqual(['again/COPY.JPG', 'again/NEW.JPG']);
  });

  it('is taken in when its store cannot be asked', async () => {
    await storedBefore();
    const { core } = desk.test;
    const { open } = core.stores;
    const left = core.catalogue.albums.list().find((album) => album.title === 'Before');
    core.stores.open = async (id) => {
      const store = await open(id);
      return {
        ...store,
        head: async (bucket, key, options) => {
          if (bucket === left?.bucket && !key.startsWith('.caos/'))
            throw new AppError('unreachable', 'The store does not answer.');
          return store.head(bucket, key, options);
        },
      };
    };
    await run({ title: 'After', skipKnown: true });
    core.stores.open = open;
    expect(desk.keys()['After @ Test']).toEqual(['again/COPY.JPG', 'again/NEW.JPG']);
  });

  it('still gets its second place: a copy leaves out only what is on its own connection', async () => {
    await storedBefore();
    const { id } = await run({
      title: 'After',
      skipKnown: true,
      copies: [{ type: 'folder', path: desk.backup }],
    });
    expect(desk.keys()).toMatchObject({
      'After @ Test': ['again/NEW.JPG'],
      'After @ Backup': ['again/COPY.JPG', 'again/NEW.JPG'],
    });
    expect(desk.receiptOf(id)?.verdict).toEqual({ safe: true, doubts: [] });
  });
});

describe('ejecting', () => {
  it('never happens while a file is in doubt, and says why', async () => {
    await dayShots('DCIM/100', '2024-05-01', 1);
    const late = await shot('2024-05-01T12:00:00');
    const off = desk.test.core.changes.listen((event) => {
      if (event.name === 'imports.changed' && event.payload.run.foundCount > 0)
        desk.give('DCIM/100/IMG_9000.JPG', late);
    });
    const { id, ingest } = await run({ title: 'Early', eject: true });
    off();
    expect({ ejected: ingest.ejected, out: desk.ejected, code: ingest.error?.code }).toEqual({
      ejected: false,
      out: [],
      code: 'precondition',
    });
    expect(desk.receiptOf(id)?.verdict).toMatchObject({ safe: false });
    expect(journal()).not.toContain('ejected');
  });

  it('says when the system cannot, and the receipt stays safe', async () => {
    await dayShots('DCIM/100', '2024-05-01', 1);
    desk.onEject = () => {
      throw new AppError('io', '“EOS_DIGITAL” is still in use by a program.');
    };
    const { id, ingest } = await run({ title: 'Busy', eject: true });
    expect([ingest.state, ingest.ejected, ingest.error?.message]).toEqual([
      'done',
      false,
      '“EOS_DIGITAL” is still in use by a program.',
    ]);
    expect(desk.receiptOf(id)?.verdict?.safe).toBe(true);
  });
});

describe('interrupted', () => {
  const template = {
    title: 'Long',
    nameTemplate: '{date}_{seq}',
    splitBy: 'day' as const,
  };

  it('a walk that is cut off goes on with the same names, and nothing is there twice', async () => {
    await dayShots('DCIM/100', '2024-05-01', 40);
    await dayShots('DCIM/101', '2024-05-02', 50);
    const copies = [{ type: 'folder' as const, path: desk.backup }];
    const id = await desk.start({ ...template, copies });
    const states: Array<string | undefined> = [];
    for (let cut = 0; cut < 3; cut += 1) {
      const found = desk.test.core.catalogue.imports.list().reduce((sum, one) => sum + one.foundCount, 0);
      await desk.ended(
        id,
        (ingest) =>
          ingest.state !== 'reading' ||
          desk.test.core.catalogue.imports.list().reduce((sum, one) => sum + one.foundCount, 0) > found,
      );
      states.push(desk.test.core.catalogue.ingests.get(id)?.state);
      await desk.restart();
    }
    expect(states[0]).toBe('reading');
    const ingest = await desk.ended(id);
    expect([ingest.state, ingest.error]).toEqual(['done', null]);
    const first = Array.from({ length: 40 }, (_, n) => `2024-05-01_${String(n + 1).padStart(4, '0')}.JPG`);
    const second = Array.from({ length: 50 }, (_, n) => `2024-05-02_${String(n + 41).padStart(4, '0')}.JPG`);
    expect(desk.keys()).toEqual({
      'Long 2024-05-01 @ Backup': first,
      'Long 2024-05-01 @ Test': first,
      'Long 2024-05-02 @ Backup': second,
      'Long 2024-05-02 @ Test': second,
    });
    expect(desk.receiptOf(id)?.verdict).toEqual({ safe: true, doubts: [] });
  });

  it('an album whose making was cut off is made to its end, and never in the place of another', async () => {
    const { core } = desk.test;
    const [connection] = core.catalogue.connections.list();
    const store = await core.stores.open(connection?.id ?? ('' as never));
    const ids = ['a1a1a1', 'b2b2b2', 'c3c3c3'].map((start) =>
      AlbumId.parse(`${start}00-0000-4000-8000-000000000000`),
    );
    const [empty, described, foreign] = ids as [AlbumId, AlbumId, AlbumId];
    for (const [id, by] of [
      [described, described],
      [foreign, empty],
    ] as const) {
      const bucket = bucketNameFor('Cut', id.slice(0, 6));
      await store.createBucket(bucket);
      await writeAlbumFile(store, { id: by, title: 'Cut', note: '', bucket, prefix: '', createdAtMs: 1 }, 1);
    }
    await store.createBucket(bucketNameFor('Cut', empty.slice(0, 6)));
    for (const id of [empty, described])
      expect(await createAlbum(core, { title: 'Cut', id })).toMatchObject({
        id,
        bucket: bucketNameFor('Cut', id.slice(0, 6)),
      });
    await expect(createAlbum(core, { title: 'Cut', id: foreign })).rejects.toMatchObject({
      code: 'bucket-taken',
    });
    expect(await store.bucketExists(bucketNameFor('Cut', foreign.slice(0, 6)))).toBe(true);
  });

  it('asked for twice it is one, and another card waits for its turn', async () => {
    await dayShots('DCIM/100', '2024-05-01', 30);
    const other = join(desk.card, '..', 'SECOND');
    mkdirSync(other);
    writeFileSync(join(other, 'a.jpg'), await shot('2024-05-01T15:00:00'));
    const one = desk.start(template);
    const [first, again, second] = await Promise.all([
      one,
      one.then(() => desk.start(template)),
      one.then(() => desk.start(template, [other])),
    ]);
    expect(again).toBe(first);
    await Promise.all([desk.ended(first), desk.ended(second)]);
    expect(desk.keys()).toEqual({
      'Long 2024-05-01 @ Test': Array.from(
        { length: 31 },
        (_, n) => `2024-05-01_${String(n + 1).padStart(4, '0')}.${n === 30 ? 'jpg' : 'JPG'}`,
      ),
    });
  });

  it('cancelled, it leaves what was found to the queue and says that it is not all', async () => {
    await dayShots('DCIM/100', '2024-05-01', 60);
    const id = await desk.start({ title: 'Stopped' });
    await desk.test.imports.cancel();
    const ingest = await desk.ended(id);
    expect([ingest.state, ingest.error?.code]).toEqual(['cancelled', 'cancelled']);
    expect(desk.test.core.catalogue.imports.get(ingest.importIds[0] ?? (0 as never))?.state).toBe(
      'cancelled',
    );
  });
});

describe('what cannot be is said before anything happens', () => {
  it.each([
    ['a template', { nameTemplate: '{datum}' }, 'bad-input', /no field \{datum\}/],
    [
      'a folder that is not there',
      { copies: [{ type: 'folder', path: '/not/there' }] },
      'file-missing',
      /not there/,
    ],
  ] as const)('%s', async (_, options, code, message) => {
    await dayShots('DCIM/100', '2024-05-01', 1);
    const failed = await desk.start({ title: 'No', ...(options as object) }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(desk.keys()).toEqual({});
    expect(desk.test.core.catalogue.ingests.list()).toEqual([]);
  });

  it('a copy on the card itself, and a copy where the album is', async () => {
    await dayShots('DCIM/100', '2024-05-01', 1);
    const on = (path: string) => desk.start({ title: 'No', copies: [{ type: 'folder', path }] });
    await expect(on(join(desk.card, 'DCIM'))).rejects.toMatchObject({ code: 'bad-input' });
    const [main] = desk.test.core.catalogue.connections.list();
    await expect(
      desk.start({ title: 'No', copies: [{ type: 'connection', connectionId: main?.id ?? ('' as never) }] }),
    ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('chosen twice') });
    expect(desk.keys()).toEqual({});
  });
});
