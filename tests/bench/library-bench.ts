/**
 * `npm run bench:library [-- --runs 3 --photos 200 --only window,stalls,thumbnails --raster gpu --json FILE]`: the real window over a generated catalogue of 200,000 photos, one album of
 * 100,000: start, opening, scrolling, flinging, next photo, search, a rating's round trip, memory; stalls of main while photos are imported;
 * and thumbnails for each second of CPU beside vipsthumbnail and ImageMagick on the same files. Prints a table and JSON.
 */
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import sharp from 'sharp';
import { bootstrap, electronSwitches, openDisplay } from '../../scripts/bootstrap.mjs';
import { buildIfStale } from '../../scripts/setup/build-if-stale.mjs';
import { rootDir, runtimeDir } from '../../scripts/setup/project-paths.mjs';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import { gridPicturePx } from '../../src-shared/domain/grid-picture';
import { fling, nextPhotos, openAlbum, ratings, scroll, searches } from './library/in-the-window';
import { libraryAlbumId, makeLibrary } from './library/make-library';
import { residentOf } from './library/resident-memory';
import { thumbnailPeers } from './library/thumbnail-peers';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    photos: { type: 'string', default: '200' },
    only: { type: 'string', default: 'window,stalls,thumbnails' },
    raster: { type: 'string', default: 'software' },
    json: { type: 'string' },
  },
});
const runs = Number(options.runs);
const only = new Set(options.only.split(','));
const work = join(runtimeDir, 'bench');
const run = promisify(execFile);
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const median = (numbers: number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const ALBUMS = [100_000, 60_000, 40_000];
/** Pictures that are linked to all photos, so that scrolling loads and decodes real ones. */
const PICTURES = 120;
/** So many photos have a preview of 2048 px. */
const PREVIEWS = 80;
const PER_SHARD = 1000;

/** A profile with 200,000 photos, their thumbnails and some previews; made once and copied for each run. */
async function libraryProfile(): Promise<string> {
  const profile = join(work, 'library-200000-v4');
  if (existsSync(join(profile, 'ready'))) return profile;
  say('Making a catalogue of 200,000 photos with thumbnails …');
  rmSync(profile, { recursive: true, force: true });
  mkdirSync(join(profile, 'store'), { recursive: true });
  makeLibrary(join(profile, 'catalogue.db'), { albums: ALBUMS, storeRoot: join(profile, 'store') });
  const pictures = join(profile, 'pictures');
  mkdirSync(pictures);
  for (let n = 0; n < PICTURES; n += 1) {
    const noise = sharp({
      create: {
        width: 256,
        height: 171,
        channels: 3,
        background: '#777',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    const tint = { r: 80 + ((n * 53) % 170), g: 80 + ((n * 97) % 170), b: 80 + ((n * 31) % 170) };
    const picture = sharp(await noise.png().toBuffer())
      .blur(2)
      .tint(tint);
    writeFileSync(
      join(pictures, `${n}.webp`),
      await picture.clone().resize(512, 342).webp({ quality: 78 }).toBuffer(),
    );
    writeFileSync(
      join(pictures, `${n}.grid.jpg`),
      await picture.clone().resize(gridPicturePx).jpeg({ quality: 80 }).toBuffer(),
    );
    if (n < PREVIEWS)
      writeFileSync(
        join(pictures, `${n}.jpg`),
        await picture.resize(2048, 1365).jpeg({ quality: 85 }).toBuffer(),
      );
  }
  const place = (kind: string, id: number, extension: string): string => {
    const path = join(profile, 'cache', kind, String(Math.floor(id / PER_SHARD)), `${id}.${extension}`);
    if (id % PER_SHARD === 0 || !existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  const total = ALBUMS.reduce((sum, count) => sum + count, 0);
  for (let id = 1; id <= total; id += 1) {
    const picture = id % PICTURES;
    linkSync(join(pictures, `${picture}.webp`), place('thumbs', id, 'webp'));
    linkSync(join(pictures, `${picture}.grid.jpg`), place('thumbs', id, 'grid.jpg'));
  }
  for (let n = 0; n < PREVIEWS; n += 1) linkSync(join(pictures, `${n}.jpg`), place('previews', n + 1, 'jpg'));
  writeFileSync(join(profile, 'ready'), '');
  return profile;
}

interface Opened {
  electron: ElectronApplication;
  page: Page;
  startedAt: number;
}

/**
 * `--raster gpu`: pictures are drawn as on a computer with a graphics card, by SwiftShader where there is none. Its times say nothing, its
 * memory does: without a card Chromium keeps up to 512 MB of decoded pictures in the renderer's name.
 */
const switchesOf = (isVirtual: boolean): string[] =>
  options.raster === 'gpu'
    ? [
        ...electronSwitches(false),
        '--enable-gpu-rasterization',
        '--ignore-gpu-blocklist',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
      ]
    : electronSwitches(isVirtual);

async function open(
  profile: string,
  env: Record<string, string>,
  screen: { env: Record<string, string>; display?: string },
): Promise<Opened> {
  const startedAt = performance.now();
  const electron = await _electron.launch({
    args: [
      ...switchesOf(screen.display !== undefined),
      `--user-data-dir=${join(profile, 'electron')}`,
      rootDir,
      '--profile',
      profile,
    ],
    cwd: rootDir,
    env: { ...(process.env as Record<string, string>), ...screen.env, CAOS_KEYRING: 'off', ...env },
  });
  const page = await electron.firstWindow();
  return { electron, page, startedAt };
}

async function quit({ electron }: Opened): Promise<void> {
  const ended = new Promise((resolve) => electron.process().once('exit', resolve));
  await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
  await ended;
}

/** Longer than the rest after which segments of the index of words are merged (index-words.ts). */
const STILL_FOR_MS = 15_000;

/** The words of 200,000 photos are indexed and their segments merged, their stacks made. */
async function indexed(page: Page, catalogue: string): Promise<void> {
  const database = openDatabase(catalogue);
  const question = database.raw
    .prepare('SELECT (SELECT count(*) FROM words_pending) + (SELECT count(*) FROM stacks_pending)')
    .pluck();
  const left = (): number => question.get() as number;
  const written = database.raw
    .prepare(
      'SELECT block FROM photo_words_data WHERE id = 10 -- which segments there are (sqlite.org/fts5.html)',
    )
    .pluck();
  const endMs = performance.now() + 600_000;
  let segments = '';
  let stillSinceMs = performance.now();
  while (left() > 0 || performance.now() - stillSinceMs < STILL_FOR_MS) {
    if (performance.now() > endMs) throw new Error(`${left()} photos are not indexed after ten minutes`);
    await page.waitForTimeout(1000);
    const now = (written.get() as Buffer).toString('hex');
    if (now !== segments || left() > 0) stillSinceMs = performance.now();
    segments = now;
  }
  database.raw.close();
}

/** Everything that is measured in one start of the window. */
async function measureWindow(profile: string, screen: Parameters<typeof open>[2]) {
  // The first start indexes words and remembers the album; what is measured is a usual day.
  const window = await open(profile, {}, screen);
  try {
    await window.page.waitForFunction(
      () =>
        [...document.querySelectorAll<HTMLImageElement>('[role="option"] img')].some(
          (image) => image.complete && image.naturalWidth > 0,
        ),
      undefined,
      { polling: 'raf', timeout: 60_000 },
    );
    const startS = (performance.now() - window.startedAt) / 1000;
    await window.page.waitForTimeout(3000);
    const session = await window.page.context().newCDPSession(window.page);
    await session.send('Performance.enable');
    const scriptMs = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
    };
    const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
      const value = await act();
      say(`  ${name}: ${JSON.stringify(value, null, 0)}`);
      return value;
    };
    const earlyMs = await step('opened early', () => openAlbum(window.page, 'Album 2', 'Album 1'));
    await window.page.waitForTimeout(4000); // what a start still does beside is over
    const openMs = await step('opened', () => openAlbum(window.page, 'Album 2', 'Album 1'));
    const before = await scriptMs();
    const scrolled = await scroll(window.page, { stepPx: 60, frames: 600 });
    const scrollScriptMs = ((await scriptMs()) - before) / 600;
    const flung = await step('flung', () => fling(window.page));
    const nextMs = await step('next photo', () => nextPhotos(window.page, PREVIEWS - 10));
    const search = await step('search', () => searches(window.page));
    const rating = await step('rating', () => ratings(window.page, libraryAlbumId(0)));
    const memory = await step('memory', () => residentOf(window.electron));
    return {
      startS,
      earlyMs,
      openMs,
      slowFrames: scrolled.filter((ms) => ms > 20).length / scrolled.length,
      scrollScriptMs,
      flungP95Ms: flung.p95Ms,
      fillS: flung.fillS,
      nextP95Ms: nextMs,
      searchP95Ms: search,
      ratingP95Ms: rating,
      ...memory,
    };
  } finally {
    await quit(window);
  }
}

/** Stalls shorter than this are not seen. */
const STALL_RESOLUTION_MS = 5;

/** The longest stall of main while 1,000 small photos are imported into a library of this size, by another program beside the window. */
async function measureStall(profile: string, screen: Parameters<typeof open>[2]): Promise<number> {
  const folder = await corpus(1000, 0.3);
  const window = await open(profile, {}, screen);
  await window.page.waitForTimeout(8000); // the start is over, all photos are read
  await window.electron.evaluate((_, resolution) => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const stalls = monitorEventLoopDelay({ resolution });
    stalls.enable();
    Object.assign(globalThis, { stalls });
  }, STALL_RESOLUTION_MS);
  await run(
    process.execPath,
    [join(rootDir, 'out', 'main', 'cli.js'), '--profile', profile, 'import', folder, '--album', 'Bench'],
    {
      env: { ...process.env, CAOS_KEYRING: 'off' },
      maxBuffer: 1e9,
    },
  );
  const longestMs = await window.electron.evaluate(
    () => (globalThis as unknown as { stalls: { max: number } }).stalls.max / 1e6,
  );
  await quit(window);
  return longestMs - STALL_RESOLUTION_MS; // the timer's own interval is in it
}

async function corpus(count: number, megapixels: number): Promise<string> {
  const folder = join(work, `corpus-${count}-${megapixels}`);
  if (existsSync(folder) && readdirSync(folder).length >= count) return folder;
  say(`Making ${count} photos of ${megapixels} MP …`);
  mkdirSync(folder, { recursive: true });
  await run(
    process.execPath,
    [
      'scripts/make-corpus.mjs',
      '--n',
      `${count}`,
      '--out',
      folder,
      '--megapixels',
      `${megapixels}`,
      '--seed',
      '1',
    ],
    { cwd: rootDir },
  );
  return folder;
}

const electron = await bootstrap();
await buildIfStale();
const screen = (await openDisplay()) as {
  env: Record<string, string>;
  display?: string;
  stop(): Promise<void>;
};
Object.assign(process.env, screen.env, electron.standIn && { ELECTRON_OVERRIDE_DIST_PATH: electron.dir });
try {
  mkdirSync(work, { recursive: true });
  const windows: Array<Awaited<ReturnType<typeof measureWindow>>> = [];
  const stalls: number[] = [];
  if (only.has('window') || only.has('stalls')) {
    const made = await libraryProfile();
    const profile = mkdtempSync(join(tmpdir(), 'caos-bench-library-'));
    say('Copying it …');
    await run('cp', ['-al', `${made}/.`, profile]);
    // Linked files would be written through; what the app writes is its own.
    rmSync(join(profile, 'catalogue.db'));
    cpSync(join(made, 'catalogue.db'), join(profile, 'catalogue.db'));
    const warm = await open(profile, {}, screen);
    await openAlbum(warm.page, 'Album 2', 'Album 1');
    await indexed(warm.page, join(profile, 'catalogue.db'));
    await quit(warm);
    for (let round = 1; round <= runs && only.has('window'); round += 1) {
      say(`Window, round ${round} of ${runs} …`);
      windows.push(await measureWindow(profile, screen));
    }
    for (let round = 1; round <= runs && only.has('stalls'); round += 1) {
      say(`Import beside the window, round ${round} of ${runs} …`);
      const own = mkdtempSync(join(tmpdir(), 'caos-bench-stall-'));
      await run('cp', ['-al', `${profile}/.`, own]);
      rmSync(join(own, 'catalogue.db'));
      cpSync(join(profile, 'catalogue.db'), join(own, 'catalogue.db'));
      stalls.push(await measureStall(own, screen));
      rmSync(own, { recursive: true, force: true });
    }
    rmSync(profile, { recursive: true, force: true });
  }
  const thumbnails = only.has('thumbnails')
    ? await thumbnailPeers(await corpus(Number(options.photos), 24), runs, say)
    : null;

  const of = (field: keyof (typeof windows)[number]): number => median(windows.map((one) => one[field]));
  const rows: Array<[string, string, string]> = [];
  const row = (name: string, value: number, unit: string, goal: string): void => {
    if (!Number.isNaN(value)) rows.push([name, `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`, goal]);
  };
  row('Start to usable grid', of('startS'), 's', '1.5');
  row('Album of 100,000 opened', of('openMs'), 'ms', '150');
  row('The same while all photos are read, 3 s after the start', of('earlyMs'), 'ms', '');
  row('Frames over 20 ms, scrolling 60 px a frame', of('slowFrames') * 100, '%', '5');
  row('Script a frame', of('scrollScriptMs'), 'ms', '8');
  row('Frame while flung, p95', of('flungP95Ms'), 'ms', '25');
  row('Filled after a fling', of('fillS'), 's', '0.3');
  row('Next photo, p95', of('nextP95Ms'), 'ms', '50');
  row('Search, p95', of('searchP95Ms'), 'ms', '30');
  row('A rating there and back, p95', of('ratingP95Ms'), 'ms', '30');
  row('Memory of the renderer', of('rendererMB'), 'MB', '400');
  row('Memory of main', of('mainMB'), 'MB', '300');
  row('Longest stall of main during an import of 1,000', median(stalls), 'ms', '30');
  if (thumbnails) {
    row('Thumbnails a CPU second', thumbnails.oursPerCpuS, '', '');
    for (const peer of thumbnails.peers)
      rows.push([`  against ${peer.name}`, `${peer.ratio.toFixed(2)} times`, peer.goal]);
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${release()}`;
  say(`\n${machine}; Electron ${electron.version}; raster by ${options.raster}; medians of ${runs}\n`);
  for (const [name, value, goal] of rows)
    say(`| ${name.padEnd(50)} | ${value.padStart(12)} | ${goal.padEnd(5)} |`);
  const json = JSON.stringify(
    {
      date: new Date().toISOString(),
      machine,
      electron: electron.version,
      raster: options.raster,
      runs,
      windows,
      stalls,
      thumbnails,
    },
    null,
    2,
  );
  if (options.json) writeFileSync(options.json, `${json}\n`);
  process.stdout.write(`${json}\n`);
} finally {
  await screen.stop();
}
