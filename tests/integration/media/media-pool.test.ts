/** The pool with real host processes, as the product runs them: what they give back, and what a file that harms one costs. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MediaPool } from '../../../src-main/media/media-protocol';
import { createMediaPool, type MediaPoolOptions } from '../../../src-main/workers/media-pool';
import { type BuiltMediaHost, buildMediaHost } from '../../support/build-media-host';
import { cameraJpeg, cr3File, rafFile } from '../../support/make-camera-files';
import { makePhoto } from '../../support/make-photos';
import { placedJpeg, tellingBytes } from '../../support/make-placed-files';
import { makeLongFilm, makeRealFilm } from '../../support/make-real-film';

let built: BuiltMediaHost;
let folder: string;
let pool: MediaPool;
let warnings: Array<Record<string, unknown>>;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(async () => {
  built = await buildMediaHost();
});
afterAll(() => built[Symbol.asyncDispose]());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'caos-pool-'));
  warnings = [];
});
afterEach(async () => {
  await pool?.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<MediaPoolOptions> = {}): MediaPool {
  pool = createMediaPool({
    ...built,
    processes: 1,
    log: { warn: (_, fields) => warnings.push(fields) },
    ...options,
  });
  return pool;
}
const job = (name: string) => ({
  sourcePath: inFolder(name),
  kind: 'photo' as const,
  thumbPath: inFolder(`thumbs/${name}.webp`),
});
/** Host processes that are children of this one. */
const hosts = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = / \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ')'))?.[1];
        return (
          Number(parent) === process.pid &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(built.hostPath)
        );
      } catch {
        return false;
      }
    });
async function until<T>(ask: () => T | undefined | false | null): Promise<T> {
  for (;;) {
    const answer = ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
/** Takes seconds to decode: 240 megapixels of noise in a PNG, which cannot be shrunk while it is read. */
async function makeSlowPhoto(name: string): Promise<void> {
  await sharp({
    create: { width: 16_000, height: 15_000, channels: 3, background: '#808080' },
    limitInputPixels: false,
  })
    .png({ compressionLevel: 1 })
    .toFile(inFolder(name));
}

describe('media pool', () => {
  test('facts are told from the head of a file, ahead of what is prepared, and a broken file tells less', async () => {
    const media = open();
    writeFileSync(inFolder('a.jpg'), await cameraJpeg({ fillBytes: 4_000_000, about: { model: 'R6' } }));
    writeFileSync(inFolder('b.cr3'), await cr3File());
    writeFileSync(inFolder('c.raf'), await rafFile());
    writeFileSync(inFolder('d.jpg'), 'no photo at all');
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('.jpg')]);
    writeFileSync(odd, await cameraJpeg());
    const order: string[] = [];
    const preparing = ['a.jpg', 'b.cr3'].map((name) =>
      media.prepare(job(name)).then(() => order.push('prepared')),
    );
    const told = async (sourcePath: string) => {
      const { metadata } = await media.facts({ sourcePath, kind: 'photo' });
      order.push('facts');
      return [metadata.takenAtLocal, metadata.cameraModel];
    };
    const facts = await Promise.all(
      [...['a.jpg', 'b.cr3', 'c.raf', 'd.jpg'].map(inFolder), `bytes:${folder}/%FF.jpg`].map(told),
    );
    await Promise.all(preparing);
    expect(facts).toEqual([
      ['2024-05-01T10:11:12', 'R6'],
      ['2024-05-01T10:11:12', 'Canon EOS R6'],
      ['2024-05-01T10:11:12', 'Camera'],
      [undefined, undefined],
      ['2024-05-01T10:11:12', 'Camera'],
    ]);
    // Only the one that was being prepared already comes before.
    expect(order).toEqual(['prepared', 'facts', 'facts', 'facts', 'facts', 'facts', 'prepared']);
    await expect(media.facts({ sourcePath: inFolder('gone.jpg'), kind: 'photo' })).rejects.toMatchObject({
      code: 'file-missing',
    });
    expect(readdirSync(tmpdir()).filter((name) => /^caos-\d+-\d+\.link$/.test(name))).toEqual([]);
  });

  test('prepares photos side by side, and makes a preview', async () => {
    open({ processes: 2 });
    const names = ['1.jpg', '2.png', '3.webp', '4.avif', '5.tif'];
    for (const [seed, name] of names.entries()) await makePhoto({ path: inFolder(name), seed });
    const facts = await Promise.all(names.map((name) => pool.prepare(job(name))));
    expect(
      facts.map(({ metadata, thumb, mediaError }) => [
        metadata.format,
        thumb?.widthPx,
        thumb?.heightPx,
        mediaError,
      ]),
    ).toEqual(['jpeg', 'png', 'webp', 'avif', 'tiff'].map((format) => [format, 512, 341, null]));
    expect(new Set(facts.map(({ thumbhash }) => thumbhash)).size).toBe(5);
    expect(await pool.preview({ sourcePath: inFolder('1.jpg'), previewPath: inFolder('p.jpg') })).toEqual({
      preview: { widthPx: 600, heightPx: 400, sizeBytes: expect.any(Number) },
    });
    expect(hosts()).toHaveLength(2);
    await pool.close();
    expect(hosts()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('reads previews out of ranges, and asks for those it lacks', async () => {
    open();
    const object = await cameraJpeg({ stamp: false, mpfPx: 1024, fillBytes: 400_000 });
    const headEnd = 65_536;
    const ask = (pieces: Array<{ start: number; end: number }>) => {
      writeFileSync(
        inFolder('part'),
        Buffer.concat(pieces.map(({ start, end }) => object.subarray(start, end))),
      );
      return pool.embedded({
        sourcePath: inFolder('part'),
        pieces,
        sizeBytes: object.length,
        fileName: 'a.jpg',
        atLeastPx: 1,
        thumbPath: inFolder('thumb.webp'),
      });
    };
    const head = { start: 0, end: headEnd };
    const first = await ask([head]);
    expect(first).toEqual({ outcome: 'need', range: { start: expect.any(Number), end: object.length } });
    if (first.outcome !== 'need') return;
    expect(await ask([head, first.range])).toMatchObject({
      outcome: 'made',
      facts: { metadata: { cameraModel: 'Camera' }, thumb: { widthPx: 512 }, mediaError: null },
      better: null,
    });
    expect((await sharp(inFolder('thumb.webp')).metadata()).width).toBe(512);
    expect(warnings).toEqual([]);
  });

  test('a host that is killed costs the file it was reading its thumbnail, and nothing else', async () => {
    open();
    await makeSlowPhoto('slow.png');
    await makePhoto({ path: inFolder('good.jpg') });
    const slow = pool.prepare(job('slow.png'));
    const good = pool.prepare(job('good.jpg'));
    const failed = expect(slow).rejects.toMatchObject({
      code: 'media-crashed',
      params: { path: inFolder('slow.png') },
    });
    await until(() => openedBy(hosts()[0], inFolder('slow.png')));
    process.kill(hosts()[0] ?? 0, 'SIGKILL');
    await failed;
    expect((await good).thumb).toMatchObject({ widthPx: 512 });
    expect(warnings).toMatchObject([
      { why: 'died', details: 'ended by SIGKILL', file: inFolder('slow.png') },
    ]);
  });

  test('a host that hangs is ended at the time limit', async () => {
    open({ timeLimitMs: 1500 });
    await makePhoto({ path: inFolder('first.jpg') });
    await makePhoto({ path: inFolder('second.jpg') });
    await pool.prepare(job('first.jpg'));
    const stopped = hosts()[0] ?? 0;
    process.kill(stopped, 'SIGSTOP');
    await expect(pool.prepare(job('second.jpg'))).rejects.toMatchObject({
      code: 'media-timeout',
      message:
        'Reading this file took longer than 2 seconds, so it has no thumbnail. The file itself is kept.',
    });
    expect((await pool.prepare(job('second.jpg'))).thumb).toMatchObject({ widthPx: 512 });
    expect(hosts()).not.toContain(stopped);
  });

  test.each(['proc', 'host'] as const)(
    'a file that needs too much memory is given up (seen by %s)',
    async (memoryFrom) => {
      open({ memoryLimitBytes: 200e6, memoryFrom });
      // Deeply interlaced pixels cannot be read in strips: all 360 MB of them must be held.
      await sharp({ create: { width: 12_000, height: 10_000, channels: 3, background: '#336699' } })
        .png({ progressive: true })
        .toFile(inFolder('large.png'));
      await makePhoto({ path: inFolder('good.jpg') });
      await expect(pool.prepare(job('large.png'))).rejects.toMatchObject({
        code: 'media-crashed',
        message:
          'Reading this file needed more memory than CAOS allows, so it has no thumbnail. The file itself is kept.',
      });
      expect((await pool.prepare(job('good.jpg'))).mediaError).toBeNull();
      expect(warnings).toMatchObject([{ why: 'too-large' }]);
      expect(readdirSync(inFolder('thumbs'))).toEqual(['good.jpg.grid.jpg', 'good.jpg.webp']);
    },
  );

  test('cancelled jobs end at once, running or waiting, and the rest goes on', async () => {
    open();
    await makeSlowPhoto('slow.png');
    await makePhoto({ path: inFolder('good.jpg') });
    const cancel = new AbortController();
    const running = pool.prepare(job('slow.png'), { signal: cancel.signal });
    const waiting = pool.prepare(
      { ...job('good.jpg'), thumbPath: inFolder('thumbs/never.webp') },
      { signal: cancel.signal },
    );
    const ended = Promise.all([
      expect(running).rejects.toMatchObject({ code: 'cancelled' }),
      expect(waiting).rejects.toMatchObject({ code: 'cancelled' }),
    ]);
    const good = pool.prepare(job('good.jpg'));
    await until(() => openedBy(hosts()[0], inFolder('slow.png')));
    cancel.abort();
    await ended;
    expect((await good).thumb).toMatchObject({ widthPx: 512 });
    expect(readdirSync(inFolder('thumbs'))).toEqual(['good.jpg.grid.jpg', 'good.jpg.webp']);
    await expect(pool.prepare(job('good.jpg'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('a host is replaced after so many files', async () => {
    open({ filesPerHost: 2 });
    await makePhoto({ path: inFolder('a.jpg') });
    const seen = new Set<number>();
    for (let file = 0; file < 5; file += 1) {
      const prepared = pool.prepare(job('a.jpg'));
      for (const pid of await until(() => (hosts().length > 0 ? hosts() : null))) seen.add(pid);
      await prepared;
    }
    expect(seen.size).toBeGreaterThanOrEqual(3);
    expect(warnings).toEqual([]);
  });

  test('a Node that is not there is said plainly, after a few tries', async () => {
    open({ nodePath: inFolder('no-node') });
    await makePhoto({ path: inFolder('a.jpg') });
    await expect(pool.prepare(job('a.jpg'))).rejects.toMatchObject({
      code: 'media-crashed',
      message:
        'CAOS could not start the program that reads photos, so there are no thumbnails. Install CAOS again.',
    });
    expect(warnings).toHaveLength(3);
  });

  test('a host sees nothing of our environment and runs at low priority', async () => {
    process.env.CAOS_SECRET_FOR_TEST = 'hidden';
    open();
    await makePhoto({ path: inFolder('a.jpg') });
    await pool.prepare(job('a.jpg'));
    const pid = hosts()[0];
    delete process.env.CAOS_SECRET_FOR_TEST;
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((entry) => entry.split('=')[0]);
    expect(
      names.filter(
        (name) => !['PATH', 'LC_ALL', 'MALLOC_ARENA_MAX', 'TMPDIR', 'TMP', 'TEMP', ''].includes(name ?? ''),
      ),
    ).toEqual([]);
    expect(execFileSync('ps', ['-o', 'ni=', '-p', String(pid)], { encoding: 'utf8' }).trim()).toBe('10');
  });

  test('the temporary file of a killed host is taken away', async () => {
    open({ timeLimitMs: 2000 });
    await makePhoto({ path: inFolder('a.jpg') });
    await pool.prepare(job('a.jpg'));
    process.kill(hosts()[0] ?? 0, 'SIGSTOP');
    writeFileSync(inFolder('thumbs/b.jpg.webp.2.tmp'), 'half');
    await expect(
      pool.prepare({ ...job('a.jpg'), thumbPath: inFolder('thumbs/b.jpg.webp') }),
    ).rejects.toMatchObject({ code: 'media-timeout' });
    await until(() => !existsSync(inFolder('thumbs/b.jpg.webp.2.tmp')));
  });

  test('after close nothing begins', async () => {
    await open().close();
    await expect(pool.prepare(job('a.jpg'))).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('a host ends when the process that started it is killed, even in the middle of a file', async () => {
  await makeSlowPhoto('slow.png');
  const line = JSON.stringify({ type: 'prepare', jobId: 1, ...job('slow.png') });
  // A parent of its own, which starts the host, gives it the file and is then killed with no chance to say goodbye.
  const script = `
    const { spawn } = await import('node:child_process');
    const host = spawn(process.execPath, [${JSON.stringify(built.hostPath)}, 'ffprobe', 'quiet'], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
    host.stdin.write(${JSON.stringify(`${line}\n`)});
    console.log(host.pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer] = (await once(parent.stdout)) as [string];
  const host = Number(answer);
  await until(() => openedBy(host, inFolder('slow.png')));
  parent.kill('SIGKILL');
  await until(() => !isAlive(host));
  expect(existsSync(inFolder('thumbs/slow.png.webp'))).toBe(false);
});

function once(stream: NodeJS.ReadableStream): Promise<unknown[]> {
  return new Promise((resolve) => createInterface({ input: stream }).once('line', (line) => resolve([line])));
}

/** True while the process has the file open, that is while it decodes it. */
function openedBy(pid: number | undefined, file: string): boolean {
  try {
    return execFileSync(
      'readlink',
      readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`),
      { encoding: 'utf8' },
    )
      .split('\n')
      .includes(file);
  } catch (error) {
    // readlink fails for descriptors that were closed meanwhile and still tells the others.
    return error instanceof Error && 'stdout' in error && String(error.stdout).split('\n').includes(file);
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('copies without their place', () => {
  const strip = (name: string, sizeBytes: number) => ({
    sourcePath: inFolder(name),
    sizeBytes,
    fileName: name,
    kind: 'photo' as const,
    targetPath: inFolder(`${name}-clean.part`),
  });

  test('are made in a host; what cannot be cleaned is an answer, and leaves nothing', async () => {
    const photo = await placedJpeg();
    writeFileSync(inFolder('a.jpg'), photo);
    writeFileSync(inFolder('b.jpg'), photo.subarray(0, -300));
    open();
    expect(await pool.strip(strip('a.jpg', photo.length))).toEqual({
      outcome: 'stripped',
      sizeBytes: photo.length,
    });
    expect(
      tellingBytes.filter((bytes) => readFileSync(inFolder('a.jpg-clean.part')).includes(bytes)),
    ).toEqual([]);
    expect(await pool.strip(strip('b.jpg', photo.length - 300))).toMatchObject({
      outcome: 'cannot',
      reason: 'structure',
    });
    expect(existsSync(inFolder('b.jpg-clean.part'))).toBe(false);
  });
});

describe('films', () => {
  const film = (name: string, durationMs: number | null = 60_000) => ({
    sourcePath: inFolder(name),
    filmPath: inFolder(`${name}.mp4`),
    watermark: null,
    fontPath: '',
    durationMs,
  });
  /** The ffmpeg that one of our hosts runs now, and how nice it is. */
  const encoders = (): Array<{ pid: number; nice: string }> =>
    execFileSync('ps', ['-eo', 'pid=,ppid=,ni=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(-?\d+)\s+(.*)$/.exec(line))
      .flatMap((found) =>
        found && hosts().includes(Number(found[2])) && found[4]?.includes('libx264')
          ? [{ pid: Number(found[1]), nice: found[3] ?? '' }]
          : [],
      );

  test('take longer than any photo may, one at a time, and nobody waits for them', async () => {
    open({ timeLimitMs: 15_000 });
    makeLongFilm(inFolder('long.mov'), 300, { seconds: 2, size: '1280x720' });
    makeRealFilm(inFolder('short.mov'), { seconds: 1 });
    await makePhoto({ path: inFolder('good.jpg') });
    const cancel = new AbortController();
    const long = pool.film(film('long.mov'), { signal: cancel.signal });
    const short = pool.film(film('short.mov'));
    let isShortDone = false;
    const shortDone = short.then(() => {
      isShortDone = true;
    });
    const [encoder] = await until(() => (encoders().length > 0 ? encoders() : null));
    expect(encoder?.nice).toBe('19');
    expect((await pool.prepare(job('good.jpg'))).thumb).toMatchObject({ widthPx: 512 });
    expect([isShortDone, encoders()]).toEqual([false, [encoder]]);
    // What was written of it by then goes with it, and so does the program that wrote.
    await until(() => existsSync(inFolder('long.mov.mp4.1.tmp')));
    const ended = expect(long).rejects.toMatchObject({ code: 'cancelled' });
    cancel.abort();
    await ended;
    await until(() => !isAlive(encoder?.pid ?? 0));
    expect(await short).toMatchObject({ widthPx: 320, heightPx: 180, durationMs: 1000 });
    await shortDone;
    await until(() => !readdirSync(folder).some((name) => name.endsWith('.tmp')));
    expect(existsSync(inFolder('long.mov.mp4'))).toBe(false);
    // Its host is not kept.
    await until(() => hosts().length === 1);
    expect(warnings).toEqual([]);
  });

  test('one that does not get on is given up, and the next one is made', async () => {
    open({ filmQuietMs: 4000 });
    makeLongFilm(inFolder('long.mov'), 300, { seconds: 2, size: '1280x720' });
    makeRealFilm(inFolder('short.mov'), { seconds: 1 });
    const long = expect(pool.film(film('long.mov'))).rejects.toMatchObject({ code: 'media-timeout' });
    const [encoder] = await until(() => (encoders().length > 0 ? encoders() : null));
    process.kill(encoder?.pid ?? 0, 'SIGSTOP');
    await long;
    expect(isAlive(encoder?.pid ?? 0)).toBe(false);
    expect(await pool.film(film('short.mov', null))).toMatchObject({ durationMs: 1000 });
    // Whatever a file claims to last: a month is more than a timer counts.
    expect(await pool.film(film('short.mov', 30 * 86_400_000))).toMatchObject({ durationMs: 1000 });
    expect(warnings).toMatchObject([{ why: 'too-slow', file: inFolder('long.mov') }]);
  });
});
