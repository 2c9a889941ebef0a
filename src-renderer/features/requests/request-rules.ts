/** What screens of photo requests say and offer. Pure. */
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';

export const isOver = ({ state }: Pick<PhotoRequest, 'state'>): boolean =>
  state === 'expired' || state === 'revoked';

/** Those that the inbox shows: what was declined is gone. */
export const inInbox = <One extends Pick<Arrival, 'state'>>(arrivals: readonly One[]): One[] =>
  arrivals.filter(({ state }) => state !== 'declined');

/** The word for an inbox that shows no photo; null: it shows some. */
export function emptyInbox(
  request: Pick<PhotoRequest, 'state'>,
  arrivals: ReadonlyArray<Pick<Arrival, 'state'>>,
): 'notYet' | 'nothingCame' | 'nothingWaits' | null {
  if (inInbox(arrivals).length > 0) return null;
  if (arrivals.length > 0) return 'nothingWaits';
  return isOver(request) ? 'nothingCame' : 'notYet';
}

/** The chosen one, or another when it was deleted since. */
export const albumFor = <Album extends { id: string }>(
  albums: readonly Album[],
  chosen: string | null,
): Album | undefined => albums.find(({ id }) => id === chosen) ?? albums[0];

/** What a command line chose is offered as well. */
export const withOwn = (offered: readonly number[], own: number): number[] =>
  [...new Set([...offered, own])].sort((a, b) => a - b);
