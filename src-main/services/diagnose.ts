/** What `caos doctor` and Settings show: versions, how secrets are kept, where things lie, and whether the rooms work. */
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import type { Doctor } from '../../src-shared/ipc-contract';
import type { Core } from './core';

export interface DiagnoseFacts {
  version: string;
  testBuild: boolean;
  runtime: Record<string, string>;
  paths: Doctor['paths'];
  nodeBinary: string;
  ffprobe: string;
}

type Check = Doctor['checks'][number];

/** Less than this and the next import may fill the disk. */
const LOW_SPACE_BYTES = 1e9;

export async function diagnose(core: Core, facts: DiagnoseFacts): Promise<Doctor> {
  const checks: Check[] = [
    await check('profile', `${facts.paths.profile} can be written.`, () =>
      access(facts.paths.profile, constants.W_OK),
    ),
    await check('media-host', `${facts.nodeBinary} can be started.`, () =>
      access(facts.nodeBinary, constants.X_OK),
    ),
    await check('ffprobe', `${facts.ffprobe} can be started.`, () => access(facts.ffprobe, constants.X_OK)),
    await check('local-store', `${facts.paths.localStore} can be written.`, async () => {
      await stat(facts.paths.localStore);
      await access(facts.paths.localStore, constants.W_OK);
    }),
    await spaceCheck(facts.paths.profile),
  ];
  return {
    version: facts.version,
    testBuild: facts.testBuild,
    runtime: facts.runtime,
    vault: core.vault.status(),
    paths: facts.paths,
    checks,
  };
}

async function check(name: string, message: string, work: () => Promise<unknown>): Promise<Check> {
  try {
    await work();
    return { name, ok: true, message };
  } catch (error) {
    return {
      name,
      ok: false,
      message: `Not so: ${message} (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    };
  }
}

async function spaceCheck(path: string): Promise<Check> {
  const disk = await statfs(path);
  const freeBytes = disk.bavail * disk.bsize;
  const ok = freeBytes > LOW_SPACE_BYTES;
  return {
    name: 'space',
    ok,
    message: `${(freeBytes / 1e9).toFixed(1)} GB free for thumbnails and the catalogue.`,
  };
}
