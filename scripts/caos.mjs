// `npm run --silent caos -- ARGS`: the command line of this clone. Standard output belongs to the command alone.
import { existsSync } from 'node:fs';
import { buildIfStale } from './setup/build-if-stale.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript } from './setup/progress.mjs';
import { bundledNode, inProject } from './setup/project-paths.mjs';
import { passThrough } from './setup/run-process.mjs';

await runScript(async () => {
  // The quick way first: an existing, current build needs no other set-up, and none is loaded for it.
  await ensureNodeModules();
  await buildIfStale();
  const cli = inProject('out', 'main', 'cli.js');
  if (!existsSync(cli)) throw new Error(`The build made no ${cli}`);
  // Paths are meant from where the person typed them; npm itself runs scripts in the project's folder.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return passThrough(bundledNode, ['--enable-source-maps', cli, ...process.argv.slice(2)], { cwd });
});
