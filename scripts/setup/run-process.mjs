// Starting and ending other programs: every child is ended by its own id, never by name.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program to its end and collects what it says.
 * @returns {Promise<{code: number, stdout: string, stderr: string}>} `code` is 127 when it could not be started
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }));
    child.on('close', (code, signal) => resolve({ code: exitCodeOf(code, signal), stdout, stderr }));
  });
}

/** Runs a program with our own terminal and hands back its exit code; Ctrl-C and kill are passed on to it. */
export function passThrough(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const stopForwarding = forwardSignals(child);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopForwarding();
      resolve(exitCodeOf(code, signal));
    });
  });
}

/** Sends our own SIGINT, SIGTERM and SIGHUP on to a child; returns what undoes it. */
export function forwardSignals(child) {
  const forwarders = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => [signal, () => child.kill(signal)]);
  for (const [signal, forward] of forwarders) process.on(signal, forward);
  return () => {
    for (const [signal, forward] of forwarders) process.off(signal, forward);
  };
}

/** The shell's rule: 128 + signal number for a program that a signal ended. */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Asks a child to end, then makes it; resolves once it is gone. */
export function endChild(child, patienceMs = 5000) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.once('close', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
