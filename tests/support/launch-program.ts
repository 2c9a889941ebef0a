/** Starts a program that Playwright's own launcher cannot hold (hardened fuses, another user) and joins its window over CDP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type Browser, chromium, type Page } from '@playwright/test';

export interface ProgramWindow {
  page: Page;
  log(): string;
  /** Asks the program to end; resolves with its exit code. */
  quit(): Promise<number | null>;
}

/** `command` gets `--remote-debugging-port=0` added to its arguments; resolves when the page has drawn itself. */
export async function launchProgram(
  command: string,
  args: string[],
  options: { env: Record<string, string>; cwd: string },
): Promise<ProgramWindow> {
  const child = spawn(command, [...args, '--remote-debugging-port=0'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const address = await debuggingAddress(child, lines);
  const browser: Browser = await chromium.connectOverCDP(address);
  const page = await firstPage(browser);
  await page.getByRole('main').waitFor();
  return {
    page,
    log: () => lines.join(''),
    async quit() {
      const stuck = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.kill('SIGTERM');
      const code = await ended;
      clearTimeout(stuck);
      await browser.close().catch(() => undefined);
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
    child.once('exit', (code) => reject(new Error(`It ended (${code}) before its window came:\n${lines.join('')}`)));
  });
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('The program has no window.');
  return context.pages()[0] ?? (await context.waitForEvent('page'));
}
