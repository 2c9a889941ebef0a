/** Plain web requests as a guest's browser would send them, for trying links: no redirects, no cookies, no credentials of ours. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { rootCertificates } from 'node:tls';
import { AppError } from '../../src-shared/app-error';

export interface WebAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}
/** Rejects with AppError `cancelled` or `unreachable`. Addresses carry signatures: they never go into a message. */
export type WebRequest = (
  url: string,
  options: { headers?: Record<string, string>; signal: AbortSignal },
) => Promise<WebAnswer>;

/** What is tried is a few hundred bytes; an error page may be longer, and is of no interest beyond this. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** `caPem`: certificates to trust besides those of the system. */
export function createWebRequest(caPem: string | undefined): WebRequest {
  const trust = caPem === undefined ? {} : { ca: [...rootCertificates, caPem] };
  return (url, { headers = {}, signal }) =>
    new Promise((resolve, reject) => {
      const fail = (error: Error): void =>
        reject(
          signal.aborted
            ? new AppError('cancelled', 'It was cancelled.', { cause: error })
            : new AppError(
                'unreachable',
                `${new URL(url).host} did not answer to a signed address. Check the address of the store.`,
                { details: (error as NodeJS.ErrnoException).code ?? error.name },
              ),
        );
      const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
      const request = send(url, { ...trust, headers, signal, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        let sizeBytes = 0;
        answer.on('data', (chunk: Buffer) => {
          if (sizeBytes < BODY_LIMIT_BYTES) chunks.push(chunk);
          sizeBytes += chunk.length;
        });
        answer.on('error', fail);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
            ),
            body: Buffer.concat(chunks),
          }),
        );
      });
      request.on('error', fail);
      request.end();
    });
}
