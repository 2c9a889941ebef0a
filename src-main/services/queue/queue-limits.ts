/** How much the queue takes up at once, so that the link is full and this computer is not. */

export interface QueueLimits {
  /** Files being decoded at once. */
  preparing: number;
  /** Prepared files that may wait for the upload before preparing stops (back-pressure); more where the link takes more at once. */
  preparedAhead: number;
  /** Files in the store's hands at once at most, however small they are. Default 96: each has a row, a thread's slice and a socket. */
  uploading?: number;
  /** The table is looked at no more often than this while files are sent. Default: at every end of one. */
  looksApartMs?: number;
}

const MOST_FILES = 96;
/** About a part (plan-parts.ts): a larger file fills the link with several requests by itself. */
const BYTES_OF_A_REQUEST = 8 * 1024 * 1024;
/** While one request sends, another asks for the name or for the proof: twice as many as may carry bytes keep the link full. */
const REQUESTS_PER_SLOT = 2;

export const mostFiles = (limits: QueueLimits): number => limits.uploading ?? MOST_FILES;

/** Requests worth taking up while so many may carry bytes. */
export const requestRoom = (window: number): number => Math.max(1, window) * REQUESTS_PER_SLOT;

/** Requests that a file of this size has for the link at once; none needs more than all that may be under way. */
export const requestsOf = (sizeBytes: number, window: number): number =>
  Math.max(1, Math.min(Math.max(1, window), Math.ceil(sizeBytes / BYTES_OF_A_REQUEST)));
