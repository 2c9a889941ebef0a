/** The native Swift API from the command line: an existing container opened, looked into, linked to, its key replaced. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import type { ConnectionReport } from '../../../src-shared/domain/connection';
import type { ObjectFacts, StorageBucket } from '../../../src-shared/domain/storage';
import { sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { Desk, filesIn, writePhoto } from './run-cli';

const swift = sharedSwift();

describe.skipIf(swift === undefined)(`caos on Swift${swift ? '' : ` (${swiftUnavailableReason()})`}`, () => {
  let desk: Desk;
  let container: string;
  beforeEach(() => {
    desk = new Desk();
    container = `cli-${process.pid}-${Date.now() % 1_000_000}`;
  });
  afterEach(() => desk[Symbol.dispose]());

  const { authUrl = '', user = '', key = '' } = swift ?? {};
  const add = (name: string): string[] => [
    ...['connections', 'add', '--name', name],
    ...['--kind', 'swift', '--auth-url', authUrl, '--user', user],
  ];
  const secret = { secret: key };
  /** Asks the server as any other client would. */
  async function ask(path: string, method: string, body?: string | Buffer): Promise<string> {
    const signedIn = await fetch(authUrl, { headers: { 'X-Auth-User': user, 'X-Auth-Key': key } });
    const answer = await fetch(`${signedIn.headers.get('x-storage-url')}/${path}`, {
      method,
      headers: { 'X-Auth-Token': signedIn.headers.get('x-auth-token') ?? '' },
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    });
    expect(answer.ok).toBe(true);
    return answer.text();
  }

  it('probes, stores, and another computer opens the album with its photos from the bucket alone', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await writePhoto(desk.path('card', 'día 1', '한강 #2%.jpg'), 2);
    await desk.json(add('Uni'), secret);
    const report = await desk.json<ConnectionReport>(['connections', 'probe', 'Uni']);
    expect([report.ok, report.steps.filter((step) => step.outcome === 'failed')]).toEqual([true, []]);
    expect(await desk.json(['import', 'card', '--album', 'Seoul', '--on', 'Uni'])).toMatchObject({
      ok: true,
      storedCount: 2,
    });
    const [album] = await desk.json<Album[]>(['albums', 'list']);

    using other = new Desk();
    await other.json(add('Same place'), secret);
    const opened = await other.json<Album>([
      ...['albums', 'open', '--on', 'Same place', '--bucket', album?.bucket ?? ''],
    ]);
    expect({ title: opened.title, origin: opened.origin, photos: opened.assetCount }).toEqual({
      title: 'Seoul',
      origin: 'made',
      photos: 2,
    });
    await other.json(['download', '--album', 'Seoul', '--to', 'back']);
    expect(filesIn(other.path('back'))).toEqual(filesIn(desk.path('card')));
    // Emptied through the browser of the other one; a refresh here notices.
    const paths = ['a.jpg', 'día 1/한강 #2%.jpg'].map((one) => `${album?.bucket}/${one}`);
    await other.json(['storage', 'rm', ...paths, '--on', 'Same place', '--yes']);
    expect(await desk.json<Album>(['albums', 'refresh', 'Seoul'])).toMatchObject({ assetCount: 0 });
    await desk.json(['albums', 'delete', 'Seoul', '--objects', '--yes']);
  });

  it('opens a container that something else filled, and writes nothing into it', async () => {
    await writePhoto(desk.path('there', 'x', 'one.jpg'), 3);
    await ask(container, 'PUT');
    await ask(`${container}/x/one.jpg`, 'PUT', readFileSync(desk.path('there', 'x', 'one.jpg')));
    await ask(`${container}/notes.txt`, 'PUT', 'no photo');
    await desk.json(add('Uni'), secret);
    const album = await desk.json<Album>(['albums', 'open', '--on', 'Uni', '--bucket', container]);
    expect(album).toMatchObject({ title: container, origin: 'opened', assetCount: 1, storedCount: 1 });
    const listed = await desk.json(['storage', 'ls', container, '--on', 'Uni']);
    expect(listed).toMatchObject({ folders: ['x/'], objects: [{ key: 'notes.txt', sizeBytes: 8 }] });
    const buckets = await desk.json<StorageBucket[]>(['storage', 'ls', '--on', 'Uni']);
    expect(buckets.find((bucket) => bucket.name === container)).toMatchObject({ albumIds: [album.id] });
    const facts = await desk.json<ObjectFacts>(['storage', 'stat', `${container}/x/one.jpg`, '--on', 'Uni']);
    expect(facts).toMatchObject({ contentType: 'image/jpeg', albumId: album.id });
    const { url } = await desk.json<{ url: string }>([
      ...['storage', 'link', `${container}/x/one.jpg`, '--on', 'Uni', '--for', '90s'],
    ]);
    const fetched = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(fetched.equals(filesIn(desk.path('there', 'x'))[0]?.[1] ?? Buffer.of())).toBe(true);
    // Deleting the album with its objects deletes nothing of others.
    await desk.json(['albums', 'delete', container, '--objects', '--yes']);
    expect(await ask(container, 'GET')).toBe('notes.txt\nx/one.jpg\n');
    for (const name of ['notes.txt', 'x/one.jpg']) await ask(`${container}/${name}`, 'DELETE');
    await ask(container, 'DELETE');
  });

  it('a replaced key is entered, and what stopped goes on', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 4);
    await desk.json(add('Uni'), secret);
    await desk.json(['albums', 'create', 'Late', '--on', 'Uni']);
    await desk.json(['connections', 'edit', 'Uni', '--new-secret'], { secret: 'not-any-more' });
    const refused = await desk.run(['import', 'card', '--album', 'Late', '--json']);
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([
      1,
      { ok: false, failed: [{ code: 'key-refused' }] },
    ]);
    await desk.json(['connections', 'edit', 'Uni', '--new-secret'], secret);
    expect((await desk.run(['transfers', 'retry'])).code).toBe(0);
    expect(await desk.json(['albums', 'show', 'Late'])).toMatchObject({ storedCount: 1, state: 'stored' });
    await desk.json(['albums', 'delete', 'Late', '--objects', '--yes']);
  });

  it('brings an account from an openrc file, and says what a wrong address is', async () => {
    mkdirSync(desk.path('files'), { recursive: true });
    const file = desk.path('files', 'v1rc');
    writeFileSync(file, `export ST_AUTH=${authUrl}\nexport ST_USER=${user}\nexport ST_KEY=${key}\n`);
    expect(await desk.json(['connections', 'found', '--file', file])).toMatchObject([
      { source: 'openrc', name: 'v1rc', hasSecret: true },
    ]);
    await desk.json(['connections', 'bring', 'v1rc', '--file', file, '--name', 'Brought']);
    expect((await desk.run(['connections', 'probe', 'Brought'])).code).toBe(0);
    const wrong = authUrl.replace('/auth/v1.0', '/nowhere/v1.0');
    await desk.json(['connections', 'edit', 'Brought', '--auth-url', wrong]);
    const report = await desk.run(['connections', 'probe', 'Brought', '--json']);
    expect([report.code, (JSON.parse(report.out) as ConnectionReport).steps[0]?.outcome]).toEqual([
      1,
      'failed',
    ]);
  });
});
