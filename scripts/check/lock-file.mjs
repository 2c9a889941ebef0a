// package-lock.json must name the optional packages of every system, or `npm ci` refuses it everywhere. npm leaves out those
// that a registry mirror does not carry; `node scripts/check/lock-file.mjs --fix` writes them back, to be fetched only there.
import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from '../setup/project-paths.mjs';

const lockFile = inProject('package-lock.json');
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const missing = findMissing(lock.packages);

if (missing.length === 0) {
  console.log('every optional package is named');
} else if (process.argv.includes('--fix')) {
  for (const [name, entry] of missing) lock.packages[`node_modules/${name}`] = entry;
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} optional packages added`);
} else {
  const names = missing.map(([name]) => name).join(', ');
  console.error(`package-lock.json does not name ${names}. Run: node scripts/check/lock-file.mjs --fix`);
  process.exitCode = 1;
}

function findMissing(packages) {
  const named = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const found = new Map();
  for (const owner of Object.values(packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      if (!named.has(name)) found.set(name, entryFor(name, version, owner));
    }
  }
  return [...found];
}

/** Such packages say in their name what they are for, as in `@biomejs/cli-linux-x64-musl`. */
function entryFor(name, version, owner) {
  const [, os, cpu] = /-(android|darwin|linux|win32|freebsd|openharmony)-([a-z0-9]+)/.exec(name) ?? [];
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(owner.dev ? { dev: true } : {}),
    ...(os === 'linux' ? { libc: [name.includes('musl') ? 'musl' : 'glibc'] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  };
}
