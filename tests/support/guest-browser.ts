/** Real browsers for the guest page: Debian's Chromium and Firefox, headless, each page watched for violations of its policy. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, launch, type Page, type Viewport } from 'puppeteer-core';

export type BrowserName = 'chromium' | 'firefox';

export const browserPrograms: Record<BrowserName, string> = {
  chromium: '/usr/bin/chromium',
  firefox: '/usr/bin/firefox-esr',
};

/** Why a browser cannot be driven here, or undefined. Suites that need it skip with this sentence. */
export function browserUnavailableReason(name: BrowserName): string | undefined {
  if (existsSync(browserPrograms[name])) return undefined;
  return `${browserPrograms[name]} is not installed: sudo apt-get install ${browserPrograms[name].split('/').at(-1)}`;
}

export interface GuestBrowser {
  /** A page of its own; `prepare` runs in it before anything else does. */
  open(address: string, options?: { prepare?: () => void; viewport?: Viewport }): Promise<Page>;
  /** What the page's policy forbade, and scripts that failed, in any page so far. */
  complaints: string[];
  /** The next finished download, as it lies on the disk. */
  downloaded(fileName: string): Promise<Buffer>;
  /** What axe finds (WCAG 2.2 A and AA), told by screen. */
  axe(page: Page, screen: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Chromium only. Stands for a store without https: this computer, but no secure context. */
export const PLAIN_HOST = 'plain.test';

export async function openGuestBrowser(name: BrowserName): Promise<GuestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-guest-'));
  const browser = await start(name, folder);
  const complaints: string[] = [];
  return {
    complaints,
    open: async (address, { prepare, viewport } = {}) => {
      const page = await browser.newPage();
      // Its size is set by then: Firefox 140 (ESR) only lacks the way to turn a screen, which is asked for next.
      await page.setViewport(viewport ?? { width: 1100, height: 800 }).catch((error: unknown) => {
        if (name !== 'firefox' || !String(error).includes('setScreenOrientationOverride')) throw error;
      });
      page.on('pageerror', (error) => complaints.push(`script: ${String(error)}`));
      page.on('console', (message) => {
        if (
          message.type() === 'error' &&
          !/the server responded with a status|Failed to load resource/i.test(message.text())
        ) {
          complaints.push(`console: ${message.text()}`);
        }
      });
      await page.evaluateOnNewDocument(() => {
        const seen: string[] = [];
        Object.assign(window, { violations: seen });
        document.addEventListener('securitypolicyviolation', (event) => {
          seen.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
      if (prepare) await page.evaluateOnNewDocument(prepare);
      await page.goto(address);
      return page;
    },
    downloaded: async (fileName) => {
      for (let attempt = 0; attempt < 200; attempt++) {
        const names = readdirSync(folder);
        const isGrowing = names.some((one) => /\.(crdownload|part)$/.test(one));
        if (names.includes(fileName) && !isGrowing) {
          const bytes = readFileSync(join(folder, fileName));
          if (bytes.length > 0) return bytes;
        }
        await pause(100);
      }
      throw new Error(`${fileName} was not downloaded; there are: ${readdirSync(folder).join(', ')}`);
    },
    axe: async (page, screen) => {
      await page.evaluate(
        readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
      );
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const found = await page.evaluate(async (runOnly) => {
        const { axe } = window as unknown as {
          axe: {
            run(
              options: object,
            ): Promise<{ violations: Array<{ id: string; nodes: Array<{ html: string }> }> }>;
          };
        };
        const { violations } = await axe.run({ runOnly });
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${id} at ${html.slice(0, 120)}`),
        );
      }, tags);
      return found.map((one) => `${screen}: ${one}`);
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that this page's policy forbade so far. */
export function violationsIn(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { violations: string[] }).violations);
}

/** Without a locale Chromium saves what is not ASCII as “download”. */
const environment = () => ({ ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' });

async function start(name: BrowserName, downloadsFolder: string): Promise<Browser> {
  if (name === 'firefox') {
    return launch({
      browser: 'firefox',
      executablePath: browserPrograms.firefox,
      headless: true,
      env: environment(),
      extraPrefsFirefox: {
        'browser.download.dir': downloadsFolder,
        'browser.download.folderList': 2,
        'browser.download.useDownloadDir': true,
        'browser.download.always_ask_before_handling_new_types': false,
        'browser.helperApps.neverAsk.saveToDisk': 'application/zip,image/jpeg,application/octet-stream',
      },
    });
  }
  const browser = await launch({
    browser: 'chrome',
    executablePath: browserPrograms.chromium,
    headless: true,
    env: environment(),
    args: [
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-gpu',
    ],
  });
  const session = await browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloadsFolder });
  return browser;
}
