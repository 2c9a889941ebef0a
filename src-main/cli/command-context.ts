/** What every command is given, and how it answers: lines for a person or one JSON value. */
import { AppError } from '../../src-shared/app-error';
import { type Session, unlessInterrupted } from './session';
import type { Terminal } from './terminal';

/** The command line itself was wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface GlobalOptions {
  /** Absolute. */
  profile: string;
  json: boolean;
  verbose: boolean;
}

export interface CommandContext {
  terminal: Terminal;
  options: GlobalOptions;
  session: Session;
  /** Prints the command's answer: `value` with --json, else the lines. */
  answer(value: unknown, lines: string[]): void;
  /** Asks on the terminal and answers true for a typed `yes`. Throws UsageError saying to give `--yes` when nobody can be asked. */
  confirm(question: string): Promise<boolean>;
}

/** Answers the process's exit code: 0 done, 1 failed. */
export type CommandWork = (context: CommandContext) => Promise<0 | 1>;

export function createContext(terminal: Terminal, options: GlobalOptions, session: Session): CommandContext {
  return {
    terminal,
    options,
    session,
    answer(value, lines) {
      if (options.json) terminal.out(JSON.stringify(value, null, 2));
      else if (lines.length > 0) terminal.out(lines.join('\n'));
    },
    async confirm(question) {
      if (!terminal.ask)
        throw new UsageError(`${question} Nobody can be asked here: add --yes if you mean it.`);
      const typed = await unlessInterrupted(
        terminal.ask.line(`${question} Type yes to go on:`),
        terminal.interrupted,
      );
      return typed.trim().toLowerCase() === 'yes';
    },
  };
}

/** The secret from CAOS_SECRET or typed unseen. */
export async function readSecret(terminal: Terminal): Promise<string> {
  if (terminal.secret) return terminal.secret;
  if (!terminal.ask) {
    throw new UsageError(
      'The secret key is missing. Put it into the environment variable CAOS_SECRET and try again.',
    );
  }
  const typed = await unlessInterrupted(
    terminal.ask.secret('Secret key (it is not shown):'),
    terminal.interrupted,
  );
  if (typed === '')
    throw new AppError('bad-input', 'No secret key was typed. Nothing was changed; try again.');
  return typed;
}
