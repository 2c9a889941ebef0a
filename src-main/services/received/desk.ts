/** What the acts on received shares work with, beside the core. */
import { AppError } from '../../../src-shared/app-error';
import type { Received } from '../../../src-shared/domain/received';
import type { SealingPrimitives } from '../../../src-shared/sealing/primitives';
import type { ReceivedId } from '../../../src-shared/units';
import type { ReceivedRow } from '../../catalogue/catalogue';
import type { HttpClient } from '../../storage/http-client';
import type { AlbumLister } from '../album-lister';
import type { Core } from '../core';
import type { KeptCopies } from './kept-copy';

export interface ReceivedDesk {
  core: Core;
  primitives: SealingPrimitives;
  copies: KeptCopies;
  http: HttpClient;
  lister: AlbumLister;
}

export function receivedOr404({ core }: Pick<ReceivedDesk, 'core'>, id: ReceivedId): ReceivedRow {
  const row = core.catalogue.received.get(id);
  if (!row) throw new AppError('not-found', 'That share is not here any more.');
  return row;
}

/** Without what only main has use for. */
export function toReceived(row: ReceivedRow): Received {
  const {
    connectionId,
    shareId,
    recipientId,
    pageRevision,
    manifestRevision,
    openedCount,
    nextSlot,
    sequence,
    notes,
    ...told
  } = row;
  return told;
}
