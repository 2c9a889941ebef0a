// The voice of the set-up: one calm line per step, always on stderr so that stdout belongs to the command itself.
const startedAtMs = Date.now();

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs one step that takes a while and says afterwards how long it took. */
export async function step(name, work) {
  const beganAtMs = Date.now();
  say(`${name} …`);
  const result = await work();
  say(`${name}: done in ${seconds(Date.now() - beganAtMs)}`);
  return result;
}

export function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

export function sinceStart() {
  return seconds(Date.now() - startedAtMs);
}

/** A failure with a message meant for a person; the doors print it without a stack and exit 1. */
export class SetUpError extends Error {}

/** Runs a script's main function; a SetUpError is told plainly, anything else with its stack. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof SetUpError ? error.message : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
