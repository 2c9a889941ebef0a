/** The log of this profile: one JSON object a line, two files of bounded size, written in batches. Never given secrets or signed links. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from './core';

/** Two of these hold days of work and are still mailed easily. */
const ROTATE_BYTES = 5_000_000;

export function openLogFile(path: string, now: () => number): Log & { close(): void } {
  mkdirSync(dirname(path), { recursive: true });
  let waiting: string[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  const flush = (): void => {
    clearImmediate(scheduled);
    scheduled = undefined;
    if (waiting.length === 0) return;
    const lines = `${waiting.join('\n')}\n`;
    waiting = [];
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES)
        renameSync(path, `${path}.1`);
      appendFileSync(path, lines, { mode: 0o600 });
    } catch {
      // A full disk must not end an import: the log is the first thing that may be lost.
    }
  };
  const write = (level: string, event: string, fields: Record<string, unknown> = {}): void => {
    waiting.push(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...fields }));
    scheduled ??= setImmediate(flush);
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    close: flush,
  };
}
