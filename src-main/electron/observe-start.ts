/** For benches and launchers: writes when the window became visible, and one picture of the window once it has settled. */
import { rename, writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { BrowserWindow } from 'electron';
import type { MediaActivity } from './protocols';

/** Pictures have stopped coming for this long: the window shows what it will show. */
const QUIET_MS = 1500;
/** A window that never gets quiet (an import is running) is taken as it is then. */
const LONGEST_WAIT_MS = 20_000;

/** Calls back once the page has loaded and no picture was asked for or answered for a while. */
function whenSettled(
  window: BrowserWindow,
  activity: MediaActivity,
  now: () => number,
  settled: () => void,
): void {
  const loadedAtMs = { value: Number.POSITIVE_INFINITY };
  const startedAtMs = now();
  window.webContents.once('did-finish-load', () => {
    loadedAtMs.value = now();
  });
  const timer = setInterval(() => {
    if (window.isDestroyed()) return clearInterval(timer);
    const quietSinceMs = Math.max(loadedAtMs.value, activity.lastAtMs);
    const quiet = activity.pending === 0 && now() - quietSinceMs >= QUIET_MS;
    if (!quiet && now() - startedAtMs < LONGEST_WAIT_MS) return;
    clearInterval(timer);
    settled();
  }, 100);
}

/** Writes one PNG of the settled window; complete or not there at all. */
export function takeScreenshot(
  window: BrowserWindow,
  activity: MediaActivity,
  now: () => number,
  path: string,
  report: (line: string) => void,
): void {
  whenSettled(window, activity, now, async () => {
    try {
      const picture = await window.webContents.capturePage();
      await writeFile(`${path}.part`, picture.toPNG());
      await rename(`${path}.part`, path);
      report(`Screenshot of the window: ${path}`);
    } catch (error) {
      report(`The screenshot could not be written to ${path}: ${(error as Error).message}`);
    }
  });
}

/** Timer resolution of the stall meter; stalls shorter than this are not seen, and it wakes the main thread this often while measuring. */
const STALL_RESOLUTION_MS = 5;

/** For benches: milliseconds from the start of the process to named moments, and the longest stall of the main thread since the window became visible. */
export class StartTrace {
  readonly #startedAtMs: number;
  readonly #now: () => number;
  readonly #marks: Record<string, number> = {};
  #stalls: ReturnType<typeof monitorEventLoopDelay> | undefined;

  constructor(startedAtMs: number, now: () => number) {
    this.#startedAtMs = startedAtMs;
    this.#now = now;
  }

  mark(name: 'appReadyMs' | 'coreReadyMs' | 'windowVisibleMs'): void {
    this.#marks[name] ??= Math.round(this.#now() - this.#startedAtMs);
  }

  watchStalls(): void {
    this.#stalls = monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS });
    this.#stalls.enable();
  }

  async write(path: string): Promise<void> {
    // The histogram holds whole delays in nanoseconds, the timer's own interval included.
    if (this.#stalls) this.#marks.longestStallMs = Math.max(0, this.#stalls.max / 1e6 - STALL_RESOLUTION_MS);
    await writeFile(path, `${JSON.stringify(this.#marks)}\n`);
  }
}
