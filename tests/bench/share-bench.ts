/**
 * `npm run bench:share [-- --runs 3 --photos 200 --only send,page,first,zip --store swift|s3|gateway --zip-bytes 1e9 --json FILE]`: shares on a real
 * Swift, its S3 API and the gateway of this computer; the guest page in real Chromium. Prints medians. Needs `npm run build` before.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { builtGuestPage } from '../support/guest-fixture';
import { PASSWORD, startMailServer } from '../support/mail-server';
import { buildForShares, openShareWorld, type ShareWorld, shareStores } from '../support/share-world';
import { shareSwift, startSwift } from '../support/swift-server';
import { filesLike, forget, sendOne, setUpMail, uploadOurs, uploadRclone } from './share/send-share';
import { firstPicture } from './share/throttled-page';
import { saveWays, zipMemory } from './share/zip-memory';
import { median } from './transfers/compare';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    photos: { type: 'string', default: '200' },
    only: { type: 'string', default: 'send,page,first,zip' },
    store: { type: 'string' },
    'zip-bytes': { type: 'string', default: '1e9' },
    json: { type: 'string' },
  },
});
const runs = Number(values.runs);
const photos = Number(values.photos);
const parts = values.only.split(',');
const say = (text: string): unknown => process.stderr.write(`${text}\n`);
const s = (value: number): string => `${value.toFixed(2)} s`;
const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const report: Record<string, unknown> = {
  date: new Date().toISOString(),
  machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${release()}`,
  runs,
  photos,
};
const folder = mkdtempSync(join(tmpdir(), 'caos-share-bench-'));
const names = { swift: 'Swift', s3: 'S3', gateway: 'this computer, over the gateway' };
type StoreName = keyof typeof names;

/** Medians of every figure of these rounds. */
function medians<T extends object>(rounds: readonly T[]): Record<keyof T, number> {
  const keys = Object.keys(rounds[0] ?? {}) as Array<keyof T>;
  return Object.fromEntries(
    keys.map((key) => [key, median(rounds.map((one) => Number(one[key])))]),
  ) as Record<keyof T, number>;
}

function pageWeight(): void {
  const page = Buffer.from(builtGuestPage());
  const weight = { plainBytes: page.length, gzippedBytes: gzipSync(page, { level: 9 }).length };
  report.page = weight;
  say(`Page: ${weight.gzippedBytes} bytes gzipped (goal below 150,000), ${weight.plainBytes} plain`);
}

async function zip(): Promise<void> {
  const totalBytes = Number(values['zip-bytes']);
  for (const way of saveWays) {
    const rounds = [];
    for (let round = 0; round < runs; round += 1) rounds.push(await zipMemory(way, totalBytes));
    const middle = medians(rounds);
    report[`zip ${way}`] = rounds;
    say(
      `ZIP of ${mb(totalBytes)}, ${way}: page ${mb(middle.pagePeakBytes)} at most (before ${mb(middle.pageBeforeBytes)}; goal below 300), all processes ${mb(middle.browserMoreBytes)} more, ${s(middle.seconds)}`,
    );
  }
}

async function first(world: ShareWorld): Promise<void> {
  const share = await world.share();
  const [person] = share.recipients;
  if (!person) throw new Error('nobody was invited');
  const { link, code } = await world.call('shares.secrets', { id: share.id, recipientId: person.id });
  const rounds = [];
  for (let round = 0; round < runs; round += 1) rounds.push(await firstPicture(link ?? '', code));
  const middle = medians(rounds);
  report.first = rounds;
  say(
    `Code to first picture, CPU / 4, 1.6 Mbit/s: ${s(middle.totalS)} (goal below 6), ${s(middle.derivationS)} of it the key (goal below 2.5; ${s(middle.derivedS)} in the worker x 4); first screen ${s(middle.screenS)}; ${Math.round(middle.bytesToFirst / 1000)} kB to the first`,
  );
}

if (parts.includes('page')) pageWeight();
if (parts.includes('zip')) await zip();
if (parts.includes('send') || parts.includes('first')) {
  const swift = await startSwift();
  shareSwift(swift);
  const build = await buildForShares();
  const mail = await startMailServer();
  try {
    const stores = values.store ? [values.store as StoreName] : (Object.keys(names) as StoreName[]);
    for (const name of parts.includes('send') ? stores : (['gateway'] as const)) {
      const connection = shareStores.find(([known]) => known === names[name])?.[1]();
      say(`\n${name}: ${photos} photos are made and taken in …`);
      const world = await openShareWorld(build, {
        photos,
        page: builtGuestPage(),
        ...(connection && { connection }),
      });
      try {
        if (parts.includes('send')) {
          await setUpMail(world, mail, PASSWORD);
          const rounds = [];
          for (let round = 0; round < runs; round += 1) {
            const { share, ...sent } = await sendOne(world, mail);
            const files = join(folder, `${name}-${round}`);
            const paths = filesLike(world, share, files);
            const local = (await world.call('connections.list', {})).find(
              ({ id }) => id === world.connectionId,
            );
            const bucket = `bench-${process.pid}-${name}-${round}`;
            const oursS = await uploadOurs(
              build.workerPath,
              connection ?? { config: local?.config, secret: '' },
              bucket,
              paths,
            );
            const rcloneS =
              name === 'gateway'
                ? Number.NaN
                : await uploadRclone(swift, name === 's3' ? 'S3' : 'SWIFT', `${bucket}-r`, files);
            forget(files);
            await world.call('shares.revoke', { id: share.id });
            const { sealedBytes } = share.progress;
            rounds.push({
              ...sent,
              oursS,
              rcloneS,
              beyondS: sent.mailedS - oursS,
              sealedBytes,
              objects: paths.length,
            });
            say(
              `  round ${round + 1} of ${runs}: live ${s(sent.liveS)}, mailed ${s(sent.mailedS)}, upload ${s(oursS)}, rclone ${s(rcloneS)}`,
            );
          }
          const middle = medians(rounds);
          report[`send ${name}`] = rounds;
          say(
            `Share of ${photos} photos, ${name}: live after ${s(middle.liveS)}, mails taken after ${s(middle.mailedS)}; the same ${middle.objects} files (${mb(middle.sealedBytes)}) alone ${s(middle.oursS)} by our threads, ${s(middle.rcloneS)} by rclone; beyond the upload ${s(middle.beyondS)}`,
          );
        }
        if (parts.includes('first') && name === 'gateway') await first(world);
      } finally {
        await world.close();
      }
    }
  } finally {
    await mail.close();
    await build.dispose();
    await swift.stop();
  }
}
rmSync(folder, { recursive: true, force: true });
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
