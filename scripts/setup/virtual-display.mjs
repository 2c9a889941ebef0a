// A screen for machines that have none: Xvfb on a free display number, ended by its id.
import { spawn } from 'node:child_process';
import { SetUpError } from './progress.mjs';
import { endChild } from './run-process.mjs';
import { hasTool } from './system-packages.mjs';

export function displayIsMissing() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** @returns {Promise<{display: string, stop(): Promise<void>}>} */
export function startVirtualDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'];
  // setpriv ties Xvfb's life to ours, so that not even `kill -9` on us leaves it behind.
  const [command, allArgs] = hasTool('setpriv')
    ? ['setpriv', ['--pdeathsig', 'KILL', 'Xvfb', ...args]]
    : ['Xvfb', args];
  const child = spawn(command, allArgs, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  return new Promise((resolve, reject) => {
    let said = '';
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', (error) => reject(new SetUpError(`Xvfb could not be started: ${error.message}`)));
    child.on('exit', () =>
      reject(new SetUpError(`Xvfb ended at once: ${errors.trim() || 'no reason given'}`)),
    );
    child.stdio[3].on('data', (chunk) => {
      said += chunk;
      if (said.includes('\n')) resolve({ display: `:${said.trim()}`, stop: () => endChild(child, 2000) });
    });
  });
}
