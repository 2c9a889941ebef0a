/** `caos search`: what the words become, what it says, and what it refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Answers, runWords } from './run-words';

const albumId = '22222222-2222-4222-8222-222222222222';
let profile: string;
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'caos-test-'));
});
afterEach(() => rmSync(profile, { recursive: true, force: true }));
const photo = {
  id: 7,
  albumId,
  key: 'day 1/a.jpg',
  sizeBytes: 2_000_000,
  cull: 0b000_01_100,
  metadata: { takenAtLocal: '2024-05-01T10:11:12', cameraMake: 'Canon', cameraModel: 'Canon EOS R5' },
};
const run = (words: string[], answers: Answers = {}) =>
  runWords(
    ['search', ...words],
    {
      'albums.list': [{ id: albumId, title: 'Kim', copyOf: null }],
      'assets.find': { total: 1, items: [photo] },
      ...answers,
    },
    {},
    profile,
  );
const asked = async (...words: string[]): Promise<unknown> => {
  const result = await run(words);
  const [, input] = result.calls.find(([name]) => name === 'assets.find') ?? [];
  return result.code === 0 ? input : { code: result.code, notes: result.notes.split('\n')[0] };
};

it('asks for what was said', async () => {
  const everything = { kind: 'everything' };
  expect(await asked('bride', 'café')).toEqual({
    list: { scope: everything, query: { text: 'bride café' }, sort: { by: 'own', descending: false } },
    offset: 0,
    limit: 100,
  });
  expect(
    await asked(
      ...[
        '--album',
        'Kim',
        '--rating',
        '3+',
        '--flag',
        'pick,none',
        '--camera',
        'A',
        '--camera',
        'B',
        '--iso',
        '800+',
      ],
      ...[
        '--focal',
        '50',
        '--from',
        '2024-05-01',
        '--to',
        '2024-05-01',
        '--type',
        'raw',
        '--orientation',
        'portrait',
      ],
      ...[
        '--not-stored',
        '--duplicates',
        'same',
        '--no-place',
        '--sort',
        'rating',
        '--reverse',
        '--limit',
        '5',
      ],
      ...['--colour', 'red', '--lens', 'L', '서울'],
    ),
  ).toEqual({
    list: {
      scope: everything,
      query: {
        text: '서울',
        albumIds: [albumId],
        ratings: [3, 4, 5],
        flags: ['pick', 'none'],
        colours: ['red'],
        cameras: ['A', 'B'],
        lenses: ['L'],
        iso: { from: 800 },
        focalLengthMm: { from: 50, to: 50 },
        takenAtMs: { from: Date.UTC(2024, 4, 1), to: Date.UTC(2024, 4, 2) - 1 },
        kinds: ['raw'],
        orientation: ['portrait'],
        stored: false,
        duplicates: 'same',
        hasPlace: false,
      },
      sort: { by: 'rating', descending: true },
    },
    offset: 0,
    limit: 5,
  });
  expect(await asked('--trash', '--', '-night')).toMatchObject({
    list: { scope: { kind: 'trash' }, query: { text: '-night' } },
  });
});

it('tells what it found, and how many more there are', async () => {
  const found = await run(['bride', '--limit', '1'], { 'assets.find': { total: 3, items: [photo] } });
  expect(found.out.split('\n').slice(1, 3)).toEqual([
    'Kim    day 1/a.jpg  2024-05-01 10:11  **** pick  Canon EOS R5  2.0 MB',
    '3 photos in all; --limit 3 shows them.',
  ]);
  expect((await run(['x'], { 'assets.find': { total: 0, items: [] } })).out).toBe(
    'No photo fits. Use fewer words or options.\n',
  );
  const json = await run(['--json', 'bride']);
  expect(JSON.parse(json.out)).toEqual({ total: 1, items: [photo] });
});

it('asks page by page for as many as were wanted', async () => {
  const pages: unknown[] = [];
  const result = await run(['--limit', '12000', '--json'], {
    'assets.find': ({ offset, limit }: { offset: number; limit: number }) => {
      pages.push([offset, limit]);
      const rest = Math.min(limit, 10_001 - offset);
      return { total: 10_001, items: Array.from({ length: rest }, () => photo) };
    },
  });
  expect(JSON.parse(result.out).items).toHaveLength(10_001);
  expect(pages).toEqual([
    [0, 5000],
    [5000, 5000],
    [10_000, 2000],
  ]);
});

it.each([
  [['--rating', '6'], '--rating'],
  [['--flag', 'picked'], '--flag'],
  [['--iso', 'high'], '--iso'],
  [['--from', '1.5.2024'], '--from'],
  [['--sort', 'own'], '--sort'],
  [['--stored', '--not-stored'], '--stored'],
  [['--limit', '0'], '--limit'],
  [['--album', 'Lee'], 'no album'],
])('%j is refused in words', async (words, why) => {
  const { code, notes } = await run(words);
  expect(code).not.toBe(0);
  expect(notes).toContain(why);
});
