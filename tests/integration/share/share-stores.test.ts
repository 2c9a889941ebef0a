/** A share on every kind of store, from the photographer's photos to the guest's choice and back, over nothing but link and code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import exifr from 'exifr';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { choiceTexts, openedText } from '../../../src-shared/sealing/picks-messages';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  rubbish,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';

let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

describe.skipIf(swiftUnavailableReason())('a share', () => {
  it.each(shareStores)(
    'is opened by link and code, and its picks come home: %s',
    async (_name, connectionOf) => {
      const connection = connectionOf();
      world = await openShareWorld(build, { ...(connection && { connection }) });
      const { call } = world;
      await signIn(world);
      const share = await world.share({
        title: 'Jeju 제주',
        message: 'Choose ten.\nWith love',
        allow: { original: true },
        options: { stripLocation: false, watermark: 'Proof' },
      });
      const [anna, bo] = share.recipients;
      if (!anna || !bo) throw new Error('two were invited');
      const secrets = await call('shares.secrets', { id: share.id, recipientId: anna.id });
      const wrong = secrets.code.startsWith('0') ? `1${secrets.code.slice(1)}` : `0${secrets.code.slice(1)}`;
      expect(await openAsGuest(secrets.link ?? '', wrong)).toBeNull();

      const guest = await openAsGuest(secrets.link ?? '', secrets.code.toLowerCase().replace('-', ' '));
      if (!guest) throw new Error('the right code must open it');
      expect(guest.pageType).toMatch(/^text\/html/);
      expect(guest.pageDisposition ?? 'inline').toMatch(/^inline/);
      expect(guest.greeting).toMatchObject({
        title: 'Jeju 제주',
        recipientName: 'Anna',
        photographer: { name: 'Kim Studio', email: 'kim@home.test', colour: '#aa3300' },
      });
      expect(guest.manifest).toMatchObject({
        title: 'Jeju 제주',
        message: 'Choose ten.\nWith love',
        allow: { web: true, original: true, pick: true, comment: true },
      });
      expect(guest.manifest.items.map(({ fileName, width, height }) => [fileName, width, height])).toEqual([
        ['IMG_0001.jpg', 2048, 1365],
        ['IMG_0002.jpg', 2048, 1365],
        ['IMG_0003.jpg', 2048, 1365],
      ]);
      // Every object opens, is what its place says, and no picture tells where it was taken.
      const opened = await Promise.all(guest.manifest.objects.map((object) => guest.open(object)));
      expect(await sharp(opened[guest.manifest.logo?.object ?? -1] as Buffer).metadata()).toMatchObject({
        format: 'png',
        width: 40,
      });
      for (const item of guest.manifest.items) {
        const web = opened[item.web?.object ?? -1] as Buffer;
        const thumbs = opened[item.thumb?.object ?? -1] as Buffer;
        const { offset = 0, sizeBytes = 0 } = item.thumb ?? {};
        const [large, small] = await Promise.all([
          sharp(web).metadata(),
          sharp(thumbs.subarray(offset, offset + sizeBytes)).metadata(),
        ]);
        expect([large.format, large.width, large.height]).toEqual(['jpeg', 2048, 1365]);
        expect([small.format, small.width]).toEqual(['webp', 512]);
        expect(await exifr.parse(web, true)).toBeUndefined();
        expect(web.includes('SecretCamera')).toBe(false);
        const original = readFileSync(join(world.photosFolder, item.fileName));
        expect((opened[item.original?.object ?? -1] as Buffer).equals(original)).toBe(true);
      }

      // As the page does: a receipt, then a choice. And as it does not: rubbish, too much, another's proof.
      const [first, , third] = guest.manifest.items;
      const atMs = Date.now();
      expect(await guest.send(0, openedText({ atMs, count: 1 }))).toBeLessThan(300);
      const choice = choiceTexts({
        atMs,
        sequence: atMs,
        message: 'Thank you!',
        picks: [
          { itemId: third?.id ?? '', heart: true, colour: 'red', note: 'For the wall <b>' },
          { itemId: first?.id ?? '', heart: true, colour: 'none', note: '' },
          { itemId: 'nobody-shared-this', heart: true, colour: 'none', note: '' },
        ],
      });
      expect(await guest.send(1, choice[0] ?? '')).toBeLessThan(300);
      expect(await guest.sendBytes(2, rubbish())).toBeLessThan(300);
      expect(await guest.sendBytes(3, rubbish(65 * 1024))).toBeGreaterThanOrEqual(400);
      expect(await call('shares.collect', { id: share.id })).toEqual({ opened: 1, choices: 1, refused: 1 });
      expect(await call('shares.collect', {})).toEqual({ opened: 0, choices: 0, refused: 0 });

      const [one, , three] = world.assetIds;
      const picks = await call('shares.picks', { id: share.id, recipientId: anna.id });
      expect(picks).toEqual({
        recipientId: anna.id,
        sentAtMs: atMs,
        note: 'Thank you!',
        picks: [
          { assetId: one, fileName: 'IMG_0001.jpg', heart: true, colour: 'none', note: '' },
          { assetId: three, fileName: 'IMG_0003.jpg', heart: true, colour: 'red', note: 'For the wall <b>' },
        ],
      });
      const [annaNow] = (await call('shares.get', { id: share.id })).recipients;
      expect(annaNow).toMatchObject({ openedCount: 1, openedAtMs: atMs, pickedCount: 2 });
      const selection = await call('selections.get', { id: annaNow?.selectionId as never });
      expect(selection).toMatchObject({
        name: 'Jeju 제주 – Anna',
        photoCount: 2,
        note: 'Thank you!\nIMG_0003.jpg: For the wall <b>',
      });

      expect(await call('shares.applyPicks', { id: share.id })).toEqual({ changed: 2 });
      const culled = (await call('assets.get', { ids: world.assetIds })).map(({ edits }) => edits);
      expect(culled).toEqual([{ rating: 5 }, null, { rating: 5, colour: 'red' }]);
      await call('undo.back', {});
      expect((await call('assets.get', { ids: world.assetIds })).map(({ edits }) => edits)).toEqual([
        null,
        null,
        null,
      ]);

      // Nothing secret in the open, and nothing of one person's in another's page.
      const other = await call('shares.secrets', { id: share.id, recipientId: bo.id });
      const fragment = new URL(secrets.link ?? '').hash.slice(1);
      const vault = (text: string) => text.replace('-', '');
      for (const secret of [
        secrets.code,
        vault(secrets.code),
        fragment,
        other.code,
        guest.content.contentKey,
      ])
        expect(world.written().includes(secret)).toBe(false);
      expect(JSON.stringify(guest.page).includes('anna@example.org')).toBe(false);

      // Mails: Anna gets link and code apart, Bo the link alone.
      const mails = (await call('outbox.list', {})).filter(({ kind }) => kind !== 'sign-in');
      expect(mails.map(({ kind, to }) => `${kind} ${to.email}`).sort()).toEqual([
        'share-code anna@example.org',
        'share-link anna@example.org',
        'share-link bo@example.org',
      ]);
      for (const mail of mails) {
        const { rendered } = await call('outbox.show', { id: mail.id });
        const text = `${rendered?.text}${rendered?.html}${rendered?.subject}`;
        const isAnna = mail.to.email.startsWith('anna');
        expect(text.includes(secrets.code)).toBe(isAnna && mail.kind === 'share-code');
        expect(text.includes(fragment)).toBe(isAnna && mail.kind === 'share-link');
        expect(text.includes(other.code)).toBe(false);
      }
    },
  );
});

/** The photographer, whose name, colour and logo the page shows. */
async function signIn({ call, photosFolder }: ShareWorld): Promise<void> {
  await call('signin.start', { email: 'kim@home.test', name: 'Kim Studio' });
  const [mail] = await call('outbox.list', {});
  const { rendered } = await call('outbox.show', { id: mail?.id as never });
  await call('signin.verify', { code: rendered?.code ?? '' });
  const logoPath = join(photosFolder, '..', 'logo.png');
  await sharp({ create: { width: 40, height: 20, channels: 3, background: '#aa3300' } })
    .png()
    .toFile(logoPath);
  await call('signin.edit', { colour: '#aa3300', logoPath });
}
