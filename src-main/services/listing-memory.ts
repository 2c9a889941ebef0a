/** What is remembered of an album's listings over a restart, besides its rows. */
import type { AlbumId } from '../../src-shared/units';
import type { Core } from './core';

type Memory = Pick<Core, 'catalogue'>;

const openName = (id: AlbumId): string => `listing/${id}`;
const packsName = (id: AlbumId): string => `packs-read/${id}`;

/** The album's first listing has begun and not come to its end. */
export const isListingOpen = ({ catalogue }: Memory, id: AlbumId): boolean =>
  catalogue.settings.value(openName(id)) !== null;
export function setListingOpen({ catalogue }: Memory, id: AlbumId, open: boolean): void {
  catalogue.settings.setValue(openName(id), open ? '1' : null);
}

/** Packs that tell nothing new: a listing that came to its end has applied them. */
export function packsRead({ catalogue }: Memory, id: AlbumId): Set<string> {
  return new Set((catalogue.settings.value(packsName(id)) ?? '').split('\n'));
}
export function setPacksRead({ catalogue }: Memory, id: AlbumId, names: readonly string[]): void {
  catalogue.settings.setValue(packsName(id), names.length > 0 ? names.join('\n') : null);
}

/** With the album: it may be opened again, and then nothing of it is known. */
export function forgetListings(core: Memory, id: AlbumId): void {
  setListingOpen(core, id, false);
  setPacksRead(core, id, []);
}
