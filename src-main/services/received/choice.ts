/** What this person chose in a received album: stars and colours of its photos, and the notes that they wrote to some. */
import { AppError } from '../../../src-shared/app-error';
import { unpackCull } from '../../../src-shared/domain/cull';
import type { Pick } from '../../../src-shared/domain/share-page';
import type { AssetId } from '../../../src-shared/units';
import type { ReceivedRow } from '../../catalogue/catalogue';
import type { Core } from '../core';

type Known = globalThis.Pick<Core, 'catalogue'>;

/** As the page would send it: what is marked or has a note, where notes are allowed. */
export function chosenIn({ catalogue }: Known, row: ReceivedRow): Pick[] {
  const itemOf = new Map([...catalogue.received.names(row.id)].map(([item, key]) => [key, item]));
  const notes = new Map(row.allow.comment ? Object.entries(row.notes) : []);
  const { ids, cull } = catalogue.assets.index(row.albumId);
  const culls = new Map(Array.from(ids, (id, at) => [id as AssetId, unpackCull(cull[at] ?? 0)]));
  const isMarked = (id: AssetId): boolean => {
    const is = culls.get(id);
    return is !== undefined && (is.rating > 0 || is.flag === 'pick' || is.colour !== 'none');
  };
  // Which photos have notes their keys tell: without any, only those that are marked are read.
  const wanted = [...culls.keys()].filter((id) => notes.size > 0 || isMarked(id));
  return catalogue.assets.get(wanted).flatMap(({ id, key }): Pick[] => {
    const [itemId, is] = [itemOf.get(key), culls.get(id)];
    if (itemId === undefined || is === undefined) return [];
    const note = notes.get(itemId) ?? '';
    if (note === '' && !isMarked(id)) return [];
    return [{ itemId, heart: is.rating > 0 || is.flag === 'pick', colour: is.colour, note }];
  });
}

export function noteOf(core: Known, id: AssetId): string {
  const { row, itemId } = placeOf(core, id);
  return row.notes[itemId] ?? '';
}

/** Throws `unsupported` where its sender takes none. */
export function setNote(core: Known, id: AssetId, note: string): void {
  const { row, itemId } = placeOf(core, id);
  if (!row.allow.comment)
    throw new AppError('unsupported', 'This share takes no notes. Write to its sender instead.');
  const { [itemId]: _before, ...others } = row.notes;
  core.catalogue.received.change(row.id, { notes: note === '' ? others : { ...others, [itemId]: note } });
}

function placeOf({ catalogue }: Known, id: AssetId): { row: ReceivedRow; itemId: string } {
  const [asset] = catalogue.assets.get([id]);
  const row = catalogue.received.list().find(({ albumId }) => albumId === asset?.albumId);
  const named = row && [...catalogue.received.names(row.id)].find(([, key]) => key === asset?.key);
  if (!row || !named) throw new AppError('not-found', 'That photo is not part of a share that you received.');
  return { row, itemId: named[0] };
}
