// better-sqlite3 for the stand-in runtime: its prebuilt binary wants a newer Node-API than Electron 33 has and crashes there.
// Built from the package's own source as an "experimental" Node-API addon, one binary loads in Node 20, Node 24 and Electron 33.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetUpError, step } from './progress.mjs';
import { inProject, runtimeDir } from './project-paths.mjs';
import { capture } from './run-process.mjs';
import { ensureSystemPackages, requirements } from './system-packages.mjs';

const packageDir = inProject('node_modules', 'better-sqlite3');
/** better-sqlite3 takes a binary from here before its prebuilt one. */
const installedAddon = join(packageDir, 'build', 'Release', 'better_sqlite3.node');

/** Puts the addon that fits the runtime in place; with a real Electron that is the package's own prebuilt one. */
export async function ensureSqliteAddon({ standIn }) {
  if (!standIn) {
    rmSync(installedAddon, { force: true });
    return;
  }
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  const cached = join(runtimeDir, `better-sqlite3-${version}-napi-experimental-2-${process.arch}.node`);
  if (!existsSync(cached)) {
    await ensureSystemPackages(requirements.standInRuntime, 'the stand-in runtime');
    await step(`Building better-sqlite3 ${version} for it`, () => build(cached));
  }
  if (existsSync(installedAddon) && readFileSync(installedAddon).equals(readFileSync(cached))) return;
  mkdirSync(dirname(installedAddon), { recursive: true });
  // By rename: a running process may still have the old file mapped.
  copyFileSync(cached, `${installedAddon}.new`);
  renameSync(`${installedAddon}.new`, installedAddon);
}

async function build(target) {
  mkdirSync(runtimeDir, { recursive: true });
  const workDir = mkdtempSync(join(runtimeDir, 'making-'));
  try {
    const sqliteObject = join(workDir, 'sqlite3.o');
    const addonObject = join(workDir, 'addon.o');
    await Promise.all([compileSqlite(sqliteObject), compileAddon(addonObject)]);
    const linked = join(workDir, 'better_sqlite3.node');
    const linkOptions = ['-Wl,-Bsymbolic', '-Wl,--exclude-libs,ALL', '-ldl', '-lpthread'];
    await compiler('g++', ['-shared', '-s', '-o', linked, addonObject, sqliteObject, ...linkOptions]);
    renameSync(linked, target);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function compileSqlite(object) {
  const sources = join(packageDir, 'deps', 'sqlite3');
  const defines = definesOf(join(packageDir, 'deps', 'defines.gypi'));
  return compiler('gcc', [
    '-O2',
    '-fPIC',
    '-std=c99',
    '-w',
    ...defines,
    `-I${sources}`,
    '-c',
    join(sources, 'sqlite3.c'),
    '-o',
    object,
  ]);
}

function compileAddon(object) {
  const includes = ['node-api-headers/include', 'node-addon-api', 'better-sqlite3/deps/sqlite3'];
  const defines = [
    // 2147483647 is NAPI_VERSION_EXPERIMENTAL, the one version that every runtime accepts.
    '-DNAPI_VERSION=2147483647',
    '-DNAPI_DISABLE_CPP_EXCEPTIONS',
    '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
    '-DSQLITE_ENABLE_COLUMN_METADATA',
  ];
  const options = ['-O2', '-fPIC', '-std=c++20', '-fvisibility=hidden', '-fvisibility-inlines-hidden', '-w'];
  return compiler('g++', [
    ...options,
    ...defines,
    ...includes.map((path) => `-I${inProject('node_modules', path)}`),
    '-include',
    inProject('scripts', 'setup', 'sqlite-addon-finalizers.h'),
    '-c',
    join(packageDir, 'src', 'better_sqlite3.cpp'),
    '-o',
    object,
  ]);
}

/** The package lists SQLite's compile-time options in a gyp file, one quoted name per line. */
function definesOf(gypFile) {
  return [...readFileSync(gypFile, 'utf8').matchAll(/^\s+'([A-Z0-9_]+(?:=[^']+)?)',?$/gm)].map(
    (match) => `-D${match[1]}`,
  );
}

async function compiler(command, args) {
  const { code, stderr } = await capture(command, args);
  if (code !== 0) throw new SetUpError(`${command} could not build better-sqlite3:\n${stderr.slice(-1500)}`);
}
