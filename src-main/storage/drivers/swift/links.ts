/** Signed addresses (TempURL): of one object, or of everything below a prefix. */
import { createHmac, randomBytes } from 'node:crypto';
import type { LinkOptions, ObjectStore } from '../../object-store';
import { cannot } from './errors';
import { formDigest, type LinkDigest, linkDigest, type SwiftInfo } from './info';
import type { SwiftRequests } from './requests';
import { headerOf, pathOf, queryOf } from './wire';

/** A key that another process replaced is used no longer than this. */
const KEY_IS_FRESH_MS = 60_000;
const KEY_HEADERS = ['X-Account-Meta-Temp-URL-Key', 'X-Account-Meta-Temp-URL-Key-2'] as const;
type KeyHeader = (typeof KEY_HEADERS)[number];

export interface SwiftLinks {
  sign(
    method: 'GET' | 'PUT',
    bucket: string,
    key: string,
    expiresInS: number,
    options?: LinkOptions,
  ): Promise<string>;
  signPrefix(bucket: string, prefix: string, expiresInS: number): Promise<(key: string) => string>;
  /** A form (FormPost): TempURL cannot bound how much is sent. */
  signSlots: ObjectStore['presignSlots'];
  /**
   * Replaces the account's key that this app signs with: every address signed with it ends, ours and others', as soon as the store's
   * servers forget the old one (at most a minute). Addresses signed with the account's other key, or with a container's, go on.
   */
  rotateKey(signal?: AbortSignal): Promise<void>;
}

/** `now` in Unix milliseconds; `toldInfo`: what the store tells of itself. */
export function createLinks(
  requests: SwiftRequests,
  toldInfo: () => Promise<SwiftInfo | null>,
  now: () => number,
): SwiftLinks {
  let held: { key: string; readAtMs: number } | null = null;
  let reading: Promise<string> | null = null;

  /** The first of the account's two keys that is set; null when none is. */
  async function readKey(signal?: AbortSignal): Promise<{ header: KeyHeader; key: string } | null> {
    const { headers } = await requests.send({ method: 'HEAD', signal });
    for (const header of KEY_HEADERS) {
      const value = headerOf(headers, header.toLowerCase());
      if (value) return { header, key: value };
    }
    return null;
  }
  async function writeKey(header: KeyHeader, signal?: AbortSignal): Promise<void> {
    const key = randomBytes(32).toString('hex');
    await requests.send({ method: 'POST', headers: { [header]: key }, signal });
  }

  /** A key that is there is used, whoever set it; only where there is none, one is made. */
  async function findKey(): Promise<string> {
    let found = await readKey();
    if (!found) {
      await writeKey(KEY_HEADERS[0]);
      found = await readKey(); // another process may have been faster: the one that is there counts
    }
    if (!found) throw cannot(`${requests.callOf().host} keeps no key to sign addresses with.`);
    held = { key: found.key, readAtMs: now() };
    return found.key;
  }
  function currentKey(): Promise<string> {
    if (held && now() - held.readAtMs < KEY_IS_FRESH_MS) return Promise.resolve(held.key);
    reading ??= findKey().finally(() => {
      reading = null;
    });
    return reading;
  }

  /** `prefix:` signs everything that begins like that. */
  async function parametersFor(
    method: 'GET' | 'PUT',
    scope: '' | 'prefix:',
    bucket: string,
    name: string,
    expiresInS: number,
  ): Promise<{ account: string; parameters: Record<string, string> }> {
    const algorithm = linkDigest(await toldInfo());
    if (algorithm === '') throw cannot(`${requests.callOf().host} makes no signed addresses.`);
    const key = await currentKey();
    const account = (await requests.session()).url.replace(/\/+$/, '');
    const path = `${decodeURIComponent(new URL(account).pathname)}/${bucket}/${name}`;
    const expires = `${Math.floor(now() / 1000) + expiresInS}`;
    const signature = signatureOf(algorithm, key, `${method}\n${expires}\n${scope}${path}`);
    return { account, parameters: { temp_url_sig: signature, temp_url_expires: expires } };
  }

  return {
    async sign(method, bucket, key, expiresInS, options = {}) {
      const { account, parameters } = await parametersFor(method, '', bucket, key, expiresInS);
      const shown = {
        ...parameters,
        ...(options.inline && { inline: '' }),
        ...(options.fileName !== undefined && { filename: options.fileName }),
      };
      return account + pathOf(bucket, key) + queryOf(shown);
    },
    async signPrefix(bucket, prefix, expiresInS) {
      const { account, parameters } = await parametersFor('GET', 'prefix:', bucket, prefix, expiresInS);
      const query = queryOf({ ...parameters, temp_url_prefix: prefix, inline: '' });
      return (key) => account + pathOf(bucket, key) + query;
    },
    async signSlots(bucket, prefix, _names, { sizeBytes, expiresInS }) {
      const algorithm = formDigest(await toldInfo());
      if (algorithm === '')
        throw cannot(`${requests.callOf().host} takes no forms, so guests cannot send anything back.`);
      const key = await currentKey();
      const account = (await requests.session()).url.replace(/\/+$/, '');
      const path = `${decodeURIComponent(new URL(account).pathname)}/${bucket}/${prefix}`;
      const expires = Math.floor(now() / 1000) + expiresInS;
      // One form leaves one file; how many forms are sent no store counts, but only these names are ever read.
      const bounds = ['', String(sizeBytes), '1', String(expires)];
      const signature = signatureOf(algorithm, key, [path, ...bounds].join('\n'));
      const fieldNames = ['redirect', 'max_file_size', 'max_file_count', 'expires', 'signature'];
      const fields = fieldNames.map((name, at): [string, string] => [name, [...bounds, signature][at] ?? '']);
      return { kind: 'form', action: account + pathOf(bucket, prefix), fields };
    },
    async rotateKey(signal) {
      const found = await readKey(signal);
      await writeKey(found?.header ?? KEY_HEADERS[0], signal);
      held = null;
    },
  };
}

/** The store signs with the bytes of the header as they are, whoever set it. */
function signatureOf(algorithm: Exclude<LinkDigest, ''>, key: string, text: string): string {
  const mac = createHmac(algorithm, Buffer.from(key, 'latin1')).update(text);
  // Swift tells SHA-1 and SHA-256 apart by their length, and wants the name of any other before it.
  return algorithm === 'sha512' ? `sha512:${mac.digest('base64url')}` : mac.digest('hex');
}
