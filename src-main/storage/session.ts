/** Sessions of stores that give a token for a password: one per connection, shared by every thread. */

export interface StoreSession {
  token: string;
  /** Base address of the account's objects, without a slash at the end. */
  url: string;
  /** Unix milliseconds; null when the store does not say. */
  expiresAtMs: number | null;
}

/**
 * Single flight: however many ask at once, one token is requested. `refused` is a token the store did not take (401): another one is
 * answered, unless somebody fetched one meanwhile. Rejects with AppError: `key-refused`, `access-denied`, `unreachable`, `tls`, …
 */
export type GetSession = (options?: {
  refused?: string | undefined;
  signal?: AbortSignal | undefined;
}) => Promise<StoreSession>;

/** Signs addresses of objects that the app itself serves (the gateway). */
export interface LinkSigner {
  /** Starts serving when nothing was served yet. Rejects with AppError: `io` when no port could be had, `vault`. */
  sign(link: {
    method: 'GET' | 'PUT';
    bucket: string;
    key: string;
    expiresAtMs: number;
    inline?: boolean;
    fileName?: string;
    /** Of a PUT: it must be of exactly so many bytes. */
    sizeBytes?: number;
  }): Promise<string>;
  /** A new key: addresses signed so far end. */
  rotate(): Promise<void>;
}
