// Everything a command needs before it can run, from a fresh clone on. Node built-ins only, and Node 20 is enough.
// By hand: `node scripts/bootstrap.mjs [--refresh-runtime]`.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureElectron } from './setup/electron-runtime.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript, say } from './setup/progress.mjs';
import { ensureSqliteAddon } from './setup/sqlite-addon.mjs';
import { ensureSystemPackages, requirements } from './setup/system-packages.mjs';
import { displayIsMissing, startVirtualDisplay } from './setup/virtual-display.mjs';

export { electronSwitches } from './setup/electron-switches.mjs';

/** Packages and, for programs that open no window, an addon which fits whichever Electron is in use. */
export async function bootstrap({ refresh = false } = {}) {
  await ensureNodeModules();
  await ensureSystemPackages(requirements.electron, 'Electron');
  const electron = await ensureElectron({ refresh });
  await ensureSqliteAddon(electron);
  return electron;
}

/**
 * A screen to open windows on: this computer's own, or a virtual one that must be stopped afterwards.
 * @returns {Promise<{env: Record<string, string>, display?: string, stop(): Promise<void>}>}
 */
export async function openDisplay() {
  if (!displayIsMissing()) return { env: {}, stop: async () => {} };
  await ensureSystemPackages(requirements.display, 'a virtual display');
  const { display, stop } = await startVirtualDisplay();
  return { env: { DISPLAY: display }, display, stop };
}

async function main() {
  const electron = await bootstrap({ refresh: process.argv.includes('--refresh-runtime') });
  say(`Ready: Electron ${electron.version}${electron.standIn ? ' (stand-in)' : ''}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await runScript(main);
