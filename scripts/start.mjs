// `npm start [-- FOLDER…]`: sets up what is missing, builds what changed, and opens the app; the folders are imported at once.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { bootstrap, openDisplay } from './bootstrap.mjs';
import { buildIfStale } from './setup/build-if-stale.mjs';
import { electronSwitches } from './setup/electron-switches.mjs';
import { runScript, say, sinceStart } from './setup/progress.mjs';
import { rootDir, runtimeDir } from './setup/project-paths.mjs';
import { endChild, exitCodeOf } from './setup/run-process.mjs';

const screenshotFile = join(runtimeDir, 'screenshots', 'start.png');

await runScript(async () => {
  const { own, forApp } = sortArguments(process.argv.slice(2));
  const electron = await bootstrap({ refresh: own.includes('--refresh-runtime') });
  await buildIfStale();
  const screen = await openDisplay();
  try {
    return await runApp(electron, screen, forApp);
  } finally {
    await screen.stop();
  }
});

/** Folders are meant from where the person typed them, which npm tells in INIT_CWD. */
function sortArguments(args) {
  const typedFrom = process.env.INIT_CWD ?? process.cwd();
  const own = args.filter((argument) => argument === '--refresh-runtime');
  const rest = args.filter((argument) => !own.includes(argument));
  return {
    own,
    forApp: rest.map((argument) => (argument.startsWith('-') ? argument : resolve(typedFrom, argument))),
  };
}

function runApp(electron, screen, forApp) {
  const env = { ...process.env, ...screen.env };
  const stopWatching = screen.display ? announceScreenshot(env, screen.display) : () => {};
  const args = [...electronSwitches(screen.display !== undefined), rootDir, ...forApp];
  const child = spawn(electron.executable, args, {
    stdio: ['inherit', 'inherit', 'pipe'],
    env,
    cwd: rootDir,
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!isNoise(line)) say(line);
  });
  const stop = () => endChild(child);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  return new Promise((resolvePromise, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopWatching();
      resolvePromise(exitCodeOf(code, signal));
    });
  });
}

/** Chromium complains several times about a missing D-Bus or graphics card; the app runs well without either. */
function isNoise(line) {
  return /ERROR:(bus|object_proxy|viz_main_impl|gpu_[a-z_]+|command_buffer_proxy_impl)\.cc/.test(line);
}

/** Nobody can see a virtual display, so the app writes a picture of its settled window; this tells where it lies. */
function announceScreenshot(env, display) {
  rmSync(screenshotFile, { force: true });
  mkdirSync(dirname(screenshotFile), { recursive: true });
  env.CAOS_SCREENSHOT = screenshotFile;
  say(`There is no display here: the window opens on a virtual one (${display}). Ctrl-C ends the app.`);
  const timer = setInterval(() => {
    if (!existsSync(screenshotFile)) return;
    clearInterval(timer);
    say(`The window settled after ${sinceStart()}. See it in ${screenshotFile}`);
  }, 100);
  return () => clearInterval(timer);
}
