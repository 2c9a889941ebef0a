/** From the words typed to an exit code: parse, open the profile, do the command, say what went wrong. */
import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { toWire, type WireError } from '../../src-shared/app-error';
import type { AppOverrides, CaosApp } from '../app';
import { type CommandWork, createContext, type GlobalOptions, UsageError } from './command-context';
import { openClient } from './open-client';
import { createProgram, type RawGlobalOptions } from './program';
import { openSession } from './session';
import type { Terminal } from './terminal';
import { printable } from './text-width';

export interface CommandLineDeps {
  terminal: Terminal;
  version: string;
  /** Absolute path of the profile to use when none was named. */
  profileFor(named: string | null): string;
  startApp(profileDir: string, overrides: AppOverrides): Promise<CaosApp>;
}

export const exitCode = { done: 0, failed: 1, usage: 2 } as const;

/** `words` are those after `caos`. Never throws. */
export async function runCommandLine(words: string[], deps: CommandLineDeps): Promise<number> {
  const { terminal } = deps;
  const withoutEnd = (text: string): string => text.replace(/\n$/, '');
  let work: CommandWork | null = null;
  let overrides: AppOverrides = {};
  let usage = '';
  const program = createProgram(
    deps.version,
    {
      out: (text) => terminal.out(withoutEnd(text)),
      error: (text) => {
        usage += text;
        terminal.note(withoutEnd(text));
      },
    },
    (chosen, wanted = {}) => {
      work = chosen;
      overrides = wanted;
    },
  );
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.done;
    if (words.includes('--json'))
      terminal.out(JSON.stringify({ error: usageError(usage.split('\n')[0] ?? '') }, null, 2));
    return exitCode.usage;
  }
  const given = program.opts<RawGlobalOptions>();
  const options: GlobalOptions = {
    profile: deps.profileFor(given.profile ?? null),
    json: given.json ?? false,
    verbose: given.verbose ?? false,
  };
  return work === null ? exitCode.usage : await perform(work, options, overrides, deps);
}

async function perform(
  work: CommandWork,
  options: GlobalOptions,
  overrides: AppOverrides,
  { terminal, startApp }: CommandLineDeps,
): Promise<number> {
  let code: number;
  let close: (() => Promise<void>) | undefined;
  try {
    const session = await openSession(
      () => openClient(options.profile, (dir) => startApp(dir, overrides), terminal.interrupted),
      terminal.interrupted,
    );
    close = () => session.close();
    code = await work(createContext(terminal, options, session));
  } catch (error) {
    code = tell(error, options, terminal);
  }
  try {
    await close?.();
  } catch (error) {
    code = Math.max(code, tell(error, options, terminal));
  }
  return code;
}

function tell(error: unknown, options: GlobalOptions, terminal: Terminal): number {
  const isUsage = error instanceof UsageError;
  const wire = isUsage ? usageError(error.message) : toWire(error);
  const label =
    terminal.live && !terminal.env.NO_COLOR ? styleText('red', 'caos:', { validateStream: false }) : 'caos:';
  terminal.note(`${label} ${printable(wire.message)}`);
  if (options.verbose && wire.details) terminal.note(printable(wire.details));
  if (options.json) terminal.out(JSON.stringify({ error: wire }, null, 2));
  return isUsage ? exitCode.usage : exitCode.failed;
}

const usageError = (message: string): WireError => ({
  code: 'bad-input',
  message: message.replace(/^error: /, ''),
  retry: 'after-user',
});
