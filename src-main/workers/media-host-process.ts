/** One media host process: started with nothing of our environment, given jobs over stdin, ended when it is too slow or too large. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { HostMessage, MediaAnswer, MediaJob } from '../media/media-protocol';
import { killTree } from './kill-tree';

/** Why a host ended. `never-began`: before it said it was ready, so no file is to blame. */
export interface HostEnd {
  why: 'too-slow' | 'too-large' | 'died' | 'never-began';
  /** For the log and the fold-out: exit code or signal, and the end of what it wrote to stderr. */
  details: string;
}

export interface HostProcessOptions {
  nodePath: string;
  hostPath: string;
  ffprobePath: string;
  memoryLimitBytes: number;
  memoryFrom: 'proc' | 'host';
  /** Of the system, as `os.constants.priority`. */
  priority: number;
  onAnswer: (answer: MediaAnswer) => void;
  /** Called once, unless `kill` was called before. */
  onEnd: (end: HostEnd) => void;
}

export interface HostProcess {
  /** One at a time: the next only after the answer. `quietMs`: it ends as too slow when it told nothing for so long. */
  send(job: MediaJob, limits: { timeMs: number; quietMs?: number }): void;
  /** Resolves when the process is gone. */
  kill(): Promise<void>;
}

/** A decoder can take hundreds of megabytes in a second, so memory is looked at this often while a file is read. */
const MEMORY_CHECK_MS = 100;
/** JavaScript of the host needs little; pixels live outside its heap. */
const HEAP_LIMIT_MB = 512;
const STDERR_KEPT = 2000;

export function createHostProcess(options: HostProcessOptions): HostProcess {
  const child = spawn(
    options.nodePath,
    [
      `--max-old-space-size=${HEAP_LIMIT_MB}`,
      options.hostPath,
      options.ffprobePath,
      options.memoryFrom === 'host' ? 'tell-memory' : 'quiet',
    ],
    {
      env: scrubbedEnvironment(process.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that a kill takes its ffprobe along.
      detached: process.platform !== 'win32',
    },
  );
  let began = false;
  let ended = false;
  let limitBroken: 'too-slow' | 'too-large' | null = null;
  let stderrTail = '';
  let timer: NodeJS.Timeout | undefined;
  let quietTimer: NodeJS.Timeout | undefined;
  let memoryTimer: NodeJS.Timeout | undefined;
  let letGone: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    letGone = resolve;
  });

  if (child.pid !== undefined) lowerPriority(child.pid, options.priority);
  child.stdin.on('error', () => undefined); // it died; `exit` tells the story
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_KEPT);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parse(line);
    if (!message || ended) return;
    if (message.type === 'ready') {
      began = true;
    } else if (message.type === 'memory') {
      if (message.residentBytes > options.memoryLimitBytes) breakLimit('too-large');
    } else if (message.type === 'progress') {
      quietTimer?.refresh();
    } else if (!limitBroken) {
      stopWatching();
      options.onAnswer(message.answer);
    }
  });
  child.once('error', (error) => finish(error.message)); // could not be started
  // `close`, not `exit`: an answer that was written before it died is still in the pipe at `exit`.
  child.once('close', (code, signal) => finish(signal ? `ended by ${signal}` : `ended with ${code}`));

  function finish(how: string): void {
    letGone();
    if (ended) return;
    ended = true;
    stopWatching();
    const why = limitBroken ?? (began ? 'died' : 'never-began');
    options.onEnd({ why, details: [how, stderrTail.trim()].filter(Boolean).join('\n') });
  }

  function breakLimit(limit: 'too-slow' | 'too-large'): void {
    limitBroken ??= limit;
    stopWatching();
    killGroup(child);
  }

  function stopWatching(): void {
    clearTimeout(timer);
    clearTimeout(quietTimer);
    quietTimer = undefined;
    clearInterval(memoryTimer);
  }

  return {
    send(job, { timeMs, quietMs }) {
      timer = setTimeout(() => breakLimit('too-slow'), timeMs);
      if (quietMs !== undefined) quietTimer = setTimeout(() => breakLimit('too-slow'), quietMs);
      if (options.memoryFrom === 'proc' && child.pid !== undefined) {
        const status = `/proc/${child.pid}/status`;
        memoryTimer = setInterval(() => {
          readFile(status, 'utf8').then(
            (text) => {
              if (residentBytesIn(text) > options.memoryLimitBytes && !ended) breakLimit('too-large');
            },
            () => undefined, // it ended meanwhile
          );
        }, MEMORY_CHECK_MS);
      }
      child.stdin.write(`${JSON.stringify(job)}\n`);
    },
    kill() {
      ended = true;
      stopWatching();
      killGroup(child);
      if (child.pid === undefined) letGone();
      return gone;
    },
  };
}

/** `VmRSS:	  123456 kB` of /proc/<pid>/status (proc(5)). */
function residentBytesIn(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  killTree(child.pid, () => child.kill('SIGKILL'));
}

/** So that the screen stays smooth while photos are read. */
function lowerPriority(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch {
    // Ended already, or not allowed here: it works all the same.
  }
}

/** No keys, tokens or NODE_OPTIONS of ours reach a process that decodes untrusted files; only what a system needs to run one. */
function scrubbedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = {
    LC_ALL: 'C.UTF-8',
    // glibc keeps freed pixels in an arena per thread; two arenas hold a third of the memory at the same speed.
    MALLOC_ARENA_MAX: '2',
  };
  for (const name of ['PATH', 'SystemRoot', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR']) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function parse(line: string): HostMessage | null {
  try {
    return JSON.parse(line) as HostMessage;
  } catch {
    return null; // a library that prints; not ours
  }
}
