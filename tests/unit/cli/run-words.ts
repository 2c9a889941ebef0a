/** Runs the command line in this process, with an app of given answers. */
import type { CaosApp } from '../../../src-main/app';
import { runCommandLine } from '../../../src-main/cli/run-command-line';
import type { Terminal } from '../../../src-main/cli/terminal';
import type { AppEvent, CallResult } from '../../../src-shared/ipc-contract';

/** By command: a value, an Error for a failing call, or a function of the input that may also tell of events. */
export type Answers = Record<string, unknown | ((input: never, emit: (event: AppEvent) => void) => unknown)>;

/** Runs with an app of given answers; an answer that is an Error with a code becomes the call's error. */
export async function runWords(words: string[], answers: Answers, extra: Partial<Terminal>, profile: string) {
  let out = '';
  let notes = '';
  const calls: Array<[string, unknown]> = [];
  const listeners = new Set<(event: AppEvent) => void>();
  const emit = (event: AppEvent): void => listeners.forEach((listener) => void listener(event));
  const app = {
    api: {
      async call(name: string, input: unknown): Promise<CallResult<unknown>> {
        calls.push([name, input]);
        if (!(name in answers)) throw new Error(`unexpected ${name}`);
        const answer = answers[name];
        const value =
          typeof answer === 'function'
            ? (answer as (input: unknown, emit: (event: AppEvent) => void) => unknown)(input, emit)
            : answer;
        if (value instanceof Error)
          return {
            ok: false,
            error: { code: 'io', message: value.message, retry: 'later', details: 'EX' },
          };
        return { ok: true, value };
      },
    },
    onEvent(listener: (event: AppEvent) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => listeners.clear(),
  } as unknown as CaosApp;
  const code = await runCommandLine(words, {
    version: '1.2.3',
    profileFor: (named) => named ?? profile,
    startApp: async () => app,
    terminal: {
      out: (text) => {
        out += `${text}\n`;
      },
      note: (text) => {
        notes += `${text}\n`;
      },
      status: () => undefined,
      live: false,
      columns: () => 80,
      ask: null,
      secret: null,
      sessionToken: null,
      env: {},
      workingFolder: '/shoot',
      interrupted: new AbortController().signal,
      now: Date.now,
      ...extra,
    },
  });
  return { code, out, notes, calls };
}
