/** One request to a sign-in service, its answer read whole. Redirects are not followed: a password goes only where a person sent it. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AppError } from '../../../../src-shared/app-error';
import { networkError } from '../../network-errors';
import { trustedCertificates } from '../../trusted-certificates';

export interface SignInQuestion {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  caPem: string | undefined;
}
export interface SignInAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}
/** Rejects with AppError: `host-unknown`, `unreachable`, `tls`, `bad-input`. */
export type AskSignIn = (question: SignInQuestion) => Promise<SignInAnswer>;

/** A person waits for it; a service that is silent for so long is not there. */
const SILENCE_TIMEOUT_MS = 30_000;
/** Catalogues of large clouds have some hundred kilobytes. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Header fields carry bytes (RFC 9110, 5.5): UTF-8 goes as it is, one character for each byte. */
export const headerValue = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

export const askSignIn: AskSignIn = (question) =>
  new Promise((resolve, reject) => {
    const { method, url, headers, body, caPem } = question;
    const fail = (error: unknown): void => reject(translate(error, url));
    const secure = url.protocol === 'https:';
    try {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method,
        headers: { accept: 'application/json', connection: 'close', ...headers },
        timeout: SILENCE_TIMEOUT_MS,
        ...(secure && { ca: trustedCertificates(caPem) }),
      });
      request.on('timeout', () => request.destroy(silence()));
      request.on('error', fail);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('error', fail);
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER_BYTES) response.destroy(endless(url));
          else chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      request.end(body);
    } catch (error) {
      fail(error); // what cannot be put in a header or an address is thrown at once
    }
  });

const silence = (): Error => Object.assign(new Error('silence'), { code: 'ETIMEDOUT' });

const endless = (url: URL): AppError =>
  new AppError(
    'unsupported',
    `${url.host} answers with more than a sign-in service does. Check the auth URL.`,
    {
      retry: 'after-user',
    },
  );

function translate(error: unknown, url: URL): AppError {
  if (error instanceof AppError) return error;
  const known = networkError(error, url.host);
  if (known) return known;
  const { code } = error as { code?: unknown };
  if (code === 'ERR_INVALID_CHAR') {
    return new AppError(
      'bad-input',
      'The user or the password holds a line break or another control character. Enter it again.',
    );
  }
  // The message is left out: it may quote what was to be sent.
  return new AppError('internal', `Signing in at ${url.host} failed in a way CAOS does not know.`, {
    details: typeof code === 'string' ? code : 'no code',
  });
}
