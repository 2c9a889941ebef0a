// Turns what the tools report as JSON into counts of one kind: {name, passed, failed, skipped: names with reasons}.
import { existsSync, readFileSync } from 'node:fs';

export function countChecks(jsonFile, exitCode) {
  const outcomes = read(jsonFile) ?? [];
  const failed = outcomes.filter((outcome) => !outcome.passed).length;
  return whole('check', outcomes.length - failed, failed, [], exitCode);
}

export function countVitest(jsonFile, exitCode) {
  const files = read(jsonFile)?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const count = (...states) => tests.filter((test) => states.includes(test.status)).length;
  // A file that could not even be loaded has no tests to count, and must not pass for that.
  const broken = files.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const skipped = tests.filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status));
  const names = skipped.map((test) => `${test.fullName}${test.meta?.reason ? `: ${test.meta.reason}` : ''}`);
  return whole(
    'unit, migrations, contract, integration',
    count('passed'),
    count('failed') + broken,
    names,
    exitCode,
  );
}

export function countPlaywright(jsonFile, exitCode) {
  const results = read(jsonFile);
  const specs = results ? allSpecs(results.suites) : [];
  const tests = specs.flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, ...test })));
  const skipped = tests.filter((test) => test.status === 'skipped');
  const names = skipped.map((test) => `${test.title}${reasonOf(test)}`);
  const failed = tests.filter((test) => test.status === 'unexpected' || test.status === 'flaky').length;
  return whole('e2e', tests.length - skipped.length - failed, failed, names, exitCode);
}

function reasonOf(test) {
  const described = test.annotations.find((annotation) => annotation.type === 'skip')?.description;
  return described ? `: ${described}` : '';
}

function allSpecs(suites = []) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...allSpecs(suite.suites)]);
}

/** A tool that failed without naming a failed test (a crash, a broken configuration) counts as one failure. */
function whole(name, passed, failed, skipped, exitCode) {
  return { name, passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped };
}

function read(jsonFile) {
  return existsSync(jsonFile) ? JSON.parse(readFileSync(jsonFile, 'utf8')) : undefined;
}
