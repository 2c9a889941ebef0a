/** `caos edit`: what the words become, and what they refuse. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultSettings } from '../../../src-shared/ipc-contract';
import { type Answers, runWords } from './run-words';

const albumId = '22222222-2222-4222-8222-222222222222';
const status = { pendingCount: 0, waitingFor: null, error: null, askAlbumIds: [] };
let profile: string;
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'caos-test-'));
});
afterEach(() => rmSync(profile, { recursive: true, force: true }));
const run = (words: string[], answers: Answers = {}) =>
  runWords(
    ['edit', ...words],
    {
      'albums.list': [{ id: albumId, title: 'Kim', copyOf: null }],
      'assets.find': {
        total: 2,
        items: [
          { id: 7, key: 'a.jpg' },
          { id: 8, key: 'day 2/b.jpg' },
        ],
      },
      'edits.apply': { changed: 1 },
      'edits.status': status,
      ...answers,
    },
    {},
    profile,
  );
const applied = async (...words: string[]): Promise<unknown> => {
  const result = await run(words);
  return result.code === 0
    ? result.calls.find(([name]) => name === 'edits.apply')?.[1]
    : { code: result.code, notes: result.notes.split('\n')[0] };
};

it('sets what was said on the photos that were said', async () => {
  expect(await applied('--album', 'Kim', '--rating', '4', '--pick')).toEqual({
    ids: [7, 8],
    change: { rating: 4, flag: 'pick' },
  });
  expect(
    await applied(
      '--album',
      'Kim',
      'day 2/',
      '--unflag',
      '--colour',
      'none',
      '--title',
      '',
      '--keyword',
      'sea',
      '--keyword',
      '제주',
      '--remove-keyword',
      'x',
    ),
  ).toEqual({
    ids: [8],
    change: { flag: 'none', colour: 'none', title: '', addKeywords: ['sea', '제주'], removeKeywords: ['x'] },
  });
  expect(await applied('--photo', '7,9', '--caption', 'c')).toEqual({
    ids: [7, 9],
    change: { caption: 'c' },
  });
});

it('sets what a template says, and what was said besides over it', async () => {
  const settings = {
    ...defaultSettings,
    metadataTemplates: [{ name: 'Mine', change: { creator: 'Kim', copyright: '© Kim' } }],
  };
  const result = await run(['--photo', '7', '--template', 'Mine', '--creator', 'Lee'], {
    'settings.get': settings,
  });
  expect(result.calls.find(([name]) => name === 'edits.apply')?.[1]).toEqual({
    ids: [7],
    change: { creator: 'Lee', copyright: '© Kim' },
  });
  expect((await run(['--photo', '7', '--template', 'x'], { 'settings.get': settings })).notes).toContain(
    '“Mine”',
  );
});

it.each([
  [['--album', 'Kim'], 'Say what to set'],
  [['--rating', '4'], 'Say which photos'],
  [['--photo', '7', '--rating', '6'], '--rating is a number of stars, 0 to 5.'],
  [['--photo', '7', '--pick', '--reject'], 'Only one of'],
  [['--photo', '7', '--colour', 'pink'], '--colour is one of'],
  [['--photo', '7', '--keyword', ' '], 'A keyword is empty'],
])('refuses %j', async (words, sentence) => {
  const result = await run(words);
  expect([result.code, result.calls.some(([name]) => name === 'edits.apply')]).toEqual([2, false]);
  expect(result.notes).toContain(sentence);
});

it('says what keeps it from going out', async () => {
  const waiting = { ...status, pendingCount: 2, waitingFor: 'permission', askAlbumIds: [albumId] };
  const result = await run(['--photo', '7', '--pick'], { 'edits.status': waiting });
  expect(result.out).toContain('Changed 1 of 1 photo.');
  expect(result.out).toContain('--sidecars yes');
});
