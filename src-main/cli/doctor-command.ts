/** `caos doctor`: versions, how secrets are kept, where things lie, and what does not work. */
import type { CommandWork } from './command-context';
import { fieldLines } from './format';

const pathWords: Record<string, string> = {
  profile: 'Profile',
  catalogue: 'Catalogue',
  cache: 'Cache',
  log: 'Log',
  localStore: 'Local store',
};

export const runDoctor: CommandWork = async ({ session, answer }) => {
  const doctor = await session.call('app.doctor', {});
  const ok = doctor.checks.every((check) => check.ok);
  const forwarded = session.isForwarded();
  answer({ ok, forwarded, ...doctor }, [
    ...fieldLines([
      ['CAOS', doctor.version + (doctor.testBuild ? ' (test build)' : '')],
      ['Answered by', forwarded ? 'the CAOS that is running' : 'this command'],
      ...Object.entries(doctor.runtime),
      ['Secrets', `${doctor.vault.backend}: ${doctor.vault.detail}`],
      ...Object.entries(doctor.paths).map(([name, path]): [string, string] => [
        pathWords[name] ?? name,
        path,
      ]),
    ]),
    '',
    ...fieldLines(doctor.checks.map((check) => [`${check.ok ? '✓' : '✗'} ${check.name}`, check.message])),
  ]);
  return ok ? 0 : 1;
};
