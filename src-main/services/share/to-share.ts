/** A share as screens and the command line see it: its row, its people, and how far it is. */
import type { WireError } from '../../../src-shared/app-error';
import type { Share } from '../../../src-shared/domain/share';
import type { Catalogue, SharePhotoRow, ShareRow } from '../../catalogue/catalogue';

const toLeftOut = ({ assetId, fileName, error }: SharePhotoRow & { error: WireError }) => ({
  assetId,
  fileName,
  error,
});

export function toShare({ shares, groups }: Pick<Catalogue, 'shares' | 'groups'>, row: ShareRow): Share {
  const standing = groups.standingOf(row.id);
  const { total, first } = shares.photoTally(row.id);
  const failed = row.state === 'draft' ? [] : shares.failedPhotos(row.id);
  return {
    id: row.id,
    title: row.title,
    message: row.message,
    language: row.language,
    state: row.state,
    stateAtMs: row.stateAtMs,
    reason: row.reason,
    createdAtMs: row.createdAtMs,
    days: row.days,
    endsAtMs: row.endsAtMs,
    sureUntilMs: row.sureUntilMs,
    connectionId: row.connectionId,
    bucket: row.bucket,
    allow: row.allow,
    options: row.options,
    photoCount: total,
    coverAssetId: row.options.cover ?? first,
    recipients: shares
      .recipients(row.id)
      .map(({ pageName, picksName, pageRevision, mailed, pickedSequence, pickedNote, ...told }) => told),
    progress: shares.objectTally(row.id),
    leftOut: failed.filter(({ prepared }) => prepared === null).map(toLeftOut),
    originalsLeftOut: failed.filter(({ prepared }) => prepared !== null).map(toLeftOut),
    filmsLeftOut: (row.state === 'draft' ? [] : shares.postersOnly(row.id)).map(toLeftOut),
    moving: row.nextObjectsFolder !== null,
    cleanedAtMs: row.cleanedAtMs,
    ...(standing && { standing: { albumId: standing.albumId, groupId: standing.groupId } }),
  };
}
