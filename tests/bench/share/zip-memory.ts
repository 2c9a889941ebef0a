/** Memory of Chromium's processes while a guest downloads 1 GB of originals as one ZIP, in the three ways that a browser can save it. */

import { randomFillSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { openGuestBrowser } from '../../support/guest-browser';
import { builtGuestPage, drawPicture, enter } from '../../support/guest-fixture';
import { type GuestItem, makeGuestShare } from '../../support/guest-share';
import { startShareServer } from '../../support/share-server';

/** `file`: the file picker, which cannot be driven, answers a file of the private disk; the same calls of the page reach it. */
export const saveWays = ['file', 'disk', 'memory'] as const;
export type SaveWay = (typeof saveWays)[number];

export interface ZipMemory {
  seconds: number;
  /** Of the page's own process at its highest, and before the download. */
  pagePeakBytes: number;
  pageBeforeBytes: number;
  /** All processes of the browser, at their highest, more than before the download. */
  browserMoreBytes: number;
}

const FILES = 16;

export async function zipMemory(way: SaveWay, totalBytes: number): Promise<ZipMemory> {
  const server = await startShareServer();
  const browser = await openGuestBrowser('chromium');
  try {
    const items: GuestItem[] = [];
    for (let index = 0; index < FILES; index += 1) {
      const picture = await drawPicture(index, 300, 200);
      const bytes = randomFillSync(new Uint8Array(Math.floor(totalBytes / FILES)));
      items.push({
        fileName: `IMG_${index}.raw`,
        thumb: picture,
        web: picture,
        original: { bytes, type: 'application/octet-stream' },
      });
    }
    const share = await makeGuestShare({ server, template: builtGuestPage(), items });
    const page = await browser.open(share.link, { prepare: preparations[way] });
    await enter(page, share.code);
    await page.click('.save-all');
    await page.waitForSelector('.parts .main');
    const before = memoryOfBrowser();
    const peak = { page: 0, all: 0 };
    const timer = setInterval(() => {
      const now = memoryOfBrowser();
      peak.page = Math.max(peak.page, now.page);
      peak.all = Math.max(peak.all, now.all);
    }, 100);
    const startedAt = performance.now();
    for (let part = 0; ; part += 1) {
      const buttons = await page.$$('.parts .part .main');
      const button = buttons[part];
      if (!button) break;
      await button.click();
      await page.waitForFunction(
        (index) => /Saved/.test(document.querySelectorAll('.part-line')[index]?.textContent ?? ''),
        { timeout: 300_000 },
        part,
      );
    }
    const seconds = (performance.now() - startedAt) / 1000;
    clearInterval(timer);
    return {
      seconds,
      pagePeakBytes: peak.page,
      pageBeforeBytes: before.page,
      browserMoreBytes: peak.all - before.all,
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

const preparations: Record<SaveWay, () => void> = {
  file: () =>
    Object.assign(window, {
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true }),
    }),
  disk: () => void Reflect.deleteProperty(window, 'showSaveFilePicker'),
  memory: () => {
    Reflect.deleteProperty(window, 'showSaveFilePicker');
    Reflect.deleteProperty(StorageManager.prototype, 'getDirectory');
  },
};

/** Chromium below this process; pages shared between processes are counted once in all (PSS). */
function memoryOfBrowser(): { page: number; all: number } {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at))
      if (at === process.pid) return true;
    return false;
  };
  let [page, all] = [0, 0];
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    const line = read(`/proc/${pid}/cmdline`);
    if (!line.includes('chrom')) continue;
    const bytes = Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
    all += bytes;
    // Other renderers are an empty tab and spares.
    if (line.includes('--type=renderer')) page = Math.max(page, bytes);
  }
  return { page, all };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended
  }
}
