/** Runs the built `caos` command as a process of its own, as a person's shell does. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import sharp from 'sharp';
import { readSocketFile } from '../../../src-main/profile-socket';

const root = resolve(import.meta.dirname, '..', '..', '..');
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** CAOS_TEST_CLI: another build to test, such as the one in an unpacked package. */
const cli = process.env.CAOS_TEST_CLI ?? join(root, 'out', 'main', 'cli.js');

/** Of util-linux: gives a command a pseudo-terminal. */
export const terminalProgram = '/usr/bin/script';

export interface Ended {
  code: number | NodeJS.Signals;
  out: string;
  notes: string;
}

export interface RunOptions {
  secret?: string;
  /** Without root's privilege to read and write everything. */
  unprivileged?: boolean;
  env?: Record<string, string>;
  /** In a process group of its own, so that a test can end all of it at once: `process.kill(-pid)`. */
  group?: boolean;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

/** A folder for one test: its profile, its photos, its downloads. */
export class Desk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'caos-cli-'));
  readonly profile = join(this.folder, 'profile');
  /** Everything that any command printed. */
  printed = '';
  readonly #running = new Set<ChildProcess>();

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  start(words: string[], options: RunOptions = {}): Running {
    const { CAOS_SECRET: _, ...inherited } = process.env;
    const line = [
      ...(options.unprivileged ? unprivileged() : []),
      node,
      cli,
      '--profile',
      this.profile,
      ...words,
    ];
    const [program = '', ...args] = line;
    const child = spawn(program, args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.group && { detached: true }),
      // The key file: a person's own keyring is never touched by tests.
      env: {
        ...inherited,
        CAOS_KEYRING: 'off',
        ...options.env,
        ...(options.secret !== undefined && { CAOS_SECRET: options.secret }),
      },
    });
    this.#running.add(child);
    let out = '';
    let notes = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      notes += chunk;
    });
    const ended = new Promise<Ended>((done) => {
      child.once('close', (code, signal) => {
        this.#running.delete(child);
        this.printed += out + notes;
        done({ code: signal ?? code ?? -1, out, notes });
      });
    });
    return { child, ended };
  }

  run(words: string[], options: RunOptions = {}): Promise<Ended> {
    return this.start(words, options).ended;
  }

  /** On a pseudo-terminal of its own (`script` of util-linux); types when the question stands there. */
  async onTerminal(
    words: string[],
    answer?: { question: string; typed: string },
  ): Promise<{ code: number; screen: string }> {
    const { CAOS_SECRET: _, ...inherited } = process.env;
    const line = [node, cli, '--profile', this.profile, ...words]
      .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
      .join(' ');
    const child = spawn(terminalProgram, ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...inherited, CAOS_KEYRING: 'off', TERM: 'xterm', SHELL: '/bin/sh' },
    });
    this.#running.add(child);
    let screen = '';
    let waiting = answer;
    child.stdout.on('data', (chunk) => {
      screen += chunk;
      if (!waiting || !screen.includes(waiting.question)) return;
      child.stdin.write(waiting.typed);
      waiting = undefined;
    });
    const code = await new Promise<number>((done) => child.once('close', (ended) => done(ended ?? -1)));
    this.#running.delete(child);
    this.printed += screen;
    return { code, screen };
  }

  /** The answer of a command that must succeed. */
  async json<T>(words: string[], options: RunOptions = {}): Promise<T> {
    const { code, out, notes } = await this.run([...words, '--json'], options);
    if (code !== 0) throw new Error(`caos ${words.join(' ')} ended with ${code}: ${notes}${out}`);
    return JSON.parse(out) as T;
  }

  [Symbol.dispose](): void {
    // Only what a failing test left.
    for (const child of this.#running) child.kill('SIGKILL');
    const socket = readSocketFile(this.profile);
    if (socket && process.platform !== 'win32')
      rmSync(dirname(socket.address), { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Root keeps its files but loses the right to go past their permissions, wherever the project lies. */
function unprivileged(): string[] {
  return process.getuid?.() === 0
    ? ['setpriv', '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs']
    : [];
}

export function permissionsCanRefuse(): boolean {
  if (process.platform === 'win32') return false;
  return (
    process.getuid?.() !== 0 ||
    spawnSync('setpriv', ['--inh-caps=-all', '--bounding-set=-all', 'true']).status === 0
  );
}

/** A small real JPEG; every `seed` gives another picture. */
export async function writePhoto(path: string, seed: number): Promise<void> {
  mkdirSync(resolve(path, '..'), { recursive: true });
  const [widthPx, heightPx] = [320, 200];
  const pixels = Buffer.alloc(widthPx * heightPx * 3);
  for (let index = 0; index < pixels.length; index += 1)
    pixels[index] = (index * (seed + 3) + ((index / 960) | 0) * seed) % 251;
  await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .jpeg({ quality: 85 })
    .toFile(path);
}

/** Every file under `folder` as relative path (NFC, `/`) and content, sorted. */
export function filesIn(folder: string): Array<[path: string, content: Buffer]> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return entries
    .map((entry): [string, Buffer] => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).replaceAll('\\', '/').normalize('NFC'), readFileSync(path)];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Files in which the bytes of `text` occur, as they are or as JSON and URLs write them. */
export function filesHolding(folder: string, text: string): string[] {
  const forms = [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('hex'),
  ];
  return filesIn(folder)
    .filter(([, content]) => forms.some((form) => content.includes(form)))
    .map(([path]) => path);
}
