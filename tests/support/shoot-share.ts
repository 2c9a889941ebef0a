/** A share for the README's pictures: made in the window's own app, opened in Chromium as a guest, chosen from, and collected. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { openGuestBrowser } from './guest-browser';
import { enter, untilPictures } from './guest-fixture';

/** The sample photos for Mina, live; resolves with what she was sent. */
export async function sendSampleShare(page: Page): Promise<{ id: string; link: string; code: string }> {
  return page.evaluate(async () => {
    const ask = window.caos.call as unknown as (
      name: string,
      input: unknown,
    ) => Promise<{ ok: true; value: unknown } | { ok: false; error: { message: string } }>;
    async function call<T>(name: string, input: unknown): Promise<T> {
      const answer = await ask(name, input);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
      return answer.value as T;
    }
    await call('signin.start', { email: 'jiyoon@lee.example', name: 'Jiyoon Lee' });
    const [mail] = await call<Array<{ id: number }>>('outbox.list', {});
    const { rendered } = await call<{ rendered: { code: string } }>('outbox.show', { id: mail?.id });
    await call('signin.verify', { code: rendered.code });
    await call('signin.edit', { colour: '#8a5a2b' });
    const albums = await call<Array<{ id: string; title: string; connectionId: string }>>('albums.list', {});
    const album = albums.find(({ title }) => title === 'Sample photos');
    const { id } = await call<{ id: string }>('shares.create', {
      source: { albumId: album?.id },
      title: 'Six days outside',
      message: 'Thank you for walking along.\nMark the ones you would like as prints.',
      days: 14,
      connectionId: album?.connectionId,
      recipients: [
        { email: 'mina@example.com', name: 'Mina Kim', codeWay: 'mail' },
        { email: 'jun@example.com', name: 'Jun Park', codeWay: 'show' },
      ],
    });
    await call('shares.send', { id });
    for (let tried = 0; tried < 300; tried += 1) {
      const share = await call<{ state: string; recipients: Array<{ id: string }> }>('shares.get', { id });
      if (share.state === 'live') {
        const recipientId = share.recipients[0]?.id;
        return {
          id,
          ...(await call<{ link: string; code: string }>('shares.secrets', { id, recipientId })),
        };
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The share is not live.');
  });
}

/** Desk and phone beside each other as one PNG; on the way the guest chooses three photos and sends them. */
export async function shootGuest({ link, code }: { link: string; code: string }): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-fonts-'));
  // A page of a guest has the fonts of their system; here may be none for Korean.
  const fonts = join(process.cwd(), 'node_modules', 'pretendard', 'dist', 'public', 'static');
  const conf = join(folder, 'fonts.conf');
  writeFileSync(
    conf,
    `<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${fonts}</dir><cachedir>${folder}</cachedir></fontconfig>`,
  );
  process.env.FONTCONFIG_FILE = conf;
  const browser = await openGuestBrowser('chromium');
  try {
    const desk = await browser.open(link, { viewport: { width: 1180, height: 800 } });
    await enter(desk, code);
    await untilPictures(desk, 4);
    for (const at of [0, 1, 4]) {
      await desk.$$eval('.frame', (frames, index) => (frames[index] as HTMLElement).click(), at);
      await desk.waitForSelector('.viewer');
      await desk.keyboard.press('h');
      await desk.keyboard.press('Escape');
      await desk.waitForSelector('.viewer', { hidden: true });
    }
    await desk.$eval('.choice-bar .main', (button) => (button as HTMLElement).click());
    await desk.waitForSelector('.send-sheet .main');
    await desk.$eval('.send-sheet .main', (button) => (button as HTMLElement).click());
    await desk.waitForSelector('.send-sheet', { hidden: true });
    await desk.$eval('.tools', (tools) =>
      window.scrollTo(0, tools.getBoundingClientRect().top + window.scrollY - 330),
    );
    await settled(desk);
    const wide = await desk.screenshot();
    const phone = await browser.open(link, {
      viewport: { width: 390, height: 800, isMobile: true, hasTouch: true },
    });
    await enter(phone, code);
    await untilPictures(phone, 1);
    await settled(phone);
    const narrow = await phone.screenshot();
    return sharp({ create: { width: 1180 + 20 + 390, height: 800, channels: 3, background: '#ffffff' } })
      .composite([
        { input: Buffer.from(wide), left: 0, top: 0 },
        { input: Buffer.from(narrow), left: 1200, top: 0 },
      ])
      .png()
      .toBuffer();
  } finally {
    await browser.close();
    delete process.env.FONTCONFIG_FILE;
    rmSync(folder, { recursive: true, force: true });
  }
}

const settled = (page: Awaited<ReturnType<Awaited<ReturnType<typeof openGuestBrowser>>['open']>>) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)));
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  });
