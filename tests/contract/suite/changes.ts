/** The contract: what is changed of an object without sending it again, when it ends by itself, and its tier. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeOf, type Lab, md5, readWithInfo } from './setting';

/** A whole second: finer than that no store keeps it. */
const inOneHour = (): number => Math.ceil(Date.now() / 1000 + 3600) * 1000;

export function describeChanges(lab: Lab): void {
  describe('changes of objects', () => {
    it('replace type and metadata, and leave bytes and ETag', async () => {
      const bytes = randomBytes(4000);
      const key = 'changes/Ä 1%41.jpg';
      await lab.store.put(lab.bucket, key, bytes, {
        contentType: 'image/png',
        metadata: { title: 'before', rating: '3' },
      });
      await lab.store.admin.updateObject(lab.bucket, key, { contentType: 'image/jpeg' });
      const typed = await lab.store.head(lab.bucket, key);
      await lab.store.admin.updateObject(lab.bucket, key, { metadata: { title: 'Größe 결혼식' } });
      const { info, bytes: after } = await readWithInfo(lab.store, lab.bucket, key);
      expect({
        typed: [typed?.contentType, typed?.metadata],
        both: [info.contentType, info.metadata],
        etag: info.etag,
        same: after.equals(bytes),
        missing: await codeOf(
          lab.store.admin.updateObject(lab.bucket, 'changes/none.jpg', { contentType: 'image/jpeg' }),
        ),
      }).toEqual({
        typed: ['image/jpeg', { title: 'before', rating: '3' }],
        both: ['image/jpeg', { title: 'Größe 결혼식' }],
        etag: md5(bytes),
        same: true,
        missing: 'not-found',
      });
    });

    it('reach objects made of parts, which stay whole', async () => {
      const [one, two] = [randomBytes(lab.store.capabilities.multipart.minPartBytes), randomBytes(77)];
      const upload = { bucket: lab.bucket, key: 'changes/film.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key, { contentType: 'video/x' });
      const parts = [
        await lab.store.multipart.putPart(upload, { number: 1, body: one, md5Hex: md5(one) }),
        await lab.store.multipart.putPart(upload, { number: 2, body: two, md5Hex: md5(two) }),
      ];
      await lab.store.multipart.complete(upload, parts);
      await lab.store.admin.updateObject(lab.bucket, upload.key, { contentType: 'video/mp4' });
      const { info, bytes } = await readWithInfo(lab.store, lab.bucket, upload.key);
      expect({ type: info.contentType, same: bytes.equals(Buffer.concat([one, two])) }).toEqual({
        type: 'video/mp4',
        same: true,
      });
    });

    it('set and take away the time at which an object ends', async () => {
      const expiresAtMs = inOneHour();
      const key = 'changes/ends.jpg';
      await lab.store.put(lab.bucket, key, Buffer.from('x'), { metadata: { title: 'stays' } });
      const change = lab.store.admin.updateObject(lab.bucket, key, { expiresAtMs });
      if (lab.store.capabilities.expiry !== 'object') {
        expect(await codeOf(change)).toBe('unsupported');
        return;
      }
      await change;
      const set = await lab.store.head(lab.bucket, key);
      await lab.store.admin.updateObject(lab.bucket, key, { expiresAtMs: null });
      const taken = await lab.store.head(lab.bucket, key);
      expect({
        set: [set?.expiresAtMs, set?.metadata],
        taken: [taken?.expiresAtMs, taken?.metadata],
      }).toEqual({ set: [expiresAtMs, { title: 'stays' }], taken: [undefined, { title: 'stays' }] });
    });

    it('move an object to another tier', async () => {
      const { tierOf, tiers } = lab.store.capabilities;
      const tier = tiers.at(-1) ?? 'any';
      await lab.store.put(lab.bucket, 'changes/tier.jpg', Buffer.from('x'));
      const change = lab.store.admin.updateObject(lab.bucket, 'changes/tier.jpg', { tier });
      if (tierOf !== 'object') {
        expect(await codeOf(change)).toBe('unsupported');
        return;
      }
      await change;
      expect((await lab.store.head(lab.bucket, 'changes/tier.jpg'))?.tier).toBe(tier);
    });
  });

  describe('objects that end by themselves', () => {
    it('tell when, sent whole or in parts; elsewhere the time is left out', async () => {
      const expiresAtMs = inOneHour();
      await lab.store.put(lab.bucket, 'ending/whole.jpg', Buffer.from('x'), { expiresAtMs });
      const upload = { bucket: lab.bucket, key: 'ending/parts.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key, { expiresAtMs });
      const body = Buffer.from('film');
      const part = await lab.store.multipart.putPart(upload, { number: 1, body, md5Hex: md5(body) });
      await lab.store.multipart.complete(upload, [part]);
      const told = async (key: string) => (await lab.store.head(lab.bucket, key))?.expiresAtMs;
      const expected = lab.store.capabilities.expiry === 'object' ? expiresAtMs : undefined;
      expect([await told('ending/whole.jpg'), await told(upload.key)]).toEqual([expected, expected]);
    });

    it('cannot have ended already', async () => {
      if (lab.store.capabilities.expiry !== 'object') return;
      const expiresAtMs = Math.floor(Date.now() / 1000 - 3600) * 1000;
      await lab.store.put(lab.bucket, 'ending/kept.jpg', Buffer.from('kept'));
      expect({
        put: await codeOf(lab.store.put(lab.bucket, 'ending/past.jpg', Buffer.from('x'), { expiresAtMs })),
        change: await codeOf(lab.store.admin.updateObject(lab.bucket, 'ending/kept.jpg', { expiresAtMs })),
        kept: (await lab.store.head(lab.bucket, 'ending/kept.jpg'))?.expiresAtMs,
        past: await lab.store.head(lab.bucket, 'ending/past.jpg'),
      }).toEqual({ put: 'bad-input', change: 'bad-input', kept: undefined, past: null });
    });
  });

  describe('tiers', () => {
    it('are chosen for each object where tiers are of objects', async () => {
      const { tierOf, tiers } = lab.store.capabilities;
      const tier = tiers.at(-1) ?? 'ignored elsewhere';
      await lab.store.put(lab.bucket, 'tiers/one.jpg', Buffer.from('x'), { tier });
      const told = (await lab.store.head(lab.bucket, 'tiers/one.jpg'))?.tier;
      if (tierOf === 'object') expect(told).toBe(tier);
      else expect(tierOf === 'bucket' || told === undefined).toBe(true);
    });
  });
}
