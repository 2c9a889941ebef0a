/** Which start of this computer it is: bytes that were written and not yet on the disk outlast a kill, but not a power cut. */
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** Elsewhere the moment it was started; a clock that is set meanwhile makes it another one, which costs a check and no more. */
const STEP_MS = 10_000;

export function bootIdentity(nowMs: number): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return String(Math.round((nowMs - uptime() * 1000) / STEP_MS));
  }
}
