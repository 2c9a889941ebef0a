/** What the command line needs of the world around it, as plain arguments. */

export interface Terminal {
  /** Data on standard output, one or more whole lines without the last line end. */
  out(text: string): void;
  /** Sentences and progress on standard error. */
  note(text: string): void;
  /** Replaces the last line of standard error; only where `live`. '' removes it. */
  status(text: string): void;
  /** Standard error is a terminal: one line of progress is kept up to date. Else sparse lines. */
  live: boolean;
  /** Columns of that terminal. */
  columns(): number;
  /** Null when nobody can be asked (standard input is no terminal). */
  ask: { secret(question: string): Promise<string>; line(question: string): Promise<string> } | null;
  /** The secret from CAOS_SECRET, taken out of the environment at start so that no child process inherits it. */
  secret: string | null;
  /** The same for CAOS_SESSION_TOKEN, which belongs to temporary S3 keys. */
  sessionToken: string | null;
  env: Readonly<Record<string, string | undefined>>;
  workingFolder: string;
  /** Aborted by the first Ctrl-C (or a polite request of the system to end). */
  interrupted: AbortSignal;
  now(): number;
}
