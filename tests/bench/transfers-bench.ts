/**
 * `npm run bench:transfers [-- --runs 5 --only a,b,c --link loopback|far --store s3|swift --quick --json FILE]`: `caos import` beside rclone,
 * the swift client and aws: the same folders to the same real server, one after another in turning order. Prints medians and paired ratios.
 * Other parts by name: `--only memory` (0.5 and 5 GB by ours), `lanes` (16 at once against one, 40 ms away), `requests`, `idle`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type SwiftServer, startSwift } from '../support/swift-server';
import { openLink } from './measured-link';
import { median, pairedRatio, verdict } from './transfers/compare';
import { type FarLink, farLinkUnavailableReason, openFarLink } from './transfers/far-link';
import { type Measured, measure } from './transfers/measured-run';
import {
  answerOf,
  caos,
  newWork,
  type Ours,
  ours,
  type Program,
  peers,
  type Round,
  rcloneEnvironment,
  type StoreKind,
} from './transfers/programs';
import { type FileSet, fileSets, makeFiles } from './transfers/test-files';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: 'a,b,c,memory,lanes,requests,idle' },
    link: { type: 'string' },
    store: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const runs = values.quick ? 1 : Number(values.runs);
const parts = values.only.split(',');
const say = (text: string): unknown => process.stderr.write(`${text}\n`);

const FAR = { roundTripMs: 40, megabitsPerSecond: 200, bufferMs: 100 };
const LIMIT_S = 600;
/** For the estimate only: seconds of one program in one round, measured on two cores. */
const USUAL_S = { loopback: { a: 7, b: 9, c: 13 }, far: { a: 28, b: 32, c: 14 } } as const;

type LinkName = 'loopback' | 'far';
interface Result extends Measured {
  part: string;
  link: LinkName;
  program: string;
  round: number;
}

const program: Ours = {
  node: join(root, 'node_modules/node/bin/node'),
  cli: process.env.CAOS_TEST_CLI ?? join(root, 'out/main/cli.js'),
};
const folder = mkdtempSync(join(tmpdir(), 'caos-transfers-bench-'));
const swift: SwiftServer = await startSwift();
let far: FarLink | undefined;
let number = 0;
const folders = new Map<string, string>();

/** The server as a client at that end of the line reaches it. */
function reached(link: LinkName): { server: SwiftServer; prefix: string[] } {
  if (link === 'loopback' || !far) return { server: swift, prefix: [] };
  const there = (url: string): string => url.replace('127.0.0.1', far?.host ?? '');
  return {
    server: { ...swift, s3Endpoint: there(swift.s3Endpoint), authUrl: there(swift.authUrl) },
    prefix: far.prefix,
  };
}

function folderOf(name: string, files: FileSet): string {
  const known = folders.get(name);
  if (known) return known;
  const made = makeFiles(folder, name, files);
  folders.set(name, made);
  return made;
}

/** What the server has stored goes past it, so that deleting costs no time; every round has containers of its own. */
function emptyServer(): void {
  const device = join(swift.folder, 'srv/d1');
  for (const name of readdirSync(device))
    if (/^objects|^tmp/.test(name))
      for (const inside of readdirSync(join(device, name)))
        rmSync(join(device, name, inside), { recursive: true, force: true });
}

/** Another program lists what is there and compares every name and size. */
async function check(one: Program, round: Round): Promise<void> {
  const remote = `${one.store.toUpperCase()}:${await one.bucket(round)}`;
  await answerOf({
    program: 'rclone',
    args: ['check', '--size-only', '--one-way', '--fast-list', round.folder, remote],
    env: { PATH: process.env.PATH, ...rcloneEnvironment(swift) },
    cwd: round.work,
  });
}

/** One program, one round, with a profile and a bucket that nobody used yet. */
async function once(
  one: Program,
  link: LinkName,
  uploaded: string,
  flags: string[] = [],
  end = reached(link),
): Promise<Measured> {
  number += 1;
  const work = newWork(folder, `round-${number}`);
  const round: Round = { ...end, work, bucket: `bench-${process.pid}-${number}`, folder: uploaded, flags };
  try {
    await one.prepare?.(round);
    const { out: _, ...measured } = await measure(one.command(round), LIMIT_S);
    await check(one, round);
    return measured;
  } finally {
    rmSync(work, { recursive: true, force: true });
    emptyServer();
  }
}

const text = {
  s: (value: number): string => value.toFixed(2).padStart(7),
  mb: (value: number): string => (value / 1e6).toFixed(0).padStart(6),
};
const line = ({ wallS, cpuS, peakPssBytes }: Measured): string =>
  `${text.s(wallS)} s wall ${text.s(cpuS)} s CPU ${text.mb(peakPssBytes)} MB`;

async function compare(
  part: keyof typeof fileSets,
  link: LinkName,
  store: StoreKind,
  programs: Program[],
  flags: string[],
): Promise<Result[]> {
  const uploaded = folderOf(part, fileSets[part]);
  const results: Result[] = [];
  for (let round = 0; round < runs; round += 1) {
    const turn = round % programs.length;
    for (const one of [...programs.slice(turn), ...programs.slice(0, turn)]) {
      const measured = await once(one, link, uploaded, one.ours ? flags : []);
      results.push({ part, link, program: one.name, round, ...measured });
      say(`  ${part} ${link} ${one.name.padEnd(14)} round ${round + 1} of ${runs}: ${line(measured)}`);
    }
  }
  say(`\n${fileSets[part].name}, ${link}, ${store}: medians of ${runs} rounds; ratios caos / peer`);
  const of = (name: string, measure: keyof Measured): number[] =>
    results.filter((one) => one.program === name).map((one) => one[measure]);
  for (const one of programs) {
    const medians = (['wallS', 'cpuS', 'peakPssBytes'] as const).map((name) => median(of(one.name, name)));
    const [wallS = 0, cpuS = 0, peakPssBytes = 0] = medians;
    const compared = one.ours
      ? ''
      : (['wallS', 'cpuS'] as const)
          .map((name) => {
            const ratio = pairedRatio(of(`caos ${store}`, name), of(one.name, name));
            const numbers = [ratio.ratio, ratio.low, ratio.high].map((value) => value.toFixed(2));
            return `${name === 'wallS' ? 'wall' : 'CPU'} ${numbers[0]} [${numbers[1]}, ${numbers[2]}] ${verdict(ratio, runs)}`;
          })
          .join(', ');
    say(`| ${one.name.padEnd(14)} | ${line({ wallS, cpuS, peakPssBytes, peakRssBytes: 0 })} | ${compared}`);
  }
  say('');
  return results;
}

/** Requests of one import, by kind, counted on the way to the server. */
async function countRequests(store: StoreKind, part: keyof typeof fileSets): Promise<Record<string, number>> {
  const { port } = new URL(swift.authUrl);
  await using link = await openLink({ host: '127.0.0.1', port: Number(port) });
  const through = (url: string): string => url.replace(`:${port}`, `:${link.port}`);
  const server = { ...swift, s3Endpoint: through(swift.s3Endpoint), authUrl: through(swift.authUrl) };
  const kinds = ['GET /auth', 'PUT /', 'HEAD /', 'GET /', 'POST /', 'DELETE /'];
  const count = (): number[] => kinds.map((kind) => link.requests(kind));
  let before: number[] = [];
  const one = ours(program, store);
  const counting: Program = {
    ...one,
    async prepare(round) {
      await one.prepare?.(round);
      before = count();
    },
    bucket(round) {
      // Asked for as soon as the import has ended.
      after ??= count();
      return one.bucket(round);
    },
  };
  let after: number[] | undefined;
  await once(counting, 'loopback', folderOf(part, fileSets[part]), [], { server, prefix: [] });
  return Object.fromEntries(kinds.map((kind, index) => [kind, (after?.[index] ?? 0) - (before[index] ?? 0)]));
}

/** What a command that only looks into the catalogue takes. */
async function idle(): Promise<Measured> {
  const round: Round = {
    ...reached('loopback'),
    work: newWork(folder, 'idle'),
    bucket: '',
    folder: '',
    flags: [],
  };
  await ours(program, 'swift').prepare?.(round);
  const { out: _, ...measured } = await measure(caos(program, round, ['albums', 'list', '--json']), LIMIT_S);
  return measured;
}

function estimateMinutes(links: LinkName[], lists: Array<[StoreKind, Program[]]>): number {
  const programs = lists.reduce((sum, [, list]) => sum + list.length, 0);
  let seconds = 30;
  for (const link of links)
    for (const part of ['a', 'b', 'c'] as const)
      if (parts.includes(part)) seconds += runs * programs * (USUAL_S[link][part] + 3);
  if (parts.includes('memory')) seconds += 180;
  if (parts.includes('lanes')) seconds += Math.min(runs, 3) * 150;
  return seconds / 60;
}

const report: Record<string, unknown> = {
  date: new Date().toISOString(),
  machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${release()}`,
  runs,
  far: FAR,
};
const results: Result[] = [];
try {
  const others = await peers(say);
  const stores: StoreKind[] = values.store ? [values.store as StoreKind] : ['swift', 's3'];
  const lists = stores.map((store): [StoreKind, Program[]] => [
    store,
    [ours(program, store), ...others.filter((one) => one.store === store)],
  ]);
  const links: LinkName[] = values.link ? [values.link as LinkName] : ['loopback', 'far'];
  const noFar = farLinkUnavailableReason();
  if (noFar && links.includes('far')) {
    say(`NOT MEASURED 40 ms away: ${noFar}`);
    links.splice(links.indexOf('far'), 1);
  } else if (links.includes('far') || parts.includes('lanes')) {
    if (noFar) throw new Error(`--only lanes needs the far link: ${noFar}`);
    far = await openFarLink(folder, Number(new URL(swift.authUrl).port), FAR);
  }
  const help = await answerOf({
    program: program.node,
    args: [program.cli, 'import', '--help'],
    env: { PATH: process.env.PATH },
    cwd: folder,
  });
  const knows = (flag: string): boolean => help.includes(flag);
  const flags = knows('--no-pictures') ? ['--no-pictures'] : [];
  say(`\n${report.machine}`);
  for (const [, list] of lists) for (const one of list) say(`  ${one.name}: ${one.settings}`);
  say(
    `  caos import has ${flags.length ? '--no-pictures, which is used' : 'no --no-pictures: it reads metadata and makes thumbnails beside the upload'}`,
  );
  say(`About ${Math.ceil(estimateMinutes(links, lists))} minutes.\n`);

  if (parts.includes('idle')) {
    const measured = await idle();
    report.idle = measured;
    say(`caos albums list: ${line(measured)}\n`);
  }
  for (const link of links)
    for (const part of ['a', 'b', 'c'] as const)
      if (parts.includes(part))
        for (const [store, list] of lists) results.push(...(await compare(part, link, store, list, flags)));
  if (parts.includes('requests'))
    for (const [store] of lists)
      for (const part of ['a', 'c'] as const) {
        const counted = await countRequests(store, part);
        report[`requests ${store} ${part}`] = counted;
        say(`Requests of caos ${store}, ${fileSets[part].name}: ${JSON.stringify(counted)}`);
      }
  if (parts.includes('memory'))
    for (const [store] of lists)
      for (const gigabytes of [0.5, 5]) {
        const { bavail, bsize } = statfsSync(swift.folder);
        const sizeBytes = gigabytes * 1e9;
        if (bavail * bsize < sizeBytes * 1.5) {
          say(`NOT MEASURED: ${gigabytes} GB, the server has not the room for it`);
          continue;
        }
        const name = `one-${gigabytes}`;
        const made = folderOf(name, { name, count: 1, sizeBytes });
        const measured = await once(ours(program, store), 'loopback', made, flags);
        report[`memory ${store} ${gigabytes} GB`] = measured;
        say(`One file of ${gigabytes} GB, caos ${store}: ${line(measured)}`);
      }
  if (parts.includes('lanes')) {
    if (!knows('--parallel')) say('NOT MEASURED: one-way against 16-way, this caos import has no --parallel');
    else
      for (const [store] of lists) {
        // So many that what happens once (start, sign-in, the album) does not decide.
        const uploaded = folderOf('c', fileSets.c);
        const walls: Record<number, number[]> = { 1: [], 16: [] };
        for (let round = 0; round < Math.min(runs, 3); round += 1)
          for (const lanes of [1, 16])
            walls[lanes]?.push(
              (await once(ours(program, store), 'far', uploaded, [...flags, '--parallel', `${lanes}`])).wallS,
            );
        const [one, many] = [median(walls[1] ?? []), median(walls[16] ?? [])];
        report[`lanes ${store}`] = walls;
        say(
          `${fileSets.c.name} 40 ms away, caos ${store}: one-way ${one.toFixed(2)} s, 16-way ${many.toFixed(2)} s: ${(one / many).toFixed(1)} times (goal 8)`,
        );
      }
  }
} finally {
  report.results = results;
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  await far?.close();
  await swift.stop();
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
