/**
 * Files that were damaged at random, of every format, through the media hosts as the product runs them: each gets an answer in time, the
 * process that asks never fails, memory stays bounded, and the next good file is read as if nothing had been. 60 files; in the long run 5,000.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MediaPool, PrepareFacts } from '../../../src-main/media/media-protocol';
import { createMediaPool } from '../../../src-main/workers/media-pool';
import { AppError } from '../../../src-shared/app-error';
import { AssetMetadata } from '../../../src-shared/domain/asset';
import { type BuiltMediaHost, buildMediaHost } from '../../support/build-media-host';
import {
  cameraJpeg,
  cr3File,
  dngFile,
  nefFile,
  orfFile,
  quarteredJpeg,
  rafFile,
  rw2File,
} from '../../support/make-camera-files';
import { arwFile, bayerDng, cr2File, deepTiff, psdFile } from '../../support/make-raw-files';

const isLong = process.env.CAOS_LONG === '1';
const files = isLong ? 5000 : 60;
const seed = Number(process.env.CAOS_SEED ?? 20_261_121);
const TIME_LIMIT_MS = 10_000;
const MEMORY_LIMIT_BYTES = 1e9;
/** Memory is looked at ten times a second. */
const MEMORY_SLACK_BYTES = 500e6;
const AT_ONCE = 2;

let built: BuiltMediaHost;
let folder: string;
let pool: MediaPool;
const inFolder = (name: string) => path.join(folder, name);
const fixture = (name: string) => path.resolve(import.meta.dirname, '../../fixtures', name);

beforeAll(async () => {
  built = await buildMediaHost();
  folder = mkdtempSync(path.join(tmpdir(), 'caos-fuzz-'));
  pool = createMediaPool({
    ...built,
    processes: AT_ONCE,
    timeLimitMs: TIME_LIMIT_MS,
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
  });
});
afterAll(async () => {
  await pool?.close();
  await built?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** One small whole file of each kind, by its extension. */
async function samples(): Promise<Array<[extension: string, bytes: Buffer]>> {
  const jpeg = await quarteredJpeg(600, 400);
  const frames = ['#ff0000', '#0000ff'].map((background) => ({
    create: { width: 60, height: 40, channels: 3 as const, background },
  }));
  return [
    ['jpg', await cameraJpeg({ mpfPx: 640, width: 600, height: 400 })],
    ['png', await sharp(jpeg).png().toBuffer()],
    ['webp', await sharp(jpeg).webp().toBuffer()],
    ['avif', await sharp(jpeg).avif().toBuffer()],
    ['tif', await deepTiff(300, 200)],
    [
      'gif',
      await sharp(frames as never, { join: { animated: true } })
        .gif()
        .toBuffer(),
    ],
    ['heic', readFileSync(fixture('quarters-p3.heic'))],
    ['hif', readFileSync(fixture('quarters-turned.heic'))],
    ['psd', await psdFile({ width: 300, height: 200, packed: true, stamp: true })],
    ['psb', await psdFile({ width: 200, height: 100, packed: true, bits: 16, isLarge: true })],
    ['cr2', await cr2File()],
    ['cr3', await cr3File()],
    ['nef', await nefFile()],
    ['arw', await arwFile()],
    ['raf', await rafFile()],
    ['dng', await dngFile()],
    ['orf', await orfFile()],
    ['rw2', await rw2File()],
    ['dng', await bayerDng({ width: 320, height: 240 })],
    ['mp4', readFileSync(fixture('seconds.mp4'))],
    ['mp4', readFileSync(fixture('seconds-hevc.mp4'))],
    ['mov', readFileSync(fixture('apple.mov'))],
    ['mkv', readFileSync(fixture('plain.mkv'))],
  ];
}

/** The same for the same seed (Numerical Recipes' generator). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bytes and runs of bytes changed, mostly where structures lie; cut off, doubled, or lengths blown up. */
function damaged(sample: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(sample);
  const place = () => Math.floor(random() * (random() < 0.6 ? Math.min(bytes.length, 600) : bytes.length));
  const acts: Array<() => void> = [
    () => {
      bytes[place()] = Math.floor(random() * 256);
    },
    () => {
      bytes[place()] = [0, 1, 0x7f, 0x80, 0xff][Math.floor(random() * 5)] as number;
    },
    () => {
      const at = place();
      bytes.fill(random() < 0.5 ? 0 : 0xff, at, Math.min(bytes.length, at + 1 + Math.floor(random() * 64)));
    },
    () => {
      const at = Math.min(place(), bytes.length - 4);
      if (at >= 0)
        bytes.writeUInt32BE(
          [0, 0x7fffffff, 0xffffffff, bytes.length][Math.floor(random() * 4)] as number,
          at,
        );
    },
    () => {
      bytes = bytes.subarray(0, Math.max(1, place()));
    },
    () => {
      const at = place();
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(at, at + Math.floor(random() * 4096)),
        bytes.subarray(at),
      ]);
    },
  ];
  const weights = [0, 0, 0, 1, 1, 2, 3, 3, 4, 5];
  for (let count = 1 + Math.floor(random() * random() * 10); count > 0; count -= 1)
    acts[weights[Math.floor(random() * weights.length)] as number]?.();
  return bytes;
}

/** The largest resident memory that a host had so far. */
function watchMemory(): { stop(): number } {
  let most = 0;
  const timer = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(built.hostPath)) continue;
        const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        most = Math.max(most, Number(kib ?? 0) * 1024);
      } catch {
        // Ended meanwhile.
      }
    }
  }, 100);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

/** What may be said of a file; anything else is a fault of ours. */
const answers = new Set(['media-broken', 'media-timeout', 'media-crashed', 'unsupported']);
const endsHost = new Set(['media-timeout', 'media-crashed']);

test(
  `${files} damaged files of every format are each answered in time, and harm nothing else`,
  async () => {
    const kinds = await samples();
    const memory = watchMemory();
    const wrong: string[] = [];
    const tally = new Map<string, number>();
    let next = 0;
    async function readOne(index: number): Promise<void> {
      const [extension, sample] = kinds[index % kinds.length] as [string, Buffer];
      const name = `${index}.${extension}`;
      const said = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
      const video = ['mp4', 'mov', 'mkv'].includes(extension);
      writeFileSync(inFolder(name), damaged(sample, randomFrom(seed + index * 7919)));
      const began = performance.now();
      const sourcePath = inFolder(name);
      try {
        const facts: PrepareFacts = await pool.prepare({
          sourcePath,
          kind: video ? 'video' : 'photo',
          thumbPath: inFolder(`${index}.webp`),
        });
        AssetMetadata.parse(facts.metadata);
        said(facts.mediaError?.code ?? 'shown');
        if (facts.mediaError && !answers.has(facts.mediaError.code))
          wrong.push(`${name}: ${facts.mediaError.code}`);
        if (facts.thumb && (await sharp(inFolder(`${index}.webp`)).metadata()).width > 512)
          wrong.push(`${name}: too wide`);
        if (index % 3 === 0) await pool.preview({ sourcePath, previewPath: inFolder(`${index}.jpg`) });
        if (index % 5 === 0) await pool.facts({ sourcePath, kind: video ? 'video' : 'photo' });
      } catch (error) {
        const code = error instanceof AppError ? error.code : String(error);
        said(code);
        if (!answers.has(code)) wrong.push(`${name}: ${code}`);
      }
      // Two more jobs may have had their own time.
      if (performance.now() - began > 3 * TIME_LIMIT_MS + 5000) wrong.push(`${name}: took too long`);
      for (const made of [name, `${index}.webp`, `${index}.grid.jpg`, `${index}.strip.webp`, `${index}.jpg`])
        rmSync(inFolder(made), { force: true });
    }
    const lane = async (): Promise<void> => {
      while (next < files) await readOne(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const mostBytes = memory.stop();
    const told = JSON.stringify({
      seed,
      files,
      mostMB: Math.round(mostBytes / 1e6),
      ...Object.fromEntries(tally),
    });
    if (isLong || process.env.CAOS_SEED) console.log(told);
    expect(wrong, told).toEqual([]);
    expect(mostBytes, told).toBeLessThan(MEMORY_LIMIT_BYTES + MEMORY_SLACK_BYTES);
    // A host that had to be ended is the exception.
    const ended = [...tally].reduce((sum, [what, count]) => sum + (endsHost.has(what) ? count : 0), 0);
    expect(ended, told).toBeLessThanOrEqual(Math.ceil(files * 0.05));
    for (const [place, [extension, sample]] of kinds.entries()) {
      if (place % 4 !== 0) continue;
      const name = `whole-${place}.${extension}`;
      writeFileSync(inFolder(name), sample);
      const facts = await pool.prepare({
        sourcePath: inFolder(name),
        kind: 'photo',
        thumbPath: inFolder('whole.webp'),
      });
      expect([name, facts.mediaError]).toEqual([name, null]);
    }
    // What hosts leave behind when they end is taken away.
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name.endsWith('.link'))).toEqual([]);
  },
  isLong ? 3_600_000 : 60_000,
);
