/** What a person types right after cloning must run before any package is there: it is what installs them. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../../scripts');
const STATIC_IMPORT = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'/gm;

/** Everything that is loaded before the first line of `path` runs, that neither Node nor this folder has. */
function packagesBefore(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const named = [...readFileSync(path, 'utf8').matchAll(STATIC_IMPORT)].map((match) => match[1] ?? '');
  return named.flatMap((name) => {
    if (name.startsWith('node:')) return [];
    return name.startsWith('.') ? packagesBefore(join(dirname(path), name), seen) : [`${path}: ${name}`];
  });
}

test.each(['start', 'test', 'check', 'build', 'package', 'caos', 'bench', 'bootstrap'])(
  '%s loads no package before it installed them',
  (name) => {
    const seen = new Set<string>();
    expect(packagesBefore(join(scripts, `${name}.mjs`), seen)).toEqual([]);
    expect(seen.size).toBeGreaterThan(1);
  },
);
