/** What tests of the guest page share: the built page, pictures that differ, and the steps of a guest. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import type { GuestFile, GuestItem } from './guest-share';

/** As `npm run build` made it. */
export function builtGuestPage(): string {
  return readFileSync(join(import.meta.dirname, '..', '..', 'out', 'guest', 'guest-page.html'), 'utf8');
}

export async function drawPicture(seed: number, width: number, height: number): Promise<GuestFile> {
  const colour = `hsl(${(seed * 47) % 360} 50% 45%)`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour}"/><circle cx="${width / 2}" cy="${height / 2}" r="${20 + seed * 3}" fill="#fff"/></svg>`;
  return { bytes: await sharp(Buffer.from(svg)).jpeg().toBuffer(), type: 'image/jpeg' };
}

/** `originalBytes`: how large the second one's original is, to cross the edges of chunks. */
export async function drawItems(count: number, originalBytes = 0): Promise<GuestItem[]> {
  const items: GuestItem[] = [];
  for (let index = 0; index < count; index++) {
    const [width, height] = index % 3 === 1 ? [400, 600] : [600, 400];
    const web = await drawPicture(index, width, height);
    const original =
      index === 1 && originalBytes > 0
        ? { ...web, bytes: Buffer.concat([web.bytes, Buffer.alloc(originalBytes, index)]) }
        : { ...web, bytes: Buffer.concat([web.bytes, Buffer.from(`original ${index}`)]) };
    items.push({
      width,
      height,
      fileName: index === 0 ? '바다 ♥.jpg' : `IMG_${100 + index}.jpg`,
      takenAtMs: Date.UTC(2026, 4, 1, 10, index),
      thumb: await drawPicture(index, width / 4, height / 4),
      web,
      original,
    });
  }
  return items;
}

export async function typeCode(page: Page, code: string): Promise<void> {
  await page.waitForSelector('#code');
  await page.$eval('#code', (field) => (field as HTMLInputElement).select());
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}

/** From the door into the gallery. */
export async function enter(page: Page, code: string): Promise<void> {
  await typeCode(page, code);
  await page.waitForSelector('.gallery', { timeout: 30_000 });
}

export function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => element.textContent ?? '');
}

/** Asks again and again: what waits inside a page would be forbidden by its policy in some browsers. */
export async function untilTrue<Given extends unknown[]>(
  page: Page,
  ask: (...given: Given) => boolean,
  given: Given,
  timeoutMs = 60_000,
): Promise<void> {
  const endAt = Date.now() + timeoutMs;
  while (!(await page.evaluate(ask as (...given: unknown[]) => boolean, ...given))) {
    if (Date.now() > endAt)
      throw new Error(`It did not come so in ${timeoutMs} ms: ${ask} ${given.join(', ')}`);
    await pause(50);
  }
}

/** Waits until the element says what is asked for. */
export function untilText(page: Page, selector: string, words: string): Promise<void> {
  return untilTrue(
    page,
    (where: string, what: string) => document.querySelector(where)?.textContent?.includes(what) ?? false,
    [selector, words],
  );
}

/** A thumbnail is on the screen, drawn from its own pixels. */
export function untilPictures(page: Page, count: number): Promise<void> {
  return untilTrue(
    page,
    (least: number) =>
      [...document.querySelectorAll<HTMLImageElement>('.frame.loaded img')].filter(
        (one) => one.naturalWidth > 0,
      ).length >= least,
    [count],
  );
}
