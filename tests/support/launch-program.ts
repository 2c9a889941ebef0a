/** Starts a program that Playwright's own launcher cannot hold (hardened fuses, another user) and joins its window over CDP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type Browser, chromium, type Page } from '@playwright/test';

export interface ProgramWindow {
  page: Page;
  log(): string;
  /** Joins anew, after the page died: a connection does not outlive it. */
  rejoin(): Promise<Page>;
  /** Asks the program to end; resolves with its exit code. */
  quit(): Promise<number | null>;
}

/**
 * `command` gets `--remote-debugging-port=0` added to its arguments. Resolves when the page has drawn itself; with `unready` as soon
 * as there is one.
 */
export async function launchProgram(
  command: string,
  args: string[],
  options: { env: Record<string, string>; cwd: string; unready?: boolean },
): Promise<ProgramWindow> {
  const { env, cwd, unready = false } = options;
  const child = spawn(command, [...args, '--remote-debugging-port=0'], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const address = await debuggingAddress(child, lines);
  const browsers: Browser[] = [];
  const join = async (): Promise<Page> => {
    const browser = await chromium.connectOverCDP(address);
    browsers.push(browser);
    const page = await firstPage(browser);
    if (!unready) await page.getByRole('main').waitFor();
    return page;
  };
  return {
    page: await join(),
    log: () => lines.join(''),
    rejoin: join,
    async quit() {
      const stuck = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.kill('SIGTERM');
      const code = await ended;
      clearTimeout(stuck);
      for (const browser of browsers) await browser.close().catch(() => undefined);
      return code;
    },
  };
}

/** Chromium says on stderr where it listens. */
function debuggingAddress(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = (text: Buffer): void => {
      lines.push(text.toString());
      const address = /DevTools listening on (ws:\S+)/.exec(lines.join(''))?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`It ended (${code}) before its window came:\n${lines.join('')}`)),
    );
  });
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('The program has no window.');
  return context.pages()[0] ?? (await context.waitForEvent('page'));
}
