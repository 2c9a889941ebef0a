/** Originals are advised only where guests cannot download them yet. */
import { expect, it } from 'vitest';
import { filmReason } from '../../../src-renderer/features/shares/share-words';
import type { WireError } from '../../../src-shared/app-error';

const allow = { view: true as const, web: true, original: false, pick: true, comment: true };
const error = (film?: string): WireError => ({
  code: 'unsupported',
  message: '',
  retry: 'never',
  ...(film !== undefined && { params: { film } }),
});

it('says why there is no film, and advises what is not done yet', () => {
  expect(filmReason({ allow }, error('slow'))).toEqual(['slow', 'shareOriginals']);
  expect(filmReason({ allow }, error())).toEqual(['unreadable', 'shareOriginals']);
  expect(filmReason({ allow: { ...allow, original: true } }, error('slow'))).toEqual(['slow']);
});
