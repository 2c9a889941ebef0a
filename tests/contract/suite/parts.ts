/** The contract: uploads in parts outlive a process, are verified, and leave nothing behind. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeOf, collect, type Lab, md5, read, readWithInfo } from './setting';

export function describeParts(lab: Lab): void {
  describe('uploads in parts', () => {
    const partOf = (bytes: Buffer, number: number) => ({ number, body: bytes, md5Hex: md5(bytes) });

    it('are resumed by another process and become one object', async () => {
      const size = lab.store.capabilities.multipart.minPartBytes;
      const [one, two, three] = [randomBytes(size), randomBytes(size), randomBytes(1234)];
      const upload = { bucket: lab.bucket, key: 'video/große Datei.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key, {
        contentType: 'video/mp4',
        metadata: { title: 'Größe' },
      });
      // Out of order, as parallel parts arrive.
      const sent3 = await lab.store.multipart.putPart(upload, partOf(three, 3));
      const progress: number[] = [];
      const sent1 = await lab.store.multipart.putPart(upload, partOf(one, 1), {
        onProgress: (sentBytes) => progress.push(sentBytes),
      });

      const resumed = lab.setting.open();
      const held = await resumed.multipart.listParts(upload);
      const orphans = (await collect(resumed.multipart.list(lab.bucket, 'video/'))).map(
        ({ key, uploadId }) => ({ key, uploadId }),
      );
      const sent2 = await resumed.multipart.putPart(upload, partOf(two, 2));
      const parts = [sent1, sent2, sent3];
      const invisible = await resumed.head(lab.bucket, upload.key);
      const result = await resumed.multipart.complete(upload, parts);
      const { info, bytes } = await readWithInfo(resumed, lab.bucket, upload.key);
      const whole = Buffer.concat([one, two, three]);
      const same = bytes.equals(whole);
      const left = await collect(resumed.multipart.list(lab.bucket, 'video/'));
      resumed.close();

      expect({
        held,
        orphans,
        invisible,
        same,
        left,
        progress: progress.at(-1),
        type: info.contentType,
        metadata: info.metadata,
      }).toEqual({
        held: [
          { number: 1, etag: md5(one), sizeBytes: size },
          { number: 3, etag: md5(three), sizeBytes: 1234 },
        ],
        orphans: [{ key: upload.key, uploadId: upload.uploadId }],
        invisible: null,
        same: true,
        left: [],
        progress: size,
        type: 'video/mp4',
        metadata: { title: 'Größe' },
      });
      expect({
        sizeBytes: result.sizeBytes,
        infoSize: info.sizeBytes,
        sameEtag: info.etag === result.etag,
      }).toEqual({
        sizeBytes: whole.length,
        infoSize: whole.length,
        sameEtag: true,
      });
    }, 60_000);

    it('take one part alone, and a part sent again', async () => {
      const upload = { bucket: lab.bucket, key: 'single-part.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      await lab.store.multipart.putPart(upload, partOf(Buffer.from('first try'), 1));
      const part = await lab.store.multipart.putPart(upload, partOf(Buffer.from('second try'), 1));
      const held = await lab.store.multipart.listParts(upload);
      const result = await lab.store.multipart.complete(upload, [part]);
      expect({
        held,
        sizeBytes: result.sizeBytes,
        text: (await read(lab.store, lab.bucket, upload.key)).toString(),
      }).toEqual({
        held: [{ number: 1, etag: md5(Buffer.from('second try')), sizeBytes: 10 }],
        sizeBytes: 10,
        text: 'second try',
      });
    });

    it('refuse a damaged part', async () => {
      const upload = { bucket: lab.bucket, key: 'damaged-part.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      const damaged = { number: 1, body: Buffer.from('bad'), md5Hex: md5(Buffer.from('good')) };
      const code = await lab.undisturbed(() => codeOf(lab.store.multipart.putPart(upload, damaged)));
      const held = await lab.store.multipart.listParts(upload);
      await lab.store.multipart.abort(upload);
      expect({ code, held }).toEqual({ code: 'integrity', held: [] });
    });

    it('that were ended are gone', async () => {
      const upload = { bucket: lab.bucket, key: 'gone.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      const part = await lab.store.multipart.putPart(upload, partOf(Buffer.from('x'), 1));
      await lab.store.multipart.abort(upload);
      await lab.store.multipart.abort(upload); // quiet when gone
      expect({
        listParts: await codeOf(lab.store.multipart.listParts(upload)),
        putPart: await codeOf(lab.store.multipart.putPart(upload, partOf(Buffer.from('x'), 1))),
        complete: await codeOf(lab.store.multipart.complete(upload, [part])),
        object: await lab.store.head(lab.bucket, upload.key),
      }).toEqual({
        listParts: 'upload-gone',
        putPart: 'upload-gone',
        complete: 'upload-gone',
        object: null,
      });
    });

    it('are copied in the same parts with the same ETag, and the copy needs nothing of what it was made of', async () => {
      const partBytes = lab.store.capabilities.multipart.minPartBytes;
      const pieces = [randomBytes(partBytes), randomBytes(partBytes), randomBytes(99)];
      const upload = { bucket: lab.bucket, key: 'of parts/copied.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key, { contentType: 'video/mp4' });
      const parts = [];
      for (const [index, piece] of pieces.entries())
        parts.push(await lab.store.multipart.putPart(upload, partOf(piece, index + 1)));
      const { etag } = await lab.store.multipart.complete(upload, parts);
      const copy = { bucket: lab.bucket, key: 'of parts/copy.mp4' };
      const copied = await lab.store.copy({ bucket: lab.bucket, key: upload.key }, copy, { partBytes });
      await lab.store.delete(lab.bucket, upload.key);
      const { info, bytes } = await readWithInfo(lab.store, lab.bucket, copy.key);
      expect({
        etags: [copied.etag, (await lab.store.head(lab.bucket, copy.key))?.etag],
        type: info.contentType,
        same: bytes.equals(Buffer.concat(pieces)),
        whole: await lab.store.multipart.isWhole(lab.bucket, copy.key),
      }).toEqual({ etags: [etag, etag], type: 'video/mp4', same: true, whole: true });
    }, 60_000);

    it('have the ETag that could be told before, wherever it is asked for', async () => {
      const [one, two] = [randomBytes(lab.store.capabilities.multipart.minPartBytes), randomBytes(99)];
      const upload = { bucket: lab.bucket, key: 'etag/of/parts.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      const parts = [
        await lab.store.multipart.putPart(upload, partOf(one, 1)),
        await lab.store.multipart.putPart(upload, partOf(two, 2)),
      ];
      const { etag } = await lab.store.multipart.complete(upload, parts);
      const head = await lab.store.head(lab.bucket, upload.key);
      const [listed] = await collect(lab.store.list(lab.bucket, { prefix: 'etag/' }));
      const { objects } = await lab.store.listFolder(lab.bucket, { prefix: 'etag/of/' });
      const size = one.length + two.length;
      expect({
        foretold: lab.store.multipart.etagOf(parts.map((part) => part.etag)) ?? etag,
        head: [head?.etag, head?.sizeBytes],
        listed: [listed?.etag, listed?.sizeBytes],
        folder: [objects[0]?.etag, objects[0]?.sizeBytes],
      }).toEqual({ foretold: etag, head: [etag, size], listed: [etag, size], folder: [etag, size] });
    });

    it('take their parts along when the object is deleted, alone or with others', async () => {
      const keys = ['freed/one.mp4', 'freed/two.mp4', 'freed/three.mp4'];
      for (const key of keys) {
        const upload = {
          bucket: lab.bucket,
          key,
          uploadId: await lab.store.multipart.begin(lab.bucket, key),
        };
        const first = randomBytes(lab.store.capabilities.multipart.minPartBytes);
        const parts = [
          await lab.store.multipart.putPart(upload, partOf(first, 1)),
          await lab.store.multipart.putPart(upload, partOf(randomBytes(10), 2)),
        ];
        await lab.store.multipart.complete(upload, parts);
      }
      await lab.store.delete(lab.bucket, keys[0] as string);
      const failed = await lab.store.deleteMany(lab.bucket, keys.slice(1));
      const leftovers = (await lab.setting.leftovers?.(lab.bucket)) ?? [];
      expect({
        failed,
        heads: await Promise.all(keys.map((key) => lab.store.head(lab.bucket, key))),
        listed: await collect(lab.store.list(lab.bucket, { prefix: 'freed/' })),
        unfinished: await collect(lab.store.multipart.list(lab.bucket, 'freed/')),
        leftovers: leftovers.filter((name) => name.includes('freed')),
      }).toEqual({ failed: [], heads: [null, null, null], listed: [], unfinished: [], leftovers: [] });
    });

    it('are told of afterwards: sizes, in order, and MD5s where the store knows them', async () => {
      const size = lab.store.capabilities.multipart.minPartBytes;
      // As programs send them, and as none should: neither the first nor the last size says what the others are.
      const cases = { even: [size, size, 77], uneven: [size, size + 1000, size + 7, 1], alone: [123] };
      const seen: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const [name, sizes] of Object.entries(cases)) {
        const key = `parts of/${name} ü.mp4`;
        const upload = {
          bucket: lab.bucket,
          key,
          uploadId: await lab.store.multipart.begin(lab.bucket, key),
        };
        const bodies = sizes.map((bytes) => randomBytes(bytes));
        const parts = [];
        for (const [index, body] of bodies.entries())
          parts.push(await lab.store.multipart.putPart(upload, partOf(body, index + 1)));
        await lab.store.multipart.complete(upload, parts);
        seen[name] = await lab.store.multipart.partsOf(lab.bucket, key);
        expect(await lab.store.multipart.isWhole(lab.bucket, key)).toBe(true);
        const told = lab.setting.partsTold ?? 'md5';
        const all = bodies.map((body) => ({
          sizeBytes: body.length,
          md5Hex: told === 'md5' ? md5(body) : null,
        }));
        // One part is the whole: every store tells that much.
        expected[name] = told === 'nothing' && bodies.length > 1 ? null : all;
      }
      await lab.store.put(lab.bucket, 'parts of/none.jpg', Buffer.from('in one piece'));
      expect({
        ...seen,
        none: await lab.store.multipart.partsOf(lab.bucket, 'parts of/none.jpg'),
        missing: await codeOf(lab.store.multipart.partsOf(lab.bucket, 'parts of/missing.jpg')),
      }).toEqual({ ...expected, none: null, missing: 'not-found' });
      await lab.store.deleteMany(lab.bucket, [
        ...Object.keys(cases).map((name) => `parts of/${name} ü.mp4`),
        'parts of/none.jpg',
      ]);
    }, 60_000);

    it('that are not finished are listed with what they hold, where the store tells it', async () => {
      const upload = { bucket: lab.bucket, key: 'unfinished/film.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      const size = lab.store.capabilities.multipart.minPartBytes;
      await lab.store.multipart.putPart(upload, partOf(randomBytes(size), 1));
      await lab.store.multipart.putPart(upload, partOf(randomBytes(55), 2));
      const [listed, ...others] = await collect(lab.store.multipart.list(lab.bucket, 'unfinished/'));
      await lab.store.multipart.abort(upload);
      const { sizeBytes, startedAtMs, ...named } = listed ?? {};
      expect({ named, others, bytes: sizeBytes ?? size + 55 }).toEqual({
        named: { key: upload.key, uploadId: upload.uploadId },
        others: [],
        bytes: size + 55,
      });
      expect(Math.abs((startedAtMs ?? Date.now()) - Date.now())).toBeLessThan(60_000);
      expect(await collect(lab.store.multipart.list(lab.bucket, 'unfinished/'))).toEqual([]);
    });

    it('that are ended leave no part behind', async () => {
      const upload = { bucket: lab.bucket, key: 'ended/film.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      await lab.store.multipart.putPart(upload, partOf(Buffer.from('x'), 1));
      await lab.store.multipart.abort(upload);
      const leftovers = (await lab.setting.leftovers?.(lab.bucket)) ?? [];
      expect({
        unfinished: await collect(lab.store.multipart.list(lab.bucket, 'ended/')),
        leftovers: leftovers.filter((name) => name.includes('ended')),
      }).toEqual({ unfinished: [], leftovers: [] });
    });
  });
}
