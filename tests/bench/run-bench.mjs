// `npm run bench [-- --photos 200 --runs 3 --json FILE]`: measures the real app and, in the same run, its peers; prints a table and JSON.
import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { bootstrap, electronSwitches, openDisplay } from '../../scripts/bootstrap.mjs';
import { buildIfStale } from '../../scripts/setup/build-if-stale.mjs';
import { rootDir, runtimeDir } from '../../scripts/setup/project-paths.mjs';
import { watchTree } from './process-tree.mjs';

const run = promisify(execFile);
const { values: options } = parseArgs({
  options: {
    photos: { type: 'string', default: '200' },
    runs: { type: 'string', default: '3' },
    starts: { type: 'string', default: '5' },
    catalogue: { type: 'string', default: '10000' },
    json: { type: 'string' },
  },
});
const photos = Number(options.photos);
const runs = Number(options.runs);
const work = join(runtimeDir, 'bench');
const node = join(rootDir, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const cli = join(rootDir, 'out', 'main', 'cli.js');

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const say = (text) => process.stderr.write(`${text}\n`);
const secondsSince = (start) => Number(process.hrtime.bigint() - start) / 1e9;

/** N distinct 24 MP JPEGs with metadata, made once and kept. */
async function corpus(count, megapixels) {
  const folder = join(work, `corpus-${count}-${megapixels}`);
  if (existsSync(folder) && readdirSync(folder).length >= count) return folder;
  say(`Making ${count} photos of ${megapixels} MP …`);
  mkdirSync(folder, { recursive: true });
  await run(
    node,
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

/** The real app on a profile of its own; `trace` gets what it measures of itself. */
function startApp(electron, screen, profile, trace, paths = []) {
  const started = process.hrtime.bigint();
  const child = spawn(
    electron.executable,
    [...electronSwitches(screen.display !== undefined), rootDir, '--profile', profile, ...paths],
    {
      env: { ...process.env, ...screen.env, CAOS_START_TRACE: trace, CAOS_KEYRING: 'off' },
      stdio: 'ignore',
      cwd: rootDir,
    },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    pid: child.pid,
    started,
    /** Resolves with seconds from spawn until the app said that its window is visible. */
    async visible() {
      for (let tries = 0; tries < 3000; tries++) {
        if (readTrace(trace).windowVisibleMs !== undefined) return secondsSince(started);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error('the window did not become visible within 30 seconds');
    },
    async quit() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What the app wrote of itself: { windowVisibleMs, longestStallMs, … }; {} before it did. */
function readTrace(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

const caos = (profile, args) =>
  run(node, [cli, '--profile', profile, ...args], {
    env: { ...process.env, CAOS_KEYRING: 'off' },
    maxBuffer: 1e9,
  });

/** One import of the corpus into the local store, by the app with its window open. */
async function importOnce(electron, screen, folder) {
  const profile = mkdtempSync(join(tmpdir(), 'caos-bench-'));
  const trace = join(profile, 'trace.jsonl');
  const app = startApp(electron, screen, profile, trace);
  await app.visible();
  const watch = watchTree(app.pid);
  const start = process.hrtime.bigint();
  await caos(profile, ['import', folder, '--album', 'Bench']);
  const wallS = secondsSince(start);
  const used = watch.stop();
  await app.quit();
  const stallMs = readTrace(trace).longestStallMs;
  rmSync(profile, { recursive: true, force: true });
  return {
    photosPerS: photos / wallS,
    cpuSPerPhoto: used.cpuS / photos,
    peakPssMB: used.peakPssBytes / 1e6,
    medianPssMB: used.medianPssBytes / 1e6,
    stallMs,
  };
}

/** What the same work costs other tools: a copy, an MD5 and a thumbnail, as many at a time as there are cores. */
async function peer(name, thumbnail, folder) {
  const target = mkdtempSync(join(tmpdir(), 'caos-peer-'));
  const list = join(target, 'files');
  const files = readdirSync(folder).map((file) => join(folder, file));
  writeFileSync(list, files.join('\0'));
  const each = join(target, 'each.sh');
  writeFileSync(each, `cp "$1" "${target}/" && md5sum "$1" >/dev/null && ${thumbnail}\n`);
  const start = process.hrtime.bigint();
  const { stderr } = await run(
    'bash',
    ['-c', `TIMEFORMAT='cpu %U %S'; time xargs -0 -a '${list}' -P ${cpus().length} -n 1 sh '${each}'`],
    {
      env: { ...process.env, OUT: target },
      maxBuffer: 1e9,
    },
  );
  const wallS = secondsSince(start);
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  rmSync(target, { recursive: true, force: true });
  return {
    name,
    photosPerS: files.length / wallS,
    cpuSPerPhoto: (Number(user) + Number(system)) / files.length,
  };
}

/** Spawn to visible window, with a catalogue of many photos. */
async function startTimes(electron, screen) {
  const many = Number(options.catalogue);
  const profile = join(work, `profile-${many}`);
  if (!existsSync(join(profile, 'catalogue.db'))) {
    say(`Importing ${many} small photos for the start-up measurement …`);
    const folder = await corpus(many, 0.02);
    await caos(profile, ['import', folder, '--album', 'Many']);
  }
  const times = [];
  for (let i = 0; i < Number(options.starts); i++) {
    const trace = join(profile, 'trace.jsonl');
    rmSync(trace, { force: true });
    const app = startApp(electron, screen, profile, trace);
    times.push(await app.visible());
    await app.quit();
  }
  return times;
}

const electron = await bootstrap();
await buildIfStale();
const screen = await openDisplay();
try {
  mkdirSync(work, { recursive: true });
  const folder = await corpus(photos, 24);
  const imports = [];
  const peers = [];
  for (let i = 0; i < runs; i++) {
    say(`Import ${i + 1} of ${runs} …`);
    imports.push(await importOnce(electron, screen, folder));
    peers.push(
      await peer(
        'cp + md5sum + vipsthumbnail',
        'vipsthumbnail "$1" --size 512x512 -o "$OUT/%s.thumb.jpg[Q=80]"',
        folder,
      ),
    );
    if (i === 0)
      peers.push(
        await peer(
          'cp + md5sum + ImageMagick',
          'convert -define jpeg:size=1024x1024 "$1" -auto-orient -thumbnail 512x512 -quality 80 "$OUT/$(basename "$1").thumb.jpg"',
          folder,
        ),
      );
  }
  const starts = await startTimes(electron, screen);
  const of = (field) => median(imports.map((result) => result[field]));
  const peerSpeed = (name) => median(peers.filter((one) => one.name === name).map((one) => one.photosPerS));
  const report = {
    date: new Date().toISOString(),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${release()}`,
    electron: electron.version,
    photos,
    runs,
    import: Object.fromEntries(
      ['photosPerS', 'cpuSPerPhoto', 'peakPssMB', 'medianPssMB', 'stallMs'].map((field) => [
        field,
        of(field),
      ]),
    ),
    peers: Object.fromEntries(
      [...new Set(peers.map((one) => one.name))].map((name) => [
        name,
        { photosPerS: peerSpeed(name), ratio: of('photosPerS') / peerSpeed(name) },
      ]),
    ),
    windowVisibleS: median(starts),
    all: { imports, peers, starts },
  };
  const rows = [
    ['Import, photos a second', report.import.photosPerS.toFixed(1), ''],
    ...Object.entries(report.peers).map(([name, one]) => [
      `  ${name} (CAOS / peer)`,
      one.photosPerS.toFixed(1),
      `${one.ratio.toFixed(2)}x`,
    ]),
    ['CPU seconds a photo', report.import.cpuSPerPhoto.toFixed(3), ''],
    ['Peak memory, all processes (PSS), MB', report.import.peakPssMB.toFixed(0), 'goal < 700'],
    ['Median memory, MB', report.import.medianPssMB.toFixed(0), ''],
    ['Longest main-thread stall, ms', String(report.import.stallMs?.toFixed(1)), 'goal < 50'],
    [`Window visible with ${options.catalogue} photos, s`, report.windowVisibleS.toFixed(2), 'goal < 1.5'],
  ];
  say(
    `\n${report.machine}; Electron ${report.electron}; median of ${runs} runs, ${photos} photos of 24 MP\n`,
  );
  for (const row of rows) say(`| ${row[0].padEnd(44)} | ${row[1].padStart(8)} | ${row[2].padEnd(10)} |`);
  const json = JSON.stringify(report, null, 2);
  if (options.json) writeFileSync(options.json, `${json}\n`);
  process.stdout.write(`${json}\n`);
} finally {
  await screen.stop();
}
