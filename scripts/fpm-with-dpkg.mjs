#!/usr/bin/env node
// Stands in for fpm, which electron-builder would download: understands the arguments electron-builder 26 gives it for a .deb
// and lets dpkg-deb make the package. Named to electron-builder by CUSTOM_FPM_PATH.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const single = new Set([
  '-s',
  '-t',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--description',
  '--version',
  '--package',
  '--name',
  '--maintainer',
  '--vendor',
  '--url',
  '--category',
  '--deb-priority',
  '--deb-compression',
  '--license',
  '--iteration',
  '--log',
]);
const compressors = { xz: 'xz', gz: 'gzip', none: 'none', zst: 'zstd' };

const request = readRequest(process.argv.slice(2));
if (request.get('-t') !== 'deb')
  throw new Error(`Only .deb packages can be made without fpm, not ${request.get('-t')}.`);
const root = mkdtempSync(join(tmpdir(), 'caos-deb-'));
try {
  for (const { from, to } of request.mappings) place(from, join(root, to));
  writeControl(join(root, 'DEBIAN'));
  const compressor = compressors[request.get('--deb-compression')] ?? 'xz';
  execFileSync(
    'dpkg-deb',
    ['--root-owner-group', `-Z${compressor}`, '--threads-max=2', '--build', root, request.get('--package')],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}

function readRequest(words) {
  const values = new Map();
  const depends = [];
  const recommends = [];
  const mappings = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '-d' || word === '--depends') depends.push(words[++index]);
    else if (word === '--deb-recommends') recommends.push(words[++index]);
    else if (word === '--force' || word === '--debug') continue;
    else if (single.has(word)) values.set(word, words[++index]);
    else if (word.startsWith('-')) throw new Error(`fpm's option ${word} is not known here.`);
    else
      mappings.push({
        from: word.slice(0, word.lastIndexOf('=')),
        to: word.slice(word.lastIndexOf('=') + 1),
      });
  }
  return { get: (name) => values.get(name), depends, recommends, mappings };
}

/** A source that ends in `/` means what is inside it. Everything becomes readable for all and writable for root only. */
function place(from, to) {
  mkdirSync(from.endsWith('/') ? to : dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  normalizeModes(to);
}

function normalizeModes(path) {
  const stats = statSync(path);
  const executable = stats.isDirectory() || (stats.mode & 0o100) !== 0;
  chmodSync(path, executable ? 0o755 : 0o644);
  if (stats.isDirectory()) for (const name of readdirSync(path)) normalizeModes(join(path, name));
}

function writeControl(folder) {
  mkdirSync(folder);
  for (const path of foldersAbove(root)) chmodSync(path, 0o755);
  const [summary = '', ...rest] = request
    .get('--description')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const iteration = request.get('--iteration');
  const sizeKilobytes = execFileSync('du', ['-sk', '--apparent-size', root], { encoding: 'utf8' }).split(
    '\t',
  )[0];
  const fields = {
    Package: request.get('--name'),
    Version: iteration ? `${request.get('--version')}-${iteration}` : request.get('--version'),
    Architecture: request.get('--architecture'),
    Maintainer: request.get('--maintainer'),
    'Installed-Size': sizeKilobytes,
    Depends: request.depends.join(', '),
    Recommends: request.recommends.join(', '),
    Section: request.get('--category') ?? 'graphics',
    Priority: request.get('--deb-priority'),
    Homepage: request.get('--url'),
    Description: [summary, ...rest.map((line) => ` ${line}`)].join('\n'),
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(folder, 'control'), lines.join(''));
  for (const [option, script] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ]) {
    const from = request.get(option);
    if (!from) continue;
    copyFileSync(from, join(folder, script));
    chmodSync(join(folder, script), 0o755);
  }
}

/** Folders made on the way to the mapped ones; a strict umask would hide what is below them. */
function foldersAbove(folder) {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap((entry) => foldersAbove(join(folder, entry.name)))];
}
