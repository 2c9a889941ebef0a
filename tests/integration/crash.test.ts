/** kill -9 at random moments of an import by the real command: after the last run every object equals its file, once, with nothing left over. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, '../../out/main/cli.js');
const kills = process.env.CAOS_LONG === '1' ? 60 : 6;
const SEED = 20261121;

let work: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'caos-crash-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
});

/** mulberry32: the same moments in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Many small files and one that is sent in parts; none decodes, so that the time goes into moving bytes. */
function makeSource(random: () => number): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let i = 0; i < 40; i++)
    files.set(`day ${1 + (i % 3)}/IMG_${1000 + i}.jpg`, filled(20_000 + Math.floor(random() * 400_000), i));
  files.set('large.jpg', filled(60 * 1024 * 1024, 99));
  for (const [name, bytes] of files) {
    mkdirSync(join(work, 'source', name, '..'), { recursive: true });
    writeFileSync(join(work, 'source', name), bytes);
  }
  return files;
}
const filled = (sizeBytes: number, seed: number): Buffer => {
  const bytes = Buffer.alloc(sizeBytes);
  for (let i = 0; i + 4 <= sizeBytes; i += 4)
    bytes.writeUInt32LE((Math.imul(i + seed, 2654435761) ^ seed) >>> 0, i);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
};

/**
 * Runs the import; with `killAt` ends it by SIGKILL once that many objects are in the store and `laterMs` have passed. Answers the
 * exit code, null when killed.
 */
function runImport(
  killAt: { stored: number; laterMs: number } | null,
): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const args = [
      cli,
      '--profile',
      join(work, 'profile'),
      'import',
      join(work, 'source'),
      '--album',
      'Crash',
    ];
    const started = spawn(process.execPath, args, {
      env: { ...process.env, CAOS_KEYRING: 'off' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    let stderr = '';
    started.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const watch = setInterval(() => {
      if (killAt === null || storedNames().length < killAt.stored) return;
      clearInterval(watch);
      setTimeout(() => started.kill('SIGKILL'), killAt.laterMs);
    }, 1);
    started.once('error', reject);
    started.once('close', (code) => {
      clearInterval(watch);
      resolve({ code, stderr });
    });
  });
}

/** The album's folder in the store; null before it is made. */
function albumFolder(): string | null {
  const store = join(work, 'profile', 'store');
  const [bucket] = existsSync(store) ? readdirSync(store).filter((name) => !name.startsWith('.')) : [];
  return bucket === undefined ? null : join(store, bucket);
}

/** Top-level folders of the album one by one: the store's own folder comes and goes while it is being written. */
function storedNames(): string[] {
  const album = albumFolder();
  if (album === null) return [];
  return readdirSync(album, { withFileTypes: true })
    .filter((entry) => entry.name !== '.caos')
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(join(album, entry.name)).map((name) => `${entry.name}/${name}`)
        : [entry.name],
    );
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .map((name) => relative('.', name));

describe('kill -9 during an import', () => {
  it(`${kills} times loses nothing, doubles nothing and leaves nothing behind`, {
    timeout: 600_000,
  }, async () => {
    const random = randomFrom(SEED);
    const files = makeSource(random);
    let killed = 0;
    for (let i = 0; i < kills; i++) {
      const stored = Math.floor((i * (files.size - 1)) / kills);
      const { code } = await runImport({ stored, laterMs: Math.floor(random() * 40) });
      if (code === null) killed += 1;
    }
    // The last few may find all done within their last milliseconds; most must have been cut off in the middle.
    expect(killed).toBeGreaterThan(kills / 2);
    // Something is left to do whenever the last kill came: what kills left is cleared before the first write to the folder.
    files.set('last.jpg', filled(30_000, 7));
    writeFileSync(join(work, 'source', 'last.jpg'), files.get('last.jpg') ?? '');
    const last = await runImport(null);
    expect({ code: last.code, stderr: last.code === 0 ? '' : last.stderr }).toEqual({ code: 0, stderr: '' });

    const album = albumFolder() ?? '';
    expect(storedNames().sort()).toEqual([...files.keys()].sort());
    for (const [name, bytes] of files)
      expect([name, readFileSync(join(album, name)).equals(bytes)]).toEqual([name, true]);
    const leftOver = filesBelow(join(album, '.caos')).filter((name) => /tmp|uploads|part/.test(name));
    expect(leftOver).toEqual([]);
  });
});
