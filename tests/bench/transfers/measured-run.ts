/** Runs one client program to its end and tells what it and everything below it took. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const wrapper = join(import.meta.dirname, 'measure.py');

export interface Command {
  program: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
}

export interface Measured {
  wallS: number;
  /** User and system time of all its processes, as the kernel summed them up. */
  cpuS: number;
  peakPssBytes: number;
  peakRssBytes: number;
}

/** Throws with the end of what it printed when it fails or takes longer than `limitS`. */
export async function measure(command: Command, limitS: number): Promise<Measured & { out: string }> {
  const child = spawn('/usr/bin/python3', [wrapper, command.program, ...command.args], {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const printed = { out: '', notes: '', report: '' };
  child.stdout?.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    printed.notes = (printed.notes + chunk).slice(-4000);
  });
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    printed.report += chunk;
  });
  const timer = setTimeout(
    () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'),
    limitS * 1000,
  );
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const { code, ...measured } = printed.report
    ? (JSON.parse(printed.report) as Measured & { code: number })
    : { code: -1, wallS: limitS, cpuS: 0, peakPssBytes: 0, peakRssBytes: 0 };
  if (code !== 0) {
    const line = [command.program, ...command.args].join(' ');
    throw new Error(`${line}\nended with ${code}: ${printed.notes}${printed.out.slice(-2000)}`);
  }
  return { ...measured, out: printed.out };
}
