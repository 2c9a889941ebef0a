'use strict';
// What the stand-in Electron runs when it is started as `electron [options] FOLDER-OR-FILE [arguments]`, as an ordinary
// Electron's own default app does: load the app found there as the main program. Exports the promise of it being loaded, which
// main.mjs awaits: only so does Electron hold back `ready` until the app has run its first lines.
const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** Electron's own options come before the app's path; whatever follows it belongs to the app. */
function readArguments(argv) {
  const preload = [];
  for (let i = 0; i < argv.length; i += 1) {
    const argument = argv[i];
    if (argument === '-r' || argument === '--require') {
      i += 1;
      preload.push(argv[i]);
    } else if (argument === '-v' || argument === '--version') {
      print(`v${process.versions.electron}`);
    } else if (argument === '-a' || argument === '--abi') {
      print(process.versions.modules);
    } else if (argument.startsWith('--app=')) {
      return { preload, target: argument.slice('--app='.length) };
    } else if (!argument.startsWith('-')) {
      return { preload, target: argument };
    }
  }
  return { preload, target: undefined };
}

function print(line) {
  process.stdout.write(`${line}\n`);
  process.exit(0);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function takeNameAndVersion(dir) {
  const file = path.join(dir, 'package.json');
  if (!fs.existsSync(file)) return false;
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  app.name = manifest.productName || manifest.name || app.name;
  app.setDesktopName(manifest.desktopName || `${app.name}.desktop`);
  return true;
}

const { preload, target } = readArguments(process.argv.slice(1));
if (preload.length > 0) Module._preloadModules(preload);
if (target === undefined) fail('Usage: electron [options] FOLDER-OR-FILE [arguments]');
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
try {
  const dir = path.resolve(target);
  const hasManifest = takeNameAndVersion(dir);
  const main = Module._resolveFilename(dir, null, true);
  app.setAppPath(hasManifest ? dir : path.dirname(main));
  module.exports = import(pathToFileURL(main).href).catch((error) =>
    fail(`The app failed to load.\n${error?.stack ?? error}`),
  );
} catch (error) {
  fail(`No app could be loaded from ${target}: ${error.message}`);
}
