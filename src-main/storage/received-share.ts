/** A share of somebody else as its store is told of it: which objects there are, and how they are reached and opened. */
import { AppError } from '../../src-shared/app-error';
import type { SealedObjectInfo } from '../../src-shared/domain/share-page';
import type { SealedPlace } from './sealed-source';

/** The one bucket that such a store has. */
export const RECEIVED_BUCKET = 'shared-with-me';

/** Bytes written here, or plain bytes of a sealed object. */
export type ReceivedPart =
  | { base64: string }
  | { object: SealedObjectInfo; offset: number; sizeBytes: number };

/** One object as this store shows it. */
export interface ReceivedObject {
  key: string;
  /** Another one for every change of what it holds or is told of it. */
  etag: string;
  contentType: string;
  modifiedAtMs: number;
  parts: ReceivedPart[];
}

/** The secret of such a connection, as JSON. */
export interface ReceivedAccess extends SealedPlace {
  objects: ReceivedObject[];
}

export const readOnly = (): AppError =>
  new AppError(
    'read-only',
    'This album was shared with you: only its sender can change it. Download the photos to work with them.',
  );
