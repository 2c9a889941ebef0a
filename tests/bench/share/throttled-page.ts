/** A guest's first minute on a slow phone: code typed to first picture, at a quarter of the CPU and 1.6 Mbit/s, in real Chromium. */
import { launch } from 'puppeteer-core';
import { browserPrograms } from '../../support/guest-browser';
import { openLink } from '../measured-link';

/** Of the issue: 1.6 Mbit/s; 150 ms there and back is what phones on a slow net have. */
const LINE = { roundTripMs: 150, bytesPerSecond: 200_000 };
/** CDP slows the page, not its worker: the worker's time counts so many times. */
const CPU = 4;

export interface FirstPicture {
  /** Code sent to a drawn picture, with the derivation counted `CPU` times. */
  totalS: number;
  /** The same as it was on the clock. */
  clockS: number;
  /** Derivation as measured in the worker, and counted. */
  derivedS: number;
  derivationS: number;
  /** Every picture on the first screen. */
  screenS: number;
  bytesToFirst: number;
}

interface Marks {
  sent?: number;
  opened?: number;
  first?: number;
  screen?: number;
}

export async function firstPicture(link: string, code: string): Promise<FirstPicture> {
  const address = new URL(link);
  await using line = await openLink({ host: '127.0.0.1', port: Number(address.port) }, LINE);
  const browser = await launch({
    browser: 'chrome',
    executablePath: browserPrograms.chromium,
    headless: true,
    args: [
      // The page keeps its origin; its connections go over the slow line.
      `--host-resolver-rules=MAP ${address.hostname}:${address.port} 127.0.0.1:${line.port}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await page.evaluateOnNewDocument(watchPage);
    await page.goto(link);
    await page.waitForSelector('#code');
    const session = await page.createCDPSession();
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU });
    await page.type('#code', code);
    const before = line.downBytes();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => (window as unknown as { marks: Marks }).marks.first !== undefined, {
      timeout: 120_000,
    });
    const bytesToFirst = line.downBytes() - before;
    await page.waitForFunction(() => (window as unknown as { marks: Marks }).marks.screen !== undefined, {
      timeout: 120_000,
    });
    const {
      sent = 0,
      opened = 0,
      first = 0,
      screen = 0,
    } = await page.evaluate(() => (window as unknown as { marks: Marks }).marks);
    if (line.downBytes() < 50_000) throw new Error('the page did not come over the slow line');
    const s = (from: number, to: number): number => (to - from) / 1000;
    const derivedS = s(sent, opened);
    const more = derivedS * (CPU - 1);
    return {
      totalS: s(sent, first) + more,
      clockS: s(sent, first),
      derivedS,
      derivationS: derivedS * CPU,
      screenS: s(sent, screen) + more,
      bytesToFirst,
    };
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything else of it. */
function watchPage(): void {
  const marks: Marks = {};
  Object.assign(window, { marks });
  const NativeWorker = window.Worker;
  window.Worker = class extends NativeWorker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (data?.progress?.stage === 'key') marks.sent ??= performance.now();
        if (data?.progress?.stage === 'gallery') marks.opened ??= performance.now();
      });
    }
  };
  addEventListener('submit', () => {
    marks.sent = performance.now();
  });
  const look = (): void => {
    const frames = [...document.querySelectorAll<HTMLElement>('.frame')];
    const isDrawn = (one: HTMLElement): boolean =>
      one.classList.contains('loaded') && (one.querySelector('img')?.naturalWidth ?? 0) > 0;
    if (frames.some(isDrawn)) marks.first ??= performance.now();
    const near = frames.filter((one) => one.getBoundingClientRect().top < innerHeight);
    if (near.length > 0 && near.every(isDrawn)) marks.screen ??= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
