/** A real long line for client programs as they are: network namespaces of our own, joined by far-link.c. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface FarLink {
  /** What the server's 127.0.0.1 is called from there. */
  host: string;
  /** Words before a command that run it at the far end. */
  prefix: string[];
  close(): Promise<void>;
}

export interface LinkShape {
  roundTripMs: number;
  megabitsPerSecond: number;
  /** What a full line keeps waiting before it drops packets. */
  bufferMs: number;
}

/** Why there can be none here, or undefined. */
export function farLinkUnavailableReason(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux only';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (!existsSync('/dev/net/tun')) return 'this computer has no /dev/net/tun';
  const missing = ['gcc', 'nsenter'].find((name) => !existsSync(`/usr/bin/${name}`));
  return missing && `${missing} is not installed`;
}

/** `work`: a folder for the compiled program. */
export async function openFarLink(work: string, port: number, shape: LinkShape): Promise<FarLink> {
  const program = join(work, 'far-link');
  if (!existsSync(program))
    execFileSync('gcc', ['-O2', '-pthread', '-o', program, join(import.meta.dirname, 'far-link.c')]);
  const { roundTripMs, megabitsPerSecond, bufferMs } = shape;
  const child = spawn(program, [port, roundTripMs, megabitsPerSecond, bufferMs].map(String), {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await new Promise<RegExpMatchArray>((resolve, reject) => {
    let printed = '';
    const hear = (chunk: Buffer): void => {
      printed += chunk;
      const match = /ready (\d+) (\d+)/.exec(printed);
      if (match) resolve(match);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', () => reject(new Error(`The far link did not open: ${printed}`)));
  });
  return {
    host: '10.77.0.1',
    prefix: ['nsenter', `--net=/proc/${ready[1]}/fd/${ready[2]}`, '--'],
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
