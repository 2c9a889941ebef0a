// The import directions of .dependency-cruiser.mjs: held by the real tree, and proven able to fail by planted violations.
// Needs Node 22 or newer, so scripts/check.mjs runs it under the bundled Node.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import configuration from '../../.dependency-cruiser.mjs';
import { inProject, rootDir, runtimeDir } from '../setup/project-paths.mjs';
import { plantedTargets, plantedViolations } from './planted-violations.mjs';

/** A cruise that silently reads nothing passes every rule; the real tree is far larger than this. */
const fewestModules = 40;
const rooms = ['src-main', 'src-renderer', 'src-shared'];

const problems = [...(await checkRealTree()), ...unknownRooms(), ...(await checkPlantedViolations())];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

async function checkRealTree() {
  const { violations, moduleCount } = await cruiseTree(rootDir);
  const found = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  if (moduleCount < fewestModules)
    found.push(`Only ${moduleCount} modules were read; at least ${fewestModules} are expected.`);
  else console.log(`${moduleCount} modules, ${configuration.forbidden.length} rules`);
  return found;
}

/** No rule speaks about a room that nobody named: a new one is added to the rules before it is furnished. */
function unknownRooms() {
  const known = {
    'src-main': [
      'electron',
      'cli',
      'api',
      'services',
      'storage',
      'catalogue',
      'library',
      'media',
      'mail',
      'vault',
      'workers',
      'host',
    ],
    'src-renderer': ['bridge', 'stores', 'features', 'ui', 'i18n', 'guest', 'fonts'],
    'src-shared': ['domain', 'sealing'],
  };
  return Object.entries(known).flatMap(([side, names]) =>
    readdirSync(inProject(side), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !names.includes(entry.name))
      .map((entry) => `${side}/${entry.name} is a room that .dependency-cruiser.mjs has no rule for.`),
  );
}

async function checkPlantedViolations() {
  mkdirSync(runtimeDir, { recursive: true });
  const dir = mkdtempSync(join(runtimeDir, 'planted-'));
  try {
    plant(dir);
    const { violations } = await cruiseTree(dir);
    const caught = new Set(violations.map(({ rule, from }) => `${rule.name} ${from}`));
    const missed = plantedViolations.filter(([rule, file]) => !caught.has(`${rule} ${file}`));
    const planted = new Set(plantedViolations.map(([rule]) => rule));
    const unproven = configuration.forbidden.filter(({ name }) => !planted.has(name));
    if (missed.length + unproven.length === 0)
      console.log(`${plantedViolations.length} planted violations caught`);
    return [
      ...missed.map(
        ([rule, file, target]) => `Rule ${rule} did not catch the planted import of ${target} by ${file}.`,
      ),
      ...unproven.map(
        ({ name }) => `Rule ${name} has no planted violation in scripts/check/planted-violations.mjs.`,
      ),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function plant(dir) {
  const write = (file, text) => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  for (const [file, text] of Object.entries(plantedTargets)) write(file, text);
  for (const [, file, target, kind] of plantedViolations) {
    const imported =
      kind === 'type'
        ? `import type { target } from '${target}';\nexport type T = typeof target;\n`
        : `import '${target}';\n`;
    write(file, imported);
  }
  for (const name of ['package.json', 'tsconfig.options.json'])
    copyFileSync(inProject(name), join(dir, name));
  symlinkSync(inProject('node_modules'), join(dir, 'node_modules'), 'junction');
}

async function cruiseTree(dir) {
  const { tsConfig, enhancedResolveOptions, ...options } = configuration.options;
  process.chdir(dir);
  const { output } = await cruise(
    rooms,
    { ...options, baseDir: dir, validate: true, ruleSet: { forbidden: configuration.forbidden }, tsConfig },
    enhancedResolveOptions,
    { tsConfig: extractTSConfig(join(dir, tsConfig.fileName)) },
  );
  return {
    violations: output.summary.violations.filter(({ rule }) => rule.severity === 'error'),
    moduleCount: output.modules.filter(({ source }) => /^src-/.test(source)).length,
  };
}
