/** Asks a program of the operating system: arguments as an array, never through a shell, and with a time limit. */
import { execFile } from 'node:child_process';

/** Answers what it wrote, or null when it is not there, failed, or took too long. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<string | null>;

/** PowerShell on a cold disk takes two seconds; whoever asks can do without an answer. */
const TIME_LIMIT_MS = 10_000;
const MOST_OUTPUT_BYTES = 64 * 1024;

export const runProgram: RunProgram = (file, args) =>
  new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: TIME_LIMIT_MS, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true, encoding: 'utf8' },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
