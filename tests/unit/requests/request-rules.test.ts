/** What an empty inbox says, and what a draft is changed with. */
import { expect, it } from 'vitest';
import {
  albumFor,
  emptyInbox,
  inInbox,
  withOwn,
} from '../../../src-renderer/features/requests/request-rules';

it('an empty inbox says whether something may still come, and whether something had come', () => {
  const declined = [{ state: 'declined' as const }, { state: 'declined' as const }];
  expect(emptyInbox({ state: 'live' }, [])).toBe('notYet');
  expect(emptyInbox({ state: 'sending' }, [])).toBe('notYet');
  expect(emptyInbox({ state: 'expired' }, [])).toBe('nothingCame');
  expect(emptyInbox({ state: 'revoked' }, [])).toBe('nothingCame');
  expect(emptyInbox({ state: 'live' }, declined)).toBe('nothingWaits');
  expect(emptyInbox({ state: 'expired' }, declined)).toBe('nothingWaits');
  const mixed = [...declined, { state: 'refused' as const }];
  expect(emptyInbox({ state: 'live' }, mixed)).toBeNull();
  expect(inInbox(mixed)).toEqual([{ state: 'refused' }]);
});

it('a draft whose album was deleted takes another, and none where there is none', () => {
  const albums = [{ id: 'jeju' }, { id: 'lisbon' }];
  expect(['lisbon', 'deleted', null].map((chosen) => albumFor(albums, chosen)?.id)).toEqual([
    'lisbon',
    'jeju',
    'jeju',
  ]);
  expect(albumFor([], 'deleted')).toBeUndefined();
});

it('what a draft came with stays on offer, in its place and once', () => {
  expect(withOwn([3, 7, 14], 10)).toEqual([3, 7, 10, 14]);
  expect(withOwn([3, 7, 14], 7)).toEqual([3, 7, 14]);
});
