/** What a standing share is to show next to what it shows: which photos stay as they are, and what of them is made anew. Pure rules. */
import type { Asset } from '../../../../src-shared/domain/asset';
import { shownWords } from '../../../../src-shared/domain/edits';
import type { SharePhotoRow } from '../../../catalogue/catalogue';

export type WantedPhoto = Pick<SharePhotoRow, 'assetId' | 'fileName' | 'stamp'>;

export interface FollowPlan {
  /** Whether anything is different. */
  changed: boolean;
  /** Something that is shown is to be shown no more: a photo, or an original. */
  less: boolean;
  /** In order. `from`: the place that it had; null: it came in, or is prepared anew. */
  photos: Array<{ row: Omit<SharePhotoRow, 'place'>; from: number | null }>;
  /** Sealed objects that nothing names any more. */
  dropped: string[];
  /** Packs of thumbnails that hold one of a photo that went: they are packed anew without it. */
  reopened: string[];
}

/** Everything of a photo that a guest is shown: another stamp means that it is prepared anew. */
export function stampOf(asset: Asset): string {
  const { title = '', caption = '' } = shownWords(asset.metadata, asset.edits);
  return JSON.stringify([asset.etag, asset.sizeBytes, asset.kind, title, caption, asset.sortAtMs]);
}

/** `newItemId`: what picks name a photo by; one that is prepared anew keeps its own. `originals`: whether they may be downloaded. */
export function planFollow(
  held: readonly SharePhotoRow[],
  wanted: readonly WantedPhoto[],
  { originals, newItemId }: { originals: boolean; newItemId: () => string },
): FollowPlan {
  const byAsset = new Map(held.map((row) => [row.assetId, row]));
  const stays = (row: SharePhotoRow, photo: WantedPhoto): boolean =>
    row.stamp === photo.stamp && row.fileName === photo.fileName && isAtRest(row);
  const photos = wanted.map((photo): FollowPlan['photos'][number] => {
    const row = byAsset.get(photo.assetId);
    if (row && stays(row, photo)) {
      const { place, ...rest } = row;
      return { row: originals ? rest : withoutOriginal(rest), from: place };
    }
    const itemId = row?.itemId ?? newItemId();
    return { row: { ...photo, itemId, prepared: null, error: null }, from: null };
  });
  const kept = new Set(photos.map(({ from }) => from));
  const gone = held.filter(({ place }) => !kept.has(place)).flatMap(({ prepared }) => prepared ?? []);
  const reopened = [...new Set(gone.flatMap(({ thumb }) => thumb?.object ?? []))];
  const withdrawn = originals ? [] : held.filter((row) => kept.has(row.place) && tellsOriginal(row));
  const assets = new Set(wanted.map(({ assetId }) => assetId));
  const isOut = ({ assetId, prepared }: SharePhotoRow): boolean => prepared !== null && !assets.has(assetId);
  const isSame = photos.length === held.length && photos.every(({ from }, place) => from === place);
  return {
    changed: !isSame || withdrawn.length > 0,
    less: held.some(isOut) || withdrawn.some(({ prepared }) => prepared?.original),
    photos,
    reopened,
    dropped: [
      ...gone.flatMap(({ web, poster, original }) =>
        [web, poster, original?.object].filter((id) => typeof id === 'string'),
      ),
      ...reopened,
      ...withdrawn.flatMap(({ prepared }) => prepared?.original?.object ?? []),
    ],
  };
}

const tellsOriginal = ({ prepared, error }: SharePhotoRow): boolean =>
  prepared !== null && (prepared.original !== null || error !== null);
/** That its original could not be offered is said only where originals are. */
const withoutOriginal = (row: Omit<SharePhotoRow, 'place'>): Omit<SharePhotoRow, 'place'> =>
  row.prepared === null ? row : { ...row, prepared: { ...row.prepared, original: null }, error: null };

/** A thumbnail that waits to be packed lies under its place: where places move, it is made again. */
const isAtRest = ({ prepared, error }: SharePhotoRow): boolean =>
  error !== null || (prepared !== null && (prepared.thumb !== null || prepared.thumbBytes === 0));
