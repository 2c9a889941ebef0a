// Builds the page over the fake bridge and takes screenshots of its screens in Chromium:
// node tests/support/renderer-harness/look.mjs DIR [NAME-PATTERN]
// LOOK_SIZES=1280x800@2,640x400@2 draws other windows, LOOK_WITH='theme=light' goes before what each scene asks for.

import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { build } from 'vite';
import { buildGuestPreview } from '../../../scripts/setup/build-guest-page.mjs';
import { editScreens } from './screens-edits.mjs';
import { gridScreens } from './screens-grid.mjs';
import { groupScreens } from './screens-groups.mjs';
import { receiptScreens } from './screens-receipts.mjs';
import { receivedScreens } from './screens-received.mjs';
import { requestScreens } from './screens-requests.mjs';
import { searchScreens } from './screens-search.mjs';
import { selectionScreens } from './screens-selections.mjs';
import { shareScreens } from './screens-shares.mjs';
import { trashScreens } from './screens-trash.mjs';
import { viewerScreens } from './screens-viewer.mjs';

const [, , outDir = 'test-results/looks', only = ''] = process.argv;
const pageDir = resolve(outDir, 'page');
await mkdir(outDir, { recursive: true });
await build({
  configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
  build: { outDir: pageDir },
});
await buildGuestPreview(join(pageDir, 'guest-preview.html'));

/** A made-up landscape: sky, hills, sun; different for every id. */
const picture = (id, widthPx, heightPx) => {
  const hue = (id * 47) % 360;
  const hill = (top, light) => {
    const points = Array.from(
      { length: 9 },
      (_, n) => `${(n * widthPx) / 8},${heightPx * (top + 0.1 * Math.sin(id + n * (1 + (id % 3))))}`,
    );
    return `<polygon fill="hsl(${(hue + 40) % 360} 24% ${light}%)" points="0,${heightPx} ${points.join(' ')} ${widthPx},${heightPx}"/>`;
  };
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 38% 34%)"/><stop offset="1" stop-color="hsl(${(hue + 30) % 360} 50% 76%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/><circle cx="${widthPx * (0.2 + (id % 7) / 10)}" cy="${heightPx * 0.35}" r="${heightPx * 0.08}" fill="#fff" opacity=".7"/>${hill(0.6, 40)}${hill(0.75, 24)}</svg>`,
    ),
  )
    .jpeg()
    .toBuffer();
};
const aspects = [1.5, 1.5, 0.667, 1.778, 1.5, 1, 0.75, 1.333];
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://page');
  try {
    const media = /^\/media\/(thumb|grid|preview|full|arrival)\/(\d+)/.exec(pathname);
    if (media) {
      if (media[1] !== 'thumb' && media[1] !== 'grid' && /offline=yes/.test(request.headers.referer ?? '')) {
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({
            code: 'unreachable',
            message: 'objects.example.com does not answer. Check the internet connection.',
            retry: 'later',
          }),
        );
        return;
      }
      const height = { thumb: 340, grid: 234, preview: 1365, full: 4000, arrival: 340 }[media[1]];
      response.setHeader('content-type', 'image/jpeg');
      response.end(
        await picture(Number(media[2]), Math.round(height * aspects[media[2] % aspects.length]), height),
      );
      return;
    }
    const path = pathname === '/' ? '/index.html' : pathname;
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(await readFile(join(pageDir, decodeURIComponent(path))));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}/`;

const click = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();
/** Opens the dialog and goes to that choice. */
const addStorage =
  (language, choice = null) =>
  async (page) => {
    await click(language === 'ko' ? '저장소' : 'Storage')(page);
    await click(language === 'ko' ? '저장소 추가' : 'Add storage')(page);
    if (choice !== null) await page.getByRole('dialog').getByRole('button', { name: choice }).click();
  };
const fillKeys = (language) => async (page) => {
  await addStorage(language, /^Wasabi/)(page);
  await page.getByRole('textbox', { name: 'Access key' }).fill('WASABIKEY123');
  await page.getByRole('textbox', { name: 'Secret key' }).fill('secret');
  await page.getByRole('textbox', { name: language === 'ko' ? '이름' : 'Name' }).focus();
  await page.waitForTimeout(1100); // the quiet before a try
};
const lookInside = (language) => async (page) => {
  await click(language === 'ko' ? '저장소' : 'Storage')(page);
  await page
    .getByRole('button', { name: language === 'ko' ? /Studio S3.*작업/ : 'Actions for Studio S3' })
    .click();
  await page.getByRole('menuitem', { name: language === 'ko' ? '안을 들여다보기' : 'Look inside' }).click();
};
const openTransfers = (language) => async (page) => {
  await page.getByRole('button', { name: language === 'ko' ? /^전송 목록 보기/ : /^Show transfers/ }).click();
  await page.mouse.move(5, 5);
};
/** Opens the list, a tab of it, and folds the first file out. */
const transferStory = (language, tab) => async (page) => {
  await openTransfers(language)(page);
  await page.getByRole('tab', { name: tab }).click();
  await page.locator('li[aria-posinset="1"] button').first().click();
};
const koLight = 'language=ko&locale=ko-KR&theme=light';
const screens = [
  ...receiptScreens,
  ...editScreens,
  ...viewerScreens,
  ...gridScreens,
  ...searchScreens,
  ...selectionScreens,
  ...trashScreens,
  ...shareScreens,
  ...receivedScreens,
  ...requestScreens,
  ...groupScreens,
  ['tray-moving', 'transfers=moving', openTransfers('en')],
  ['tray-moving-ko-light', `transfers=moving&${koLight}`, openTransfers('ko')],
  ['tray-many', 'transfers=many', openTransfers('en')],
  ['tray-none', 'transfers=unchecked&files=0', openTransfers('en')],
  ['tray-one', 'transfers=safe&files=1', openTransfers('en')],
  ['tray-seven-light', 'transfers=safe&files=7&theme=light', openTransfers('en')],
  ['tray-safe-ko-light', `transfers=safe&${koLight}`, openTransfers('ko')],
  ['tray-not-safe', 'transfers=not-safe', openTransfers('en')],
  ['tray-not-safe-ko-light', `transfers=not-safe&${koLight}`, openTransfers('ko')],
  ['tray-checking', 'transfers=checking', openTransfers('en')],
  ['tray-stale', 'transfers=stale', openTransfers('en')],
  ['tray-held', 'transfers=held'],
  ['tray-held-ko-light', `transfers=held&held=battery&${koLight}`, openTransfers('ko')],
  [
    'tray-offline',
    'transfers=offline',
    async (page) => {
      await openTransfers('en')(page);
      await page.getByRole('tab', { name: /^Waiting/ }).click();
    },
  ],
  ['tray-offline-ko', `transfers=offline&${koLight}`],
  ['tray-disk', 'transfers=disk'],
  ['tray-paused', 'transfers=paused', openTransfers('en')],
  ['tray-scanning', 'transfers=scanning', openTransfers('en')],
  ['tray-story', 'transfers=failed', transferStory('en', /^Failed/)],
  ['tray-story-ko-light', `transfers=failed&${koLight}`, transferStory('ko', /^실패/)],
  [
    'tray-skipped',
    'transfers=moving',
    async (page) => {
      await page.getByRole('button', { name: '4 skipped' }).click();
    },
  ],
  ['tray-list-failed', 'transfers=moving&fail=list', openTransfers('en')],
  ['tray-downloading', 'transfers=downloading', openTransfers('en')],
  ['tray-asking-ko-light', `transfers=asking&${koLight}`, openTransfers('ko')],
  [
    'activity',
    'transfers=safe&journal=900',
    async (page) => {
      await page.getByRole('button', { name: 'More for transfers' }).click();
      await page.getByRole('menuitem', { name: 'What happened' }).click();
    },
  ],
  [
    'activity-ko-light',
    `transfers=safe&${koLight}`,
    async (page) => {
      await page.getByRole('button', { name: '전송의 다른 작업' }).click();
      await page.getByRole('menuitem', { name: '지난 일' }).click();
    },
  ],
  [
    'activity-none',
    'journal=0',
    async (page) => {
      await click('Settings')(page);
      await page.getByRole('button', { name: 'Show: What happened' }).click();
    },
  ],
  [
    'settings-transfers',
    'limits=yes',
    async (page) => {
      await click('Settings')(page);
      await page.getByRole('heading', { name: 'Uploads and downloads' }).scrollIntoViewIfNeeded();
    },
  ],
  [
    'settings-transfers-ko-light',
    `limits=yes&${koLight}`,
    async (page) => {
      await click('설정')(page);
      await page.getByRole('textbox', { name: /^업로드 속도/ }).fill('0');
      await page.getByRole('textbox', { name: /^업로드 속도/ }).press('Enter');
    },
  ],
  [
    'storage-limits',
    'storage=many',
    async (page) => {
      await click('Storage')(page);
      await page
        .getByRole('button', { name: /^Limits/ })
        .nth(1)
        .click();
    },
  ],
  ['welcome', 'albums=0&welcomed=no'],
  ['welcome-ko', 'albums=0&welcomed=no&language=ko&locale=ko-KR'],
  ['welcome-light', 'albums=0&welcomed=no&theme=light'],
  ['albums', 'transfers=yes'],
  ['albums-ko-light', 'language=ko&locale=ko-KR&theme=light'],
  ['albums-none', 'albums=0'],
  ['albums-one', 'albums=1'],
  ['albums-many', 'albums=60'],
  ['albums-failed', 'fail=albums'],
  ['album', 'transfers=yes', click('Wedding Kim & Lee')],
  ['album-light-info', 'theme=light&info=yes', click('Wedding Kim & Lee')],
  ['storage', 'storage=many', click('Storage')],
  [
    'storage-report',
    'storage=many&reach=lan',
    async (page) => {
      await click('Storage')(page);
      await page.getByRole('button', { name: 'Show report' }).nth(1).click();
      await page.getByText('Everything that was tried').click();
    },
  ],
  [
    'storage-report-ko-light',
    'storage=many&language=ko&locale=ko-KR&theme=light&vault=key-file',
    async (page) => {
      await click('저장소')(page);
      await page.getByRole('button', { name: '결과 보기' }).nth(1).click();
      await page.getByText('시험한 모든 것').click();
    },
  ],
  ['browser-buckets', 'storage=many', lookInside('en')],
  ['browser-buckets-ko-light', 'storage=many&language=ko&locale=ko-KR&theme=light', lookInside('ko')],
  [
    'browser-folder',
    'storage=many',
    async (page) => {
      await lookInside('en')(page);
      await page.getByRole('button', { name: 'iceland-2024', exact: true }).click();
      await page.getByRole('checkbox').nth(1).click();
      await page.getByRole('checkbox').nth(2).click();
    },
  ],
  [
    'browser-object-ko-light',
    'storage=many&language=ko&locale=ko-KR&theme=light',
    async (page) => {
      await lookInside('ko')(page);
      await page.getByRole('button', { name: 'iceland-2024', exact: true }).click();
      await page.getByRole('button', { name: 'DSC_0002.NEF' }).click();
    },
  ],
  [
    'browser-link',
    'storage=many',
    async (page) => {
      await lookInside('en')(page);
      await page.getByRole('button', { name: 'iceland-2024', exact: true }).click();
      await page.getByRole('button', { name: 'DSC_0002.NEF' }).click();
      await page.getByRole('button', { name: 'Make a link…' }).click();
      await page.getByRole('button', { name: 'Make the link' }).click();
    },
  ],
  [
    'browser-delete',
    'storage=many',
    async (page) => {
      await lookInside('en')(page);
      await page.getByRole('button', { name: 'iceland-2024', exact: true }).click();
      await page.getByRole('button', { name: 'DSC_0002.NEF' }).click();
      await page.getByRole('button', { name: 'Delete…' }).click();
    },
  ],
  ['browser-denied', 'storage=denied', lookInside('en')],
  ['storage-choose', '', addStorage('en')],
  ['storage-choose-ko-light', 'language=ko&locale=ko-KR&theme=light', addStorage('ko')],
  [
    'storage-choose-none',
    '',
    async (page) => {
      await addStorage('en')(page);
      await page.getByRole('textbox', { name: 'Search' }).fill('dropbox');
    },
  ],
  ['storage-found', '', addStorage('en', /From another program/)],
  ['storage-found-ko-light', 'language=ko&locale=ko-KR&theme=light', addStorage('ko', /다른 프로그램에서/)],
  ['storage-form-wasabi', '', addStorage('en', /^Wasabi/)],
  ['storage-form-works', '', fillKeys('en')],
  ['storage-form-refused', 'try=refused', fillKeys('en')],
  ['storage-form-region-light', 'try=region&theme=light', fillKeys('en')],
  ['storage-form-clock-ko', 'try=clock&language=ko&locale=ko-KR', fillKeys('ko')],
  [
    'storage-form-missing-ko-light',
    'language=ko&locale=ko-KR&theme=light',
    async (page) => {
      await addStorage('ko', /다른 S3 저장소/)(page);
      await page.getByRole('button', { name: '저장소 추가', exact: true }).click();
    },
  ],
  [
    'storage-form-advanced',
    '',
    async (page) => {
      await addStorage('en', /Another S3 store/)(page);
      await page.getByRole('button', { name: /More settings/ }).click();
    },
  ],
  ['storage-form-swift', '', addStorage('en', /OpenStack Swift/)],
  [
    'storage-form-swift-advanced-ko',
    'language=ko&locale=ko-KR',
    async (page) => {
      await addStorage('ko', /OpenStack Swift/)(page);
      await page.getByRole('button', { name: /추가 설정/ }).click();
    },
  ],
  [
    'storage-form-tested',
    '',
    async (page) => {
      await fillKeys('en')(page);
      await page.getByRole('button', { name: 'Test everything' }).click();
      await page.getByRole('dialog').getByText('Photos can be kept here').waitFor();
    },
  ],
  [
    'storage-edit',
    'storage=many',
    async (page) => {
      await click('Storage')(page);
      await page.getByRole('button', { name: 'Actions for Studio S3' }).click();
      await page.getByRole('menuitem', { name: 'Edit…' }).click();
      const region = page.getByRole('combobox', { name: 'Region' });
      await region.fill('us-east-1');
      await region.press('Escape');
    },
  ],
  [
    'storage-open',
    '',
    async (page) => {
      await click('Open a bucket…')(page);
      await page
        .getByRole('radio', { name: /iceland/ })
        .first()
        .click();
    },
  ],
  ['storage-open-many-ko-light', 'buckets=900&language=ko&locale=ko-KR&theme=light', click('버킷 열기…')],
  ['storage-open-denied', 'storage=denied', click('Open a bucket…')],
  [
    'album-listing',
    '',
    async (page) => {
      await click('Wedding Kim & Lee')(page);
      await page.evaluate(() =>
        window.emitEvent({
          name: 'albums.listing',
          payload: {
            albumId: '00000000-0000-4000-8000-000000000100',
            state: 'listing',
            seenObjects: 14_000,
            addedAssets: 12_300,
            removedAssets: 0,
            error: null,
          },
        }),
      );
    },
  ],
  ['settings', '', click('Settings')],
  ['settings-ko-light', 'language=ko&locale=ko-KR&theme=light', click('설정')],
  ['keys', '', (page) => page.keyboard.press('?')],
  ['new-album', '', (page) => page.keyboard.press('Control+n')],
  ['import', '', (page) => page.keyboard.press('Control+o')],
  ['import-ko-light', 'language=ko&locale=ko-KR&theme=light', (page) => page.keyboard.press('Control+o')],
  [
    'menu',
    '',
    (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: 'Street, Lisbon', exact: true })
        .click({ button: 'right' }),
  ],
  [
    'delete',
    '',
    async (page) => {
      await page
        .getByRole('main')
        .getByRole('button', { name: 'Street, Lisbon', exact: true })
        .click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Delete…' }).click();
      await page.getByRole('checkbox').click();
    },
  ],
];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const sizes = (process.env.LOOK_SIZES ?? '1280x800,2560x1440').split(',');
const wanted = new RegExp(only);
for (const size of sizes) {
  const [width, height, deviceScaleFactor = 1] = size.split(/[x@]/).map(Number);
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor }); // axe needs a context of its own
  const page = await context.newPage();
  page.on(
    'console',
    (message) =>
      ['error', 'warning'].includes(message.type()) && console.log(`[${message.type()}]`, message.text()),
  );
  page.on('pageerror', (error) => console.log('[page error]', error.message));
  for (const [name, query, act] of screens) {
    if (!wanted.test(name)) continue;
    await page.goto(`${base}?${process.env.LOOK_WITH ?? ''}&${query}`);
    await page.getByRole('main').waitFor();
    try {
      await act?.(page);
    } catch (error) {
      console.log(`${name}: ${error.message.split('\n')[0]}`);
    }
    await page.waitForTimeout(350);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      console.log(
        `${name} axe ${id}: ${nodes
          .map((node) => node.html.slice(0, 140))
          .slice(0, 3)
          .join(' | ')}`,
      );
    await page.screenshot({
      path: join(outDir, `${name}-${width}${deviceScaleFactor === 1 ? '' : `@${deviceScaleFactor}`}.png`),
    });
  }
  await context.close();
}
await browser.close();
server.close();
