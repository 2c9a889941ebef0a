// `npm run bench:NAME [-- OPTIONS]`: measures beside other tools, under the Node that the app brings, whatever Node npm runs with.
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript, SetUpError } from './setup/progress.mjs';
import { bundledNode, inProject } from './setup/project-paths.mjs';
import { passThrough } from './setup/run-process.mjs';

const programs = {
  storage: 'storage-bench.ts',
  library: 'library-bench.ts',
  transfers: 'transfers-bench.ts',
  share: 'share-bench.ts',
};

await runScript(async () => {
  const [name, ...options] = process.argv.slice(2);
  if (!Object.hasOwn(programs, name))
    throw new SetUpError(`There is no benchmark “${name}”: ${Object.keys(programs).join(', ')}.`);
  await ensureNodeModules();
  const words = [
    ...['--experimental-transform-types', '--disable-warning=ExperimentalWarning'],
    ...['--import', inProject('tests', 'support', 'resolve-typescript.mjs')],
    inProject('tests', 'bench', programs[name]),
  ];
  return passThrough(bundledNode, [...words, ...options]);
});
