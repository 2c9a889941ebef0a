/** Runs a TypeScript script of the tests in a real second process, and waits for lines that it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const hooks = new URL('./resolve-typescript.mjs', import.meta.url).href;

export interface Script {
  child: ChildProcess;
  /** Resolves with the next line of its stdout; rejects when it ends first. */
  line(): Promise<string>;
  /** Resolves when it has ended: exit code or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

export function runScript(script: URL, args: string[], command: string[] = [process.execPath]): Script {
  const [program = '', ...before] = command;
  const child = spawn(program, [...before, '--import', hooks, fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async line() {
      const next = await lines.next();
      if (next.done) throw new Error(`${script.pathname} ended before it printed a line`);
      return next.value;
    },
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code ?? -1))),
  };
}
