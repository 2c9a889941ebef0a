// `npm run third-party`: writes docs/third-party.md from the packages that ship, so that the list is what is installed, not what is remembered.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from './setup/project-paths.mjs';

const lines = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
  cwd: rootDir,
  encoding: 'utf8',
  maxBuffer: 1e8,
  stdio: ['ignore', 'pipe', 'ignore'],
}).split('\n');

const packages = lines
  .filter((line) => line.includes('node_modules'))
  .map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  .map(({ name, version, license, licenses }) => ({
    name,
    version,
    license: license?.type ?? license ?? licenses?.[0]?.type ?? 'see package',
  }));

const byLicense = Map.groupBy?.(packages, (one) => one.license) ?? group(packages);
function group(all) {
  const groups = new Map();
  for (const one of all) groups.set(one.license, [...(groups.get(one.license) ?? []), one]);
  return groups;
}

const tables = [...byLicense]
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([license, all]) => {
    const names = [...new Set(all.map((one) => `${one.name} ${one.version}`))].sort();
    return `## ${license}\n\n${names.join(', ')}\n`;
  });

const text = `# What ships from others

Made by \`npm run third-party\` from the installed packages. Each package carries its own licence text.

| Part | Licence | Note |
| --- | --- | --- |
| Electron, Chromium, Node.js | MIT, BSD and others | \`LICENSE\` and \`LICENSES.chromium.html\` lie beside the program |
| libvips and the libraries in sharp's binaries | LGPL-3.0 and others | linked dynamically, replaceable; listed in \`@img/sharp-libvips-*\` |
| ffprobe (from ffprobe-static) | GPL-3.0 | a program of its own, started as a process, not linked; sources at ffmpeg.org |
| ffmpeg (from @ffmpeg-installer) | GPL-3.0, on macOS LGPL-2.1 | a program of its own, started as a process, not linked; draws posters of videos; sources at ffmpeg.org |
| libheif, libde265 (in libheif-js) | LGPL-3.0 | WebAssembly in files of its own, loaded at run time, replaceable; sources at github.com/strukturag |
| LibRaw, Little CMS, libjpeg (in libraw-wasm) | LGPL-2.1 or CDDL-1.0, MIT, IJG | WebAssembly in files of its own, loaded at run time, replaceable; sources at libraw.org |
| SQLite (in better-sqlite3) | public domain | |
| Inter, Pretendard | SIL OFL 1.1 | shipped as fonts |
| Sample photos, icons | ours | made by scripts in this repository |
| Electron stand-in (development and tests only) | MIT | never in a package for users; a package made with it is marked as a test build |

${tables.join('\n')}`;
writeFileSync(join(rootDir, 'docs', 'third-party.md'), text);
