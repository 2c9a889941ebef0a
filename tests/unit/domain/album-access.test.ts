/** Whose an album is: what its file may say, and what a reader makes of a file that says it badly. */
import { expect, it } from 'vitest';
import { accessOf } from '../../../src-main/services/album-access';
import { AlbumFile } from '../../../src-shared/domain/album';
import { isSamePerson, mayChange, mayLook } from '../../../src-shared/domain/album-access';

const file = (more: object) =>
  AlbumFile.parse({
    ...{ format: 'caos-album', version: 1, id: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', title: 'A', note: '' },
    ...{ createdAt: '2026-11-21T07:53:00.123Z', updatedAt: '2026-11-21T07:53:00.123Z' },
    ...more,
  });
const owner = { email: 'kim@studio.test', name: 'Kim' };

it.each([
  ['an older file is nobody’s', {}, null],
  ['an owner alone means open', { owner }, { owner, visibility: 'open', protection: 'app' }],
  [
    'private, and by whom it is kept',
    { owner, visibility: 'private', protection: 'store' },
    { owner, visibility: 'private', protection: 'store' },
  ],
  [
    'words that are not known are taken as the narrower ones',
    { owner, visibility: 'friends', protection: 'moon' },
    { owner, visibility: 'private', protection: 'app' },
  ],
  [
    'private without a readable owner is somebody’s all the same',
    { owner: 'kim', visibility: 'private' },
    { owner: { email: '', name: '' }, visibility: 'private', protection: 'app' },
  ],
])('%s', (_, said, expected) => {
  expect(accessOf(file(said), null)).toEqual(expected && { ...expected, storeBefore: null });
});

it('nobody’s album is everybody’s; an open one is looked at; a private one is its owner’s alone', () => {
  const access = (visibility: 'open' | 'private', mine: boolean) => ({
    ...{ owner, visibility, mine },
    protection: 'app' as const,
  });
  const of = (one: Parameters<typeof mayChange>[0]) => [mayLook(one), mayChange(one)];
  expect([
    of(undefined),
    of(access('open', true)),
    of(access('open', false)),
    of(access('private', true)),
    of(access('private', false)),
  ]).toEqual([
    [true, true],
    [true, true],
    [true, false],
    [true, true],
    [false, false],
  ]);
  expect(isSamePerson('Kim@Studio.test', 'kim@studio.TEST')).toBe(true);
});
