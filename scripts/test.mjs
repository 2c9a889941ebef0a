// `npm test [-- SUITE… FILTER…]`: sets everything up, checks, builds, starts the real servers, runs every suite, and ends with
// one line that counts them. Suites: check unit migrations contract integration e2e; any other word is a part of a file's path.
import { pathToFileURL } from 'node:url';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript } from './setup/progress.mjs';
import { bundledNode, inProject } from './setup/project-paths.mjs';
import { passThrough } from './setup/run-process.mjs';

await runScript(async () => {
  await ensureNodeModules();
  // What follows loads TypeScript of the tests as it is, which the Node that is installed here may be too old for.
  const hooks = pathToFileURL(inProject('tests', 'support', 'resolve-typescript.mjs')).href;
  const program = inProject('scripts', 'test', 'run-suites.mjs');
  return passThrough(bundledNode, ['--import', hooks, program, ...process.argv.slice(2)]);
});
