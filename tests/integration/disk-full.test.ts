/** A full disk under the profile: one plain sentence, nothing already done is lost, and it goes on once there is space. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, '../../out/main/cli.js');
const canMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'true']).status === 0;

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'caos-full-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** Runs a script in a mount namespace of its own, where $PROFILE is a disk of `sizeKib`. */
function onSmallDisk(
  sizeKib: number,
  script: string,
): { code: number | null; stdout: string; stderr: string } {
  const profile = join(work, 'profile');
  mkdirSync(profile, { recursive: true });
  const run = spawnSync(
    'unshare',
    [
      '-m',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      `mount -t tmpfs -o size=${sizeKib}k tmpfs "$PROFILE" && ${script}`,
    ],
    {
      env: {
        ...process.env,
        PROFILE: profile,
        CAOS_KEYRING: 'off',
        NODE: process.execPath,
        CLI: cli,
        WORK: work,
      },
      encoding: 'utf8',
      timeout: 120_000,
    },
  );
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

describe.skipIf(!canMount)('a full disk (needs root for a small disk of its own; skipped elsewhere)', () => {
  it('while thumbnails are written costs thumbnails, says so, and keeps every photo', {
    timeout: 120_000,
  }, async () => {
    const source = join(work, 'source');
    mkdirSync(source);
    mkdirSync(join(work, 'store'));
    for (let i = 0; i < 60; i++) {
      const noise = {
        create: {
          width: 900,
          height: 600,
          channels: 3 as const,
          noise: { type: 'gaussian' as const, mean: 60 + i * 2, sigma: 60 },
          background: '#000',
        },
      };
      writeFileSync(join(source, `${i}.jpg`), await sharp(noise).jpeg().toBuffer());
    }
    const full = onSmallDisk(
      2200,
      `"$NODE" "$CLI" --profile "$PROFILE" connections add --name Big --kind local --root "$WORK/store" >/dev/null &&
       { "$NODE" "$CLI" --profile "$PROFILE" import "$WORK/source" --album Full --on Big --json; echo "code $?"; df -k "$PROFILE" | tail -1; }`,
    );
    const [json = '', code] = full.stdout.split(/^code /m);
    expect(JSON.parse(json).error.code).toBe('disk-full');
    expect(code).toMatch(/^1\n/);
    expect(full.stderr).toMatch(/Free some space, then try again; nothing already done is lost/);
    expect(full.stderr).not.toMatch(/SQLITE|ENOSPC|at .*\.js:\d+/);
  });
});
