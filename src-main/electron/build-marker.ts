/** What the packaging wrote about this build. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * True in a package made around the development runtime (`resources/build.json` says so): it then says so in its title and in
 * About. `resources` is null in a source tree.
 */
export function readTestBuild(resources: string | null): boolean {
  const path = resources === null ? null : join(resources, 'build.json');
  if (path === null || !existsSync(path)) return false;
  return (JSON.parse(readFileSync(path, 'utf8')) as { testBuild?: unknown }).testBuild === true;
}
