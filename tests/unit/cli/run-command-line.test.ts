import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../../../src-main/cli/terminal';
import { type Answers, runWords } from './run-words';

const local = {
  id: '11111111-1111-4111-8111-111111111111',
  name: 'This computer',
  config: { kind: 'local', root: '/store' },
  builtIn: true,
  createdAtMs: 0,
  albumCount: 1,
};
const kim = {
  id: '22222222-2222-4222-8222-222222222222',
  title: '결혼식 Kim',
  note: '',
  connectionId: local.id,
  connectionName: 'This computer',
  bucket: 'kim-222222',
  copyOf: null,
  prefix: '',
  createdAtMs: 0,
  assetCount: 2,
  storedCount: 2,
  failedCount: 0,
  totalBytes: 3_000_000,
  coverAssetId: null,
  coverThumbRevision: 0,
  state: 'stored',
  firstAtMs: null,
  lastAtMs: null,
};
const summary = {
  totalCount: 2,
  storedCount: 1,
  failedCount: 0,
  cancelledCount: 0,
  activeCount: 1,
  pausedCount: 0,
  waitingCount: 0,
  totalBytes: 2000,
  sentBytes: 1000,
  bytesPerSecond: 500,
  remainingMs: 2000,
  pausedAll: false,
  skippedCount: 0,
};

describe('the command line', () => {
  let profile: string;
  beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'caos-test-'));
  });
  afterEach(() => rmSync(profile, { recursive: true, force: true }));

  const run = (words: string[], answers: Answers = {}, extra: Partial<Terminal> = {}) =>
    runWords(words, answers, extra, profile);

  it('prints its version and its help to standard output', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', notes: '', calls: [] });
    const help = await run(['albums', '--help']);
    expect([help.code, help.notes, help.out.split('\n')[0]]).toEqual([
      0,
      '',
      'Usage: caos albums [options] [command]',
    ]);
  });

  it.each([
    [[]],
    [['nonsense']],
    [['albums']],
    [['albums', 'list', 'more']],
    [['import', '/a']],
    [['import', '--album', 'T']],
    [['download', '--album', 'T']],
    [['connections', 'add', '--name', 'x']],
    [['albums', 'list', '--no-such']],
  ])('ends with 2 for %j', async (words) => {
    const { code, out, calls } = await run(words);
    expect({ code, out, calls }).toEqual({ code: 2, out: '', calls: [] });
  });

  it('says wrong usage as JSON too, and never repeats a value that may be a secret', async () => {
    const words = ['connections', 'add', '--name', 'x', '--kind', 's3', '--secret=hunter2', '--json'];
    const { code, out, notes } = await run(words);
    expect({ code, out: JSON.parse(out), leak: /hunter2/.test(out + notes) }).toEqual({
      code: 2,
      out: { error: { code: 'bad-input', message: "unknown option '--secret'", retry: 'after-user' } },
      leak: false,
    });
  });

  it('lists for people in aligned columns and for machines as one array', async () => {
    const answers = { 'albums.list': [kim, { ...kim, title: 'Trip', state: 'attention' }] };
    const people = await run(['albums', 'list'], answers);
    expect(people).toEqual({
      code: 0,
      notes: '',
      calls: [['albums.list', {}]],
      out: [
        'TITLE       PHOTOS  STORED    SIZE  STATE            CONNECTION     ID',
        '결혼식 Kim       2       2  3.0 MB  stored           This computer  22222222-2222-4222-8222-222222222222',
        'Trip             2       2  3.0 MB  needs attention  This computer  22222222-2222-4222-8222-222222222222',
        '',
      ].join('\n'),
    });
    for (const words of [
      ['--json', 'albums', 'list'],
      ['albums', 'list', '--json'],
    ]) {
      expect(JSON.parse((await run(words, answers)).out)).toEqual(answers['albums.list']);
    }
  });

  it('tells an error as a sentence, its details when asked, and as JSON', async () => {
    const answers = { 'albums.list': new Error('The disk is full.') };
    expect(await run(['albums', 'list'], answers)).toMatchObject({
      code: 1,
      out: '',
      notes: 'caos: The disk is full.\n',
    });
    expect(await run(['albums', 'list', '--verbose'], answers)).toMatchObject({
      notes: 'caos: The disk is full.\nEX\n',
    });
    const json = await run(['albums', 'list', '--json'], answers);
    expect({ ...json, out: JSON.parse(json.out) }).toMatchObject({
      code: 1,
      notes: 'caos: The disk is full.\n',
      out: { error: { code: 'io', message: 'The disk is full.', retry: 'later', details: 'EX' } },
    });
  });

  describe('connections add', () => {
    const s3 = [
      'connections',
      'add',
      '--name',
      'Mine',
      '--kind',
      's3',
      '--endpoint',
      'https://s3.example.com',
      '--access-key',
      'AK',
      '--no-probe',
    ];
    const added = { 'connections.add': { ...local, name: 'Mine' } };

    it('passes the options and the secret from the environment', async () => {
      const { code, calls, out } = await run([...s3, '--path-style', '--region', 'eu-1'], added, {
        secret: 'hunter2',
      });
      expect({ code, calls, leak: out.includes('hunter2') }).toEqual({
        code: 0,
        leak: false,
        calls: [
          [
            'connections.add',
            {
              name: 'Mine',
              config: {
                kind: 's3',
                endpoint: 'https://s3.example.com',
                region: 'eu-1',
                accessKey: 'AK',
                pathStyle: true,
              },
              secret: 'hunter2',
            },
          ],
        ],
      });
    });

    it('asks for the secret where somebody can answer', async () => {
      const ask = { secret: async () => 'typed', line: async () => '' };
      const { calls } = await run(s3, added, { ask });
      expect(calls).toEqual([
        [
          'connections.add',
          {
            name: 'Mine',
            config: {
              kind: 's3',
              endpoint: 'https://s3.example.com',
              region: 'us-east-1',
              accessKey: 'AK',
              pathStyle: false,
            },
            secret: 'typed',
          },
        ],
      ]);
    });

    it('resolves a local folder from where the person stands, without any secret', async () => {
      const { calls } = await run(
        ['connections', 'add', '--name', 'D', '--kind', 'local', '--root', 'photos', '--no-probe'],
        added,
      );
      expect(calls).toEqual([
        ['connections.add', { name: 'D', config: { kind: 'local', root: '/shoot/photos' } }],
      ]);
    });

    it.each([
      [s3, 'The secret key is missing. Put it into the environment variable CAOS_SECRET and try again.'],
      [
        ['connections', 'add', '--name', 'x', '--kind', 'ftp'],
        '“ftp” is no kind of connection. Use --kind local, --kind s3 or --kind swift.',
      ],
      [
        ['connections', 'add', '--name', 'x', '--kind', 'local'],
        'A local connection needs --root DIR, the folder that will hold its albums.',
      ],
      [
        ['connections', 'add', '--name', 'x', '--kind', 'local', '--root', '/a', '--path-style'],
        '--path-style does not belong to a local connection.',
      ],
      [
        [
          'connections',
          'add',
          '--name',
          'x',
          '--kind',
          's3',
          '--access-key',
          'a',
          '--endpoint',
          's3.example.com',
        ],
        '--endpoint must be a full address such as https://s3.example.com',
      ],
    ])('answers %j with 2', async (words, message) => {
      expect(await run(words, {})).toEqual({ code: 2, out: '', notes: `caos: ${message}\n`, calls: [] });
    });
  });

  describe('albums', () => {
    const twice = { 'albums.list': [kim, { ...kim, id: '33333333-3333-4333-8333-333333333333' }] };

    it('are found by title, in any Unicode form, or by id; never guessed', async () => {
      for (const words of [kim.title.normalize('NFD'), kim.id.toUpperCase()]) {
        const { code, out } = await run(['albums', 'show', words, '--json'], { 'albums.list': [kim] });
        expect([code, JSON.parse(out)]).toEqual([0, kim]);
      }
      expect(await run(['albums', 'show', kim.title], twice)).toMatchObject({
        code: 1,
        notes: 'caos: 2 albums are called “결혼식 Kim”. Use the id of the one you mean.\n',
      });
      expect(await run(['albums', 'show', 'kim'], twice)).toMatchObject({
        code: 1,
        notes: 'caos: There is no album “kim” here. See them with: caos albums list\n',
      });
    });

    it('are forgotten without asking, but objects are deleted only after a yes', async () => {
      const answers = { 'albums.list': [kim], 'albums.delete': { deletedObjects: 3, keptObjects: 0 } };
      const calls = async (words: string[], typed?: string) => {
        const ask = typed === undefined ? null : { line: async () => typed, secret: async () => '' };
        const result = await run(['albums', 'delete', kim.title, ...words], answers, { ask });
        return [
          result.code,
          result.calls.filter(([name]) => name === 'albums.delete').map(([, input]) => input),
        ];
      };
      expect({
        forget: await calls([]),
        nobody: await calls(['--objects']),
        no: await calls(['--objects'], 'y'),
        typed: await calls(['--objects'], ' Yes '),
        flag: await calls(['--objects', '--yes']),
      }).toEqual({
        forget: [0, [{ id: kim.id, objects: false }]],
        nobody: [2, []],
        no: [1, []],
        typed: [0, [{ id: kim.id, objects: true }]],
        flag: [0, [{ id: kim.id, objects: true }]],
      });
    });
  });

  describe('import', () => {
    const importRun = {
      id: 7,
      albumId: kim.id,
      roots: ['/shoot/card'],
      state: 'done',
      startedAtMs: 0,
      endedAtMs: 1,
      foundCount: 2,
      foundBytes: 2000,
      skippedCount: 0,
      storedCount: 2,
      failedCount: 0,
      cancelledCount: 0,
      error: null,
    };
    const transfer = {
      id: 1,
      importId: 7,
      albumId: kim.id,
      assetId: 1,
      fileName: 'a.jpg',
      sourcePath: '/shoot/card/a.jpg',
      state: 'failed',
      sizeBytes: 1,
      sentBytes: 0,
      attempts: 1,
      retryAtMs: null,
      error: { code: 'access-denied', message: 'The store said no.', retry: 'after-user' },
      createdAtMs: 0,
      updatedAtMs: 0,
    };
    const elsewhere = { ...transfer, id: 2, importId: 3, sourcePath: '/shoot/cardinal/b.jpg' };
    const left = {
      ...transfer,
      id: 3,
      importId: 3,
      sourcePath: '/shoot/card/deep/c.jpg',
      state: 'cancelled',
      error: null,
    };
    const bothStored = [1, 2].map((n) => ({
      ...transfer,
      id: n + 10,
      state: 'stored',
      sourcePath: `/shoot/card/${n}.jpg`,
      error: null,
    }));
    const answers = (ended: unknown[], skipped: unknown[], more: Answers = {}): Answers => ({
      'imports.plan': { suggestedTitle: '', fileCount: 0, totalBytes: 0, counted: 'all', missing: [] },
      'albums.list': [kim],
      'imports.start': { importId: 7 },
      'transfers.resume': { ok: true },
      'transfers.summary': summary,
      'imports.get': importRun,
      'albums.get': { ...kim, storedCount: kim.storedCount + 2 },
      'imports.skipped': skipped,
      'transfers.list': ({ states }: { states: string[] }) => {
        const rows =
          states.join() === 'failed,cancelled' ? ended : states.join() === 'stored' ? bothStored : [];
        return { total: rows.length, items: rows };
      },
      ...more,
    });
    const words = ['import', 'card', '--album', kim.title];

    it('ends with 0 when everything found is stored', async () => {
      const { code, out, notes, calls } = await run(words, answers([elsewhere], []));
      expect({ code, out, notes, started: calls.find(([name]) => name === 'imports.start') }).toEqual({
        code: 0,
        out: '2 files stored in “결혼식 Kim” on “This computer”.\n',
        notes: '',
        started: ['imports.start', { albumId: kim.id, paths: ['/shoot/card'] }],
      });
    });

    it('ends with 1 and names each file that is not stored, of this run or of an earlier one at the same place', async () => {
      const skipped = [
        { path: '/shoot/card/notes.txt', reason: 'not-media', detail: null },
        { path: '/shoot/card/b.jpg', reason: 'duplicate', detail: 'card/a.jpg' },
        { path: '/shoot/card/old.jpg', reason: 'already-here', detail: 'card/old.jpg' },
      ];
      const { code, out } = await run(words, answers([transfer, elsewhere, left], skipped));
      expect({ code, out }).toEqual({
        code: 1,
        out: [
          '2 files stored in “결혼식 Kim” on “This computer”, 2 more stored already. Not everything could be stored.',
          'Not stored (2):',
          '  /shoot/card/a.jpg: The store said no.',
          '  /shoot/card/deep/c.jpg: It was cancelled. Import it again to store it.',
          'Skipped (2):',
          '  /shoot/card/notes.txt: neither a photo nor a video',
          '  /shoot/card/b.jpg: the same photo is in the album already as card/a.jpg',
          '',
        ].join('\n'),
      });
    });

    it('does not call a card safe when something on it could not be read', async () => {
      const unreadable = { path: '/shoot/card/locked', reason: 'unreadable', detail: null };
      const { code, out } = await run([...words, '--json'], answers([], [unreadable]));
      expect({ code, out: JSON.parse(out) }).toEqual({
        code: 1,
        out: {
          ok: false,
          importId: 7,
          album: { id: kim.id, title: kim.title },
          storedCount: 2,
          alreadyStoredCount: 0,
          failed: [],
          skipped: [unreadable],
        },
      });
    });

    it('counts what was stored since it began, whichever run had begun with it', async () => {
      const run2 = { ...importRun, startedAtMs: 1000, storedCount: 0 };
      const stored = (n: number, updatedAtMs: number) => ({
        ...transfer,
        id: n,
        importId: 3,
        state: 'stored',
        sourcePath: `/shoot/card/${n}.jpg`,
        error: null,
        updatedAtMs,
      });
      const rows = [
        stored(1, 2000),
        stored(2, 1000),
        stored(3, 999),
        stored(4, 2000),
        { ...elsewhere, updatedAtMs: 2000 },
      ];
      const here = { path: '/shoot/card/4.jpg', reason: 'already-here', detail: '4.jpg' };
      const listed = ({ states }: { states: string[] }) => {
        if (states.join() === 'stored') return { total: rows.length, items: rows };
        return { total: 0, items: [] };
      };
      const { code, out } = await run(
        words,
        answers([], [here], { 'imports.get': run2, 'transfers.list': listed }),
      );
      expect({ code, out }).toEqual({
        code: 0,
        out: '2 files stored in “결혼식 Kim” on “This computer”, 1 more stored already.\n',
      });
    });

    it('makes no album for a path that is not there', async () => {
      const plan = {
        suggestedTitle: '',
        fileCount: 0,
        totalBytes: 0,
        counted: 'all',
        missing: ['/shoot/card'],
      };
      const { code, notes, calls } = await run(words, { 'imports.plan': plan });
      expect({ code, notes, calls: calls.map(([name]) => name) }).toEqual({
        code: 1,
        notes: 'caos: “/shoot/card” cannot be found. Check the name, or plug in its card or disk.\n',
        calls: ['imports.plan'],
      });
    });

    it('waits for the last open transfer of the album, an earlier run’s included', async () => {
      let looks = 0;
      const listed = ({ states }: { states: string[] }) => {
        // Only the question what is still open; the others are about what ended.
        if (!states.includes('queued')) return { total: 0, items: [] };
        looks += 1;
        return { total: looks < 3 ? 1 : 0, items: [] };
      };
      const { code } = await run(words, answers([], [], { 'transfers.list': listed }));
      expect({ code, looks }).toEqual({ code: 0, looks: 3 });
    });

    it('pauses at Ctrl-C, says how to go on, and ends with 1', async () => {
      const interrupt = new AbortController();
      const never = ({ states }: { states: string[] }) => {
        if (!states.includes('failed')) interrupt.abort();
        return { total: states.length, items: [] };
      };
      const { code, out, notes } = await run(words, answers([], [], { 'transfers.list': never }), {
        interrupted: interrupt.signal,
      });
      expect({ code, out, notes }).toEqual({
        code: 1,
        out: '',
        notes:
          'caos: Paused the import into “결혼식 Kim”. What is stored is safe and nothing is lost. To go on, type the same command, or: caos transfers retry\n',
      });
    });
  });
});
