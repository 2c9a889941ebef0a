/** Albums on a real S3 service (OpenStack Swift's), and secrets that are nowhere to be seen. */
import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../src-shared/domain/connection';
import { sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { Desk, filesHolding, filesIn, writePhoto } from './run-cli';

const swift = sharedSwift();

describe.skipIf(swift === undefined)(`caos on S3${swift ? '' : ` (${swiftUnavailableReason()})`}`, () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });
  afterEach(() => desk[Symbol.dispose]());

  const s3 = (
    name: string,
    endpoint = swift?.s3Endpoint ?? '',
    accessKey = swift?.accessKey ?? '',
  ): string[] => {
    const where = [
      '--endpoint',
      endpoint,
      '--region',
      swift?.region ?? '',
      '--access-key',
      accessKey,
      '--path-style',
    ];
    return ['connections', 'add', '--name', name, '--kind', 's3', ...where];
  };

  it('stores, finds again, downloads byte for byte, and takes everything away', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await writePhoto(desk.path('card', 'día 1', '한강 #2%.jpg'), 2);
    cpSync(desk.path('card'), desk.path('expected'), { recursive: true });
    await desk.json(s3('Ours'), { secret: swift?.secretKey ?? '' });
    const report = await desk.json<ConnectionReport>(['connections', 'probe', 'Ours']);
    expect({ ok: report.ok, failed: report.steps.filter((step) => step.outcome === 'failed') }).toEqual({
      ok: true,
      failed: [],
    });

    const imported = await desk.json(['import', 'card', '--album', 'Seoul', '--on', 'Ours']);
    expect(imported).toMatchObject({ ok: true, storedCount: 2, failed: [], skipped: [] });
    await desk.json(['download', '--album', 'Seoul', '--to', 'back']);
    expect(filesIn(desk.path('back'))).toEqual(filesIn(desk.path('expected')));
    expect(await desk.json(['albums', 'delete', 'Seoul', '--objects', '--yes'])).toMatchObject({
      // Two photos, the album's own description and the pack of their thumbnails.
      deletedObjects: 4,
      keptObjects: 0,
    });
    await desk.json(['connections', 'remove', 'Ours']);
  });

  it('says plainly what a store refuses, and keeps what was done', async () => {
    await desk.json(s3('Wrong key'), { secret: 'not-the-secret' });
    await desk.json(s3('No server', 'http://127.0.0.1:9'), { secret: 'any' });
    const refused = await desk.run(['connections', 'probe', 'Wrong key', '--json']);
    const unreached = await desk.run(['connections', 'probe', 'No server', '--json']);
    const failing = (JSON.parse(refused.out) as ConnectionReport).steps.find(
      (step) => step.outcome === 'failed',
    );
    expect([refused.code, unreached.code, failing?.error?.code]).toEqual([1, 1, 'key-refused']);
    const create = await desk.run(['albums', 'create', 'X', '--on', 'Wrong key', '--json']);
    expect([create.code, JSON.parse(create.out)]).toMatchObject([1, { error: { code: 'key-refused' } }]);
    expect(await desk.json(['albums', 'list'])).toEqual([]);
  });

  it('never shows a secret, neither in any output nor in any file of the profile', async () => {
    const secret = `s3cr3t/${randomBytes(12).toString('base64')}`;
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await desk.run([...s3('Mine'), '--verbose'], { secret });
    await desk.run(['connections', 'probe', 'Mine', '--verbose'], { secret });
    await desk.run(['connections', 'list', '--json'], { secret });
    await desk.run(['import', 'card', '--album', 'T', '--on', 'Mine', '--verbose', '--json'], { secret });
    await desk.run(['doctor', '--json'], { secret });
    await desk.run([...s3('Mine'), `--secret=${secret}`], { secret });
    expect(desk.printed).toContain('"accessKey"');
    expect({ printed: desk.printed.includes(secret), files: filesHolding(desk.profile, secret) }).toEqual({
      printed: false,
      files: [],
    });
    // The search itself finds what is there in the clear.
    expect(filesHolding(desk.profile, swift?.accessKey ?? '')).toContain('catalogue.db');
  });

  it('asks for the secret in the environment where nobody can type it', async () => {
    expect(await desk.run(s3('Mine'))).toEqual({
      code: 2,
      out: '',
      notes:
        'caos: The secret key is missing. Put it into the environment variable CAOS_SECRET and try again.\n',
    });
  });
});
