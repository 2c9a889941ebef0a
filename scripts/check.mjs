// `npm run check`: types, format and lint, import directions, unused code. Every step is run, timed and named; `--json FILE`
// writes the outcome for scripts/test.mjs.
import { writeFileSync } from 'node:fs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript, say, seconds } from './setup/progress.mjs';
import { bundledNode, inProject, rootDir } from './setup/project-paths.mjs';
import { capture } from './setup/run-process.mjs';

const steps = [
  { name: 'types of the main rooms', program: 'typescript-7/bin/tsc', args: ['-p', 'tsconfig.node.json'] },
  { name: 'types of the page', program: 'typescript-7/bin/tsc', args: ['-p', 'tsconfig.renderer.json'] },
  { name: 'types of the tests', program: 'typescript-7/bin/tsc', args: ['-p', 'tsconfig.tests.json'] },
  {
    name: 'format and lint',
    program: '@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings', '--max-diagnostics=200'],
  },
  { name: 'import directions', script: 'scripts/check/boundaries.mjs', args: [] },
  { name: 'lock file', script: 'scripts/check/lock-file.mjs', args: [] },
  { name: 'unused code', program: 'knip/bin/knip.js', args: ['--no-progress'] },
];

await runScript(async () => {
  await ensureNodeModules();
  const outcomes = [];
  for (const step of steps) outcomes.push(await runStep(step));
  const jsonFile = process.argv[process.argv.indexOf('--json') + 1];
  if (process.argv.includes('--json')) writeFileSync(jsonFile, JSON.stringify(outcomes));
  const failed = outcomes.filter((outcome) => !outcome.passed);
  if (failed.length === 0) return 0;
  say(`check failed: ${failed.map(({ name }) => name).join(', ')}`);
  return 1;
});

async function runStep({ name, program, script, args }) {
  const beganAtMs = Date.now();
  const file = program ? inProject('node_modules', program) : inProject(script);
  const { code, stdout, stderr } = await capture(bundledNode, [file, ...args], { cwd: rootDir });
  const passed = code === 0;
  if (!passed) say(`${stdout}${stderr}`.trimEnd());
  say(`${passed ? 'ok    ' : 'FAILED'}  ${name}  ${seconds(Date.now() - beganAtMs)}`);
  return { name, passed };
}
