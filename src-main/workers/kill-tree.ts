/** Ends a program together with what it started: an ffmpeg that is left alone would go on with its film for hours. */
import { execFile } from 'node:child_process';

/** `pid`: of the leader of a group. `alone`: ends it by itself, where it leads none (yet) or is gone already. */
export function killTree(pid: number, alone: () => void): void {
  try {
    // Windows has no groups.
    if (process.platform === 'win32')
      execFile('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true }, alone);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    alone();
  }
}
