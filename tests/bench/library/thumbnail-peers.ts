/** Thumbnails of 512 px for each second of CPU: the media host as the app runs it, vipsthumbnail and ImageMagick on the same photos, in turns. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { rootDir } from '../../../scripts/setup/project-paths.mjs';

const run = promisify(execFile);
const median = (numbers: number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

export interface ThumbnailReport {
  oursPerCpuS: number;
  peers: Array<{ name: string; perCpuS: number; ratio: number; goal: string }>;
}

export async function thumbnailPeers(
  folder: string,
  runs: number,
  say: (text: string) => void,
): Promise<ThumbnailReport> {
  const files = readdirSync(folder).map((file) => join(folder, file));
  const peers = [
    { name: 'vipsthumbnail', goal: '1.2', line: `vipsthumbnail "$1" --size 512x512 -o "$OUT/%s.jpg[Q=80]"` },
    {
      name: 'ImageMagick',
      goal: '8',
      line: `convert "$1" -auto-orient -thumbnail 512x512 -quality 80 "$OUT/$(basename "$1").jpg"`,
    },
  ];
  const ours: number[] = [];
  const theirs = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  for (let round = 1; round <= runs; round += 1) {
    say(`Thumbnails, round ${round} of ${runs} …`);
    ours.push(files.length / (await mediaHostCpuS(files)));
    for (const { name, line } of peers) theirs.get(name)?.push(files.length / (await shellCpuS(files, line)));
  }
  const oursPerCpuS = median(ours);
  return {
    oursPerCpuS,
    peers: peers.map(({ name, goal }) => {
      const perCpuS = median(theirs.get(name) ?? []);
      // Round by round, so that a machine that slows down slows both.
      const ratio = median(ours.map((one, round) => one / (theirs.get(name)?.[round] ?? Number.NaN)));
      return { name, perCpuS, ratio, goal };
    }),
  };
}

/** Whole CPU time of one host process, its start and all that it reads beside the thumbnail (metadata, hashes, sharpness) included. */
async function mediaHostCpuS(files: string[]): Promise<number> {
  const target = mkdtempSync(join(tmpdir(), 'caos-bench-thumbs-'));
  const script = `TIMEFORMAT='cpu %U %S'; time "$0" "$1" /not-needed quiet`;
  const host = spawn(
    'bash',
    ['-c', script, process.execPath, join(rootDir, 'out', 'main', 'media-host.js')],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let told = '';
  host.stderr.on('data', (text) => {
    told += String(text);
  });
  const ended = new Promise((resolve) => host.once('exit', resolve));
  let answered = 0;
  let cpuS = 0;
  const { readFileSync } = await import('node:fs');
  await new Promise<void>((resolve) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { type: string };
      if (message.type === 'ready')
        files.forEach((sourcePath, n) => {
          const job = {
            type: 'prepare',
            jobId: n + 1,
            sourcePath,
            kind: 'photo',
            thumbPath: join(target, `${n}.webp`),
          };
          host.stdin.write(`${JSON.stringify(job)}\n`);
        });
      if (message.type !== 'answer') return;
      answered += 1;
      if (answered < files.length) return;
      // Read before it ends: the host ends itself and its group by a kill.
      const child = readFileSync(`/proc/${host.pid}/task/${host.pid}/children`, 'utf8').trim().split(' ')[0];
      const stat = readFileSync(`/proc/${child}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      cpuS = (Number(fields[11]) + Number(fields[12])) / 100;
      resolve();
    });
  });
  host.stdin.end();
  await ended;
  rmSync(target, { recursive: true, force: true });
  if (!(cpuS > 0)) throw new Error(`the media host told nothing of its time: ${told}`);
  return cpuS;
}

async function shellCpuS(files: string[], line: string): Promise<number> {
  const target = mkdtempSync(join(tmpdir(), 'caos-bench-peer-'));
  const { stderr } = await run(
    'bash',
    [
      '-c',
      `TIMEFORMAT='cpu %U %S'; time for one in "$@"; do sh -c '${line}' sh "$one"; done`,
      'bash',
      ...files,
    ],
    { env: { ...process.env, OUT: target, VIPS_CONCURRENCY: '1', MAGICK_THREAD_LIMIT: '1' }, maxBuffer: 1e8 },
  );
  rmSync(target, { recursive: true, force: true });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  return Number(user) + Number(system);
}
