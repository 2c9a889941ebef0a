/**
 * `npm run bench:storage [-- --photos 2000 --objects 10000 --puts 1000 --runs 3 --json FILE]`: opens a foreign container, lists, puts and
 * counts tokens on a real Swift of its own, beside rclone and the swift client in the same run; prints a table and JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildMediaHost } from '../support/build-media-host';
import { buildUploadWorker } from '../support/build-worker';
import { installPackages, isInstalled, startSwift } from '../support/swift-server';
import { putListing, putPhotos } from './foreign-objects';
import { type FirstScreen, measureFirstScreen } from './open-foreign-album';
import { compareListing, comparePuts } from './store-peers';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '2000' },
    /** Distinct ones that those are made of. */
    distinct: { type: 'string', default: '50' },
    objects: { type: 'string', default: '10000' },
    puts: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const runs = Number(values.runs);
const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const say = (text: string): unknown => process.stderr.write(`${text}\n`);
const wanted = (part: string): boolean => values.only === undefined || values.only === part;

/** Distinct 24 MP JPEGs with metadata, made once and kept. */
function corpus(count: number): string[] {
  const work = join(root, '.runtime', 'bench');
  const known = readdirSync(work, { withFileTypes: true }).find(
    ({ name }) => /^corpus-\d+-24$/.test(name) && readdirSync(join(work, name)).length >= count,
  );
  const folder = join(work, known?.name ?? `corpus-${count}-24`);
  if (!known) {
    say(`Making ${count} photos of 24 MP …`);
    execFileSync(
      process.execPath,
      ['scripts/make-corpus.mjs', '--n', `${count}`, '--out', folder, '--seed', '1'],
      { cwd: root },
    );
  }
  return readdirSync(folder)
    .sort()
    .slice(0, count)
    .map((name) => join(folder, name));
}

process.env.CAOS_KEYRING = 'off';
if (!isInstalled('rclone') || !isInstalled('swift'))
  installPackages('rclone and the swift client', ['rclone', 'python3-swiftclient']);
const folder = mkdtempSync(join(tmpdir(), 'caos-storage-bench-'));
const swift = await startSwift();
const host = await buildMediaHost();
const worker = await buildUploadWorker();
const rows: Array<[string, string, string]> = [];
const report: Record<string, unknown> = {
  date: new Date().toISOString(),
  machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${release()}`,
  runs,
};
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;

try {
  if (wanted('open')) {
    const photos = Number(values.photos);
    say(`A foreign container of ${photos} photos of 24 MP …`);
    await putPhotos(swift, 'foreign', corpus(Number(values.distinct)), photos);
    for (const link of [
      { name: 'loopback', shape: undefined },
      { name: '40 ms, 200 Mbit/s', shape: { roundTripMs: 40, bytesPerSecond: 25e6 } },
    ]) {
      const all: FirstScreen[] = [];
      for (let run = 0; run < runs; run += 1) {
        say(`  first screen over ${link.name}, run ${run + 1} of ${runs} …`);
        all.push(
          await measureFirstScreen({
            swift,
            host,
            worker,
            folder,
            bucket: 'foreign',
            // Over the line it is the line that is measured, and that takes a quarter of a minute.
            withNaiveWay: !link.shape || run === 0,
            shape: link.shape,
          }),
        );
      }
      const of = (pick: (one: FirstScreen) => number): number => median(all.map(pick));
      const wholeMs = median(all.flatMap((one) => one.wholeMs ?? []));
      const share = of((one) => one.thumbBytes / one.photoBytes);
      report[`open, ${link.name}`] = {
        listMs: of((one) => one.listMs),
        listBytes: of((one) => one.listBytes),
        thumbsMs: of((one) => one.thumbsMs),
        thumbBytes: of((one) => one.thumbBytes),
        photoBytes: of((one) => one.photoBytes),
        share,
        wholeMs,
        all,
      };
      rows.push(
        [
          `Open ${photos} photos to their list, ${link.name}`,
          ms(of((one) => one.listMs)),
          `${(of((one) => one.listBytes) / 1e6).toFixed(1)} MB`,
        ],
        [
          `  then ${all[0]?.cells} thumbnails on the screen`,
          ms(of((one) => one.thumbsMs)),
          `${(of((one) => one.thumbBytes) / 1e6).toFixed(1)} MB`,
        ],
        ['  bytes of them / bytes of those photos', `${(share * 100).toFixed(2)} %`, 'goal < 5 %'],
        [
          '  the same from whole originals',
          ms(wholeMs),
          `${(wholeMs / of((one) => one.thumbsMs)).toFixed(1)}x`,
        ],
      );
    }
  }
  if (wanted('list')) {
    const objects = Number(values.objects);
    say(`Listing ${objects} objects …`);
    await putListing(swift, 'listing', objects);
    const found = await compareListing(swift, 'listing', objects, runs);
    report.list = found;
    const ours = median(found['CAOS swift'] ?? []);
    for (const [name, all] of Object.entries(found))
      rows.push([
        `List ${objects} objects: ${name}`,
        seconds(median(all)),
        `${(median(all) / ours).toFixed(2)}x`,
      ]);
  }
  if (wanted('puts')) {
    const puts = Number(values.puts);
    say(`Putting ${puts} files of 100 KB …`);
    const { times, tokens } = await comparePuts(swift, folder, puts, runs);
    report.puts = times;
    report.tokens = tokens;
    const ours = median(times['CAOS swift'] ?? []);
    for (const [name, all] of Object.entries(times))
      rows.push([
        `Put ${puts} x 100 KB, 16-way: ${name}`,
        seconds(median(all)),
        `${(median(all) / ours).toFixed(2)}x`,
      ]);
    rows.push([`Tokens asked for, for ${puts} requests`, String(Math.max(...tokens)), 'goal 1']);
  }
  say(`\n${report.machine}; median of ${runs} runs; ratios against CAOS on the native API\n`);
  for (const row of rows) say(`| ${row[0].padEnd(54)} | ${row[1].padStart(9)} | ${row[2].padEnd(10)} |`);
  const json = JSON.stringify(report, null, 2);
  if (values.json) writeFileSync(values.json, `${json}\n`);
  process.stdout.write(`${json}\n`);
} finally {
  await worker.dispose();
  await host[Symbol.asyncDispose]();
  await swift.stop();
  rmSync(folder, { recursive: true, force: true });
}
