// Keeps track of every process that a test run starts, however deep, so that none is left behind unnoticed.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { exitCodeOf } from '../setup/run-process.mjs';

/** Inherited by every process below this one; tells them from all others, even when their parent is gone. */
const markName = 'CAOS_TEST_RUN';
const groups = [];
let interrupted = false;

export function markOwnProcesses() {
  process.env[markName] = randomUUID();
}

/** Runs a program with our terminal in a process group of its own; Ctrl-C and kill end the whole group. */
export function runInGroup(command, args, extraEnv = {}) {
  // After Ctrl-C nothing new is begun; what is open is closed and counted as failed.
  if (interrupted) return Promise.resolve(130);
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...extraEnv },
    detached,
  });
  if (detached) groups.push(child.pid);
  const pass = (signal) => {
    interrupted = true;
    if (detached) signalGroup(child.pid, signal);
    else child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, pass);
      resolve(exitCodeOf(code, signal));
    });
  });
}

/** Ends whatever of ours is still there after a moment's grace; returns a line for each of them. */
export async function endLeftovers() {
  if (process.platform !== 'linux') return [];
  let left = ownProcesses();
  for (let i = 0; i < 20 && left.length > 0; i += 1) {
    await pause(100);
    left = ownProcesses();
  }
  for (const { pid } of left) signalOne(pid, 'SIGKILL');
  return left.map(({ pid, command }) => `${pid} ${command}`);
}

function ownProcesses() {
  const mark = `${markName}=${process.env[markName]}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => readProcess(name))
    .filter(
      (found) => found !== undefined && (found.environment.includes(mark) || groups.includes(found.group)),
    );
}

/** What /proc says of a process; undefined when it has ended meanwhile or is only waiting to be reaped. */
function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 160);
    return {
      pid: Number(pid),
      group: Number(group),
      command,
      environment: readFileSync(`/proc/${pid}/environ`, 'utf8'),
    };
  } catch {
    return undefined;
  }
}

function signalGroup(group, signal) {
  signalOne(-group, signal);
}

function signalOne(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in between.
  }
}
